//! Money and other amounts with their unit.

use crate::model::{Scenario, Unit};
use crate::report::number::{Units, WESTERN, counted, given_in, given_percent, mark, percent};
use crate::report::{plain, shortened};
use crate::summary::Statistics;

/// Columns that a currency takes at most beside each amount.
const LONGEST_SYMBOL: usize = 8;

/// How amounts are written.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// The code of the currency; empty without one.
    pub currency: &'a str,
    /// What large numbers are counted in.
    pub units: Units,
}

impl Style<'_> {
    /// The symbol of the currency, or its code where it has none.
    #[must_use]
    pub fn symbol(self) -> String {
        match self.currency {
            "CNY" | "JPY" => "¥".to_owned(),
            "USD" => "$".to_owned(),
            "EUR" => "€".to_owned(),
            "GBP" => "£".to_owned(),
            code => shortened(&plain(code), LONGEST_SYMBOL),
        }
    }

    /// An amount in words: the sign, the currency, the number.
    #[must_use]
    pub fn amount(self, number: &str) -> String {
        let symbol = self.symbol();
        let gap = if symbol.chars().count() > 1 { " " } else { "" };
        match number.strip_prefix('-') {
            Some("") => number.to_owned(),
            Some(size) => format!("-{symbol}{gap}{size}"),
            None => format!("{symbol}{gap}{number}"),
        }
    }

    /// A value of a metric in its unit, no more exact than its standard error supports.
    #[must_use]
    pub fn quantity(self, unit: Unit, value: f64, se: f64) -> String {
        match unit {
            Unit::Share => percent(value, se),
            Unit::Money => self.amount(&counted(self.units, value, se)),
            Unit::People | Unit::Credits | Unit::Generations | Unit::Hours => {
                counted(self.units, value, se)
            }
        }
    }

    /// A published value of a metric in its unit.
    #[must_use]
    pub fn published(self, unit: Unit, value: f64) -> String {
        match unit {
            Unit::Share => format!("{}%", given_percent(value)),
            Unit::Money => self.amount(&given_in(self.units, value)),
            Unit::People | Unit::Credits | Unit::Generations | Unit::Hours => {
                given_in(self.units, value)
            }
        }
    }

    /// A value at a mark of an axis whose marks are `step` apart and go up to `largest`.
    #[must_use]
    pub fn mark(self, unit: Unit, value: f64, step: f64, largest: f64) -> String {
        match unit {
            Unit::Share => {
                let number = mark(&[(0, "")], value * 100.0, step * 100.0, largest * 100.0);
                format!("{number}%")
            }
            Unit::Money => self.amount(&mark(self.units, value, step, largest)),
            Unit::People | Unit::Credits | Unit::Generations | Unit::Hours => {
                mark(self.units, value, step, largest)
            }
        }
    }
}

/// How a scenario's amounts are written on the terminal.
#[must_use]
pub fn style(scenario: &Scenario) -> Style<'_> {
    Style {
        currency: &scenario.currency,
        units: WESTERN,
    }
}

/// The symbol of a scenario's currency, or its code where it has none; empty without a currency.
#[must_use]
pub fn symbol(scenario: &Scenario) -> String {
    style(scenario).symbol()
}

/// An amount in words: the sign, the currency, the number.
#[must_use]
pub fn amount(scenario: &Scenario, number: &str) -> String {
    style(scenario).amount(number)
}

/// A published value of a metric in its unit.
#[must_use]
pub fn published(scenario: &Scenario, unit: Unit, value: f64) -> String {
    style(scenario).published(unit, value)
}

/// A value of a metric in its unit, no more exact than the statistics support.
#[must_use]
pub fn quantity(scenario: &Scenario, unit: Unit, value: f64, se: f64) -> String {
    style(scenario).quantity(unit, value, se)
}

/// 5 %, 50 % and 95 % of some statistics.
#[must_use]
pub fn low_middle_high(statistics: &Statistics) -> [f64; 3] {
    let [low, _, middle, _, high] = statistics.quantiles;
    [low, middle, high]
}
