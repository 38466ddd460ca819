//! What subscribers are billed: prices and intro terms over time, for those who joined when.

use crate::engine::lanes::Grid;
use crate::engine::values::Values;
use crate::model::{Event, Plan, Scenario, Slot};
use crate::random::lanes::{Lanes, Width};
use crate::random::portable::ln;
use crate::units::count_to_float;

/// One bill: the row of its amount, and of the plan's price that it is measured against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    amount: usize,
    price: usize,
}

/// How a subscriber came to the plan, which decides the bills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joiner {
    /// Never subscribed before: has the intro.
    First,
    /// Switched or came back: the price from the start.
    Other,
    /// Was there at the opening.
    Opening,
}

/// The intro terms in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntroTerms {
    /// Row of the intro price.
    pub amount: usize,
    /// Number of intro periods; 0 = no intro.
    pub periods: usize,
}

/// The bills of all plans, month by month.
///
/// Those who joined before an event that grandfathers do not see its price. So each plan has
/// *vintages*: joiners between two such events see the same prices.
#[derive(Debug)]
pub struct Bills {
    rows: Grid,
    /// Their logarithms.
    logs: Grid,
    /// By plan: months of grandfathering events on its price, rising.
    boundaries: Vec<Vec<i32>>,
    /// By plan and vintage, then by month: row of the price.
    prices: Vec<Vec<Vec<usize>>>,
    /// By plan, then by month.
    intros: Vec<Vec<IntroTerms>>,
    reference_price: Vec<usize>,
    reference_intro: Vec<IntroTerms>,
    opening: Vec<usize>,
    /// Months of each plan's billing period.
    periods: Vec<usize>,
    /// The same at reference.
    reference_periods: Vec<usize>,
}

/// A bill below 5 % of the plan's price counts as 5 % in every logarithm; this is `ln 0.05`.
const LN_FLOOR: f64 = -2.995_732_273_553_991;

/// Logarithms of a bill and of the price that it is measured against, lane by lane.
#[derive(Debug, Clone, Copy)]
pub struct LogBill<'a> {
    amount: &'a [f64],
    price: &'a [f64],
}

impl LogBill<'_> {
    /// Of the bill, or of its floor if that is more.
    #[inline(always)]
    pub fn floored<V: Width>(&self, at: usize) -> Lanes<V> {
        let least = Lanes::load(self.price, at) + LN_FLOOR;
        Lanes::load(self.amount, at).larger(least)
    }

    /// How far the bill lies below the price.
    #[inline(always)]
    pub fn depth<V: Width>(&self, at: usize) -> Lanes<V> {
        Lanes::load(self.price, at) - self.floored(at)
    }
}

/// Appends a row and its logarithms.
fn push(rows: &mut Grid, logs: &mut Grid, row: &[f64]) -> usize {
    let index = rows.push(row);
    logs.push(row);
    for log in logs.row_mut(index) {
        *log = ln(*log);
    }
    index
}

/// Whether an event on `slot` begins or ends in `month`, those that `spared` names passed over.
/// That a number is the same on all paths of a block by chance must not count: what is pooled
/// would depend on who is in the block.
fn turns(scenario: &Scenario, month: usize, slot: Slot, spared: impl Fn(&Event) -> bool) -> bool {
    let now = i32::try_from(month).unwrap_or(i32::MAX);
    scenario.events.iter().any(|event| {
        (event.from == now || event.until == Some(now))
            && !spared(event)
            && event.changes.iter().any(|change| change.target == slot)
    })
}

impl Bills {
    /// The bills before the first month.
    #[must_use]
    pub fn new(scenario: &Scenario, values: &Values, lanes: usize) -> Self {
        let plans = &scenario.plans;
        // what is kept here, and the first price and intro of each plan
        let mut rows = Grid::with_room(5 * plans.len(), lanes);
        let mut logs = Grid::with_room(5 * plans.len(), lanes);
        let mut keep = |slot| push(&mut rows, &mut logs, values.before_events(slot));
        let reference_price = plans
            .iter()
            .map(|plan| keep(plan.reference.price))
            .collect();
        let reference_intro = plans
            .iter()
            .map(|plan| IntroTerms {
                amount: keep(plan.reference.intro_price),
                periods: whole(values.before_events(plan.reference.intro_periods)[0]),
            })
            .collect();
        let opening = plans.iter().map(|plan| keep(plan.opening_price)).collect();
        let boundaries: Vec<Vec<i32>> = plans
            .iter()
            .map(|plan| grandfathering_months(scenario, plan))
            .collect();
        let prices = boundaries
            .iter()
            .map(|months| vec![Vec::with_capacity(scenario.months); months.len() + 1])
            .collect();
        Self {
            rows,
            logs,
            boundaries,
            prices,
            intros: vec![Vec::with_capacity(scenario.months); plans.len()],
            reference_price,
            reference_intro,
            opening,
            periods: plans.iter().map(|plan| plan.period).collect(),
            reference_periods: plans.iter().map(|plan| plan.reference.period).collect(),
        }
    }

