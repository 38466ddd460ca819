//! What the report of a run shows.

use serde::{Deserialize, Serialize};

use crate::engine::Identity;
use crate::model::{Key, Metric, Period, Relation, Scenario};
use crate::report::Report;
use crate::report::guards_csv::sign;
use crate::report::page::figures::{
    About, DrivenFigures, MetricName, Number, SplitFigures, Stats, TargetFigures,
};
use crate::scenario::check::{Row, RowOrigin};
use crate::summary::{ALARM, Bridge, Ending, Maker, RetentionCurve, Summary, Verdict};

/// Bins of the distribution of total revenue, at most.
const BINS: usize = 40;

/// A finished run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunFigures {
    /// What was simulated, and how.
    pub about: About,
    /// How many months the headline is about: the last twelve, or all.
    pub year: usize,
    /// The plans, in the order of the scenario.
    pub plans: Vec<String>,
    /// The types of generations.
    pub generations: Vec<String>,
    /// The metrics that are shown.
    pub series: Vec<Series>,
    /// How mean recurring revenue moves over the horizon.
    pub bridge: Moves,
    /// Mean generations by month: by subscribers, free users and metered customers.
    pub made_by: Vec<[Number; 3]>,
    /// By month: GPUs that half and 95 % of the paths get by with.
    pub gpus: Vec<[Number; 2]>,
    /// By month: share of the paths whose cash is below 0.
    pub broke: Vec<Number>,
    /// Distribution of total revenue.
    pub spread: Option<Spread>,
    /// What drives the headline.
    pub drivers: Vec<DrivenFigures>,
    /// How much of the spread is not knowing, noise and chance; empty where nobody asked.
    #[serde(default)]
    pub split: Vec<SplitFigures>,
    /// Whether targets are reached.
    #[serde(default)]
    pub targets: Vec<TargetFigures>,
    /// Retention by plan.
    pub retention: Vec<Curve>,
    /// Published figures beside the model's.
    pub facts: Vec<Fact>,
    /// What must hold.
    pub guards: Vec<Guard>,
    /// The numbers of the scenario.
    pub inputs: Vec<Input>,
    /// Where they come from.
    pub sources: Vec<Source>,
    /// How far the identities are from holding, relative to the amounts.
    pub residuals: Vec<(String, Number)>,
    /// The comparison with the means in closed form.
    pub twin: Option<Twin>,
    /// What a run that stopped by itself was asked for, and found.
    pub until: Option<Precision>,
}

/// A metric and key over time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Series {
    /// Which metric.
    pub metric: MetricName,
    /// Which part, as in the key column of the tables.
    pub key: String,
    /// Over the whole horizon.
    pub total: Stats,
    /// Over the months of the headline.
    pub year: Stats,
    /// By month.
    pub months: Vec<Stats>,
}

/// How mean recurring revenue moves.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Moves {
    pub before: Number,
    pub new: Number,
    pub reactivation: Number,
    pub expansion: Number,
    pub contraction: Number,
    pub churned: Number,
    pub after: Number,
}

/// A histogram.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spread {
    pub edges: Vec<Number>,
    pub shares: Vec<Number>,
    pub below: Number,
    pub above: Number,
}

/// The share of a plan's subscribers that is left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Curve {
    pub plan: String,
    /// Months of a billing period.
    pub period: usize,
    /// By renewal: 5 %, 25 %, 50 %, 75 % and 95 % quantiles over the paths.
    pub left: Vec<[Number; 5]>,
    /// By renewal: what constant churn would leave.
    pub constant: Vec<Number>,
}

/// A published figure.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fact {
    /// Its months, counted from 0.
    pub first: usize,
    pub last: usize,
    pub metric: MetricName,
    pub key: String,
    /// `equals`, `at_least` or `at_most`.
    pub relation: String,
    pub value: Number,
    /// 5 %, 50 % and 95 % quantiles of the model.
    pub model: [Number; 3],
    /// Share of the paths below it.
    pub position: Number,
    pub is_met: bool,
    pub source: String,
}

/// What must hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guard {
    pub figure: String,
    pub metric: MetricName,
    pub value: Number,
    /// `<`, `<=`, `>` or `>=`.
    pub relation: String,
    pub bound: Number,
    pub holds: bool,
}

