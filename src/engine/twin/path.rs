//! One path in expected values: the order of a month once more.

use crate::engine::market::Series;
use crate::engine::setup::Setup;
use crate::engine::twin::Sheet;
use crate::engine::twin::choice::Opinion;
use crate::engine::twin::contract::{Bill, Contract, Terms, small};
use crate::engine::twin::numbers::{Numbers, Odds, times_odds};
use crate::engine::twin::renewal::{Facing, Options, Ways, hazard};
use crate::engine::twin::usage::Used;
use crate::model::{Key, Metric};
use crate::random::portable::{exp, pow};
use crate::units::count_to_float;

/// What reaches a path from outside in the month at hand.
pub struct Arrivals {
    /// Expected sign-ups, by the trend.
    pub signups: f64,
    /// By API class: expected arrivals, by the trend.
    pub customers: Vec<f64>,
    /// Factors of the market's noise, by series.
    pub noise: [f64; 4],
}

impl Arrivals {
    fn noise(&self, series: Series) -> f64 {
        self.noise[series as usize]
    }
}

/// Everybody on one path, in expected head counts.
pub struct Path {
    /// By segment, by months since sign-up; the last collects.
    free: Vec<Vec<f64>>,
    /// By segment.
    lapsed: Vec<f64>,
    /// By segment: lapsed in the month at hand.
    lapsing: Vec<f64>,
    /// By segment, by plan.
    contracts: Vec<Vec<Vec<Contract>>>,
    /// By API class: customers by tenure, the newest first.
    customers: Vec<Vec<f64>>,
    /// By plan.
    terms: Vec<Terms>,
    /// By segment.
    opinions: Vec<Opinion>,
    /// By segment, by plan.
    ways: Vec<Vec<Ways>>,
    /// By segment, by plan.
    used: Vec<Vec<Used>>,
    /// By plan: `h(1), h(2), …`.
    hazards: Vec<Vec<Odds>>,
    /// By API class, likewise.
    departures: Vec<Vec<Odds>>,
    /// By API class: how usage has grown, by tenure.
    growth: Vec<Powers>,
}

/// What people are charged for their period.
#[derive(Debug, Clone, Copy, Default)]
pub struct Billed {
    /// In all.
    pub amount: f64,
    /// The charges squared, in all.
    pub square: f64,
}

impl Billed {
    #[inline]
    fn add(&mut self, people: f64, bill: Bill) {
        self.amount += people * bill.amount;
        self.square += people * bill.amount * bill.amount;
    }
}

/// A number to the powers 0, 1, 2 and so on.
#[derive(Debug, Clone, Default)]
struct Powers {
    base: f64,
    powers: Vec<f64>,
}

impl Powers {
    /// The first powers of a number: as many as asked for, or more.
    fn of(&mut self, base: f64, count: usize) -> &[f64] {
        if self.base != base {
            self.base = base;
            self.powers.clear();
        }
        while self.powers.len() < count {
            let next = pow(base, count_to_float(self.powers.len()));
            self.powers.push(next);
        }
        &self.powers
    }
}

impl Path {
    /// The opening.
    pub fn new(setup: &Setup, numbers: &Numbers) -> Self {
        let scenario = setup.scenario;
        let opening = &scenario.opening;
        let rounded = |slot| numbers.before_events(slot).round();
        let (plans, segments) = (scenario.plans.len(), scenario.segments.len());
        let mut path = Self {
            free: scenario
                .segments
                .iter()
                .map(|segment| vec![0.0; segment.buying.conversion.len()])
                .collect(),
            lapsed: vec![0.0; segments],
            lapsing: vec![0.0; segments],
            contracts: vec![vec![Vec::new(); plans]; segments],
            customers: vec![Vec::new(); scenario.api.len()],
            terms: Vec::new(),
            opinions: Vec::new(),
            ways: Vec::new(),
            used: Vec::new(),
            hazards: setup
                .renewals
                .iter()
                .map(|count| vec![Odds::default(); *count])
                .collect(),
            departures: vec![vec![Odds::default(); scenario.months + 1]; scenario.api.len()],
            growth: vec![Powers::default(); scenario.api.len()],
        };
        for (segment, count) in &opening.free_users {
            if let Some(oldest) = path.free[*segment].last_mut() {
                *oldest = rounded(*count);
            }
        }
        for (segment, count) in &opening.lapsed {
            path.lapsed[*segment] = rounded(*count);
        }
        for (class, count) in &opening.api_customers {
            path.customers[*class].push(rounded(*count));
        }
        for group in &opening.subscribers {
            let plan = &scenario.plans[group.plan];
            let price = numbers.before_events(plan.opening_price);
            path.contracts[group.segment][group.plan].push(Contract {
                people: rounded(group.count),
                joined: i32::MIN,
                first: false,
                renewals: small(group.renewals),
                next: small(plan.period - 1 - group.elapsed),
                bill: Bill {
                    amount: price,
                    price,
                },
                intro_price: 0.0,
                intro_periods: 0,
                depth: 1.0,
            });
        }
        path
    }