    /// Notes the prices of `month`; `changed` says whether any number may differ from the month
    /// before.
    pub fn note(&mut self, scenario: &Scenario, values: &Values, month: usize, changed: bool) {
        let mut price = vec![0.0; if changed { self.rows.lanes() } else { 0 }];
        for (index, plan) in scenario.plans.iter().enumerate() {
            if !changed {
                for vintage in &mut self.prices[index] {
                    vintage.push(vintage[month - 1]);
                }
                let terms = self.intros[index][month - 1];
                self.intros[index].push(terms);
                continue;
            }
            for vintage in 0..self.prices[index].len() {
                let boundaries = &self.boundaries[index][vintage..];
                let spared = |event: &Event| event.grandfather && boundaries.contains(&event.from);
                let row = match self.prices[index][vintage].last() {
                    Some(row) if !turns(scenario, month, plan.price, spared) => *row,
                    _ => {
                        values.sparing(scenario, month, plan.price, spared, &mut price);
                        push(&mut self.rows, &mut self.logs, &price)
                    }
                };
                self.prices[index][vintage].push(row);
            }
            let amount = match self.intros[index].last() {
                Some(terms) if !turns(scenario, month, plan.intro_price, |_| false) => terms.amount,
                _ => push(&mut self.rows, &mut self.logs, values.get(plan.intro_price)),
            };
            self.intros[index].push(IntroTerms {
                amount,
                periods: whole(values.get(plan.intro_periods)[0]),
            });
        }
    }

    fn vintage(&self, plan: usize, joined: i32) -> usize {
        self.boundaries[plan]
            .iter()
            .filter(|boundary| **boundary <= joined)
            .count()
    }

    /// The price of `plan` in `month` for those who joined it in `joined`.
    #[must_use]
    pub fn price(&self, plan: usize, joiner: Joiner, joined: i32, month: usize) -> Bill {
        let vintage = match joiner {
            Joiner::Opening => 0,
            Joiner::First | Joiner::Other => self.vintage(plan, joined),
        };
        let row = self.prices[plan][vintage][month];
        Bill {
            amount: row,
            price: row,
        }
    }

    /// The intro terms of `plan` for those who join in `month`.
    #[must_use]
    pub fn intro(&self, plan: usize, month: usize) -> IntroTerms {
        self.intros[plan][month]
    }

    /// The bill number `index` (0 = the first) of those who came to `plan` in `joined`.
    #[must_use]
    pub fn bill(&self, plan: usize, joiner: Joiner, joined: i32, index: usize) -> Bill {
        let period = self.periods[plan];
        let month = i64::from(joined) + i64::try_from(index * period).unwrap_or(i64::MAX);
        let Ok(month) = usize::try_from(month) else {
            let row = self.opening[plan];
            return Bill {
                amount: row,
                price: row,
            };
        };
        let price = self.price(plan, joiner, joined, month);
        if joiner == Joiner::First {
            let terms = self.intros[plan][usize::try_from(joined).unwrap_or(0)];
            if index < terms.periods {
                return Bill {
                    amount: terms.amount,
                    price: price.amount,
                };
            }
        }
        price
    }

    /// Whether bill number `index` of a first-time joiner is an intro bill.
    #[must_use]
    pub fn is_intro(&self, plan: usize, joiner: Joiner, joined: i32, index: usize) -> bool {
        joiner == Joiner::First
            && index < self.intros[plan][usize::try_from(joined).unwrap_or(0)].periods
    }

    /// The reference bill number `index`.
    #[must_use]
    pub fn reference(&self, plan: usize, joiner: Joiner, index: usize) -> Bill {
        let price = self.reference_price[plan];
        let terms = self.reference_intro[plan];
        let amount = if joiner == Joiner::First && index < terms.periods {
            terms.amount
        } else {
            price
        };
        Bill { amount, price }
    }

    /// Number of intro periods at reference.
    #[must_use]
    pub fn reference_intro_periods(&self, plan: usize) -> usize {
        self.reference_intro[plan].periods
    }

    /// The intro bill, at reference, of a plan that has one.
    #[must_use]
    pub fn reference_intro(&self, plan: usize) -> Option<Bill> {
        let terms = self.reference_intro[plan];
        (terms.periods > 0).then_some(Bill {
            amount: terms.amount,
            price: self.reference_price[plan],
        })
    }

    /// Currency per billing period, lane by lane.
    #[must_use]
    pub fn amount(&self, bill: Bill) -> &[f64] {
        self.rows.row(bill.amount)
    }

    /// Whether two bills are the same on every path, and so is what they are measured against.
    #[must_use]
    pub fn alike(&self, one: Bill, other: Bill) -> bool {
        let same = |a: usize, b: usize| a == b || self.rows.row(a) == self.rows.row(b);
        same(one.amount, other.amount) && same(one.price, other.price)
    }

    /// Whether a bill of a plan is its reference bill, for as many months.
    #[must_use]
    pub fn as_reference(&self, plan: usize, bill: Bill, reference: Bill) -> bool {
        self.periods[plan] == self.reference_periods[plan] && self.alike(bill, reference)
    }

    /// The logarithms of a bill.
    #[must_use]
    pub fn logs(&self, bill: Bill) -> LogBill<'_> {
        LogBill {
            amount: self.logs.row(bill.amount),
            price: self.logs.row(bill.price),
        }
    }

    /// `ln` of how much longer the billing period of a plan is than at reference.
    #[must_use]
    pub fn longer(&self, plan: usize) -> f64 {
        let (period, before) = (self.periods[plan], self.reference_periods[plan]);
        if period == before {
            0.0
        } else {
            ln(count_to_float(period) / count_to_float(before))
        }
    }
}

fn grandfathering_months(scenario: &Scenario, plan: &Plan) -> Vec<i32> {
    let mut months: Vec<i32> = scenario
        .events
        .iter()
        .filter(|event| {
            event.grandfather
                && event
                    .changes
                    .iter()
                    .any(|change| change.target == plan.price)
        })
        .map(|event| event.from)
        .collect();
    months.sort_unstable();
    months.dedup();
    months
}

/// A whole number that the scenario holds as a float.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "validated to be a small whole number"
)]
pub fn whole(value: f64) -> usize {
    value.max(0.0).round() as usize
}
