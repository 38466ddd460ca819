//! Money and other amounts with their unit.

use crate::model::{Scenario, Unit};
use crate::report::terminal::number::{compact, given, given_percent, percent};
use crate::report::{plain, shortened};
use crate::summary::Statistics;

/// Columns that a currency takes at most beside each amount.
const LONGEST_SYMBOL: usize = 8;

/// The symbol of a scenario's currency, or its code where it has none; empty without a currency.
#[must_use]
pub fn symbol(scenario: &Scenario) -> String {
    match scenario.currency.as_str() {
        "CNY" | "JPY" => "¥".to_owned(),
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        code => shortened(&plain(code), LONGEST_SYMBOL),
    }
}

/// An amount in words: the sign, the currency, the number.
#[must_use]
pub fn amount(scenario: &Scenario, number: &str) -> String {
    let symbol = symbol(scenario);
    let gap = if symbol.chars().count() > 1 { " " } else { "" };
    match number.strip_prefix('-') {
        Some("") => number.to_owned(),
        Some(size) => format!("-{symbol}{gap}{size}"),
        None => format!("{symbol}{gap}{number}"),
    }
}

/// A value of a metric in its unit, no more exact than the statistics support.
#[must_use]
pub fn quantity(scenario: &Scenario, unit: Unit, value: f64, se: f64) -> String {
    match unit {
        Unit::Share => percent(value, se),
        Unit::Money => amount(scenario, &compact(value, se)),
        Unit::People | Unit::Credits | Unit::Generations | Unit::Hours => compact(value, se),
    }
}

/// A published value of a metric in its unit.
#[must_use]
pub fn published(scenario: &Scenario, unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => format!("{}%", given_percent(value)),
        Unit::Money => amount(scenario, &given(value)),
        Unit::People | Unit::Credits | Unit::Generations | Unit::Hours => given(value),
    }
}

/// 5 %, 50 % and 95 % of some statistics.
#[must_use]
pub fn low_middle_high(statistics: &Statistics) -> [f64; 3] {
    let [low, _, middle, _, high] = statistics.quantiles;
    [low, middle, high]
}