    /// Works out what depends on numbers that may have changed.
    pub fn reconsider(&mut self, numbers: &Numbers) {
        let scenario = numbers.scenario;
        let segments = 0..scenario.segments.len();
        let plans = 0..scenario.plans.len();
        self.terms = plans
            .clone()
            .map(|plan| Terms::new(numbers, plan))
            .collect();
        self.opinions = segments.clone().map(|s| Opinion::new(numbers, s)).collect();
        self.ways = segments
            .clone()
            .map(|s| {
                let opinion = &self.opinions[s];
                let ways = |plan| Ways::new(numbers, opinion, &self.terms, (s, plan));
                plans.clone().map(ways).collect()
            })
            .collect();
        self.used = segments
            .map(|s| {
                plans
                    .clone()
                    .map(|plan| Used::paid(numbers, s, plan))
                    .collect()
            })
            .collect();
        let of_plans = self
            .hazards
            .iter_mut()
            .zip(scenario.plans.iter().map(|plan| &plan.retention));
        let of_classes = self
            .departures
            .iter_mut()
            .zip(scenario.api.iter().map(|class| &class.retention));
        for (table, retention) in of_plans.chain(of_classes) {
            for (index, entry) in table.iter_mut().enumerate() {
                *entry = Odds::of(hazard(numbers, retention, index + 1));
            }
        }
    }

    /// One month.
    #[inline]
    pub fn step(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        self.sign_up(numbers, arrivals, sheet);
        self.renew(numbers, arrivals, sheet);
        // before the others buy: they have the terms of those who switched
        self.win_back(numbers, arrivals, sheet);
        self.buy(numbers, arrivals, sheet);
        self.count(numbers, sheet);
        self.serve_api(numbers, arrivals, sheet);
        self.leave_free_pool(numbers);
    }

    fn sign_up(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        let scenario = numbers.scenario;
        let of_year = scenario.month(numbers.month).of_year();
        let signups = arrivals.signups
            * numbers.get(scenario.season[of_year])
            * numbers.get(scenario.signups_scale)
            * arrivals.noise(Series::Signups);
        sheet.add(Metric::Signups, Key::Total, signups, 1.0, 1.0);
        let shares = numbers.proportions(&scenario.shares, scenario.segments.len());
        for (free, share) in self.free.iter_mut().zip(shares) {
            free[0] += signups * share;
        }
    }

    #[inline]
    fn renew(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        let scenario = numbers.scenario;
        let billing = &scenario.billing;
        let month = small(numbers.month);
        let paying = 1.0
            - numbers.get(billing.payment_failure) * (1.0 - numbers.get(billing.dunning_recovery));
        for (segment, numbers_of) in scenario.segments.iter().enumerate() {
            let odds = numbers.get(numbers_of.churn_odds) * arrivals.noise(Series::Churn);
            let opinion = &self.opinions[segment];
            let mut switching = vec![0.0; scenario.plans.len()];
            self.lapsing[segment] = 0.0;
            for (plan, terms) in self.terms.iter().enumerate() {
                let ways = &self.ways[segment][plan];
                let hazards = self.hazards[plan].as_slice();
                let period = small(terms.period);
                // those who had an intro and those who had none take turns
                let mut weighed: [Option<Options>; 2] = [None; 2];
                let mut billed = Billed::default();
                let (mut churned, mut switched) = (0.0, 0.0);
                for contract in &mut self.contracts[segment][plan] {
                    if contract.next != month {
                        continue;
                    }
                    let facing = Facing::new(numbers, terms, contract);
                    let options = match &mut weighed[usize::from(contract.first)] {
                        Some(options) if options.serve(&facing) => options,
                        others => others.insert(Options::new(
                            numbers,
                            opinion,
                            terms,
                            (segment, plan),
                            facing,
                        )),
                    };
                    let chances =
                        options.probabilities(ways, hazards[contract.renewals as usize], odds);
                    let stay = chances.stay * paying;
                    let switch = chances.switch * paying;
                    // of nobody, rounding must not make less than nobody
                    churned += contract.people * (1.0 - stay - switch * ways.all).max(0.0);
                    switched += contract.people * switch;
                    contract.people *= stay;
                    contract.renewals += 1;
                    contract.next += period;
                    contract.bill = facing.coming;
                    billed.add(contract.people, contract.bill);
                }
                for (target, weight) in &ways.switch {
                    switching[*target] += switched * weight;
                }
                self.lapsing[segment] += churned;
                sheet.bill(plan, &billed);
                sheet.add(
                    Metric::ChurnedSubscribers,
                    Key::Plan(plan),
                    churned,
                    1.0,
                    1.0,
                );
            }
            self.join(numbers, segment, &switching, false, sheet);
        }
    }

