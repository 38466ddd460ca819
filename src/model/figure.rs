//! Figures (`p50(revenue, total)`), and what a scenario says about them: facts, guards, sources.

use std::fmt;

use crate::model::{Key, Metric, Scenario, Unit};
use crate::units::Month;

/// A statistic over paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// `mean`.
    Mean,
    /// `sd`.
    Sd,
    /// `pNN`: the quantile at this probability.
    Quantile(f64),
}

/// Simulated months, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// First month.
    pub first: usize,
    /// Last month.
    pub last: usize,
}

/// `statistic(metric[.key], period)`.
///
/// The period is a month, `2025-Q1`, a year, `2025-01..2025-06`, `total` or `last`; of a quarter
/// or a year the simulated months count.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Over paths.
    pub statistic: Statistic,
    /// Of which metric.
    pub metric: Metric,
    /// Of which part of it.
    pub key: Key,
    /// Over which months.
    pub period: Period,
    /// As it was written.
    pub text: String,
}

/// Why a text is not a figure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// The text has another form.
    #[error(
        "`{text}` is not a figure, expected `statistic(metric, period)` such as `p50(revenue, total)`"
    )]
    Form {
        /// As written.
        text: String,
    },
    /// Not `mean`, `sd` or `pNN`.
    #[error("unknown statistic `{text}`, expected `mean`, `sd` or a percentile such as `p05`")]
    Statistic {
        /// As written.
        text: String,
    },
    /// No such metric.
    #[error("unknown metric `{text}`")]
    Metric {
        /// As written.
        text: String,
        /// What exists.
        candidates: Vec<String>,
    },
    /// The metric has no such key.
    #[error("metric `{metric}` has no key `{text}`")]
    Key {
        /// The metric.
        metric: &'static str,
        /// As written.
        text: String,
        /// What exists.
        candidates: Vec<String>,
    },
    /// Not a period.
    #[error(
        "`{text}` is not a period, expected a month, `2025-Q1`, a year, `2025-01..2025-06`, `total` or `last`"
    )]
    Period {
        /// As written.
        text: String,
    },
    /// A period without a simulated month.
    #[error("`{text}` has no simulated month, the scenario runs from {start} to {end}")]
    Outside {
        /// As written.
        text: String,
        /// First simulated month.
        start: Month,
        /// Last simulated month.
        end: Month,
    },
    /// Not a metric and months.
    #[error(
        "`{text}` is not a metric and its months, expected `metric, period` such as `revenue, total`"
    )]
    Series {
        /// As written.
        text: String,
    },
    /// Not a metric and its months, compared with a number.
    #[error(
        "`{text}` is not a target, expected `metric, period`, one of `<`, `<=`, `>`, `>=`, and a number"
    )]
    Target {
        /// As written.
        text: String,
    },
    /// Not a comparison with a number.
    #[error(
        "`{text}` is not a guard, expected a figure, one of `<`, `<=`, `>`, `>=`, and a number"
    )]
    Guard {
        /// As written.
        text: String,
    },
}

impl Statistic {
    fn parse(text: &str) -> Result<Self, FigureError> {
        let wrong = || FigureError::Statistic {
            text: text.to_owned(),
        };
        match text {
            "mean" => Ok(Self::Mean),
            "sd" => Ok(Self::Sd),
            _ => {
                let digits = text.strip_prefix('p').ok_or_else(wrong)?;
                if !digits.starts_with(|first: char| first.is_ascii_digit()) {
                    return Err(wrong());
                }
                let percent: f64 = digits.parse().map_err(|_| wrong())?;
                if (0.0..=100.0).contains(&percent) {
                    Ok(Self::Quantile(percent / 100.0))
                } else {
                    Err(wrong())
                }
            }
        }
    }
}

impl Period {
    /// All simulated months.
    #[must_use]
    pub fn total(months: usize) -> Self {
        Self {
            first: 0,
            last: months - 1,
        }
    }

    /// One month.
    #[must_use]
    pub fn month(index: usize) -> Self {
        Self {
            first: index,
            last: index,
        }
    }

