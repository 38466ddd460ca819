//! What the report of a run shows of its drivers.

use serde::{Deserialize, Serialize};

use crate::model::Scenario;
use crate::report::page::figures::{MetricName, Number};
use crate::summary::drivers::{self, Drivers};

/// Inputs that are shown of a metric, at most.
const MOST: usize = 10;

/// What drives a metric.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DrivenFigures {
    /// The metric and its months, as they were asked for.
    pub text: String,
    pub metric: MetricName,
    /// The part of the metric, as in the key column of the tables.
    pub key: String,
    /// The inputs that explain most, those told from nothing alone.
    pub drivers: Vec<DriverFigures>,
    /// The share of what is explained that rests on guesses and on numbers without a source, where that is more than half;
    /// none of a scenario without sources.
    pub guessed: Option<Number>,
}

/// What an input explains.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DriverFigures {
    pub key: String,
    /// `measured`, `benchmark` or `guess`.
    pub grade: Option<String>,
    /// The share of the variance that it explains alone.
    pub share: Number,
    /// The ends of its 95 % interval.
    pub interval: [Number; 2],
    pub rank_correlation: Number,
    /// The metric's mean where the input is at its 10 % and at its 90 %.
    pub means: [Number; 2],
    /// Whether the scenario correlates it with others.
    pub moves_with_others: bool,
}

impl DrivenFigures {
    /// What was found of each metric that was asked for.
    #[must_use]
    pub fn all(drivers: &Drivers, scenario: &Scenario) -> Vec<Self> {
        let driven = drivers.driven.iter();
        driven
            .map(|driven| Self::new(driven, drivers, scenario))
            .collect()
    }

    fn new(driven: &drivers::Driven, drivers: &Drivers, scenario: &Scenario) -> Self {
        let figures = |driver: &drivers::Driver| {
            let input = &drivers.inputs[driver.input];
            DriverFigures {
                key: input.key.clone(),
                grade: input.grade.map(|grade| grade.to_string()),
                share: Number(driver.share.value),
                interval: [driver.share.low, driver.share.high].map(Number),
                rank_correlation: Number(driver.rank_correlation),
                means: [driver.low.value, driver.high.value].map(Number),
                moves_with_others: !input.moves_with.is_empty(),
            }
        };
        Self {
            text: driven.asked.text.clone(),
            metric: MetricName(driven.asked.measure.metric),
            key: driven.asked.measure.key.text(scenario),
            drivers: driven.clear().into_iter().take(MOST).map(figures).collect(),
            guessed: driven
                .evidence(&drivers.inputs)
                .filter(|evidence| evidence.is_thin() && !scenario.sources.is_empty())
                .map(|evidence| Number(evidence.guessed())),
        }
    }
}
