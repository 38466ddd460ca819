//! Money: from charges to revenue, fees, costs, profit and cash.

use crate::engine::bills::Bill;
use crate::engine::block::Block;
use crate::engine::lanes::{Grid, accumulate, add, assign};
use crate::engine::layout::Helper;
use crate::engine::setup::Setup;
use crate::engine::values::Values;
use crate::model::{Billing as Terms, Key, Metric};
use crate::units::count_to_float;

/// What was charged this month, and what is still to be recognised.
#[derive(Debug)]
pub struct Billing {
    /// By plan: charged for billing periods this month, VAT included.
    pub charges: Grid,
    /// By plan: charged for top-ups this month.
    pub top_up_charges: Grid,
    /// Charged to metered customers this month.
    pub api_charges: Vec<f64>,
    /// By plan and month (months beyond the horizon included): revenue of earlier charges.
    revenue_due: Grid,
    /// Likewise: fees of earlier charges.
    fees_due: Grid,
    /// First row of each plan in the two.
    first_row: Vec<usize>,
    deferred: Vec<f64>,
    /// Fees paid and not yet expensed.
    prepaid: Vec<f64>,
    /// Cash in hand.
    cash: Vec<f64>,
    /// By plan: MRR at the end of the month before.
    mrr: Grid,
    /// By plan: subscribers at the end of the month before.
    subscribers: Grid,
    work: Work,
}

/// Rows that are worked with, and factors of the numbers at hand.
#[derive(Debug)]
struct Work {
    /// See [`net_factor`].
    net_factor: Vec<f64>,
    /// See [`store_fee`].
    fee_share: Vec<f64>,
    net: Vec<f64>,
    fee: Vec<f64>,
    top_up_net: Vec<f64>,
    top_up_fee: Vec<f64>,
    scratch: Vec<f64>,
}

impl Work {
    fn new(lanes: usize) -> Self {
        let row = || vec![0.0; lanes];
        Self {
            net_factor: row(),
            fee_share: row(),
            net: row(),
            fee: row(),
            top_up_net: row(),
            top_up_fee: row(),
            scratch: row(),
        }
    }
}

fn product([a, b]: [f64; 2]) -> f64 {
    a * b
}

fn difference([a, b]: [f64; 2]) -> f64 {
    a - b
}

/// `target −= amount`, lane by lane.
fn subtract(target: &mut [f64], amount: &[f64]) {
    accumulate(target, [amount], |[amount]| -amount);
}

/// Net of a charge: what is left of it without refunds and VAT.
///
/// *Formula*: `charge·(1 − refund_rate)/(1 + vat)`.
fn net_factor(terms: &Terms, values: &Values, lane: usize, before: bool) -> f64 {
    let at = |slot| {
        if before {
            values.before_events(slot)[lane]
        } else {
            values.get(slot)[lane]
        }
    };
    (1.0 - at(terms.refund_rate)) / (1.0 + at(terms.vat))
}

/// Fees of a net plan or top-up charge, as a share of it.
fn store_fee(terms: &Terms, values: &Values, lane: usize, before: bool) -> f64 {
    let at = |slot| {
        if before {
            values.before_events(slot)[lane]
        } else {
            values.get(slot)[lane]
        }
    };
    let store = at(terms.store_share);
    store * at(terms.store_commission) + (1.0 - store) * at(terms.processing_fee)
}

