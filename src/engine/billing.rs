//! Money: what is charged, and what falls on which month of the period that it is charged for.

use crate::engine::block::Block;
use crate::engine::closing::Close;
use crate::engine::lanes::Grid;
use crate::engine::setup::Setup;
use crate::engine::values::Values;
use crate::model::{Billing as Terms, Slot};
use crate::random::lanes::{Lanes, Plain, Width};
use crate::random::wide;
use crate::units::count_to_float;

/// What was charged this month, and what earlier charges leave to the months to come.
#[derive(Debug)]
pub struct Billing {
    /// By plan: charged for billing periods this month, VAT included.
    pub charges: Grid,
    /// By plan: charged for top-ups this month.
    pub top_up_charges: Grid,
    /// Charged to metered customers this month.
    pub api_charges: Vec<f64>,
    /// By plan and month of charging, from `period − 1` months before the first: what falls on each month of the period.
    pub(super) monthly_charges: Grid,
    /// First row of each plan in it.
    pub(super) first_row: Vec<usize>,
    /// By month of charging, from `longest − 1` months before the first: see [`net_factor`].
    pub(super) net_factors: Grid,
    /// Likewise: see [`store_fee`].
    pub(super) fee_shares: Grid,
    /// Months of the longest billing period.
    pub(super) longest: usize,
    pub(super) deferred: Vec<f64>,
    /// Fees paid and not yet expensed.
    pub(super) prepaid: Vec<f64>,
    /// Cash in hand.
    pub(super) cash: Vec<f64>,
    /// By plan: MRR at the end of the month before.
    pub(super) mrr: Grid,
    /// By plan: subscribers at the end of the month before.
    pub(super) subscribers: Grid,
}

/// Which numbers count: those of the month, or those before any event.
type Rows = fn(&Values, Slot) -> &[f64];

/// Net of a charge: what is left of it without refunds and VAT.
///
/// *Formula*: `charge·(1 − refund_rate)/(1 + vat)`.
#[inline(always)]
pub fn net_factor<V: Width>(terms: &Terms, values: &Values, rows: Rows, at: usize) -> Lanes<V> {
    let refund_rate = Lanes::load(rows(values, terms.refund_rate), at);
    let vat = Lanes::load(rows(values, terms.vat), at);
    (1.0 - refund_rate) / (1.0 + vat)
}

/// Fees of a net plan or top-up charge, as a share of it.
#[inline(always)]
pub fn store_fee<V: Width>(terms: &Terms, values: &Values, rows: Rows, at: usize) -> Lanes<V> {
    let store = Lanes::load(rows(values, terms.store_share), at);
    let commission = Lanes::load(rows(values, terms.store_commission), at);
    let processing = Lanes::load(rows(values, terms.processing_fee), at);
    store * commission + (1.0 - store) * processing
}

impl Billing {
    /// The opening subscribers, paid up for the rest of their periods.
    #[must_use]
    pub fn new(setup: &Setup, values: &Values, lanes: usize) -> Self {
        let scenario = setup.scenario;
        let plans = scenario.plans.len();
        let mut first_row = Vec::with_capacity(plans);
        let mut rows = 0;
        for plan in &scenario.plans {
            first_row.push(rows);
            rows += scenario.months + plan.period - 1;
        }
        let longest = scenario.plans.iter().map(|plan| plan.period).max();
        let longest = longest.unwrap_or(1);
        let rates = scenario.months + longest - 1;
        let mut billing = Self {
            charges: Grid::new(plans, lanes),
            top_up_charges: Grid::new(plans, lanes),
            api_charges: vec![0.0; lanes],
            monthly_charges: Grid::new(rows, lanes),
            first_row,
            net_factors: Grid::new(rates, lanes),
            fee_shares: Grid::new(rates, lanes),
            longest,
            deferred: vec![0.0; lanes],
            prepaid: vec![0.0; lanes],
            cash: values.before_events(scenario.opening.cash).to_vec(),
            mrr: Grid::new(plans, lanes),
            subscribers: Grid::new(plans, lanes),
        };
        for month_before in 0..longest - 1 {
            let (terms, rows) = (&scenario.billing, Values::before_events);
            for lane in 0..lanes {
                let factor: Lanes<Plain<1>> = net_factor(terms, values, rows, lane);
                factor.store(billing.net_factors.row_mut(month_before), lane);
                let share: Lanes<Plain<1>> = store_fee(terms, values, rows, lane);
                share.store(billing.fee_shares.row_mut(month_before), lane);
            }
        }
        for group in &scenario.opening.subscribers {
            let plan = &scenario.plans[group.plan];
            let period = count_to_float(plan.period);
            let counts = values.before_events(group.count);
            let price = values.before_events(plan.opening_price);
            let left = plan.period - 1 - group.elapsed;
            for lane in 0..lanes {
                let people = counts[lane].round();
                billing.subscribers.row_mut(group.plan)[lane] += people;
                let mrr = people * price[lane] / period;
                billing.mrr.row_mut(group.plan)[lane] += mrr;
                if left > 0 {
                    let row = billing.first_row[group.plan] + left - 1;
                    billing.monthly_charges.row_mut(row)[lane] += mrr;
                    let rate = longest - plan.period + left - 1;
                    let net = mrr * billing.net_factors.row(rate)[lane];
                    let fee = net * billing.fee_shares.row(rate)[lane];
                    billing.deferred[lane] += net * count_to_float(left);
                    billing.prepaid[lane] += fee * count_to_float(left);
                }
            }
        }
        billing
    }
}

impl Block<'_> {
    /// Closes the month's books.
    pub fn close_month(&mut self, month: usize) {
        wide::run(Close {
            scenario: self.setup.scenario,
            layout: &self.setup.layout,
            values: &self.values,
            members: &self.members,
            month,
            billing: &mut self.billing,
            record: &mut self.record,
        });
    }
}