    /// The simulated months between two calendar months, both included; `None` without any.
    #[must_use]
    pub fn between(first: Month, last: Month, scenario: &Scenario) -> Option<Self> {
        let horizon = i32::try_from(scenario.months).ok()?;
        let from = first.since(scenario.start).max(0);
        let to = last.since(scenario.start).min(horizon - 1);
        (from <= to).then(|| {
            Some(Self {
                first: usize::try_from(from).ok()?,
                last: usize::try_from(to).ok()?,
            })
        })?
    }

    /// Reads a period of `scenario`.
    ///
    /// # Errors
    ///
    /// The text is no period, or has no simulated month.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, FigureError> {
        let text = text.trim();
        match text {
            "total" => return Ok(Self::total(scenario.months)),
            "last" => return Ok(Self::month(scenario.months - 1)),
            _ => {}
        }
        let (first, last) = Self::calendar(text).ok_or_else(|| FigureError::Period {
            text: text.to_owned(),
        })?;
        Self::between(first, last, scenario).ok_or_else(|| FigureError::Outside {
            text: text.to_owned(),
            start: scenario.start,
            end: scenario.month(scenario.months - 1),
        })
    }

    fn calendar(text: &str) -> Option<(Month, Month)> {
        if let Some((first, last)) = text.split_once("..") {
            let first: Month = first.trim().parse().ok()?;
            let last: Month = last.trim().parse().ok()?;
            return (first <= last).then_some((first, last));
        }
        if let Some((year, quarter)) = text.split_once("-Q") {
            let quarter: i32 = quarter.parse().ok().filter(|q| (1..=4).contains(q))?;
            let first = Month::new(year.parse().ok()?, quarter * 3 - 2)?;
            return Some((first, first.plus(2)));
        }
        if let Ok(month) = text.parse::<Month>() {
            return Some((month, month));
        }
        if text.len() == 4 {
            let first = Month::new(text.parse().ok()?, 1)?;
            return Some((first, first.plus(11)));
        }
        None
    }
}

impl Figure {
    /// Reads a figure of `scenario`.
    ///
    /// # Errors
    ///
    /// Another form, or a statistic, metric, key or period that does not exist.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, FigureError> {
        let text = text.trim();
        let form = || FigureError::Form {
            text: text.to_owned(),
        };
        let (statistic, rest) = text.split_once('(').ok_or_else(form)?;
        let inner = rest.strip_suffix(')').ok_or_else(form)?;
        if !inner.contains(',') {
            return Err(form());
        }
        let statistic = Statistic::parse(statistic.trim())?;
        let (metric, key, period) = metric_over(inner, scenario)?;
        Ok(Self {
            statistic,
            metric,
            key,
            period,
            text: text.to_owned(),
        })
    }
}

/// Reads a metric and its months, `revenue, 2025` or `subscribers.plan:pro, last`: what a figure has in its brackets.
///
/// # Errors
///
/// Another form, or a metric, key or period that does not exist.
pub fn metric_over(text: &str, scenario: &Scenario) -> Result<(Metric, Key, Period), FigureError> {
    let form = || FigureError::Series {
        text: text.trim().to_owned(),
    };
    let (name, period) = text.split_once(',').ok_or_else(form)?;
    if name.contains('(') {
        return Err(form());
    }
    let name = name.trim();
    let (metric, key) = name.split_once('.').unwrap_or((name, ""));
    let (metric, key) = metric_and_key(metric, key, scenario)?;
    Ok((metric, key, Period::parse(period, scenario)?))
}