/// Adds what people pay in a month of a billing period.
fn add_monthly(mrr: &mut [f64], people: &[f64], bill: &[f64], period: f64) {
    accumulate(mrr, [people, bill], |[people, bill]| people * bill / period);
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
            rows += scenario.months + plan.period;
        }
        let mut billing = Self {
            charges: Grid::new(plans, lanes),
            top_up_charges: Grid::new(plans, lanes),
            api_charges: vec![0.0; lanes],
            revenue_due: Grid::new(rows, lanes),
            fees_due: Grid::new(rows, lanes),
            first_row,
            deferred: vec![0.0; lanes],
            prepaid: vec![0.0; lanes],
            cash: values.before_events(scenario.opening.cash).to_vec(),
            mrr: Grid::new(plans, lanes),
            subscribers: Grid::new(plans, lanes),
            work: Work::new(lanes),
        };
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
                let net = mrr * net_factor(&scenario.billing, values, lane, true);
                let fee = net * store_fee(&scenario.billing, values, lane, true);
                billing.deferred[lane] += net * count_to_float(left);
                billing.prepaid[lane] += fee * count_to_float(left);
                for month in 0..left {
                    let row = billing.first_row[group.plan] + month;
                    billing.revenue_due.row_mut(row)[lane] += net;
                    billing.fees_due.row_mut(row)[lane] += fee;
                }
            }
        }
        billing
    }
}

