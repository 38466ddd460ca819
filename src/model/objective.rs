//! What a choice is judged by: `mean(gross_profit, total)`.

use crate::model::{Direction, Figure, FigureError, Scenario, Statistic};

/// A figure, and which way it is better.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// What is judged.
    pub figure: Figure,
    /// Which way.
    pub direction: Direction,
    /// As it was written.
    pub text: String,
}

impl Objective {
    /// Reads a figure, with `max` or `min` after it where the usual direction is not meant: less is better of costs,
    /// churn and standard deviations, more of everything else.
    ///
    /// # Errors
    ///
    /// No figure of this scenario.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, FigureError> {
        let text = text.trim();
        let (figure, asked) = match text.rsplit_once(char::is_whitespace) {
            Some((figure, "max")) => (figure, Some(Direction::Higher)),
            Some((figure, "min")) => (figure, Some(Direction::Lower)),
            _ => (text, None),
        };
        let figure = Figure::parse(figure, scenario)?;
        let usual = match figure.statistic {
            Statistic::Sd => Direction::Lower,
            Statistic::Mean | Statistic::Quantile(_) => figure.metric.better(),
        };
        Ok(Self {
            direction: asked.unwrap_or(usual),
            figure,
            text: text.to_owned(),
        })
    }
}