/// A number of the scenario.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    pub key: String,
    pub value: String,
    /// 5 %, 50 % and 95 % quantiles of one that is not known.
    pub percentiles: Option<[Number; 3]>,
    /// `measured`, `benchmark` or `guess`.
    pub grade: Option<String>,
    /// `default`, `file`, `base` or `override`.
    pub origin: String,
    /// What it was before it was overridden.
    pub was: Option<String>,
}

/// Where numbers come from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Source {
    pub key: String,
    pub note: String,
    pub grade: String,
}

/// The simulated means beside their closed form.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Twin {
    pub paths: usize,
    pub comparisons: usize,
    /// The z-score farthest from 0.
    pub z: Number,
    /// Whether that is farther than chance explains.
    pub is_alarming: bool,
}

/// What a run that stopped by itself was asked for, and found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Precision {
    /// As it was asked.
    pub asked: String,
    /// Whether it was reached.
    pub is_reached: bool,
    pub metric: MetricName,
    pub value: Number,
    /// Half the 95 % interval.
    pub half_width: Number,
}

impl RunFigures {
    /// What a run found, with the retention of its plans and the rows of its scenario.
    #[must_use]
    pub fn new(report: &Report, retention: &[RetentionCurve], inputs: &[Row]) -> Self {
        let Report {
            scenario,
            summary,
            run,
            ..
        } = *report;
        let months = 0..scenario.months;
        let total = Period::total(scenario.months);
        let year = summary.last_twelve();
        let revenue = summary.tally(Metric::Revenue, Key::Total, total);
        Self {
            about: About::of_run(report),
            year: year.last - year.first + 1,
            plans: scenario.plans.iter().map(|plan| plan.id.clone()).collect(),
            generations: scenario
                .generations
                .iter()
                .map(|kind| kind.id.clone())
                .collect(),
            series: shown(scenario)
                .map(|(metric, key)| Series {
                    metric: MetricName(metric),
                    key: key.text(scenario),
                    total: summary.statistics(metric, key, total).into(),
                    year: summary.statistics(metric, key, year).into(),
                    months: months
                        .clone()
                        .map(|month| summary.statistics(metric, key, Period::month(month)).into())
                        .collect(),
                })
                .collect(),
            bridge: summary.bridge(total).into(),
            made_by: months
                .clone()
                .map(|month| {
                    Maker::ALL
                        .map(|maker| summary.made_by(scenario, maker, Period::month(month)))
                        .map(Number)
                })
                .collect(),
            gpus: months
                .clone()
                .map(|month| summary.gpus(scenario, month).map(Number))
                .collect(),
            broke: months.map(|month| Number(summary.broke(month))).collect(),
            spread: revenue
                .and_then(|tally| tally.bins(BINS))
                .map(|bins| Spread {
                    edges: bins.edges.into_iter().map(Number).collect(),
                    shares: bins.shares.into_iter().map(Number).collect(),
                    below: Number(bins.below),
                    above: Number(bins.above),
                }),
            drivers: report
                .drivers
                .map_or_else(Vec::new, |drivers| DrivenFigures::all(drivers, scenario)),
            split: report.components.map_or_else(Vec::new, |components| {
                SplitFigures::all(components, scenario)
            }),
            targets: report.targets.map_or_else(Vec::new, TargetFigures::all),
            retention: retention
                .iter()
                .map(|curve| Curve::new(curve, scenario))
                .collect(),
            facts: facts(scenario, summary),
            guards: guards(scenario, summary),
            inputs: inputs.iter().map(Input::from).collect(),
            sources: scenario
                .sources
                .iter()
                .map(|(key, source)| Source {
                    key: key.clone(),
                    note: source.note.clone(),
                    grade: source.grade.to_string(),
                })
                .collect(),
            residuals: Identity::ALL
                .into_iter()
                .map(|identity| {
                    let residual = summary.residuals().of(identity).relative;
                    (identity.name().to_owned(), Number(residual))
                })
                .collect(),
            twin: summary.twin().map(|twin| Twin {
                paths: twin.paths,
                comparisons: twin.comparisons,
                z: Number(twin.z),
                is_alarming: twin.z.abs() > ALARM,
            }),
            until: run.until.map(|until| Precision {
                asked: until.precision.text.clone(),
                is_reached: until.ending == Ending::Reached,
                metric: MetricName(until.precision.figure.metric),
                value: Number(until.known.value),
                half_width: Number(until.known.half_width),
            }),
        }
    }