impl Block<'_> {
    /// Empties the month's accounts and notes where it starts.
    pub fn open_month(&mut self, month: usize) {
        let layout = &self.setup.layout;
        self.billing.charges.fill(0.0);
        self.billing.top_up_charges.fill(0.0);
        self.billing.api_charges.fill(0.0);
        let start = layout.helper(Helper::StartSubscribers);
        let start_mrr = layout.helper(Helper::StartMrr);
        for plan in 0..self.setup.scenario.plans.len() {
            let subscribers = self.billing.subscribers.row(plan);
            let row = layout.helper(Helper::PlanStartSubscribers(plan));
            self.record.add(month, row, subscribers);
            self.record.add(month, start, subscribers);
            self.record
                .add(month, start_mrr, self.billing.mrr.row(plan));
        }
        let start = layout.helper(Helper::StartDeferred);
        self.record.add(month, start, &self.billing.deferred);
        let start = layout.helper(Helper::StartPrepaid);
        self.record.add(month, start, &self.billing.prepaid);
        let start = layout.helper(Helper::StartCash);
        self.record.add(month, start, &self.billing.cash);
    }

    /// Works out what depends on numbers that may have changed.
    pub fn update_factors(&mut self) {
        let terms = &self.setup.scenario.billing;
        let work = &mut self.billing.work;
        for lane in 0..work.net_factor.len() {
            work.net_factor[lane] = net_factor(terms, &self.values, lane, false);
            work.fee_share[lane] = store_fee(terms, &self.values, lane, false);
        }
    }

    /// Closes the month's books.
    pub fn close_month(&mut self, month: usize) {
        self.count_subscribers(month);
        self.recognise_plans(month);
        self.book_api_money(month);
        self.book_costs(month);
        self.sum_up(month);
        self.book_cash(month);
        self.book_ratios(month);
    }

    /// Subscribers and MRR at month end, counted from the cohorts.
    fn count_subscribers(&mut self, month: usize) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        self.billing.mrr.fill(0.0);
        self.billing.subscribers.fill(0.0);
        for (plan_index, plan) in scenario.plans.iter().enumerate() {
            let row = layout.plan(Metric::Subscribers, plan_index);
            for segment in 0..scenario.segments.len() {
                let pair = self.members.pair(segment, plan_index);
                let people = self.members.total(pair);
                self.record.add(month, row, people);
                let key = layout.row(Metric::Subscribers, Key::Segment(segment));
                self.record.add(month, key, people);
                if plan.period > 1 {
                    self.count_mrr(month, plan_index, pair);
                }
            }
            if plan.period == 1 {
                // everybody was billed this month
                let charges = self.billing.charges.row(plan_index);
                self.billing
                    .mrr
                    .row_mut(plan_index)
                    .copy_from_slice(charges);
            }
            let subscribers = self.billing.subscribers.row_mut(plan_index);
            subscribers.copy_from_slice(self.record.row(month, row));
            let row = layout.plan(Metric::Mrr, plan_index);
            self.record
                .add(month, row, self.billing.mrr.row(plan_index));
            let arr = layout.plan(Metric::Arr, plan_index);
            self.record.add_scaled(month, arr, row, 12.0);
        }
    }

    /// Counts what the members of a segment and plan pay in a month of their billing periods.
    fn count_mrr(&mut self, month: usize, plan: usize, pair: usize) {
        let now = i32::try_from(month).unwrap_or(i32::MAX);
        let period = self.setup.scenario.plans[plan].period;
        let months = count_to_float(period);
        // cohorts in a row that pay the same are counted together
        let people = &mut self.billing.work.scratch;
        people.fill(0.0);
        let mut paying: Option<Bill> = None;
        let mrr = self.billing.mrr.row_mut(plan);
        for place in 0..self.members.cohort_count(pair, month) {
            let cohort = self.members.cohort_at(pair, month, place);
            let age = usize::try_from(now - cohort.joined).unwrap_or(0);
            let bill = self
                .bills
                .bill(plan, cohort.joiner, cohort.joined, age / period);
            if let Some(paid) = paying.replace(bill)
                && paid != bill
            {
                add_monthly(mrr, people, self.bills.amount(paid), months);
                people.fill(0.0);
            }
            // one without members parts its neighbours all the same: who else is in the block
            // must not decide what is counted together
            if self.members.is_alive(cohort) {
                add(people, self.members.counts(cohort));
            }
        }
        if let Some(paid) = paying {
            add_monthly(mrr, people, self.bills.amount(paid), months);
        }
    }

    /// Charges of plans and top-ups become billings, revenue and fees.
    fn recognise_plans(&mut self, month: usize) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let billing = &mut self.billing;
        let fees_row = layout.total(Metric::Fees);
        for (plan_index, plan) in scenario.plans.iter().enumerate() {
            let period = count_to_float(plan.period);
            let due = billing.first_row[plan_index] + month;
            let billings_row = layout.plan(Metric::Billings, plan_index);
            let revenue_row = layout.plan(Metric::Revenue, plan_index);
            let profit_row = layout.plan(Metric::GrossProfit, plan_index);
            let both_row = layout.helper(Helper::PlanRevenue(plan_index));
            let top_up_billings = layout.row(Metric::Billings, Key::TopUps);
            let top_up_revenue = layout.row(Metric::Revenue, Key::TopUps);
            let work = &mut billing.work;
            let charges = billing.charges.row(plan_index);
            assign(&mut work.net, [charges, &work.net_factor], product);
            assign(&mut work.fee, [&work.net, &work.fee_share], product);
            for (due_rows, whole) in [
                (&mut billing.revenue_due, &work.net),
                (&mut billing.fees_due, &work.fee),
            ] {
                assign(&mut work.scratch, [whole], |[whole]| whole / period);
                for later in due..due + plan.period {
                    add(due_rows.row_mut(later), &work.scratch);
                }
            }
            let revenue = billing.revenue_due.row(due);
            let fees = billing.fees_due.row(due);
            accumulate(&mut billing.deferred, [&work.net, revenue], difference);
            accumulate(&mut billing.prepaid, [&work.fee, fees], difference);
            let top_ups = billing.top_up_charges.row(plan_index);
            assign(&mut work.top_up_net, [top_ups, &work.net_factor], product);
            let (top_up_net, fee_share) = (&work.top_up_net, &work.fee_share);
            assign(&mut work.top_up_fee, [top_up_net, fee_share], product);
            let top_up_fee = &work.top_up_fee;
            // cash has the fees when charged
            accumulate(
                &mut self.cash_flow,
                [&work.net, &work.fee, top_up_net, top_up_fee],
                |[net, fee, top_up, top_up_fee]| net - fee + top_up - top_up_fee,
            );
            let record = &mut self.record;
            record.add(month, billings_row, charges);
            record.add(month, revenue_row, revenue);
            record.add(month, top_up_billings, top_ups);
            record.add(month, top_up_revenue, top_up_net);
            let both = record.row_mut(month, both_row);
            accumulate(both, [revenue, top_up_net], |[plan, top_up]| plan + top_up);
            let all_fees = record.row_mut(month, fees_row);
            accumulate(all_fees, [fees, top_up_fee], |[plan, top_up]| plan + top_up);
            accumulate(
                record.row_mut(month, profit_row),
                [revenue, top_up_net, fees, top_up_fee],
                |[revenue, top_up, fees, top_up_fee]| revenue + top_up - fees - top_up_fee,
            );
        }
        let row = layout.total(Metric::DeferredRevenue);
        self.record.add(month, row, &billing.deferred);
        let row = layout.helper(Helper::PrepaidFees);
        self.record.add(month, row, &billing.prepaid);
        let row = layout.helper(Helper::RevenueToCome);
        for (plan_index, plan) in scenario.plans.iter().enumerate() {
            let next = billing.first_row[plan_index] + month + 1;
            for later in next..next + plan.period - 1 {
                self.record.add(month, row, billing.revenue_due.row(later));
            }
        }
    }

    fn book_api_money(&mut self, month: usize) {
        let layout = &self.setup.layout;
        let billings_row = layout.row(Metric::Billings, Key::Api);
        let revenue_row = layout.row(Metric::Revenue, Key::Api);
        let profit_row = layout.row(Metric::GrossProfit, Key::Api);
        let fees_row = layout.total(Metric::Fees);
        let processing = self.values.get(self.setup.scenario.billing.processing_fee);
        let work = &mut self.billing.work;
        let charges = &self.billing.api_charges;
        assign(&mut work.net, [charges, &work.net_factor], product);
        assign(&mut work.fee, [&work.net, processing], product);
        let record = &mut self.record;
        record.add(month, billings_row, charges);
        record.add(month, revenue_row, &work.net);
        record.add(month, fees_row, &work.fee);
        accumulate(&mut self.cash_flow, [&work.net, &work.fee], difference);
        let profit = record.row_mut(month, profit_row);
        accumulate(profit, [&work.net, &work.fee], difference);
    }

    /// Compute, support, marketing and fixed costs.
    fn book_costs(&mut self, month: usize) {
        let scenario = self.setup.scenario;
        let layout = &self.setup.layout;
        let costs = &scenario.costs;
        let decline = self.values.get(costs.gpu_hour_decline);
        let gpu_hour = self.values.get(costs.gpu_hour);
        let months = i32::try_from(month).unwrap_or(i32::MAX);
        let work = &mut self.billing.work;
        assign(
            &mut work.scratch,
            [gpu_hour, decline],
            |[price, decline]| price * (1.0 - decline).powi(months),
        );
        let record = &mut self.record;
        let amount = &mut work.net;
        let plans = (0..scenario.plans.len()).map(Key::Plan);
        for key in plans.chain([Key::Free, Key::Api]) {
            let hours = record.row(month, layout.row(Metric::GpuHours, key));
            assign(amount, [hours, &work.scratch], product);
            record.add(month, layout.row(Metric::ComputeCost, key), amount);
            subtract(
                record.row_mut(month, layout.row(Metric::GrossProfit, key)),
                amount,
            );
            subtract(&mut self.cash_flow, amount);
        }
        let support = self.values.get(costs.support_per_subscriber);
        for plan in 0..scenario.plans.len() {
            assign(
                amount,
                [self.billing.subscribers.row(plan), support],
                product,
            );
            record.add(month, layout.total(Metric::SupportCost), amount);
            subtract(
                record.row_mut(month, layout.plan(Metric::GrossProfit, plan)),
                amount,
            );
            subtract(&mut self.cash_flow, amount);
        }
        let signups = record.row(month, layout.total(Metric::Signups));
        assign(
            amount,
            [signups, self.values.get(costs.signup_cost)],
            product,
        );
        let fixed = self.values.get(costs.fixed);
        record.add(month, layout.total(Metric::MarketingCost), amount);
        record.add(month, layout.total(Metric::FixedCost), fixed);
        accumulate(
            &mut self.cash_flow,
            [amount, fixed],
            |[marketing, fixed]| -(marketing + fixed),
        );
    }

    /// Totals of the metrics whose parts were booked.
    fn sum_up(&mut self, month: usize) {
        let layout = &self.setup.layout;
        let plans = self.setup.scenario.plans.len();
        for metric in [
            Metric::Subscribers,
            Metric::ChurnedSubscribers,
            Metric::Mrr,
            Metric::Arr,
            Metric::CreditsGranted,
            Metric::CreditsUsed,
            Metric::Breakage,
            Metric::UnmetCredits,
            Metric::TopUpCredits,
            Metric::GpuHours,
            Metric::ComputeCost,
            Metric::GrossProfit,
        ] {
            for plan in 0..plans {
                let (total, part) = (layout.total(metric), layout.plan(metric, plan));
                self.record.add_scaled(month, total, part, 1.0);
            }
        }
        for metric in [Metric::GpuHours, Metric::ComputeCost, Metric::GrossProfit] {
            for key in [Key::Free, Key::Api] {
                let (total, part) = (layout.total(metric), layout.row(metric, key));
                self.record.add_scaled(month, total, part, 1.0);
            }
        }
        for metric in [Metric::Billings, Metric::Revenue] {
            let all = layout.row(metric, Key::Plans);
            for plan in 0..plans {
                let part = layout.plan(metric, plan);
                self.record.add_scaled(month, all, part, 1.0);
            }
            for key in [Key::Plans, Key::TopUps, Key::Api] {
                let (total, part) = (layout.total(metric), layout.row(metric, key));
                self.record.add_scaled(month, total, part, 1.0);
            }
        }
        let profit = layout.total(Metric::OperatingProfit);
        for (metric, sign) in [
            (Metric::GrossProfit, 1.0),
            (Metric::MarketingCost, -1.0),
            (Metric::FixedCost, -1.0),
        ] {
            let part = layout.total(metric);
            self.record.add_scaled(month, profit, part, sign);
        }
        self.sum_up_generations(month);
    }

    fn sum_up_generations(&mut self, month: usize) {
        let layout = &self.setup.layout;
        let scenario = self.setup.scenario;
        let total = layout.total(Metric::GenerationsTotal);
        for kind in 0..scenario.generations.len() {
            let row = layout.row(Metric::GenerationsTotal, Key::Generation(kind));
            if !self.record.carry(month, row) {
                let before = scenario.opening.generations.iter();
                for (_, count) in before.filter(|(opening, _)| *opening == kind) {
                    let before = self.values.before_events(*count);
                    self.record.add(month, row, before);
                }
            }
            let made = layout.row(Metric::Generations, Key::Generation(kind));
            self.record.add_scaled(month, row, made, 1.0);
            self.record.add_scaled(month, total, row, 1.0);
        }
    }

    fn book_cash(&mut self, month: usize) {
        add(&mut self.billing.cash, &self.cash_flow);
        self.cash_flow.fill(0.0);
        let row = self.setup.layout.total(Metric::Cash);
        self.record.add(month, row, &self.billing.cash);
    }

    /// Rows that only ratios need.
    fn book_ratios(&mut self, month: usize) {
        let layout = &self.setup.layout;
        let record = &mut self.record;
        let retained = layout.helper(Helper::RetainedMrr);
        let kept = layout.helper(Helper::KeptMrr);
        let start = layout.helper(Helper::StartMrr);
        for row in [retained, kept] {
            record.add_scaled(month, row, start, 1.0);
            record.add_scaled(month, row, layout.total(Metric::ContractionMrr), -1.0);
            record.add_scaled(month, row, layout.total(Metric::ChurnedMrr), -1.0);
        }
        let expansion = layout.total(Metric::ExpansionMrr);
        let intro = layout.row(Metric::ExpansionMrr, Key::Intro);
        record.add_scaled(month, retained, expansion, 1.0);
        record.add_scaled(month, retained, intro, -1.0);
        let revenue = layout.helper(Helper::MemberRevenue);
        for key in [Key::Plans, Key::TopUps] {
            record.add_scaled(month, revenue, layout.row(Metric::Revenue, key), 1.0);
        }
        let mean = layout.helper(Helper::MeanSubscribers);
        let before = layout.helper(Helper::StartSubscribers);
        record.add_scaled(month, mean, before, 0.5);
        record.add_scaled(month, mean, layout.total(Metric::Subscribers), 0.5);
    }
}
