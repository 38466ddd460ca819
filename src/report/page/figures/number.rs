//! Numbers and metrics in `figures.json`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::model::Metric;
use crate::summary::Statistics;

/// A number; `null` in JSON where it is not finite.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(from = "Option<f64>", into = "Option<f64>")]
pub struct Number(pub f64);

impl From<Option<f64>> for Number {
    fn from(value: Option<f64>) -> Self {
        Self(value.unwrap_or(f64::NAN))
    }
}

impl From<Number> for Option<f64> {
    fn from(Number(value): Number) -> Self {
        // minus zero is zero
        value.is_finite().then_some(value + 0.0)
    }
}

/// What pages show of one number over many paths: in JSON an array in this order.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(from = "[Number; 7]", into = "[Number; 7]")]
pub struct Stats {
    /// Mean.
    pub mean: f64,
    /// Monte Carlo standard error of the mean.
    pub se: f64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles.
    pub quantiles: [f64; 5],
}

impl Stats {
    /// The 5 % quantile.
    pub fn low(&self) -> f64 {
        self.quantiles[0]
    }

    /// The median.
    pub fn middle(&self) -> f64 {
        self.quantiles[2]
    }

    /// The 95 % quantile.
    pub fn high(&self) -> f64 {
        self.quantiles[4]
    }
}

impl From<Statistics> for Stats {
    fn from(statistics: Statistics) -> Self {
        Self {
            mean: statistics.mean,
            se: statistics.se,
            quantiles: statistics.quantiles,
        }
    }
}

impl From<[Number; 7]> for Stats {
    fn from(numbers: [Number; 7]) -> Self {
        let [mean, se, quantiles @ ..] = numbers.map(|Number(value)| value);
        Self {
            mean,
            se,
            quantiles,
        }
    }
}

impl From<Stats> for [Number; 7] {
    fn from(stats: Stats) -> Self {
        let [p05, p25, p50, p75, p95] = stats.quantiles;
        [stats.mean, stats.se, p05, p25, p50, p75, p95].map(Number)
    }
}

/// A metric by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricName(pub Metric);

impl Serialize for MetricName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de> Deserialize<'de> for MetricName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let metric = Metric::named(&name);
        metric
            .map(Self)
            .ok_or_else(|| de::Error::custom(format!("unknown metric `{name}`")))
    }
}
