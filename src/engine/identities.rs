//! What must hold on every path and month, whatever the scenario.

use crate::engine::layout::{Helper, Layout};
use crate::engine::record::Record;
use crate::model::{Key, Metric, Scenario};
use crate::random::lanes::{Lanes, Width};
use crate::random::wide::{self, Kernel};

/// A kind of sum that must be zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// `mrr = mrr before + new + reactivation + expansion − contraction − churned`.
    MrrBridge,
    /// `cash = cash before + net billings − costs paid`, the net billings as revenue and the rise of
    /// deferred revenue, the fees paid as fees and the rise of prepaid fees.
    Cash,
    /// Deferred revenue is what later months will recognise.
    DeferredRevenue,
    /// `subscribers = subscribers before + new + reactivated − churned`.
    Subscribers,
    /// `granted = used inside the quota + breakage`, for every plan.
    Credits,
    /// The parts of every metric add up to its total.
    Parts,
    /// What is counted since the beginning grows by what the month adds.
    Totals,
}

impl Identity {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::MrrBridge,
        Self::Cash,
        Self::DeferredRevenue,
        Self::Subscribers,
        Self::Credits,
        Self::Parts,
        Self::Totals,
    ];

    /// What files call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MrrBridge => "mrr_bridge",
            Self::Cash => "cash",
            Self::DeferredRevenue => "deferred_revenue",
            Self::Subscribers => "subscribers",
            Self::Credits => "credits",
            Self::Parts => "parts",
            Self::Totals => "totals",
        }
    }
}

/// A residual above this is no rounding: the engine is wrong.
pub const BROKEN: f64 = 1e-6;

/// How far an identity is from holding, where it is farthest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Residual {
    /// Relative to the largest of the amounts.
    pub relative: f64,
    /// The path, counted from 0.
    pub path: usize,
    /// The simulated month, counted from 0.
    pub month: usize,
    /// The amounts with their signs, which should add up to zero; noted only where they are
    /// farther off than [`BROKEN`].
    pub amounts: Vec<(String, f64)>,
}

/// The largest residual of each identity.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Residuals([Residual; Identity::ALL.len()]);

impl Residuals {
    /// Takes the larger of each; of equals, the one that is here.
    pub fn absorb(&mut self, other: &Self) {
        for (here, there) in self.0.iter_mut().zip(&other.0) {
            if there.relative > here.relative {
                here.clone_from(there);
            }
        }
    }

    /// The residual of an identity.
    #[must_use]
    pub fn of(&self, identity: Identity) -> &Residual {
        &self.0[identity as usize]
    }

    /// The largest of all.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.0
            .iter()
            .fold(0.0, |largest, residual| residual.relative.max(largest))
    }

    /// The identity that is farthest from holding, if it is broken.
    #[must_use]
    pub fn broken(&self) -> Option<(Identity, &Residual)> {
        Identity::ALL
            .into_iter()
            .map(|identity| (identity, self.of(identity)))
            .filter(|(_, residual)| residual.relative > BROKEN)
            .max_by(|one, other| one.1.relative.total_cmp(&other.1.relative))
    }
}

/// An amount in the ledger.
#[derive(Debug, Clone, Copy)]
enum Amount {
    Of(Metric, Key),
    /// In the month before.
    Before(Metric, Key),
    Helper(Helper, &'static str),
}

impl Amount {
    fn row(self, layout: &Layout) -> usize {
        match self {
            Self::Of(metric, key) | Self::Before(metric, key) => layout.row(metric, key),
            Self::Helper(helper, _) => layout.helper(helper),
        }
    }

    /// How many months it looks back.
    fn months_before(self) -> usize {
        usize::from(matches!(self, Self::Before(..)))
    }

    fn name(self, scenario: &Scenario) -> String {
        let (metric, key, before) = match self {
            Self::Of(metric, key) => (metric, key, ""),
            Self::Before(metric, key) => (metric, key, " before"),
            Self::Helper(_, name) => return name.to_owned(),
        };
        let key = key.text(scenario);
        let dot = if key.is_empty() { "" } else { "." };
        format!("{}{dot}{key}{before}", metric.name())
    }
}

/// Amounts that add up to zero.
struct Equation {
    identity: Identity,
    terms: Vec<(f64, Amount)>,
}

impl Equation {
    /// `whole = Σ parts`.
    fn new(identity: Identity, whole: Amount, parts: Vec<(f64, Amount)>) -> Self {
        let mut terms = vec![(-1.0, whole)];
        terms.extend(parts);
        Self { identity, terms }
    }

    /// Whether it needs the month before, which the first month has not.
    fn looks_back(&self) -> bool {
        self.terms.iter().any(|term| term.1.months_before() > 0)
    }

