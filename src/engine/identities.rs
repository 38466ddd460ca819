//! What must hold on every path and month, whatever the scenario.

use crate::engine::layout::{Helper, Layout};
use crate::engine::record::Record;
use crate::model::{Key, Metric, Scenario};

/// The largest relative residual of each identity.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Residuals {
    /// `mrr = mrr before + new + reactivation + expansion − contraction − churned`.
    pub mrr: f64,
    /// `cash = cash before + operating profit + rise of deferred revenue − rise of prepaid fees`.
    pub cash: f64,
    /// Deferred revenue is what later months will recognise.
    pub deferred_revenue: f64,
    /// `subscribers = subscribers before + new + reactivated − churned`.
    pub subscribers: f64,
    /// `granted = used inside the quota + breakage`.
    pub credits: f64,
    /// Subscribers by segment, and generations by type and by who makes them, add up.
    pub parts: f64,
}

impl Residuals {
    /// The larger of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            mrr: self.mrr.max(other.mrr),
            cash: self.cash.max(other.cash),
            deferred_revenue: self.deferred_revenue.max(other.deferred_revenue),
            subscribers: self.subscribers.max(other.subscribers),
            credits: self.credits.max(other.credits),
            parts: self.parts.max(other.parts),
        }
    }

    /// Each with its name.
    #[must_use]
    pub fn named(&self) -> [(&'static str, f64); 6] {
        [
            ("mrr_bridge", self.mrr),
            ("cash", self.cash),
            ("deferred_revenue", self.deferred_revenue),
            ("subscribers", self.subscribers),
            ("credits", self.credits),
            ("parts", self.parts),
        ]
    }

    /// The largest of all.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.named()
            .iter()
            .fold(0.0, |largest, (_, residual)| residual.max(largest))
    }
}

/// The residuals of a block of paths.
#[must_use]
pub fn check(scenario: &Scenario, layout: &Layout, record: &Record) -> Residuals {
    let mut worst = Residuals::default();
    let mut most_deferred = vec![0.0; record.lanes()];
    let total = |metric| layout.total(metric);
    let helper = |helper| layout.helper(helper);
    for month in 0..record.months() {
        worst.mrr = worst.mrr.max(imbalance(
            record,
            month,
            &[
                (total(Metric::Mrr), -1.0),
                (helper(Helper::StartMrr), 1.0),
                (total(Metric::NewMrr), 1.0),
                (total(Metric::ReactivationMrr), 1.0),
                (total(Metric::ExpansionMrr), 1.0),
                (total(Metric::ContractionMrr), -1.0),
                (total(Metric::ChurnedMrr), -1.0),
            ],
        ));
        worst.subscribers = worst.subscribers.max(imbalance(
            record,
            month,
            &[
                (total(Metric::Subscribers), -1.0),
                (helper(Helper::StartSubscribers), 1.0),
                (total(Metric::NewSubscribers), 1.0),
                (total(Metric::ReactivatedSubscribers), 1.0),
                (total(Metric::ChurnedSubscribers), -1.0),
            ],
        ));
        worst.credits = worst.credits.max(imbalance(
            record,
            month,
            &[
                (total(Metric::CreditsGranted), -1.0),
                (total(Metric::CreditsUsed), 1.0),
                (total(Metric::TopUpCredits), -1.0),
                (total(Metric::Breakage), 1.0),
            ],
        ));
        worst.deferred_revenue = worst.deferred_revenue.max(deferred_imbalance(
            layout,
            record,
            month,
            &mut most_deferred,
        ));
        if month > 0 {
            worst.cash = worst.cash.max(cash_imbalance(layout, record, month));
        }
        worst.parts = worst.parts.max(parts(scenario, layout, record, month));
    }
    worst
}

/// The largest `|Σ sign·row| / max |row|` over the lanes.
fn imbalance(record: &Record, month: usize, terms: &[(usize, f64)]) -> f64 {
    let mut worst: f64 = 0.0;
    for lane in 0..record.lanes() {
        let (mut sum, mut scale) = (0.0, 1e-6_f64);
        for (row, sign) in terms {
            let amount = record.row(month, *row)[lane];
            sum += sign * amount;
            scale = scale.max(amount.abs());
        }
        worst = worse(worst, sum / scale);
    }
    worst
}

