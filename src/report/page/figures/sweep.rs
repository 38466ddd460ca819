//! What the report of a sweep shows.

use serde::{Deserialize, Serialize};

use crate::model::Direction;
use crate::report::guards_csv::sign;
use crate::report::page::figures::{About, KnowingFigures, MetricName, Number};
use crate::report::sweep::SweepReport;
use crate::summary::{self, main_effects};

/// A finished sweep.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SweepFigures {
    /// What was simulated, and how.
    pub about: About,
    /// The dotted keys that vary.
    pub keys: Vec<String>,
    /// By point: the values of the keys.
    pub points: Vec<Vec<String>>,
    /// The point that the others are compared with.
    pub reference: usize,
    /// What points are judged by, as typed.
    pub objective: String,
    /// Its metric.
    pub metric: MetricName,
    /// `higher` or `lower`: what is better.
    pub better: String,
    /// What points must hold.
    pub constraints: Vec<Bound>,
    /// By point.
    pub standings: Vec<Standing>,
    /// The points that have a rank, the best first.
    pub order: Vec<usize>,
    /// The best beside the runner-up; none with fewer than two.
    pub lead: Option<Lead>,
    /// Whether the best has the lowest or highest value of the only key.
    pub is_at_an_end: bool,
    /// By key: the mean objective at each of its values.
    pub effects: Vec<Effect>,
    /// What it is worth to know more before choosing; none where nothing can be told.
    #[serde(default)]
    pub knowing: Option<KnowingFigures>,
}

/// What a point must hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bound {
    pub text: String,
    pub metric: MetricName,
    /// `<`, `<=`, `>` or `>=`.
    pub relation: String,
    pub value: Number,
}

/// How a point stands.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Standing {
    pub objective: Number,
    pub objective_se: Number,
    /// The ends of its 95 % interval.
    pub objective_interval: [Number; 2],
    /// The objective less the reference's.
    pub difference: Number,
    pub difference_se: Number,
    pub difference_interval: [Number; 2],
    pub p_better: Number,
    pub rank: Option<usize>,
    pub p_best: Number,
    pub regret: Number,
    /// The figure of each constraint.
    pub constraints: Vec<Number>,
    pub is_allowed: bool,
}

/// The best point beside the runner-up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lead {
    pub runner_up: usize,
    pub gap: Number,
    pub se: Number,
    /// Whether that is more than chance explains.
    pub is_clear: bool,
    /// About how many paths would tell them apart.
    pub needed: Option<Number>,
}

/// What a key does, all points with the same value taken together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Effect {
    pub key: String,
    pub values: Vec<String>,
    pub means: Vec<Number>,
}

impl SweepFigures {
    /// What a sweep found.
    #[must_use]
    pub fn new(report: &SweepReport) -> Self {
        let SweepReport {
            scenario, points, ..
        } = *report;
        let all = 0..points.points.len();
        let values: Vec<Vec<String>> = all
            .clone()
            .map(|point| {
                points
                    .values(point)
                    .into_iter()
                    .map(str::to_owned)
                    .collect()
            })
            .collect();
        let standings = &report.ranking.standings;
        let objectives: Vec<f64> = standings.iter().map(|one| one.objective.value).collect();
        let effects = main_effects(&values, &objectives);
        Self {
            about: About::new(scenario, report.paths, report.seed, ""),
            keys: points.keys.clone(),
            reference: points.reference,
            objective: report.objective.text.clone(),
            metric: MetricName(report.objective.figure.metric),
            better: match report.objective.direction {
                Direction::Higher => "higher",
                Direction::Lower => "lower",
            }
            .to_owned(),
            constraints: report
                .constraints
                .iter()
                .map(|guard| Bound {
                    text: guard.text.clone(),
                    metric: MetricName(guard.figure.metric),
                    relation: sign(guard.comparison).to_owned(),
                    value: Number(guard.bound),
                })
                .collect(),
            standings: all
                .map(|point| Standing::new(&standings[point], report, point))
                .collect(),
            order: report.ranking.order.clone(),
            lead: report.ranking.lead.map(|lead| Lead {
                runner_up: lead.runner_up,
                gap: Number(lead.gap.value),
                se: Number(lead.gap.se),
                is_clear: lead.is_clear(),
                needed: lead.needed.map(Number),
            }),
            is_at_an_end: report
                .ranking
                .order
                .first()
                .is_some_and(|best| points.is_at_an_end(*best)),
            effects: points
                .keys
                .iter()
                .zip(effects)
                .map(|(key, effect)| Effect {
                    key: key.clone(),
                    values: effect.iter().map(|(value, _)| value.clone()).collect(),
                    means: effect.iter().map(|(_, mean)| Number(*mean)).collect(),
                })
                .collect(),
            knowing: KnowingFigures::new(report.knowing),
            points: values,
        }
    }
}

impl Standing {
    fn new(standing: &summary::Standing, report: &SweepReport, point: usize) -> Self {
        let ends = |estimate: summary::Estimate| {
            let [low, _, high] = estimate.interval();
            [low, high].map(Number)
        };
        Self {
            objective: Number(standing.objective.value),
            objective_se: Number(standing.objective.se),
            objective_interval: ends(standing.objective),
            difference: Number(standing.difference.value),
            difference_se: Number(standing.difference.se),
            difference_interval: ends(standing.difference),
            p_better: Number(standing.p_better),
            rank: standing.rank,
            p_best: Number(standing.p_best),
            regret: Number(standing.regret),
            constraints: report.figures[point].iter().copied().map(Number).collect(),
            is_allowed: report.is_allowed(point),
        }
    }
}