    /// Whether its amounts are carried from month to month: then their rounding is relative to
    /// the most that they ever were, of which in the end nothing may be left.
    fn carries(&self) -> bool {
        self.identity == Identity::DeferredRevenue
    }
}

/// The residuals of a block of paths.
#[must_use]
pub fn check(scenario: &Scenario, layout: &Layout, record: &Record) -> Residuals {
    let mut residuals = Residuals::default();
    let mut scales = vec![SMALLEST; record.lanes()];
    let mut relative = vec![0.0; record.lanes()];
    for equation in equations(scenario) {
        let worst = &mut residuals.0[equation.identity as usize];
        scales.fill(SMALLEST);
        if equation.carries() {
            // what the opening brought may be gone by the end of the first month
            let opening = record.row(0, layout.helper(Helper::StartDeferred));
            for (scale, amount) in scales.iter_mut().zip(opening) {
                *scale = amount.abs().max(*scale);
            }
        }
        let rows: Vec<(f64, usize, usize)> = (equation.terms.iter())
            .map(|(sign, amount)| (*sign, amount.row(layout), amount.months_before()))
            .collect();
        for month in usize::from(equation.looks_back())..record.months() {
            if !equation.carries() {
                scales.fill(SMALLEST);
            }
            let mut any = false;
            wide::run(Balance {
                rows: &rows,
                record,
                month,
                bound: worst.relative,
                scales: &mut scales,
                relative: &mut relative,
                any: &mut any,
            });
            if !any {
                continue;
            }
            for (lane, relative) in relative.iter().enumerate() {
                if *relative > worst.relative {
                    *worst = Residual {
                        relative: *relative,
                        path: record.first_path + lane,
                        month,
                        amounts: Vec::new(),
                    };
                    if *relative > BROKEN {
                        worst.amounts = amounts(&equation, scenario, layout, record, month, lane);
                    }
                }
            }
        }
    }
    residuals
}

/// How far an equation is from holding in one month, lane by lane.
struct Balance<'a> {
    /// Sign, row of the ledger and months to look back, of every term.
    rows: &'a [(f64, usize, usize)],
    record: &'a Record,
    month: usize,
    /// What is of interest: more than this.
    bound: f64,
    /// The largest amounts so far.
    scales: &'a mut [f64],
    /// Result: the sums of all terms, relative to the scales; infinite where there is none.
    relative: &'a mut [f64],
    /// Result: whether any of them is above the bound.
    any: &'a mut bool,
}

impl Kernel for Balance<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.scales.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let (mut sum, mut scale) = (Lanes::<V>::all(0.0), Lanes::load(self.scales, at));
        for (sign, row, before) in self.rows {
            let amount = Lanes::load(self.record.row(self.month - before, *row), at);
            sum = sum + *sign * amount;
            scale = amount.abs().larger(scale);
        }
        scale.store(self.scales, at);
        let relative = (sum / scale).abs();
        let infinite = Lanes::all(f64::INFINITY);
        let relative = relative.at_most(f64::INFINITY).choose(relative, infinite);
        relative.store(self.relative, at);
        *self.any |= Lanes::all(self.bound).below(relative).any();
    }
}

/// Amounts below this are taken for rounding of nothing.
const SMALLEST: f64 = 1e-6;

fn amounts(
    equation: &Equation,
    scenario: &Scenario,
    layout: &Layout,
    record: &Record,
    month: usize,
    lane: usize,
) -> Vec<(String, f64)> {
    let terms = equation.terms.iter();
    terms
        .map(|(sign, amount)| {
            let value = record.row(month - amount.months_before(), amount.row(layout))[lane];
            (amount.name(scenario), sign * value)
        })
        .collect()
}

/// Everything that must add up to zero.
fn equations(scenario: &Scenario) -> Vec<Equation> {
    let mut equations = bridges(scenario);
    equations.extend(parts(scenario));
    equations.extend(totals(scenario));
    equations
}

