//! Facts and guards, held against a run.

use crate::model::{Fact, Guard, Relation};
use crate::summary::Summary;

/// Whether a fact fits the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The model allows it.
    Met,
    /// The model all but rules it out.
    Missed,
}

impl Verdict {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
        }
    }
}

/// A published figure beside the model's distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct FactResult {
    /// 5 %, 50 % and 95 % quantiles of the model.
    pub quantiles: [f64; 3],
    /// Share of paths below the published value.
    pub position: f64,
    /// Whether it fits.
    pub verdict: Verdict,
}

/// A guard's figure and whether it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct GuardResult {
    /// The value of its figure; NaN where undefined.
    pub value: f64,
    /// Whether the guard holds; never for an undefined value.
    pub holds: bool,
}

impl Summary {
    /// Holds a fact against the run.
    ///
    /// An `equals` is missed outside 5–95 %, an `at_least` above 95 %, an `at_most` below 5 %; a
    /// metric that is nowhere defined misses.
    #[must_use]
    pub fn fact(&self, fact: &Fact) -> FactResult {
        let tally = self.tally(fact.metric, fact.key, fact.period);
        let quantiles = [0.05, 0.5, 0.95].map(|p| {
            tally
                .filter(|tally| tally.defined() > 0)
                .map_or(f64::NAN, |tally| tally.quantile(p))
        });
        let [low, _, high] = quantiles;
        let met = match fact.relation {
            Relation::Equals => low <= fact.value && fact.value <= high,
            Relation::AtLeast => fact.value <= high,
            Relation::AtMost => fact.value >= low,
        };
        FactResult {
            quantiles,
            position: tally.map_or(f64::NAN, |tally| tally.share_below(fact.value)),
            verdict: if met { Verdict::Met } else { Verdict::Missed },
        }
    }

    /// Holds a guard against the run.
    #[must_use]
    pub fn guard(&self, guard: &Guard) -> GuardResult {
        let value = self.figure(&guard.figure);
        GuardResult {
            value,
            holds: guard.comparison.holds(value, guard.bound),
        }
    }
}