    fn buy(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        for (segment, terms) in numbers.scenario.segments.iter().enumerate() {
            let response = &self.opinions[segment].buying;
            let factor = arrivals.noise(Series::Buying) * response.factor;
            let mut buyers = 0.0;
            for (free, conversion) in self.free[segment].iter_mut().zip(&terms.buying.conversion) {
                let bought = *free * times_odds(numbers.get(*conversion), factor);
                buyers += bought;
                *free -= bought;
            }
            let active = self.free[segment].iter().sum();
            sheet.add(Metric::FreeUsers, Key::Segment(segment), active, 1.0, 1.0);
            let taken: Vec<f64> = response.shares.iter().map(|share| share * buyers).collect();
            self.join(numbers, segment, &taken, true, sheet);
        }
    }

    fn win_back(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        for (segment, terms) in numbers.scenario.segments.iter().enumerate() {
            let response = &self.opinions[segment].winning_back;
            let factor = arrivals.noise(Series::Buying) * response.factor;
            let lapsed = self.lapsed[segment];
            let back = lapsed * times_odds(numbers.get(terms.buying.winback), factor);
            let waiting = (lapsed - back) * (1.0 - numbers.get(terms.buying.lapsed_attrition));
            self.lapsed[segment] = waiting + self.lapsing[segment];
            let taken: Vec<f64> = response.shares.iter().map(|share| share * back).collect();
            self.join(numbers, segment, &taken, false, sheet);
        }
    }

    /// People join plans and are billed.
    fn join(
        &mut self,
        numbers: &Numbers,
        segment: usize,
        people: &[f64],
        first: bool,
        sheet: &mut Sheet,
    ) {
        for (plan, people) in people
            .iter()
            .enumerate()
            .filter(|(_, people)| **people > 0.0)
        {
            let joining = Contract::new(numbers, &self.terms[plan], *people, first);
            let mut billed = Billed::default();
            billed.add(*people, joining.bill);
            sheet.bill(plan, &billed);
            let contracts = &mut self.contracts[segment][plan];
            match contracts.last_mut() {
                Some(last) if last.joined == joining.joined && last.first == first => {
                    last.people += people;
                }
                _ => {
                    if contracts.is_empty() {
                        // of every month that is left, some who have an intro and some who have none
                        contracts.reserve_exact(2 * (numbers.scenario.months - numbers.month));
                    }
                    contracts.push(joining);
                }
            }
        }
    }

    /// Subscribers at month end, what they pay a month and use.
    #[inline]
    fn count(&self, numbers: &Numbers, sheet: &mut Sheet) {
        for plan in 0..numbers.scenario.plans.len() {
            let months = count_to_float(numbers.scenario.plans[plan].period);
            let key = Key::Plan(plan);
            for (contracts, used) in self.contracts.iter().zip(&self.used) {
                let mut people = 0.0;
                let mut paid = Billed::default();
                for contract in &contracts[plan] {
                    people += contract.people;
                    paid.add(contract.people, contract.bill);
                }
                let (mrr, square) = (paid.amount / months, paid.square / (months * months));
                let used = used[plan];
                sheet.add(Metric::Subscribers, key, people, 1.0, 1.0);
                sheet.add(Metric::Mrr, key, 1.0, mrr, square);
                sheet.add(Metric::CreditsUsed, key, people, used.mean, used.square);
            }
        }
    }

    fn serve_api(&mut self, numbers: &Numbers, arrivals: &Arrivals, sheet: &mut Sheet) {
        for (index, class) in numbers.scenario.api.iter().enumerate() {
            let customers = &mut self.customers[index];
            for (people, hazard) in customers.iter_mut().zip(&self.departures[index]) {
                *people *= 1.0 - hazard.probability;
            }
            let ratio = numbers.get(class.price) / numbers.get(class.reference_price);
            let response = |elasticity| pow(ratio, numbers.get(elasticity));
            customers.insert(
                0,
                arrivals.customers[index] * response(class.acquisition_elasticity),
            );
            let each = numbers.get(class.credits)
                * response(class.usage_elasticity)
                * arrivals.noise(Series::Api);
            let cv = numbers.get(class.cv);
            let growth = 1.0 + numbers.get(class.expansion);
            let heads = customers.iter().sum();
            sheet.add(Metric::ApiCustomers, Key::ApiClass(index), heads, 1.0, 1.0);
            let growth = self.growth[index].of(growth, customers.len());
            let (mut credits, mut square) = (0.0, 0.0);
            for (people, growth) in customers.iter().zip(growth) {
                let usage = each * growth;
                credits += people * usage;
                square += people * usage * usage;
            }
            let square = square * (1.0 + cv * cv);
            sheet.add(Metric::ApiCredits, Key::Total, 1.0, credits, square);
        }
    }

    /// Some go dormant, all grow a month older.
    fn leave_free_pool(&mut self, numbers: &Numbers) {
        for (index, segment) in numbers.scenario.segments.iter().enumerate() {
            let engagement = numbers.get(segment.free_engagement);
            let calm = exp(-engagement * self.opinions[index].free_shift);
            let stay = 1.0 - times_odds(numbers.get(segment.free_attrition), calm);
            let ages = &mut self.free[index];
            for age in (0..ages.len()).rev() {
                let staying = ages[age] * stay;
                ages[age] = 0.0;
                let older = (age + 1).min(ages.len() - 1);
                ages[older] += staying;
            }
        }
    }
}
