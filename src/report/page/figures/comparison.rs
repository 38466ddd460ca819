//! What the report of a comparison shows.

use serde::{Deserialize, Serialize};

use crate::experiment::{self, Line, Span};
use crate::model::Metric;
use crate::report::comparison::{ComparisonReport, HEADLINE, find};
use crate::report::page::figures::{About, MetricName, Number, Stats};

/// A finished comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ComparisonFigures {
    /// What was simulated, and how: the first scenario's.
    pub about: About,
    /// The scenarios; the others are compared with the first.
    pub sides: Vec<Side>,
    /// Why the second differs from the first.
    pub explanation: Option<Explanation>,
}

/// A scenario of a comparison.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Side {
    /// As it was asked for.
    pub name: String,
    /// What the scenario is called.
    pub title: String,
    /// Paths of the earlier run where it is saved results.
    pub saved: Option<usize>,
    /// Whether it shares its paths with the first.
    pub is_paired: bool,
    /// What differs from the first.
    pub changes: Vec<Change>,
    /// The metrics that are shown.
    pub series: Vec<SideSeries>,
}

/// A key that differs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Change {
    pub key: String,
    pub was: String,
    pub is: String,
}

/// A metric and key, and how it differs from the first scenario's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SideSeries {
    pub metric: MetricName,
    pub key: String,
    pub total: Stats,
    /// None of the first scenario, and of what the first has not.
    pub total_gap: Option<Gap>,
    /// By month; empty where only the total is shown.
    pub months: Vec<Stats>,
    /// Likewise; empty where there are none.
    pub gaps: Vec<Gap>,
}

/// A difference to the first scenario.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Gap {
    pub mean: Number,
    pub se: Number,
    /// 5 %, 50 % and 95 % quantiles path by path.
    pub quantiles: [Number; 3],
    pub p_better: Number,
}

/// A difference shared out among what was changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Explanation {
    pub objective: String,
    pub metric: MetricName,
    pub before: Number,
    pub after: Number,
    pub paths: usize,
    pub runs: usize,
    /// Largest first; they add up.
    pub parts: Vec<Part>,
}

/// What a change contributes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    pub keys: Vec<String>,
    pub share: Number,
    pub error: Number,
}

impl ComparisonFigures {
    /// What a comparison found; `None` of nothing.
    #[must_use]
    pub fn new(report: &ComparisonReport) -> Option<Self> {
        let first = report.sides.first()?;
        Some(Self {
            about: About::new(first.scenario, report.paths, report.seed, ""),
            sides: report
                .sides
                .iter()
                .map(|side| Side {
                    name: side.name.to_owned(),
                    title: side.scenario.name.clone(),
                    saved: side.saved,
                    is_paired: side.is_paired,
                    changes: side
                        .changes
                        .iter()
                        .cloned()
                        .map(|[key, was, is]| Change { key, was, is })
                        .collect(),
                    series: series(side.lines),
                })
                .collect(),
            explanation: report
                .explanation
                .as_ref()
                .map(|(explanation, objective)| Explanation {
                    objective: objective.text.clone(),
                    metric: MetricName(objective.figure.metric),
                    before: Number(explanation.before.value),
                    after: Number(explanation.after.value),
                    paths: explanation.paths,
                    runs: explanation.runs,
                    parts: explanation
                        .parts
                        .iter()
                        .map(|part| Part {
                            keys: part.keys.clone(),
                            share: Number(part.share.value),
                            error: Number(part.error()),
                        })
                        .collect(),
                }),
        })
    }
}

impl Side {
    /// A metric and key; `None` where it is not shown.
    pub fn series(&self, metric: Metric, key: &str) -> Option<&SideSeries> {
        let mut series = self.series.iter();
        series.find(|series| series.metric == MetricName(metric) && series.key == key)
    }
}

/// The headline month by month, and the parts of three metrics over the horizon.
fn series(lines: &[Line]) -> Vec<SideSeries> {
    let totals = HEADLINE.into_iter().map(|metric| (metric, String::new()));
    let parts = lines.iter().filter(|line| {
        let metrics = [Metric::GrossProfit, Metric::Revenue, Metric::Subscribers];
        metrics.contains(&line.metric) && !line.key.is_empty() && line.period == "total"
    });
    let parts = parts.map(|line| (line.metric, line.key.clone()));
    totals
        .chain(parts)
        .filter_map(|(metric, key)| {
            let total = find(lines, metric, &key, "total")?;
            let months: Vec<&Line> = lines
                .iter()
                .filter(|line| {
                    line.span == Span::Month
                        && line.metric == metric
                        && key.is_empty()
                        && line.key == key
                })
                .collect();
            Some(SideSeries {
                metric: MetricName(metric),
                total: total.own.into(),
                total_gap: total.gap.map(Gap::from),
                gaps: months
                    .iter()
                    .filter_map(|line| line.gap.map(Gap::from))
                    .collect(),
                months: months.into_iter().map(|line| line.own.into()).collect(),
                key,
            })
        })
        .collect()
}

impl From<experiment::Gap> for Gap {
    fn from(gap: experiment::Gap) -> Self {
        Self {
            mean: Number(gap.mean),
            se: Number(gap.se),
            quantiles: gap.quantiles.map(Number),
            p_better: Number(gap.p_better),
        }
    }
}

impl From<experiment::Numbers> for Stats {
    fn from(numbers: experiment::Numbers) -> Self {
        Self {
            mean: numbers.mean,
            se: numbers.se,
            quantiles: numbers.quantiles,
        }
    }
}
