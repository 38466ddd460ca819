//! From charges to revenue, costs and cash (model: "Money").

use tiercast::model::{Key, Metric, Scenario};

use super::ledger::Ledger;
use super::numbers::Numbers;
use super::person::{Member, months};

/// What was charged, and what is still to be recognised.
pub struct Books {
    /// By plan, by month: revenue and fees of charges so far.
    due: Vec<Vec<(f64, f64)>>,
    /// By plan: charged for top-ups this month.
    top_ups: Vec<f64>,
    /// Charged to metered customers this month.
    api: f64,
    /// Net billings less fees paid, this month.
    paid: f64,
    cash: f64,
}

fn net(scenario: &Scenario, numbers: &Numbers, charge: f64) -> f64 {
    let billing = &scenario.billing;
    charge * (1.0 - numbers.get(billing.refund_rate)) / (1.0 + numbers.get(billing.vat))
}

fn fee_share(scenario: &Scenario, numbers: &Numbers) -> f64 {
    let billing = &scenario.billing;
    let store = numbers.get(billing.store_share);
    store * numbers.get(billing.store_commission)
        + (1.0 - store) * numbers.get(billing.processing_fee)
}

#[expect(clippy::cast_precision_loss, reason = "few months")]
fn float(count: usize) -> f64 {
    count as f64
}

impl Books {
    pub fn new(scenario: &Scenario, numbers: &Numbers) -> Self {
        let longest = scenario.plans.iter().map(|plan| plan.period).max();
        let months = scenario.months + longest.unwrap_or(0);
        Self {
            due: vec![vec![(0.0, 0.0); months]; scenario.plans.len()],
            top_ups: vec![0.0; scenario.plans.len()],
            api: 0.0,
            paid: 0.0,
            cash: numbers.written(scenario.opening.cash),
        }
    }

    /// An opening subscriber has paid for the period at hand, of which `left` months are to come.
    pub fn paid_before(
        &mut self,
        scenario: &Scenario,
        numbers: &Numbers,
        member: &Member,
        left: usize,
    ) {
        let monthly = net(scenario, numbers, member.mrr(scenario));
        let fee = monthly * fee_share(scenario, numbers);
        for month in 0..left {
            self.due[member.plan][month].0 += monthly;
            self.due[member.plan][month].1 += fee;
        }
    }

    /// A subscriber is charged for a period.
    pub fn charge(
        &mut self,
        scenario: &Scenario,
        numbers: &Numbers,
        ledger: &mut Ledger,
        month: usize,
        member: &Member,
    ) {
        let period = scenario.plans[member.plan].period;
        ledger.add(month, Metric::Billings, Key::Plan(member.plan), member.bill);
        let net = net(scenario, numbers, member.bill);
        let fee = net * fee_share(scenario, numbers);
        self.paid += net - fee;
        for later in 0..period {
            self.due[member.plan][month + later].0 += net / float(period);
            self.due[member.plan][month + later].1 += fee / float(period);
        }
    }

    pub fn top_up(&mut self, plan: usize, charge: f64) {
        self.top_ups[plan] += charge;
    }

    pub fn metered(&mut self, charge: f64) {
        self.api += charge;
    }

    /// Closes the books of a month.
    pub fn close(
        &mut self,
        scenario: &Scenario,
        numbers: &Numbers,
        ledger: &mut Ledger,
        month: usize,
    ) {
        let at = |slot| numbers.get(slot);
        let mut fees = 0.0;
        let mut profit = vec![0.0; scenario.plans.len()];
        for plan in 0..scenario.plans.len() {
            let charged = ledger.get(month, Metric::Billings, Key::Plan(plan));
            let top_up = std::mem::take(&mut self.top_ups[plan]);
            let top_up_net = net(scenario, numbers, top_up);
            let top_up_fee = top_up_net * fee_share(scenario, numbers);
            let (revenue, fee) = self.due[plan][month];
            self.paid += top_up_net - top_up_fee;
            fees += fee + top_up_fee;
            profit[plan] = revenue + top_up_net - fee - top_up_fee;
            for (metric, of_plan, of_top_ups) in [
                (Metric::Billings, charged, top_up),
                (Metric::Revenue, revenue, top_up_net),
            ] {
                if metric == Metric::Revenue {
                    ledger.add(month, metric, Key::Plan(plan), of_plan);
                }
                ledger.add(month, metric, Key::Plans, of_plan);
                ledger.add(month, metric, Key::TopUps, of_top_ups);
                ledger.add(month, metric, Key::Total, of_plan + of_top_ups);
            }
        }
        let api = std::mem::take(&mut self.api);
        let api_net = net(scenario, numbers, api);
        let api_fee = api_net * at(scenario.billing.processing_fee);
        self.paid += api_net - api_fee;
        fees += api_fee;
        ledger.part(month, Metric::Billings, Key::Api, api);
        ledger.part(month, Metric::Revenue, Key::Api, api_net);
        ledger.add(month, Metric::Fees, Key::Total, fees);
        let later = self.due.iter().flat_map(|due| &due[month + 1..]);
        let deferred = later.map(|(revenue, _)| revenue).sum();
        ledger.set(month, Metric::DeferredRevenue, Key::Total, deferred);

        let costs = &scenario.costs;
        let hour = at(costs.gpu_hour) * (1.0 - at(costs.gpu_hour_decline)).powi(months(month));
        let mut spent = 0.0;
        for (key, before) in (0..scenario.plans.len())
            .map(|plan| (Key::Plan(plan), profit[plan]))
            .chain([(Key::Free, 0.0), (Key::Api, api_net - api_fee)])
        {
            let compute = ledger.get(month, Metric::GpuHours, key) * hour;
            let support = match key {
                Key::Plan(_) => {
                    ledger.get(month, Metric::Subscribers, key) * at(costs.support_per_subscriber)
                }
                _ => 0.0,
            };
            spent += compute + support;
            ledger.part(month, Metric::ComputeCost, key, compute);
            ledger.add(month, Metric::SupportCost, Key::Total, support);
            ledger.part(month, Metric::GrossProfit, key, before - compute - support);
        }
        let marketing = ledger.get(month, Metric::Signups, Key::Total) * at(costs.signup_cost);
        let fixed = at(costs.fixed);
        ledger.set(month, Metric::MarketingCost, Key::Total, marketing);
        ledger.set(month, Metric::FixedCost, Key::Total, fixed);
        let gross = ledger.get(month, Metric::GrossProfit, Key::Total);
        ledger.set(
            month,
            Metric::OperatingProfit,
            Key::Total,
            gross - marketing - fixed,
        );
        self.cash += std::mem::take(&mut self.paid) - spent - marketing - fixed;
        ledger.set(month, Metric::Cash, Key::Total, self.cash);
        stocks(scenario, numbers, ledger, month);
        ratios(scenario, numbers, ledger, month);
    }
}

