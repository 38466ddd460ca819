//! One subscriber's contract (model: "Renewing").

use tiercast::model::Scenario;

use super::numbers::Numbers;

/// A subscriber of a plan.
#[derive(Clone, Copy)]
pub struct Member {
    pub plan: usize,
    /// Month of joining; long ago for the opening.
    pub joined: i32,
    /// Whether this is a first subscription, on intro terms.
    pub first: bool,
    /// Renewals completed.
    pub renewals: usize,
    /// Month of the next renewal.
    pub next: i32,
    /// The last bill, and the plan's price when it was billed.
    pub bill: f64,
    pub list: f64,
    /// Intro price and periods agreed at joining.
    pub intro: (f64, usize),
    /// The plan's price at joining.
    pub price_at_joining: f64,
}

/// Whether somebody is a free user, subscribes, or has lapsed.
#[derive(Clone, Copy)]
pub enum State {
    /// Months since sign-up.
    Free(usize),
    Member(Member),
    /// Month of lapsing.
    Lapsed(i32),
}

#[derive(Clone, Copy)]
pub struct Person {
    pub segment: usize,
    pub state: State,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small whole number"
)]
pub fn whole(value: f64) -> usize {
    value.round() as usize
}

pub fn months(count: usize) -> i32 {
    i32::try_from(count).expect("few months")
}

impl Member {
    /// Somebody who joins `plan` in `month`.
    pub fn joins(
        scenario: &Scenario,
        numbers: &Numbers,
        plan: usize,
        month: i32,
        first: bool,
    ) -> Self {
        let terms = &scenario.plans[plan];
        let price = numbers.price_for(scenario, terms.price, month, month);
        let periods = if first {
            whole(numbers.get(terms.intro_periods))
        } else {
            0
        };
        let intro = numbers.get(terms.intro_price);
        Self {
            plan,
            joined: month,
            first,
            renewals: 0,
            next: month + months(terms.period),
            bill: if periods > 0 { intro } else { price },
            list: price,
            intro: (intro, periods),
            price_at_joining: price,
        }
    }

    /// The bill that comes now, and the plan's price for this subscriber.
    pub fn coming(&self, scenario: &Scenario, numbers: &Numbers, month: i32) -> (f64, f64) {
        let slot = scenario.plans[self.plan].price;
        let price = numbers.price_for(scenario, slot, self.joined, month);
        let number = self.renewals + 1;
        let bill = if number < self.intro.1 {
            self.intro.0
        } else {
            price
        };
        (bill, price)
    }

    /// The reference bill of the period after `renewals` renewals, and the reference price.
    pub fn reference(&self, scenario: &Scenario, numbers: &Numbers, renewals: usize) -> (f64, f64) {
        let reference = &scenario.plans[self.plan].reference;
        let price = numbers.written(reference.price);
        let periods = whole(numbers.written(reference.intro_periods));
        let bill = if self.first && renewals < periods {
            numbers.written(reference.intro_price)
        } else {
            price
        };
        (bill, price)
    }

    /// `d/d_ref`: how deep the intro was, compared with the reference.
    pub fn depth(&self, scenario: &Scenario, numbers: &Numbers) -> f64 {
        if !self.first {
            return 1.0;
        }
        let depth = if self.intro.1 > 0 {
            self.price_at_joining / floored((self.intro.0, self.price_at_joining))
        } else {
            1.0
        };
        let reference = self.reference(scenario, numbers, 0);
        depth / (reference.1 / floored(reference))
    }

    /// Monthly recurring revenue of this subscriber.
    #[expect(clippy::cast_precision_loss, reason = "few months")]
    pub fn mrr(&self, scenario: &Scenario) -> f64 {
        self.bill / scenario.plans[self.plan].period as f64
    }
}

/// A bill in logarithms: at least a twentieth of the price.
pub fn floored((bill, price): (f64, f64)) -> f64 {
    bill.max(price / 20.0)
}