    /// A metric and key over time; `None` where it is not shown.
    #[must_use]
    pub fn series(&self, metric: Metric, key: &str) -> Option<&Series> {
        let mut series = self.series.iter();
        series.find(|series| series.metric == MetricName(metric) && series.key == key)
    }
}

/// The metrics and keys that a page shows.
fn shown(scenario: &Scenario) -> impl Iterator<Item = (Metric, Key)> + '_ {
    const TOTALS: [Metric; 22] = [
        Metric::Revenue,
        Metric::NewSubscribers,
        Metric::ReactivatedSubscribers,
        Metric::ChurnedSubscribers,
        Metric::InvoluntaryChurn,
        Metric::ChurnRate,
        Metric::Mrr,
        Metric::NewMrr,
        Metric::ReactivationMrr,
        Metric::ExpansionMrr,
        Metric::ContractionMrr,
        Metric::ChurnedMrr,
        Metric::CreditsGranted,
        Metric::CreditsUsed,
        Metric::Breakage,
        Metric::UnmetCredits,
        Metric::TopUpCredits,
        Metric::GpuHours,
        Metric::ComputeCost,
        Metric::GrossMargin,
        Metric::OperatingProfit,
        Metric::Cash,
    ];
    let plans = || (0..scenario.plans.len()).map(Key::Plan);
    let totals = TOTALS.into_iter().map(|metric| (metric, Key::Total));
    let subscribers = [Key::Total].into_iter().chain(plans());
    let profits = [Key::Total].into_iter().chain(plans());
    let profits = profits.chain([Key::Free, Key::Api]);
    let kinds = (0..scenario.generations.len()).map(Key::Generation);
    let generations = [Key::Total].into_iter().chain(kinds);
    totals
        .chain(subscribers.map(|key| (Metric::Subscribers, key)))
        .chain(profits.map(|key| (Metric::GrossProfit, key)))
        .chain(generations.map(|key| (Metric::Generations, key)))
}

fn facts(scenario: &Scenario, summary: &Summary) -> Vec<Fact> {
    let fact = |fact: &crate::model::Fact| {
        let result = summary.fact(fact);
        Fact {
            first: fact.period.first,
            last: fact.period.last,
            metric: MetricName(fact.metric),
            key: fact.key.text(scenario),
            relation: match fact.relation {
                Relation::Equals => "equals",
                Relation::AtLeast => "at_least",
                Relation::AtMost => "at_most",
            }
            .to_owned(),
            value: Number(fact.value),
            model: result.quantiles.map(Number),
            position: Number(result.position),
            is_met: result.verdict == Verdict::Met,
            source: fact.source.clone(),
        }
    };
    scenario.facts.iter().map(fact).collect()
}

fn guards(scenario: &Scenario, summary: &Summary) -> Vec<Guard> {
    let guard = |guard: &crate::model::Guard| {
        let result = summary.guard(guard);
        Guard {
            figure: guard.figure.text.clone(),
            metric: MetricName(guard.figure.metric),
            value: Number(result.value),
            relation: sign(guard.comparison).to_owned(),
            bound: Number(guard.bound),
            holds: result.holds,
        }
    };
    scenario.guards.iter().map(guard).collect()
}

impl Curve {
    fn new(curve: &RetentionCurve, scenario: &Scenario) -> Self {
        let plan = &scenario.plans[curve.plan];
        Self {
            plan: plan.id.clone(),
            period: plan.period,
            left: curve.left.iter().map(|left| left.map(Number)).collect(),
            constant: curve.constant.iter().copied().map(Number).collect(),
        }
    }
}

impl From<Bridge> for Moves {
    fn from(bridge: Bridge) -> Self {
        Self {
            before: Number(bridge.before),
            new: Number(bridge.new),
            reactivation: Number(bridge.reactivation),
            expansion: Number(bridge.expansion),
            contraction: Number(bridge.contraction),
            churned: Number(bridge.churned),
            after: Number(bridge.after),
        }
    }
}

impl From<&Row> for Input {
    fn from(row: &Row) -> Self {
        Self {
            key: row.key.clone(),
            value: row.value.clone(),
            percentiles: row.percentiles.map(|numbers| numbers.map(Number)),
            grade: row.grade.map(|grade| grade.to_string()),
            origin: match row.origin {
                RowOrigin::Default => "default",
                RowOrigin::File(_) => "file",
                RowOrigin::Base(..) => "base",
                RowOrigin::Override => "override",
            }
            .to_owned(),
            was: row.was.clone(),
        }
    }
}