/// What is counted since the beginning.
fn stocks(scenario: &Scenario, numbers: &Numbers, ledger: &mut Ledger, month: usize) {
    let written = |slot| numbers.written(slot);
    let opening = &scenario.opening;
    let users = if month == 0 {
        written(opening.users).round()
    } else {
        ledger.get(month - 1, Metric::Users, Key::Total)
    };
    let signups = ledger.get(month, Metric::Signups, Key::Total);
    ledger.set(month, Metric::Users, Key::Total, users + signups);
    for kind in 0..scenario.generations.len() {
        let key = Key::Generation(kind);
        let before = if month == 0 {
            let counts = opening.generations.iter().filter(|(of, _)| *of == kind);
            counts.map(|(_, slot)| written(*slot)).sum()
        } else {
            ledger.get(month - 1, Metric::GenerationsTotal, key)
        };
        let made = ledger.get(month, Metric::Generations, key);
        ledger.part(month, Metric::GenerationsTotal, key, before + made);
    }
}

/// Subscribers and MRR at the start of a month.
fn start(
    scenario: &Scenario,
    numbers: &Numbers,
    ledger: &Ledger,
    month: usize,
    metric: Metric,
    key: Key,
) -> f64 {
    if month > 0 {
        return ledger.get(month - 1, metric, key);
    }
    let groups = scenario.opening.subscribers.iter();
    groups
        .filter(|group| key == Key::Total || key == Key::Plan(group.plan))
        .map(|group| {
            let plan = &scenario.plans[group.plan];
            let people = numbers.written(group.count).round();
            match metric {
                Metric::Mrr => people * numbers.written(plan.opening_price) / float(plan.period),
                _ => people,
            }
        })
        .sum()
}

fn ratios(scenario: &Scenario, numbers: &Numbers, ledger: &mut Ledger, month: usize) {
    let total = |ledger: &Ledger, metric| ledger.get(month, metric, Key::Total);
    let ratio = |above: f64, below: f64| {
        if below == 0.0 {
            f64::NAN
        } else {
            above / below
        }
    };
    let plans = (0..scenario.plans.len()).map(Key::Plan);
    for key in plans.chain([Key::Total]) {
        let before = start(scenario, numbers, ledger, month, Metric::Subscribers, key);
        let churned = ledger.get(month, Metric::ChurnedSubscribers, key);
        ledger.set(month, Metric::ChurnRate, key, ratio(churned, before));
    }
    let mrr = start(scenario, numbers, ledger, month, Metric::Mrr, Key::Total);
    let kept = mrr - total(ledger, Metric::ContractionMrr) - total(ledger, Metric::ChurnedMrr);
    let intro = ledger.get(month, Metric::ExpansionMrr, Key::Intro);
    let grown = kept + total(ledger, Metric::ExpansionMrr) - intro;
    ledger.set(month, Metric::Nrr, Key::Total, ratio(grown, mrr));
    ledger.set(month, Metric::Grr, Key::Total, ratio(kept, mrr));
    let margin = ratio(
        total(ledger, Metric::GrossProfit),
        total(ledger, Metric::Revenue),
    );
    ledger.set(month, Metric::GrossMargin, Key::Total, margin);
    let before = start(
        scenario,
        numbers,
        ledger,
        month,
        Metric::Subscribers,
        Key::Total,
    );
    let mean = 0.5 * (before + total(ledger, Metric::Subscribers));
    let revenue = ledger.get(month, Metric::Revenue, Key::Plans)
        + ledger.get(month, Metric::Revenue, Key::TopUps);
    ledger.set(month, Metric::Arppu, Key::Total, ratio(revenue, mean));
}
