//! Which row of the ledger holds which series.

use crate::model::{Key, KeySet, Metric, Nature, Scenario};

/// One metric and key, and the ledger rows it is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series {
    /// The metric.
    pub metric: Metric,
    /// The part of it.
    pub key: Key,
    /// The row of a flow or stock, or of a ratio's numerator.
    pub row: usize,
    /// The row of a ratio's denominator.
    pub denominator: Option<usize>,
}

/// The rows of the ledger of a scenario: those of every flow and stock of the catalogue, then a
/// few helpers.
#[derive(Debug, Clone)]
pub struct Layout {
    base: Vec<usize>,
    plans: usize,
    helpers: usize,
    rows: usize,
    series: Vec<Series>,
}

/// Helpers that are not by plan.
const SINGLE_HELPERS: usize = 11;

/// Rows that no file shows: for ratios (flows) and for the engine's own checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Helper {
    /// Subscribers at the start of the month, all plans.
    StartSubscribers,
    /// MRR at the start of the month.
    StartMrr,
    /// Start MRR after expansion (ends of intros left out), contraction and churn.
    RetainedMrr,
    /// Start MRR after contraction and churn.
    KeptMrr,
    /// Revenue from plans and top-ups.
    MemberRevenue,
    /// Mean of the subscribers at the start and the end of the month.
    MeanSubscribers,
    /// Fees paid and not yet expensed, at month end.
    PrepaidFees,
    /// Revenue of earlier charges that later months will recognise.
    RevenueToCome,
    /// Cash at the start of the month.
    StartCash,
    /// Deferred revenue at the start of the month.
    StartDeferred,
    /// Fees paid and not yet expensed, at the start of the month.
    StartPrepaid,
    /// Subscribers of a plan at the start of the month.
    PlanStartSubscribers(usize),
    /// Revenue of a plan and its top-ups.
    PlanRevenue(usize),
}

impl Layout {
    /// Lays out the ledger of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let mut base = Vec::with_capacity(Metric::ALL.len());
        let mut rows = 0;
        for metric in Metric::ALL {
            base.push(rows);
            if metric.nature() != Nature::Ratio {
                rows += metric.keys(scenario).len();
            }
        }
        let mut layout = Self {
            base,
            plans: scenario.plans.len(),
            helpers: rows,
            rows: rows + SINGLE_HELPERS + 2 * scenario.plans.len(),
            series: Vec::new(),
        };
        for metric in Metric::ALL.iter().copied() {
            for key in metric.keys(scenario) {
                let (row, denominator) = layout.place(metric, key);
                layout.series.push(Series {
                    metric,
                    key,
                    row,
                    denominator,
                });
            }
        }
        layout
    }

    fn place(&self, metric: Metric, key: Key) -> (usize, Option<usize>) {
        let (numerator, denominator) = match (metric, key) {
            (Metric::ChurnRate, Key::Plan(plan)) => (
                self.row(Metric::ChurnedSubscribers, key),
                Helper::PlanStartSubscribers(plan),
            ),
            (Metric::ChurnRate, _) => (
                self.row(Metric::ChurnedSubscribers, key),
                Helper::StartSubscribers,
            ),
            (Metric::Nrr, _) => (self.helper(Helper::RetainedMrr), Helper::StartMrr),
            (Metric::Grr, _) => (self.helper(Helper::KeptMrr), Helper::StartMrr),
            (Metric::Arppu, _) => (self.helper(Helper::MemberRevenue), Helper::MeanSubscribers),
            (Metric::GrossMargin, _) => {
                let revenue = self.row(Metric::Revenue, Key::Total);
                return (self.row(Metric::GrossProfit, key), Some(revenue));
            }
            _ => return (self.row(metric, key), None),
        };
        (numerator, Some(self.helper(denominator)))
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Every metric and key, in the order of the output files.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// The gross margin of each plan, its top-ups included; no file has it.
    #[must_use]
    pub fn plan_margins(&self) -> Vec<Series> {
        (0..self.plans)
            .map(|plan| Series {
                metric: Metric::GrossMargin,
                key: Key::Plan(plan),
                row: self.plan(Metric::GrossProfit, plan),
                denominator: Some(self.helper(Helper::PlanRevenue(plan))),
            })
            .collect()
    }

    /// The row of a flow or stock.
    ///
    /// # Panics
    ///
    /// When the metric has no such key, which is a bug of the caller.
    #[must_use]
    #[inline]
    pub fn row(&self, metric: Metric, key: Key) -> usize {
        let plans = self.plans;
        let offset = match (metric.key_set(), key) {
            (_, Key::Total) => 0,
            (KeySet::Segments, Key::Segment(segment)) => 1 + segment,
            (KeySet::Plans | KeySet::PlansSegments | KeySet::Users, Key::Plan(plan)) => 1 + plan,
            (KeySet::PlansSegments, Key::Segment(segment)) => 1 + plans + segment,
            (KeySet::Intro, Key::Intro) | (KeySet::Streams, Key::Plans) => 1,
            (KeySet::Streams, Key::Plan(plan)) => 2 + plan,
            (KeySet::Streams, Key::TopUps) | (KeySet::Users, Key::Api) => 2 + plans,
            (KeySet::Streams, Key::Api) => 3 + plans,
            (KeySet::Users, Key::Free) => 1 + plans,
            (KeySet::GenerationsBy, Key::Generation(kind)) => 1 + 4 * kind,
            (KeySet::GenerationsBy, Key::GenerationPaid(kind)) => 2 + 4 * kind,
            (KeySet::GenerationsBy, Key::GenerationFree(kind)) => 3 + 4 * kind,
            (KeySet::GenerationsBy, Key::GenerationApi(kind)) => 4 + 4 * kind,
            (KeySet::Generations, Key::Generation(kind)) => 1 + kind,
            (KeySet::ApiClasses, Key::ApiClass(class)) => 1 + class,
            _ => unreachable!("{metric:?} has no key {key:?}"),
        };
        self.base[metric as usize] + offset
    }

    /// The row of a metric's total.
    #[must_use]
    #[inline]
    pub fn total(&self, metric: Metric) -> usize {
        self.row(metric, Key::Total)
    }

    /// The row of a metric's plan.
    #[must_use]
    #[inline]
    pub fn plan(&self, metric: Metric, plan: usize) -> usize {
        self.row(metric, Key::Plan(plan))
    }

    /// The row that a ratio needs.
    #[must_use]
    #[inline]
    pub fn helper(&self, helper: Helper) -> usize {
        self.helpers
            + match helper {
                Helper::StartSubscribers => 0,
                Helper::StartMrr => 1,
                Helper::RetainedMrr => 2,
                Helper::KeptMrr => 3,
                Helper::MemberRevenue => 4,
                Helper::MeanSubscribers => 5,
                Helper::PrepaidFees => 6,
                Helper::RevenueToCome => 7,
                Helper::StartCash => 8,
                Helper::StartDeferred => 9,
                Helper::StartPrepaid => 10,
                Helper::PlanStartSubscribers(plan) => SINGLE_HELPERS + plan,
                Helper::PlanRevenue(plan) => SINGLE_HELPERS + self.plans + plan,
            }
    }
}
