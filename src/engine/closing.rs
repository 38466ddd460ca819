//! The end of a month: what happened becomes revenue, fees, costs, profit and cash.

use crate::engine::billing::{Billing, net_factor, store_fee};
use crate::engine::layout::{Helper, Layout};
use crate::engine::members::Members;
use crate::engine::record::Record;
use crate::engine::values::Values;
use crate::model::{Key, Metric, Scenario, Slot};
use crate::random::lanes::{Lanes, Width};
use crate::random::wide::Kernel;
use crate::units::count_to_float;

/// Closes the books of a month, a few paths at a time: what was written a moment ago is still at hand.
pub struct Close<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Rows of the ledger.
    pub layout: &'a Layout,
    /// The numbers at hand.
    pub values: &'a Values,
    /// The subscribers at the end of the month.
    pub members: &'a Members,
    /// The month.
    pub month: usize,
    /// What was charged; nothing is left of it.
    pub billing: &'a mut Billing,
    /// The ledger.
    pub record: &'a mut Record,
}

impl Kernel for Close<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.record.lanes()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        self.note_start::<V>(at);
        self.count_subscribers::<V>(at);
        let net = self.recognise_plans::<V>(at) + self.book_api_money(at);
        let cash_flow = self.book_costs(net, at);
        self.sum_up::<V>(at);
        self.sum_up_generations::<V>(at);
        self.book_cash(cash_flow, at);
        self.book_ratios::<V>(at);
    }
}

/// `base` to a whole power, by squaring.
#[inline(always)]
fn power<V: Width>(mut base: Lanes<V>, mut exponent: usize) -> Lanes<V> {
    let mut power = Lanes::all(1.0);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = power * base;
        }
        base = base * base;
        exponent /= 2;
    }
    power
}

