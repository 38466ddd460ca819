//! Spans of months that are reported: the horizon, calendar years, calendar quarters.

use crate::model::{Period, Scenario};

/// A span of months under its name in files and figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `total`, `2025`, `2025-Q1`, or `last 12 months`.
    pub name: String,
    /// The months.
    pub period: Period,
}

/// The whole horizon, then its calendar years, then its calendar quarters.
///
/// A year or quarter that the horizon cuts has the simulated months.
#[must_use]
pub fn calendar_spans(scenario: &Scenario) -> Vec<Span> {
    let mut spans = vec![Span {
        name: "total".to_owned(),
        period: Period::total(scenario.months),
    }];
    let years = |index| scenario.month(index).year().to_string();
    let quarters = |index| {
        let month = scenario.month(index);
        format!("{}-Q{}", month.year(), month.quarter())
    };
    spans.extend(runs(scenario.months, years));
    spans.extend(runs(scenario.months, quarters));
    spans
}

/// Consecutive months with the same name.
fn runs(months: usize, name: impl Fn(usize) -> String) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for month in 0..months {
        let name = name(month);
        match spans.last_mut() {
            Some(span) if span.name == name => span.period.last = month,
            _ => spans.push(Span {
                name,
                period: Period::month(month),
            }),
        }
    }
    spans
}

/// The last twelve months, or all if there are fewer.
#[must_use]
pub fn last_twelve(months: usize) -> Period {
    Period {
        first: months.saturating_sub(12),
        last: months - 1,
    }
}
