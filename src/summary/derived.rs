//! Figures that follow from a run's metrics and are shown beside them.

use crate::model::{Key, Metric, Period, Scenario};
use crate::summary::{ROUNDING, Summary};

/// How mean recurring revenue moves over a period; the parts add up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bridge {
    /// At the end of the month before.
    pub before: f64,
    /// Of first subscriptions.
    pub new: f64,
    /// Of those who came back.
    pub reactivation: f64,
    /// Gained from those who stayed.
    pub expansion: f64,
    /// Lost from those who stayed.
    pub contraction: f64,
    /// Of those who left.
    pub churned: f64,
    /// At the end of the last month.
    pub after: f64,
}

/// Who generates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// Subscribers.
    Paid,
    /// Free users.
    Free,
    /// Metered customers.
    Api,
}

impl Maker {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Paid, Self::Free, Self::Api];

    fn key(self, kind: usize) -> Key {
        match self {
            Self::Paid => Key::GenerationPaid(kind),
            Self::Free => Key::GenerationFree(kind),
            Self::Api => Key::GenerationApi(kind),
        }
    }
}

impl Summary {
    fn mean(&self, metric: Metric, key: Key, period: Period) -> f64 {
        self.statistics(metric, key, period).mean
    }

    /// How mean recurring revenue moves over a period that is reported.
    ///
    /// *Formula*: before = after − new − reactivation − expansion + contraction + churned.
    #[must_use]
    pub fn bridge(&self, period: Period) -> Bridge {
        let of = |metric| self.mean(metric, Key::Total, period);
        let after = of(Metric::Mrr);
        let [new, reactivation, expansion] = [
            Metric::NewMrr,
            Metric::ReactivationMrr,
            Metric::ExpansionMrr,
        ]
        .map(of);
        let [contraction, churned] = [Metric::ContractionMrr, Metric::ChurnedMrr].map(of);
        let before = after - new - reactivation - expansion + contraction + churned;
        // what rounding leaves of nothing
        let moved = after + new + reactivation + expansion + contraction + churned;
        Bridge {
            before: if before.abs() > ROUNDING * moved {
                before
            } else {
                0.0
            },
            new,
            reactivation,
            expansion,
            contraction,
            churned,
            after,
        }
    }

    /// Mean generations of all types over a period that is reported, by who makes them.
    #[must_use]
    pub fn made_by(&self, scenario: &Scenario, maker: Maker, period: Period) -> f64 {
        (0..scenario.generations.len())
            .map(|kind| self.mean(Metric::Generations, maker.key(kind), period))
            .sum()
    }

    /// The number of GPUs, each there for every hour of a month, that half and 95 % of the paths get by with.
    ///
    /// *Formula*: the quantiles of `gpu_hours` over the hours of the calendar month.
    #[must_use]
    pub fn gpus(&self, scenario: &Scenario, month: usize) -> [f64; 2] {
        let hours = scenario.month(month).hours();
        let statistics = self.statistics(Metric::GpuHours, Key::Total, Period::month(month));
        let [_, _, middle, _, high] = statistics.quantiles;
        [middle / hours, high / hours]
    }

    /// The share of the paths whose cash is below 0 at the end of a month.
    #[must_use]
    pub fn broke(&self, month: usize) -> f64 {
        self.tally(Metric::Cash, Key::Total, Period::month(month))
            .map_or(f64::NAN, |tally| tally.share_below(0.0))
    }
}
