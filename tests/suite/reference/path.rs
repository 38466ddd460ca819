//! One path, person by person, in the order of a month (model: "Order of a month").

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Gamma, Poisson, StandardNormal};
use tiercast::model::{Key, Metric, NoiseSeries, Scenario, Slot};

use super::ledger::Ledger;
use super::money::Books;
use super::numbers::{Numbers, Unfolding};
use super::person::{Member, Person, State, floored, months, whole};
use super::view::{View, hazard, need};

/// More renewals than any subscriber of these scenarios sees.
const MOST_RENEWALS: usize = 24;

/// A metered customer.
struct Customer {
    class: usize,
    size: f64,
    tenure: usize,
}

/// A first-order autoregression.
#[derive(Default)]
struct Noise {
    score: Option<f64>,
}

impl Noise {
    /// `e_t` of this month.
    fn step(&mut self, series: &NoiseSeries, numbers: &Numbers, rng: &mut SmallRng) -> f64 {
        let shock: f64 = StandardNormal.sample(rng);
        let rho = numbers.get(series.autocorrelation);
        let score = match self.score {
            None => shock,
            Some(last) => rho * last + (1.0 - rho * rho).sqrt() * shock,
        };
        self.score = Some(score);
        numbers.get(series.sd) * score
    }
}

/// One path of a scenario.
pub struct Path<'a> {
    scenario: &'a Scenario,
    rng: SmallRng,
    numbers: Numbers,
    people: Vec<Person>,
    customers: Vec<Customer>,
    books: Books,
    views: Vec<View>,
    /// By plan: `h(1), h(2), …`.
    hazards: Vec<Vec<f64>>,
    ledger: &'a mut Ledger,
    month: usize,
    /// Noise of buying and of churn in the month at hand, on the log scale.
    buying_noise: f64,
    churn_noise: f64,
}

/// Simulates one path into an empty ledger.
pub fn simulate(scenario: &Scenario, seed: u64, ledger: &mut Ledger) {
    ledger.clear();
    let mut rng = SmallRng::seed_from_u64(seed);
    let numbers = Numbers::draw(scenario, &mut rng);
    let mut path = Path {
        scenario,
        rng,
        books: Books::new(scenario, &numbers),
        numbers,
        people: Vec::new(),
        customers: Vec::new(),
        views: Vec::new(),
        hazards: Vec::new(),
        ledger,
        month: 0,
        buying_noise: 0.0,
        churn_noise: 0.0,
    };
    path.open();
    let mut noise: [Noise; 4] = Default::default();
    let mut signups = Unfolding::default();
    let mut arrivals: Vec<Unfolding> = scenario.api.iter().map(|_| Unfolding::default()).collect();
    for month in 0..scenario.months {
        path.month = month;
        let now = months(month);
        path.numbers.begin(scenario, now);
        let last = months(month) - 1;
        let may_differ = scenario
            .events
            .iter()
            .any(|event| event.holds_in(now) != event.holds_in(last))
            || scenario.plans.iter().any(|plan| plan.from == now);
        if month == 0 || may_differ {
            path.views = (0..scenario.segments.len())
                .map(|segment| View::new(scenario, &path.numbers, segment, now))
                .collect();
            let hazards = |retention| {
                let number = 1..=MOST_RENEWALS;
                number
                    .map(|a| hazard(retention, &path.numbers, a))
                    .collect()
            };
            path.hazards = scenario
                .plans
                .iter()
                .map(|plan| hazards(&plan.retention))
                .collect();
        }
        let series = &scenario.noise;
        let mut step =
            |index: usize, series| noise[index].step(series, &path.numbers, &mut path.rng);
        let signup_noise = step(0, &series.signups);
        path.buying_noise = step(1, &series.buying);
        path.churn_noise = step(2, &series.churn);
        let api_noise = step(3, &series.api);

        let expected = signups.value(&scenario.signups, &path.numbers, now);
        let sd = path.numbers.get(series.signups.sd);
        path.sign_up(expected * (signup_noise - sd * sd / 2.0).exp());
        path.renew();
        path.buy();
        path.use_credits();
        let sd = path.numbers.get(series.api.sd);
        let expected: Vec<f64> = scenario
            .api
            .iter()
            .zip(&mut arrivals)
            .map(|(class, trend)| trend.value(&class.arrivals, &path.numbers, now))
            .collect();
        path.serve_api(&expected, (api_noise - sd * sd / 2.0).exp());
        path.count();
        path.books
            .close(scenario, &path.numbers, path.ledger, month);
        path.leave();
    }
}