/// Finds a metric and one of its keys by their texts.
///
/// # Errors
///
/// No such metric, or the metric has no such key; each with what exists.
pub fn metric_and_key(
    metric: &str,
    key: &str,
    scenario: &Scenario,
) -> Result<(Metric, Key), FigureError> {
    let found = Metric::named(metric).ok_or_else(|| FigureError::Metric {
        text: metric.to_owned(),
        candidates: Metric::ALL
            .iter()
            .map(|metric| metric.name().to_owned())
            .collect(),
    })?;
    let keys = found.keys(scenario);
    match keys.iter().find(|known| known.text(scenario) == key) {
        Some(known) => Ok((found, *known)),
        None => Err(FigureError::Key {
            metric: found.name(),
            text: key.to_owned(),
            candidates: keys
                .iter()
                .map(|known| known.text(scenario))
                .filter(|known| !known.is_empty())
                .collect(),
        }),
    }
}

/// A finite number in the unit of a metric; also a percentage, where the metric is a share.
#[must_use]
pub(super) fn number_of(metric: Metric, text: &str) -> Option<f64> {
    let text = text.trim();
    let (digits, whole) = match text.strip_suffix('%') {
        Some(digits) if metric.unit() == Unit::Share => (digits.trim_end(), 100.0),
        _ => (text, 1.0),
    };
    let number: f64 = digits.replace('_', "").parse().ok()?;
    number.is_finite().then_some(number / whole)
}

/// How a guard compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

impl Comparison {
    /// A comparison in a text, between what stands on both sides of it.
    pub(super) fn within(text: &str) -> Option<(&str, Self, &str)> {
        let signs = [
            (">=", Self::AtLeast),
            ("<=", Self::AtMost),
            (">", Self::Greater),
            ("<", Self::Less),
        ];
        let mut parted = signs.iter().map(|(sign, own)| {
            let (left, right) = text.split_once(sign)?;
            Some((left, *own, right))
        });
        parted.find_map(|parted| parted)
    }

    /// Whether `left` stands so to `right`; never for an undefined number.
    #[must_use]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Greater => left > right,
            Self::AtLeast => left >= right,
        }
    }
}

/// What must hold of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// The figure looked at.
    pub figure: Figure,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what.
    pub bound: f64,
    /// As it was written.
    pub text: String,
}

impl Guard {
    /// Reads a guard such as `p05(cash, last) > 0`.
    ///
    /// # Errors
    ///
    /// No comparison, no number, or a figure that is wrong.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, FigureError> {
        let text = text.trim();
        let form = || FigureError::Guard {
            text: text.to_owned(),
        };
        let (figure, comparison, bound) = Comparison::within(text).ok_or_else(form)?;
        let figure = Figure::parse(figure, scenario)?;
        let bound = number_of(figure.metric, bound).ok_or_else(form)?;
        Ok(Self {
            figure,
            comparison,
            bound,
            text: text.to_owned(),
        })
    }
}

/// How a published figure binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The metric was this.
    Equals,
    /// The metric was this or more.
    AtLeast,
    /// The metric was this or less.
    AtMost,
}

impl fmt::Display for Relation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Equals => "equals",
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
        })
    }
}

/// A published figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Which metric.
    pub metric: Metric,
    /// Which part of it.
    pub key: Key,
    /// The months it is about.
    pub period: Period,
    /// How it binds.
    pub relation: Relation,
    /// In the metric's unit.
    pub value: f64,
    /// Who published it.
    pub source: String,
}

/// Where a number of the scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// In words.
    pub note: String,
    /// How good it is.
    pub grade: Grade,
}

/// How well a number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// Measured on this business.
    Measured,
    /// Measured on others like it.
    Benchmark,
    /// Assumed.
    Guess,
}

impl fmt::Display for Grade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Measured => "measured",
            Self::Benchmark => "benchmark",
            Self::Guess => "guess",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_may_be_a_percentage_of_a_share_and_must_be_finite() {
        assert_eq!(number_of(Metric::ChurnRate, " 40% "), Some(0.4));
        assert_eq!(number_of(Metric::Revenue, " 40% "), None);
        assert_eq!(number_of(Metric::Revenue, "-1_000.5"), Some(-1000.5));
        for text in ["", "%", "inf", "nan", "= 3", "1e999", "many"] {
            assert_eq!(number_of(Metric::ChurnRate, text), None, "{text}");
        }
    }
}