fn bridges(scenario: &Scenario) -> Vec<Equation> {
    let total = |metric| Amount::Of(metric, Key::Total);
    let mut equations = vec![
        Equation::new(
            Identity::MrrBridge,
            total(Metric::Mrr),
            vec![
                (1.0, Amount::Helper(Helper::StartMrr, "mrr before")),
                (1.0, total(Metric::NewMrr)),
                (1.0, total(Metric::ReactivationMrr)),
                (1.0, total(Metric::ExpansionMrr)),
                (-1.0, total(Metric::ContractionMrr)),
                (-1.0, total(Metric::ChurnedMrr)),
            ],
        ),
        Equation::new(
            Identity::Subscribers,
            total(Metric::Subscribers),
            vec![
                (
                    1.0,
                    Amount::Helper(Helper::StartSubscribers, "subscribers before"),
                ),
                (1.0, total(Metric::NewSubscribers)),
                (1.0, total(Metric::ReactivatedSubscribers)),
                (-1.0, total(Metric::ChurnedSubscribers)),
            ],
        ),
        Equation::new(
            Identity::DeferredRevenue,
            total(Metric::DeferredRevenue),
            vec![(
                1.0,
                Amount::Helper(Helper::RevenueToCome, "revenue to come"),
            )],
        ),
        Equation::new(
            Identity::Cash,
            total(Metric::Cash),
            vec![
                (1.0, Amount::Helper(Helper::StartCash, "cash before")),
                (1.0, total(Metric::Revenue)),
                (1.0, total(Metric::DeferredRevenue)),
                (
                    -1.0,
                    Amount::Helper(Helper::StartDeferred, "deferred_revenue before"),
                ),
                (-1.0, total(Metric::Fees)),
                (-1.0, Amount::Helper(Helper::PrepaidFees, "prepaid fees")),
                (
                    1.0,
                    Amount::Helper(Helper::StartPrepaid, "prepaid fees before"),
                ),
                (-1.0, total(Metric::ComputeCost)),
                (-1.0, total(Metric::SupportCost)),
                (-1.0, total(Metric::MarketingCost)),
                (-1.0, total(Metric::FixedCost)),
            ],
        ),
    ];
    let keys = (0..scenario.plans.len()).map(Key::Plan);
    equations.extend(keys.chain([Key::Total]).map(|key| {
        Equation::new(
            Identity::Credits,
            Amount::Of(Metric::CreditsGranted, key),
            vec![
                (1.0, Amount::Of(Metric::CreditsUsed, key)),
                (-1.0, Amount::Of(Metric::TopUpCredits, key)),
                (1.0, Amount::Of(Metric::Breakage, key)),
            ],
        )
    }));
    equations
}

/// Totals of what has parts.
fn parts(scenario: &Scenario) -> Vec<Equation> {
    let plans: Vec<Key> = (0..scenario.plans.len()).map(Key::Plan).collect();
    let segments: Vec<Key> = (0..scenario.segments.len()).map(Key::Segment).collect();
    let kinds = 0..scenario.generations.len();
    let classes = (0..scenario.api.len()).map(Key::ApiClass).collect();
    let with = |keys: &[Key], more: &[Key]| [keys, more].concat();
    let users = with(&plans, &[Key::Free, Key::Api]);
    let streams = with(&plans, &[Key::TopUps, Key::Api]);
    let sum = |metric: Metric, whole: Key, keys: Vec<Key>| {
        let parts = keys.into_iter().map(|key| (1.0, Amount::Of(metric, key)));
        Equation::new(Identity::Parts, Amount::Of(metric, whole), parts.collect())
    };
    let mut equations = vec![
        sum(Metric::Subscribers, Key::Total, segments.clone()),
        sum(Metric::FreeUsers, Key::Total, segments),
        sum(Metric::ApiCustomers, Key::Total, classes),
    ];
    for metric in [
        Metric::Subscribers,
        Metric::NewSubscribers,
        Metric::ChurnedSubscribers,
        Metric::Mrr,
        Metric::Arr,
        Metric::CreditsGranted,
        Metric::CreditsUsed,
        Metric::Breakage,
        Metric::UnmetCredits,
        Metric::TopUpCredits,
    ] {
        equations.push(sum(metric, Key::Total, plans.clone()));
    }
    for metric in [Metric::GpuHours, Metric::ComputeCost, Metric::GrossProfit] {
        equations.push(sum(metric, Key::Total, users.clone()));
    }
    for metric in [Metric::Billings, Metric::Revenue] {
        equations.push(sum(metric, Key::Total, streams.clone()));
        equations.push(sum(metric, Key::Plans, plans.clone()));
    }
    for metric in [Metric::Generations, Metric::GenerationsTotal] {
        let keys = kinds.clone().map(Key::Generation).collect();
        equations.push(sum(metric, Key::Total, keys));
    }
    for kind in kinds {
        let makers = vec![
            Key::GenerationPaid(kind),
            Key::GenerationFree(kind),
            Key::GenerationApi(kind),
        ];
        equations.push(sum(Metric::Generations, Key::Generation(kind), makers));
    }
    equations
}

/// What is counted since the beginning.
fn totals(scenario: &Scenario) -> Vec<Equation> {
    let grows = |stock: Metric, flow: Metric, key: Key| {
        Equation::new(
            Identity::Totals,
            Amount::Of(stock, key),
            vec![
                (1.0, Amount::Before(stock, key)),
                (1.0, Amount::Of(flow, key)),
            ],
        )
    };
    let kinds = (0..scenario.generations.len()).map(Key::Generation);
    let mut equations = vec![grows(Metric::Users, Metric::Signups, Key::Total)];
    equations.extend(kinds.map(|kind| grows(Metric::GenerationsTotal, Metric::Generations, kind)));
    equations
}
