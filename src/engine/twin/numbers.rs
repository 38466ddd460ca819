//! The numbers of one path in the month at hand.

use crate::engine::bills::whole;
use crate::engine::values::{Values, apply_to, events_in};
use crate::model::{Mix, Scenario, Slot};

/// The numbers of one path in the month at hand.
#[derive(Clone, Copy)]
pub struct Numbers<'a> {
    pub scenario: &'a Scenario,
    values: &'a Values,
    lane: usize,
    pub month: usize,
}

impl<'a> Numbers<'a> {
    pub fn new(scenario: &'a Scenario, values: &'a Values, lane: usize, month: usize) -> Self {
        Self {
            scenario,
            values,
            lane,
            month,
        }
    }

    /// The number now.
    #[inline]
    pub fn get(&self, slot: Slot) -> f64 {
        self.values.get(slot)[self.lane]
    }

    /// The number as the file has it.
    pub fn before_events(&self, slot: Slot) -> f64 {
        self.values.before_events(slot)[self.lane]
    }

    /// A small whole number.
    pub fn whole(&self, slot: Slot) -> usize {
        whole(self.get(slot))
    }

    /// The price of a plan for those who joined it in month `joined`: events that grandfather and
    /// came after they joined do not touch them.
    pub fn price(&self, plan: usize, joined: i32) -> f64 {
        let price = self.scenario.plans[plan].price;
        let mut amount = self.before_events(price);
        for event in events_in(self.scenario, self.month) {
            if event.grandfather && joined < event.from {
                continue;
            }
            for change in event.changes.iter().filter(|change| change.target == price) {
                amount = apply_to(amount, change, self.before_events(change.amount));
            }
        }
        amount
    }

    /// Whether [`Self::price`] may depend on the month of joining.
    pub fn grandfathers(&self, plan: usize) -> bool {
        let price = self.scenario.plans[plan].price;
        events_in(self.scenario, self.month).any(|event| {
            event.grandfather && event.changes.iter().any(|change| change.target == price)
        })
    }

    /// Proportions by index; absent entries have 0.
    pub fn proportions(&self, mix: &Mix, count: usize) -> Vec<f64> {
        let mut shares = vec![0.0; count];
        let mut sum = 0.0;
        for (index, slot) in &mix.given {
            shares[*index] = self.get(*slot);
            sum += shares[*index];
        }
        match mix.rest {
            Some(rest) if sum <= 1.0 => shares[rest] = 1.0 - sum,
            _ if sum > 0.0 => shares.iter_mut().for_each(|share| *share /= sum),
            _ => {}
        }
        shares
    }

    /// Credits wanted a month, at the credits of now and at those of reference.
    pub fn need(&self, wanted: &[(usize, Slot)]) -> (f64, f64) {
        let mut need = (0.0, 0.0);
        for (kind, number) in wanted {
            let generation = &self.scenario.generations[*kind];
            let number = self.get(*number);
            need.0 += number * self.get(generation.credits);
            need.1 += number * self.get(generation.reference_credits);
        }
        need
    }
}

/// A probability with its odds, `p/(1−p)`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odds {
    pub probability: f64,
    odds: f64,
}

impl Odds {
    /// Those of a probability.
    #[inline]
    pub fn of(probability: f64) -> Self {
        Self {
            probability,
            odds: probability / (1.0 - probability),
        }
    }

    /// The probability whose odds are these times `factor`; certainty stays certain.
    #[inline]
    pub fn times(self, factor: f64) -> f64 {
        let odds = self.odds * factor;
        if self.probability >= 1.0 || odds.is_infinite() {
            1.0
        } else {
            odds / (1.0 + odds)
        }
    }
}

/// The probability whose odds are those of `probability` times `factor`; certainty stays certain.
#[inline]
pub fn times_odds(probability: f64, factor: f64) -> f64 {
    Odds::of(probability).times(factor)
}
