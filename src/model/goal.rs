//! What a search is after: `mean(gross_profit, total) max`, `p50(cash, last) = 0`.

use crate::model::figure::number_of;
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
        let last_word = text.rsplit_once(char::is_whitespace);
        let (figure, extreme, value) = match (text.split_once('='), last_word) {
            (Some((figure, value)), _) => (figure, None, value),
            (None, Some((figure, "max"))) => (figure, Some(Direction::Higher), ""),
            (None, Some((figure, "min"))) => (figure, Some(Direction::Lower), ""),
            _ => return Err(form()),
        };
        let figure = Figure::parse(figure, scenario)?;
        let aim = match extreme {
            Some(direction) => Aim::Extreme(direction),
            None => Aim::Equal(number_of(figure.metric, value).ok_or_else(form)?),
        };
        Ok(Self {
            figure,
            aim,
            text: text.to_owned(),
        })
    }
}
