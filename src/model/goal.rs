//! What a search is after: `mean(gross_profit, total) max`, `p50(cash, last) = 0`.

use crate::model::{Direction, Figure, FigureError, Scenario};

/// Where on its curve a figure is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// Where it is highest or lowest.
    Extreme(Direction),
    /// Where it has this value, in the metric's unit.
    Equal(f64),
}

/// A figure, and where on its curve it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// Of what.
    pub figure: Figure,
    /// Where.
    pub aim: Aim,
    /// As it was written.
    pub text: String,
}

/// Why a text is no goal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GoalError {
    /// Another form.
    #[error("`{text}` is not a goal, expected `FIGURE max`, `FIGURE min` or `FIGURE = NUMBER`")]
    Form {
        /// As written.
        text: String,
    },
    /// No figure of the scenario.
    #[error(transparent)]
    Figure(#[from] FigureError),
}

impl Goal {
    /// Reads `FIGURE max`, `FIGURE min` or `FIGURE = NUMBER`; the number may be a percentage.
    ///
    /// # Errors
    ///
    /// Another form, or no figure of this scenario.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, GoalError> {
        let text = text.trim();
        let form = || GoalError::Form {
            text: text.to_owned(),
        };
        let (figure, aim) = match (text.split_once('='), text.rsplit_once(char::is_whitespace)) {
            (Some((figure, value)), _) => (figure, Aim::Equal(number(value).ok_or_else(form)?)),
            (None, Some((figure, "max"))) => (figure, Aim::Extreme(Direction::Higher)),
            (None, Some((figure, "min"))) => (figure, Aim::Extreme(Direction::Lower)),
            _ => return Err(form()),
        };
        Ok(Self {
            figure: Figure::parse(figure, scenario)?,
            aim,
            text: text.to_owned(),
        })
    }
}

/// A finite number or percentage.
fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let (digits, unit) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 100.0),
        None => (text.as_str(), 1.0),
    };
    let value: f64 = digits.parse().ok()?;
    value.is_finite().then_some(value / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_may_be_a_percentage_and_must_be_finite() {
        assert_eq!(number(" 40% "), Some(0.4));
        assert_eq!(number("-1_000.5"), Some(-1000.5));
        for text in ["", "%", "inf", "nan", "= 3", "1e999", "many"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