/// Deferred revenue against what is to come. It is carried from month to month, so its rounding
/// is relative to the most that was ever deferred, of which in the end nothing may be left.
fn deferred_imbalance(
    layout: &Layout,
    record: &Record,
    month: usize,
    most_deferred: &mut [f64],
) -> f64 {
    let deferred = record.row(month, layout.total(Metric::DeferredRevenue));
    let to_come = record.row(month, layout.helper(Helper::RevenueToCome));
    let mut worst: f64 = 0.0;
    for (lane, most) in most_deferred.iter_mut().enumerate() {
        *most = most.max(deferred[lane].abs()).max(to_come[lane].abs());
        worst = worse(worst, (to_come[lane] - deferred[lane]) / most.max(1e-6));
    }
    worst
}

fn cash_imbalance(layout: &Layout, record: &Record, month: usize) -> f64 {
    let mut worst: f64 = 0.0;
    let rows = [
        (layout.total(Metric::Cash), -1.0),
        (layout.total(Metric::DeferredRevenue), 1.0),
        (layout.helper(Helper::PrepaidFees), -1.0),
    ];
    let costs = [
        Metric::Revenue,
        Metric::ComputeCost,
        Metric::Fees,
        Metric::SupportCost,
        Metric::MarketingCost,
        Metric::FixedCost,
    ];
    for lane in 0..record.lanes() {
        let (mut sum, mut scale) = (0.0, 1e-6_f64);
        for (row, sign) in rows {
            let (now, before) = (
                record.row(month, row)[lane],
                record.row(month - 1, row)[lane],
            );
            sum += sign * (now - before);
            scale = scale.max(now.abs()).max(before.abs());
        }
        for metric in costs {
            let amount = record.row(month, layout.total(metric))[lane];
            sum += if metric == Metric::Revenue {
                amount
            } else {
                -amount
            };
            scale = scale.max(amount.abs());
        }
        worst = worse(worst, sum / scale);
    }
    worst
}

fn parts(scenario: &Scenario, layout: &Layout, record: &Record, month: usize) -> f64 {
    let mut worst: f64 = 0.0;
    let mut whole = |metric: Metric, keys: Vec<Key>| {
        let mut terms = vec![(layout.total(metric), -1.0)];
        terms.extend(keys.into_iter().map(|key| (layout.row(metric, key), 1.0)));
        worst = worst.max(imbalance(record, month, &terms));
    };
    let segments = || (0..scenario.segments.len()).map(Key::Segment).collect();
    let plans = || (0..scenario.plans.len()).map(Key::Plan);
    whole(Metric::Subscribers, segments());
    whole(Metric::FreeUsers, segments());
    whole(Metric::NewSubscribers, plans().collect());
    let kinds = 0..scenario.generations.len();
    whole(
        Metric::Generations,
        kinds.clone().map(Key::Generation).collect(),
    );
    let makers = kinds.flat_map(|kind| {
        [
            Key::GenerationPaid(kind),
            Key::GenerationFree(kind),
            Key::GenerationApi(kind),
        ]
    });
    whole(Metric::Generations, makers.collect());
    let mut users: Vec<Key> = plans().collect();
    users.extend([Key::Free, Key::Api]);
    whole(Metric::ComputeCost, users.clone());
    whole(Metric::GrossProfit, users);
    let mut streams: Vec<Key> = plans().collect();
    streams.extend([Key::TopUps, Key::Api]);
    whole(Metric::Revenue, streams.clone());
    whole(Metric::Billings, streams);
    worst
}

/// The larger residual; one that is no number counts as infinite.
fn worse(worst: f64, residual: f64) -> f64 {
    if residual.is_nan() {
        f64::INFINITY
    } else {
        worst.max(residual.abs())
    }
}