impl Close<'_> {
    #[inline(always)]
    fn value<V: Width>(&self, slot: Slot, at: usize) -> Lanes<V> {
        Lanes::load(self.values.get(slot), at)
    }

    #[inline(always)]
    fn booked<V: Width>(&self, row: usize, at: usize) -> Lanes<V> {
        Lanes::load(self.record.row(self.month, row), at)
    }

    #[inline(always)]
    fn book<V: Width>(&mut self, row: usize, amount: Lanes<V>, at: usize) {
        amount.store(self.record.row_mut(self.month, row), at);
    }

    /// Books the sum of some rows.
    #[inline(always)]
    fn book_sum<V: Width>(&mut self, row: usize, parts: impl Iterator<Item = usize>, at: usize) {
        let mut sum = Lanes::<V>::all(0.0);
        for part in parts {
            sum = sum + self.booked(part, at);
        }
        self.book(row, sum, at);
    }

    /// Subscribers and money at the start of the month.
    #[inline(always)]
    fn note_start<V: Width>(&mut self, at: usize) {
        let layout = self.layout;
        let (mut subscribers, mut mrr) = (Lanes::<V>::all(0.0), Lanes::<V>::all(0.0));
        for plan in 0..self.scenario.plans.len() {
            let before = Lanes::load(self.billing.subscribers.row(plan), at);
            self.book(
                layout.helper(Helper::PlanStartSubscribers(plan)),
                before,
                at,
            );
            subscribers = subscribers + before;
            mrr = mrr + Lanes::load(self.billing.mrr.row(plan), at);
        }
        self.book(layout.helper(Helper::StartSubscribers), subscribers, at);
        self.book(layout.helper(Helper::StartMrr), mrr, at);
        let deferred = Lanes::<V>::load(&self.billing.deferred, at);
        self.book(layout.helper(Helper::StartDeferred), deferred, at);
        let prepaid = Lanes::<V>::load(&self.billing.prepaid, at);
        self.book(layout.helper(Helper::StartPrepaid), prepaid, at);
        let cash = Lanes::<V>::load(&self.billing.cash, at);
        self.book(layout.helper(Helper::StartCash), cash, at);
    }

    /// Subscribers at month end, by plan and by segment.
    #[inline(always)]
    fn count_subscribers<V: Width>(&mut self, at: usize) {
        let (plans, segments) = (self.scenario.plans.len(), self.scenario.segments.len());
        let members = self.members;
        for plan in 0..plans {
            let mut people = Lanes::<V>::all(0.0);
            for segment in 0..segments {
                people = people + Lanes::load(members.total(members.pair(segment, plan)), at);
            }
            people.store(self.billing.subscribers.row_mut(plan), at);
            self.book(self.layout.plan(Metric::Subscribers, plan), people, at);
        }
        for segment in 0..segments {
            let mut people = Lanes::<V>::all(0.0);
            for plan in 0..plans {
                people = people + Lanes::load(members.total(members.pair(segment, plan)), at);
            }
            let row = self.layout.row(Metric::Subscribers, Key::Segment(segment));
            self.book(row, people, at);
        }
    }

    /// Charges of plans and top-ups become MRR, billings, revenue and fees; returns what is left of them in cash, which
    /// has the fees when charged.
    #[inline(always)]
    fn recognise_plans<V: Width>(&mut self, at: usize) -> Lanes<V> {
        let layout = self.layout;
        let terms = &self.scenario.billing;
        let net_factor = net_factor(terms, self.values, Values::get, at);
        let fee_share = store_fee(terms, self.values, Values::get, at);
        let now = self.billing.longest - 1 + self.month;
        net_factor.store(self.billing.net_factors.row_mut(now), at);
        fee_share.store(self.billing.fee_shares.row_mut(now), at);
        let zero = Lanes::<V>::all(0.0);
        let mut deferred = Lanes::load(&self.billing.deferred, at);
        let mut prepaid = Lanes::load(&self.billing.prepaid, at);
        let [mut cash, mut all_fees, mut to_come] = [zero; 3];
        let [mut top_up_billings, mut top_up_revenue] = [zero; 2];
        for (index, plan) in self.scenario.plans.iter().enumerate() {
            let billing = &mut *self.billing;
            let charges = Lanes::load(billing.charges.row(index), at);
            let top_ups = Lanes::load(billing.top_up_charges.row(index), at);
            zero.store(billing.charges.row_mut(index), at);
            zero.store(billing.top_up_charges.row_mut(index), at);
            let net = charges * net_factor;
            let fee = net * fee_share;
            let top_up_net = top_ups * net_factor;
            let top_up_fee = top_up_net * fee_share;

            let months = count_to_float(plan.period);
            let first = billing.first_row[index] + self.month;
            let newest = billing.monthly_charges.row_mut(first + plan.period - 1);
            (charges / months).store(newest, at);
            let first_rate = billing.longest - plan.period + self.month;
            let [mut mrr, mut revenue, mut fees] = [zero; 3];
            for left in 0..plan.period {
                let charges = Lanes::load(billing.monthly_charges.row(first + left), at);
                let net = charges * Lanes::load(billing.net_factors.row(first_rate + left), at);
                let fee = net * Lanes::load(billing.fee_shares.row(first_rate + left), at);
                mrr = mrr + charges;
                revenue = revenue + net;
                fees = fees + fee;
                to_come = to_come + net * count_to_float(left);
            }
            mrr.store(billing.mrr.row_mut(index), at);

            deferred = deferred + (net - revenue);
            prepaid = prepaid + (fee - fees);
            cash = cash + (net - fee + top_up_net - top_up_fee);
            top_up_billings = top_up_billings + top_ups;
            top_up_revenue = top_up_revenue + top_up_net;
            all_fees = all_fees + (fees + top_up_fee);
            let profit = revenue + top_up_net - fees - top_up_fee;
            self.book(layout.plan(Metric::Mrr, index), mrr, at);
            self.book(layout.plan(Metric::Arr, index), 12.0 * mrr, at);
            self.book(layout.plan(Metric::Billings, index), charges, at);
            self.book(layout.plan(Metric::Revenue, index), revenue, at);
            self.book(layout.plan(Metric::GrossProfit, index), profit, at);
            let both = layout.helper(Helper::PlanRevenue(index));
            self.book(both, revenue + top_up_net, at);
        }
        deferred.store(&mut self.billing.deferred, at);
        prepaid.store(&mut self.billing.prepaid, at);
        self.book(layout.total(Metric::DeferredRevenue), deferred, at);
        self.book(layout.helper(Helper::PrepaidFees), prepaid, at);
        self.book(layout.helper(Helper::RevenueToCome), to_come, at);
        self.book(
            layout.row(Metric::Billings, Key::TopUps),
            top_up_billings,
            at,
        );
        self.book(layout.row(Metric::Revenue, Key::TopUps), top_up_revenue, at);
        self.book(layout.total(Metric::Fees), all_fees, at);
        cash
    }

    /// Charges of metered customers become billings, revenue and fees; returns what is left of them.
    #[inline(always)]
    fn book_api_money<V: Width>(&mut self, at: usize) -> Lanes<V> {
        let layout = self.layout;
        let terms = &self.scenario.billing;
        let charges = Lanes::<V>::load(&self.billing.api_charges, at);
        Lanes::<V>::all(0.0).store(&mut self.billing.api_charges, at);
        let net = charges * net_factor(terms, self.values, Values::get, at);
        let fee = net * self.value(terms.processing_fee, at);
        let fees = layout.total(Metric::Fees);
        self.book(fees, self.booked(fees, at) + fee, at);
        self.book(layout.row(Metric::Billings, Key::Api), charges, at);
        self.book(layout.row(Metric::Revenue, Key::Api), net, at);
        self.book(layout.row(Metric::GrossProfit, Key::Api), net - fee, at);
        net - fee
    }

    /// Compute, support, marketing and fixed costs; returns what they leave of `cash`.
    #[inline(always)]
    fn book_costs<V: Width>(&mut self, mut cash: Lanes<V>, at: usize) -> Lanes<V> {
        let layout = self.layout;
        let costs = &self.scenario.costs;
        let plans = self.scenario.plans.len();
        let decline = self.value(costs.gpu_hour_decline, at);
        let gpu_hour = self.value(costs.gpu_hour, at) * power(1.0 - decline, self.month);
        let keys = (0..plans).map(Key::Plan);
        for key in keys.chain([Key::Free, Key::Api]) {
            let cost = self.booked(layout.row(Metric::GpuHours, key), at) * gpu_hour;
            let profit = layout.row(Metric::GrossProfit, key);
            self.book(layout.row(Metric::ComputeCost, key), cost, at);
            self.book(profit, self.booked(profit, at) - cost, at);
            cash = cash - cost;
        }
        let per_subscriber = self.value(costs.support_per_subscriber, at);
        let mut support = Lanes::all(0.0);
        for plan in 0..plans {
            let subscribers = Lanes::load(self.billing.subscribers.row(plan), at);
            let cost = subscribers * per_subscriber;
            let profit = layout.plan(Metric::GrossProfit, plan);
            self.book(profit, self.booked(profit, at) - cost, at);
            support = support + cost;
            cash = cash - cost;
        }
        let signups = self.booked(layout.total(Metric::Signups), at);
        let marketing = signups * self.value(costs.signup_cost, at);
        let fixed = self.value(costs.fixed, at);
        self.book(layout.total(Metric::SupportCost), support, at);
        self.book(layout.total(Metric::MarketingCost), marketing, at);
        self.book(layout.total(Metric::FixedCost), fixed, at);
        cash - (marketing + fixed)
    }

    /// Totals of the metrics whose parts were booked.
    #[inline(always)]
    fn sum_up<V: Width>(&mut self, at: usize) {
        let layout = self.layout;
        let plans = 0..self.scenario.plans.len();
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
        ] {
            let parts = plans.clone().map(|plan| layout.plan(metric, plan));
            self.book_sum::<V>(layout.total(metric), parts, at);
        }
        for metric in [Metric::GpuHours, Metric::ComputeCost, Metric::GrossProfit] {
            let keys = plans.clone().map(Key::Plan).chain([Key::Free, Key::Api]);
            let parts = keys.map(|key| layout.row(metric, key));
            self.book_sum::<V>(layout.total(metric), parts, at);
        }
        let classes = (0..self.scenario.api.len()).map(Key::ApiClass);
        let parts = classes.map(|key| layout.row(Metric::ApiCustomers, key));
        self.book_sum::<V>(layout.total(Metric::ApiCustomers), parts, at);
        for metric in [Metric::Billings, Metric::Revenue] {
            let parts = plans.clone().map(|plan| layout.plan(metric, plan));
            self.book_sum::<V>(layout.row(metric, Key::Plans), parts, at);
            let streams = [Key::Plans, Key::TopUps, Key::Api].into_iter();
            let parts = streams.map(|key| layout.row(metric, key));
            self.book_sum::<V>(layout.total(metric), parts, at);
        }
        let gross = self.booked::<V>(layout.total(Metric::GrossProfit), at);
        let marketing = self.booked(layout.total(Metric::MarketingCost), at);
        let fixed = self.booked(layout.total(Metric::FixedCost), at);
        let profit = gross - marketing - fixed;
        self.book(layout.total(Metric::OperatingProfit), profit, at);
    }

    /// Generations of every type, in the month and since the beginning.
    #[inline(always)]
    fn sum_up_generations<V: Width>(&mut self, at: usize) {
        let layout = self.layout;
        let (mut made, mut so_far) = (Lanes::<V>::all(0.0), Lanes::<V>::all(0.0));
        for kind in 0..self.scenario.generations.len() {
            let row = layout.row(Metric::Generations, Key::Generation(kind));
            let makers = [
                Key::GenerationPaid(kind),
                Key::GenerationFree(kind),
                Key::GenerationApi(kind),
            ];
            let parts = makers.into_iter();
            let parts = parts.map(|key| layout.row(Metric::Generations, key));
            self.book_sum::<V>(row, parts, at);
            let new = self.booked(row, at);
            made = made + new;
            let row = layout.row(Metric::GenerationsTotal, Key::Generation(kind));
            let mut total = Lanes::all(0.0);
            if self.month == 0 {
                for (opening, count) in &self.scenario.opening.generations {
                    if *opening == kind {
                        total = total + Lanes::load(self.values.before_events(*count), at);
                    }
                }
            } else {
                total = Lanes::load(self.record.row(self.month - 1, row), at);
            }
            total = total + new;
            self.book(row, total, at);
            so_far = so_far + total;
        }
        self.book(layout.total(Metric::Generations), made, at);
        self.book(layout.total(Metric::GenerationsTotal), so_far, at);
    }

    #[inline(always)]
    fn book_cash<V: Width>(&mut self, cash_flow: Lanes<V>, at: usize) {
        let cash = Lanes::load(&self.billing.cash, at) + cash_flow;
        cash.store(&mut self.billing.cash, at);
        self.book(self.layout.total(Metric::Cash), cash, at);
    }

    /// Rows that only ratios need.
    #[inline(always)]
    fn book_ratios<V: Width>(&mut self, at: usize) {
        let layout = self.layout;
        let total = |metric| layout.total(metric);
        let kept = self.booked::<V>(layout.helper(Helper::StartMrr), at)
            - self.booked(total(Metric::ContractionMrr), at)
            - self.booked(total(Metric::ChurnedMrr), at);
        let expansion = self.booked(total(Metric::ExpansionMrr), at);
        let intro = self.booked(layout.row(Metric::ExpansionMrr, Key::Intro), at);
        self.book(layout.helper(Helper::KeptMrr), kept, at);
        self.book(
            layout.helper(Helper::RetainedMrr),
            kept + expansion - intro,
            at,
        );
        let revenue = self.booked::<V>(layout.row(Metric::Revenue, Key::Plans), at)
            + self.booked(layout.row(Metric::Revenue, Key::TopUps), at);
        self.book(layout.helper(Helper::MemberRevenue), revenue, at);
        let start = self.booked::<V>(layout.helper(Helper::StartSubscribers), at);
        let end = self.booked(total(Metric::Subscribers), at);
        let mean = 0.5 * start + 0.5 * end;
        self.book(layout.helper(Helper::MeanSubscribers), mean, at);
    }
}
