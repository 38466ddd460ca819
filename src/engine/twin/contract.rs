//! What a subscriber has agreed to: bills so far, and the next one.

use crate::engine::twin::numbers::Numbers;

/// A bill below this share of the plan's price counts as this share in logarithms.
const FLOOR: f64 = 0.05;

/// A bill, beside the plan's price when it was billed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bill {
    pub amount: f64,
    pub price: f64,
}

impl Bill {
    #[inline]
    pub fn floored(self) -> f64 {
        self.amount.max(FLOOR * self.price)
    }
}

/// What a plan asks for now, and asked for at reference.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    plan: usize,
    /// Months per billing period.
    pub period: usize,
    /// For those who join now.
    price: f64,
    /// Intro price and periods, for those who join now.
    intro: (f64, usize),
    /// Whether some who joined earlier may have a price of their own.
    grandfathers: bool,
    reference: Bill,
    reference_intro: Bill,
    reference_periods: usize,
}

impl Terms {
    pub fn new(numbers: &Numbers, plan: usize) -> Self {
        let terms = &numbers.scenario.plans[plan];
        let price = numbers.before_events(terms.reference.price);
        let bill = |amount| Bill { amount, price };
        Self {
            plan,
            period: terms.period,
            price: numbers.get(terms.price),
            intro: (
                numbers.get(terms.intro_price),
                numbers.whole(terms.intro_periods),
            ),
            grandfathers: numbers.grandfathers(plan),
            reference: bill(price),
            reference_intro: bill(numbers.before_events(terms.reference.intro_price)),
            reference_periods: numbers.whole(terms.reference.intro_periods),
        }
    }

    /// The bill of those who come without an intro.
    pub fn full(&self) -> Bill {
        Bill {
            amount: self.price,
            price: self.price,
        }
    }

    /// Whether bill number `index` is of an intro at reference.
    #[inline]
    pub fn is_introductory(&self, first: bool, index: usize) -> bool {
        first && index < self.reference_periods
    }

    /// The reference bill, of an intro or not.
    #[inline]
    pub fn reference(&self, introductory: bool) -> Bill {
        if introductory {
            self.reference_intro
        } else {
            self.reference
        }
    }
}

/// A number of months or periods, small for the sake of the cache.
pub fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Subscribers of one segment and plan with the same history.
#[derive(Debug, Clone, Copy)]
pub struct Contract {
    /// Expected head count.
    pub people: f64,
    /// Month of joining; negative: was there at the opening.
    pub joined: i32,
    /// Whether they never subscribed before, so that intros apply.
    pub first: bool,
    /// Renewals so far.
    pub renewals: u32,
    /// Month of the next renewal.
    pub next: u32,
    /// Bill of the current period.
    pub bill: Bill,
    /// Intro price, as agreed at joining.
    pub intro_price: f64,
    /// Intro periods, likewise.
    pub intro_periods: u32,
    /// Price over intro price at joining, 1 without an intro.
    pub depth: f64,
}

impl Contract {
    /// People who join a plan now.
    pub fn new(numbers: &Numbers, terms: &Terms, people: f64, first: bool) -> Self {
        let intro = if first { terms.intro } else { (0.0, 0) };
        let price = terms.price;
        let amount = if intro.1 > 0 { intro.0 } else { price };
        let bill = Bill { amount, price };
        Self {
            people,
            joined: i32::try_from(numbers.month).unwrap_or(i32::MAX),
            first,
            renewals: 0,
            next: small(numbers.month + terms.period),
            bill,
            intro_price: intro.0,
            intro_periods: small(intro.1),
            depth: if intro.1 > 0 {
                price / bill.floored()
            } else {
                1.0
            },
        }
    }

    /// The bill that the next renewal would bring.
    #[inline]
    pub fn coming_bill(&self, numbers: &Numbers, terms: &Terms) -> Bill {
        let price = if terms.grandfathers {
            numbers.price(terms.plan, self.joined)
        } else {
            terms.price
        };
        let amount = if self.renewals + 1 < self.intro_periods {
            self.intro_price
        } else {
            price
        };
        Bill { amount, price }
    }
}
