//! What the report of a run shows of its targets.

use serde::{Deserialize, Serialize};

use crate::report::page::figures::Number;
use crate::summary::Estimate;
use crate::summary::targets::{Rule, Targets};

/// Whether a target is reached.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TargetFigures {
    /// As it was typed.
    pub text: String,
    /// Paths on which its metric is defined.
    pub paths: usize,
    pub reached: usize,
    /// The share of these, and its standard error.
    pub probability: [Number; 2],
    /// Where it is reached, and where it is missed, as far as ranges tell.
    pub rules: Vec<RuleFigures>,
}

/// Ranges in which a target is reached or missed. Shares come with their standard errors.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFigures {
    /// `reached` or `missed`.
    pub outcome: String,
    pub density: [Number; 2],
    pub coverage: [Number; 2],
    pub support: [Number; 2],
    pub ranges: Vec<RangeFigures>,
}

/// The range of an input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RangeFigures {
    pub key: String,
    /// `measured`, `benchmark` or `guess`.
    pub grade: Option<String>,
    /// Undefined where it has no such end.
    pub low: Number,
    pub high: Number,
    /// The shares of the paths below and up to its ends.
    pub shares: [Number; 2],
}

impl TargetFigures {
    /// Of every target.
    #[must_use]
    pub fn all(targets: &Targets) -> Vec<Self> {
        let one = targets.targets.iter().map(|reach| Self {
            text: reach.target.text.clone(),
            paths: reach.paths,
            reached: reach.reached,
            probability: with_error(reach.probability()),
            rules: reach
                .rules()
                .map(|(outcome, rule)| RuleFigures::new(outcome, rule, targets))
                .collect(),
        });
        one.collect()
    }
}

impl RuleFigures {
    fn new(outcome: &str, rule: &Rule, targets: &Targets) -> Self {
        let end = |value: f64| Number(if value.is_finite() { value } else { f64::NAN });
        let ranges = rule.ranges.iter().map(|range| {
            let input = &targets.inputs[range.input];
            RangeFigures {
                key: input.key.clone(),
                grade: input.grade.map(|grade| grade.to_string()),
                low: end(range.low.0),
                high: end(range.high.0),
                shares: [range.low.1, range.high.1].map(Number),
            }
        });
        Self {
            outcome: outcome.to_owned(),
            density: with_error(rule.density),
            coverage: with_error(rule.coverage),
            support: with_error(rule.support),
            ranges: ranges.collect(),
        }
    }
}

fn with_error(estimate: Estimate) -> [Number; 2] {
    [estimate.value, estimate.se].map(Number)
}