impl Path<'_> {
    fn open(&mut self) {
        let opening = &self.scenario.opening;
        let count = |numbers: &Numbers, slot: Slot| whole(numbers.written(slot));
        for (segment, slot) in &opening.free_users {
            let oldest = self.scenario.segments[*segment].buying.conversion.len() - 1;
            for _ in 0..count(&self.numbers, *slot) {
                let state = State::Free(oldest);
                self.people.push(Person {
                    segment: *segment,
                    state,
                });
            }
        }
        for (segment, slot) in &opening.lapsed {
            for _ in 0..count(&self.numbers, *slot) {
                let state = State::Lapsed(-1);
                self.people.push(Person {
                    segment: *segment,
                    state,
                });
            }
        }
        for group in &opening.subscribers {
            let plan = &self.scenario.plans[group.plan];
            let price = self.numbers.written(plan.opening_price);
            for _ in 0..count(&self.numbers, group.count) {
                let left = plan.period - 1 - group.elapsed;
                let member = Member {
                    plan: group.plan,
                    joined: i32::MIN,
                    first: false,
                    renewals: group.renewals,
                    next: months(left),
                    bill: price,
                    list: price,
                    intro: (0.0, 0),
                    price_at_joining: price,
                };
                self.books
                    .paid_before(self.scenario, &self.numbers, &member, left);
                self.people.push(Person {
                    segment: group.segment,
                    state: State::Member(member),
                });
            }
        }
        for (class, slot) in &opening.api_customers {
            for _ in 0..count(&self.numbers, *slot) {
                // there is no departure in the month of arrival, which is the one before the first
                let customer = self.new_customer(*class);
                self.customers.push(customer);
            }
        }
    }

    fn now(&self) -> i32 {
        months(self.month)
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.rng.random::<f64>() < probability
    }

    /// The index at which a uniform falls among `shares`.
    fn choose(&mut self, shares: &[f64]) -> usize {
        let mut left = self.rng.random::<f64>();
        for (index, share) in shares.iter().enumerate() {
            left -= share;
            if left < 0.0 {
                return index;
            }
        }
        shares
            .iter()
            .rposition(|share| *share > 0.0)
            .expect("one can be chosen")
    }

    fn poisson(&mut self, mean: f64) -> usize {
        if mean <= 0.0 {
            return 0;
        }
        let count: f64 = Poisson::new(mean)
            .expect("a finite mean")
            .sample(&mut self.rng);
        whole(count)
    }

    fn add(&mut self, metric: Metric, key: Key, amount: f64) {
        self.ledger.add(self.month, metric, key, amount);
    }

    fn part(&mut self, metric: Metric, key: Key, amount: f64) {
        self.ledger.part(self.month, metric, key, amount);
    }

    /// Sign-ups join the free pool.
    fn sign_up(&mut self, expected: f64) {
        let scenario = self.scenario;
        let season = self
            .numbers
            .get(scenario.season[scenario.month(self.month).of_year()]);
        let scale = self.numbers.get(scenario.signups_scale);
        let count = self.poisson(expected * season * scale);
        let shares = self
            .numbers
            .proportions(&scenario.shares, scenario.segments.len());
        for _ in 0..count {
            let segment = self.choose(&shares);
            let state = State::Free(0);
            self.people.push(Person { segment, state });
            self.add(Metric::Signups, Key::Total, 1.0);
        }
    }

    /// Renewals that are due.
    fn renew(&mut self) {
        for index in 0..self.people.len() {
            let person = self.people[index];
            if let State::Member(member) = person.state
                && member.next == self.now()
            {
                self.people[index].state = self.renewed(person.segment, member);
            }
        }
    }

    fn renewed(&mut self, segment: usize, member: Member) -> State {
        let scenario = self.scenario;
        let terms = &scenario.segments[segment];
        let plan = &scenario.plans[member.plan];
        let numbers = &self.numbers;
        let at = |slot: Slot| numbers.get(slot);
        let view = &self.views[segment];
        let eta = at(terms.buying.renewal_elasticity);

        let a = member.renewals + 1;
        let coming = member.coming(scenario, numbers, self.now());
        let last = (member.bill, member.list);
        let reference = member.reference(scenario, numbers, a);
        let reference_last = member.reference(scenario, numbers, a - 1);
        let step = |bill, last| (floored(bill) / floored(last)).ln().max(0.0);
        let shock = step(coming, last) - step(reference, reference_last);
        let u_stay = eta * (floored(coming) / floored(reference)).ln()
            - at(terms.buying.bill_shock) * shock
            + view.pull[member.plan];

        let h = self.hazards[member.plan][a - 1];
        let selection = member
            .depth(scenario, numbers)
            .powf(at(terms.buying.intro_selection));
        let odds = h / (1.0 - h) * at(terms.churn_odds) * self.churn_noise.exp() * selection;
        let h = if h >= 1.0 { 1.0 } else { odds / (1.0 + odds) };

        let mut options = vec![h];
        let mut plans = vec![member.plan];
        let mut switching = 0.0;
        let mut weights = Vec::new();
        for (target, share) in &plan.switch {
            let to = &scenario.plans[*target];
            if to.from > self.now() {
                continue;
            }
            let price = numbers.price_for(scenario, to.price, self.now(), self.now());
            let u = eta * (price / numbers.written(to.reference.price)).ln() + view.pull[*target];
            switching += at(*share);
            plans.push(*target);
            weights.push((1.0 - h) * at(*share) * u.exp());
        }
        options.push((1.0 - h) * (1.0 - switching) * u_stay.exp());
        options.extend(weights);
        let all: f64 = options.iter().sum();
        let shares: Vec<f64> = options.iter().map(|option| option / all).collect();
        let failing =
            at(scenario.billing.payment_failure) * (1.0 - at(scenario.billing.dunning_recovery));

        let choice = self.choose(&shares);
        let cancels = choice == 0;
        if cancels || self.chance(failing) {
            self.part(Metric::ChurnedSubscribers, Key::Plan(member.plan), 1.0);
            if !cancels {
                self.add(Metric::InvoluntaryChurn, Key::Total, 1.0);
            }
            self.add(Metric::ChurnedMrr, Key::Total, member.mrr(scenario));
            return State::Lapsed(self.now());
        }
        let target = plans[choice - 1];
        let renewed = if choice == 1 {
            Member {
                renewals: a,
                next: member.next + months(plan.period),
                bill: coming.0,
                list: coming.1,
                ..member
            }
        } else {
            self.add(Metric::SwitchedSubscribers, Key::Total, 1.0);
            Member::joins(scenario, &self.numbers, target, self.now(), false)
        };
        let rise = renewed.mrr(scenario) - member.mrr(scenario);
        self.add(Metric::ExpansionMrr, Key::Total, rise.max(0.0));
        self.add(Metric::ContractionMrr, Key::Total, (-rise).max(0.0));
        if choice == 1 && a == member.intro.1 {
            self.add(Metric::ExpansionMrr, Key::Intro, rise.max(0.0));
        }
        self.books.charge(
            self.scenario,
            &self.numbers,
            self.ledger,
            self.month,
            &renewed,
        );
        State::Member(renewed)
    }

    /// Free users buy; lapsed subscribers come back or go for good.
    fn buy(&mut self) {
        let mut index = 0;
        while index < self.people.len() {
            let person = self.people[index];
            let buying = &self.scenario.segments[person.segment].buying;
            let view = &self.views[person.segment];
            let (probability, offer) = match person.state {
                State::Free(age) => {
                    let conversion = buying.conversion[age.min(buying.conversion.len() - 1)];
                    (self.numbers.get(conversion), &view.buying)
                }
                State::Lapsed(since) if since < self.now() => {
                    (self.numbers.get(buying.winback), &view.winning_back)
                }
                _ => {
                    index += 1;
                    continue;
                }
            };
            let odds =
                probability / (1.0 - probability) * self.buying_noise.exp() * offer.odds_factor;
            let first = matches!(person.state, State::Free(_));
            if self.rng.random::<f64>() < odds / (1.0 + odds) {
                let shares = offer.shares.clone();
                let plan = self.choose(&shares);
                let member = Member::joins(self.scenario, &self.numbers, plan, self.now(), first);
                let mrr = member.mrr(self.scenario);
                if first {
                    self.part(Metric::NewSubscribers, Key::Plan(plan), 1.0);
                    self.add(Metric::NewMrr, Key::Total, mrr);
                } else {
                    self.add(Metric::ReactivatedSubscribers, Key::Total, 1.0);
                    self.add(Metric::ReactivationMrr, Key::Total, mrr);
                }
                self.books.charge(
                    self.scenario,
                    &self.numbers,
                    self.ledger,
                    self.month,
                    &member,
                );
                self.people[index].state = State::Member(member);
            } else if !first && self.chance(self.numbers.get(buying.lapsed_attrition)) {
                self.people.swap_remove(index);
                continue;
            }
            index += 1;
        }
    }

    /// Credits of subscribers and of the free users who did not buy.
    fn use_credits(&mut self) {
        let scenario = self.scenario;
        // credits used, by segment: of each plan, then of free users
        let plans = scenario.plans.len();
        let mut credits = vec![vec![0.0; plans + 1]; scenario.segments.len()];
        for index in 0..self.people.len() {
            let person = self.people[index];
            let segment = person.segment;
            let usage = &scenario.segments[segment].usage;
            let rng = &mut self.rng;
            let view = &self.views[segment];
            let mut want =
                |demand: &Option<Gamma<f64>>| demand.map_or(0.0, |demand| demand.sample(rng));
            match person.state {
                State::Member(member) => {
                    let key = Key::Plan(member.plan);
                    let quota = self.numbers.get(scenario.plans[member.plan].credits);
                    let wanted = want(&view.demand[member.plan]);
                    let bought_share = view.top_up[member.plan];
                    let idle = self.chance(self.numbers.get(usage.idle));
                    let wanted = if idle { 0.0 } else { wanted };
                    let inside = wanted.min(quota);
                    let bought = (wanted - inside) * bought_share;
                    self.part(Metric::CreditsGranted, key, quota);
                    self.part(Metric::CreditsUsed, key, inside + bought);
                    self.part(Metric::Breakage, key, quota - inside);
                    self.part(Metric::UnmetCredits, key, wanted - inside - bought);
                    self.part(Metric::TopUpCredits, key, bought);
                    let price = self.numbers.get(scenario.plans[member.plan].top_up_price);
                    if bought > 0.0 {
                        self.books.top_up(member.plan, bought * price);
                    }
                    credits[segment][member.plan] += inside + bought;
                }
                State::Free(_) => {
                    let used = want(&view.free_demand).min(self.numbers.get(scenario.free.credits));
                    self.add(Metric::FreeCredits, Key::Total, used);
                    credits[segment][plans] += used;
                }
                State::Lapsed(_) => {}
            }
        }
        for (segment, credits) in scenario.segments.iter().zip(credits) {
            for (plan, credits) in credits.into_iter().enumerate() {
                if plan < plans {
                    let paid = &segment.usage.paid;
                    self.generate(paid, credits, Key::Plan(plan), Key::GenerationPaid);
                } else {
                    let free = &segment.usage.free;
                    self.generate(free, credits, Key::Free, Key::GenerationFree);
                }
            }
        }
    }

    /// Credits become generations as they are wanted.
    fn generate(
        &mut self,
        wanted: &[(usize, Slot)],
        credits: f64,
        user: Key,
        by: fn(usize) -> Key,
    ) {
        if credits == 0.0 {
            return;
        }
        let all = need(self.scenario, &self.numbers, wanted).0;
        for (kind, number) in wanted {
            let made = credits * self.numbers.get(*number) / all;
            self.make(*kind, made, user, by(*kind));
        }
    }

    fn make(&mut self, kind: usize, made: f64, user: Key, by: Key) {
        let generation = &self.scenario.generations[kind];
        let hours = made * self.numbers.get(generation.gpu_seconds)
            / 3600.0
            / self.numbers.get(self.scenario.costs.gpu_utilisation);
        self.part(Metric::Generations, Key::Generation(kind), made);
        self.add(Metric::Generations, by, made);
        self.part(Metric::GpuHours, user, hours);
    }

    fn new_customer(&mut self, class: usize) -> Customer {
        let cv = self.numbers.get(self.scenario.api[class].cv);
        let sizes = Gamma::new(1.0 / (cv * cv), cv * cv).expect("a positive cv");
        Customer {
            class,
            size: sizes.sample(&mut self.rng),
            tenure: 0,
        }
    }

    /// Departures, arrivals and usage of metered customers.
    fn serve_api(&mut self, expected: &[f64], noise: f64) {
        let scenario = self.scenario;
        let mut staying = Vec::with_capacity(self.customers.len());
        for mut customer in std::mem::take(&mut self.customers) {
            customer.tenure += 1;
            let leaving = hazard(
                &scenario.api[customer.class].retention,
                &self.numbers,
                customer.tenure,
            );
            if !self.chance(leaving) {
                staying.push(customer);
            }
        }
        self.customers = staying;
        for (class, expected) in expected.iter().enumerate() {
            let terms = &scenario.api[class];
            let ratio = self.numbers.get(terms.price) / self.numbers.get(terms.reference_price);
            let response = ratio.powf(self.numbers.get(terms.acquisition_elasticity));
            for _ in 0..self.poisson(expected * response) {
                let customer = self.new_customer(class);
                self.customers.push(customer);
            }
        }
        let mut used = vec![0.0; scenario.api.len()];
        for index in 0..self.customers.len() {
            let (class, size) = (self.customers[index].class, self.customers[index].size);
            let tenure = months(self.customers[index].tenure);
            let terms = &scenario.api[class];
            let at = |slot: Slot| self.numbers.get(slot);
            let ratio: f64 = at(terms.price) / at(terms.reference_price);
            let credits = at(terms.credits)
                * size
                * (1.0 + at(terms.expansion)).powi(tenure)
                * ratio.powf(at(terms.usage_elasticity))
                * noise;
            self.books.metered(credits * at(terms.price));
            self.part(Metric::ApiCustomers, Key::ApiClass(class), 1.0);
            self.add(Metric::ApiCredits, Key::Total, credits);
            used[class] += credits;
        }
        for (terms, used) in scenario.api.iter().zip(used) {
            let mix = self
                .numbers
                .proportions(&terms.mix, scenario.generations.len());
            for (kind, share) in mix.into_iter().enumerate() {
                let made = used * share / self.numbers.get(scenario.generations[kind].credits);
                self.make(kind, made, Key::Api, Key::GenerationApi(kind));
            }
        }
    }

    /// Who is there at month end.
    fn count(&mut self) {
        for index in 0..self.people.len() {
            let person = self.people[index];
            let segment = Key::Segment(person.segment);
            match person.state {
                State::Free(_) => self.part(Metric::FreeUsers, segment, 1.0),
                State::Member(member) => {
                    self.part(Metric::Subscribers, Key::Plan(member.plan), 1.0);
                    self.add(Metric::Subscribers, segment, 1.0);
                    let mrr = member.mrr(self.scenario);
                    self.part(Metric::Mrr, Key::Plan(member.plan), mrr);
                    self.part(Metric::Arr, Key::Plan(member.plan), 12.0 * mrr);
                }
                State::Lapsed(_) => {}
            }
        }
    }

    /// Some free users go dormant; the others grow a month older.
    fn leave(&mut self) {
        let mut index = 0;
        while index < self.people.len() {
            let segment = self.people[index].segment;
            if let State::Free(age) = self.people[index].state {
                let terms = &self.scenario.segments[segment];
                let attrition = self.numbers.get(terms.free_attrition);
                let shift = self.views[segment].free_shift;
                let odds = attrition / (1.0 - attrition)
                    * (-self.numbers.get(terms.free_engagement) * shift).exp();
                if self.chance(odds / (1.0 + odds)) {
                    self.people.swap_remove(index);
                    continue;
                }
                self.people[index].state = State::Free(age + 1);
            }
            index += 1;
        }
    }
}
