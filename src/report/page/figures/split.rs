//! What the report of a run shows of its variance.

use serde::{Deserialize, Serialize};

use crate::model::Scenario;
use crate::report::page::figures::{MetricName, Number};
use crate::summary::{Components, Split};

/// Where the spread of a metric comes from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SplitFigures {
    pub metric: MetricName,
    /// The part of the metric, as in the key column of the tables.
    pub key: String,
    /// By month the shares of inputs, market and chance; undefined where there is no spread.
    pub months: Vec<[Number; 3]>,
}

impl SplitFigures {
    /// Of each metric that is shown.
    #[must_use]
    pub fn all(components: &Components, scenario: &Scenario) -> Vec<Self> {
        let shown = components.shown.iter();
        shown
            .map(|(metric, key)| Self {
                metric: MetricName(*metric),
                key: key.text(scenario),
                months: components
                    .months()
                    .map(|month| shares(components.split(*metric, *key, month)))
                    .collect(),
            })
            .collect()
    }
}

fn shares(split: Option<Split>) -> [Number; 3] {
    let shares = split.map(|split| [split.inputs, split.market, split.chance]);
    shares.map_or([Number(f64::NAN); 3], |shares| {
        shares.map(|share| Number(share.value))
    })
}
