//! How precisely a figure should be known: `p50(revenue, total)=0.5%`.

use crate::model::{Figure, FigureError, Scenario, Statistic};

/// The widest error that is asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// As a share of the figure, 0.005 = 0.5 %.
    Relative(f64),
    /// In the figure's unit.
    Absolute(f64),
}

/// A figure and how precisely it should be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// Of what.
    pub figure: Figure,
    /// How precisely.
    pub tolerance: Tolerance,
    /// The tolerance as it was written.
    pub asked: String,
    /// All of it as it was written.
    pub text: String,
}

/// Why a text asks for no precision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrecisionError {
    /// There is no `=`.
    #[error("`{text}` says no precision, expected a figure, `=` and how precise it should be")]
    Form {
        /// As written.
        text: String,
    },
    /// Not a number above 0, or more than all of the figure.
    #[error(
        "`{text}` is no precision, expected a number above 0, or a percentage above 0% and up to 100%"
    )]
    Tolerance {
        /// As written.
        text: String,
    },
    /// The smallest or the largest of all paths: more paths don't settle it.
    #[error("`{text}` is the {which} of all paths, whose error is not known")]
    Extreme {
        /// As written.
        text: String,
        /// Smallest or largest.
        which: &'static str,
    },
    /// The figure is wrong.
    #[error(transparent)]
    Figure(#[from] FigureError),
}

impl Tolerance {
    fn parse(text: &str) -> Option<Self> {
        let (number, percent) = match text.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (text, false),
        };
        let number: f64 = number.replace('_', "").parse().ok()?;
        if !number.is_finite() || number <= 0.0 || percent && number > 100.0 {
            return None;
        }
        Some(if percent {
            Self::Relative(number / 100.0)
        } else {
            Self::Absolute(number)
        })
    }

    /// The widest error of a figure of this value, in its unit.
    #[must_use]
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Relative(share) => share * value.abs(),
            Self::Absolute(width) => width,
        }
    }
}

impl Precision {
    /// Reads a precision such as `p50(revenue, total)=0.5%`.
    ///
    /// # Errors
    ///
    /// No `=`, no tolerance, or a figure that is wrong or has no standard error.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, PrecisionError> {
        let text = text.trim();
        let (figure, asked) = text.rsplit_once('=').ok_or_else(|| PrecisionError::Form {
            text: text.to_owned(),
        })?;
        let asked = asked.trim();
        let figure = Figure::parse(figure, scenario)?;
        let tolerance = Tolerance::parse(asked).ok_or_else(|| PrecisionError::Tolerance {
            text: asked.to_owned(),
        })?;
        let which = match figure.statistic {
            Statistic::Quantile(p) if p <= 0.0 => Some("smallest"),
            Statistic::Quantile(p) if p >= 1.0 => Some("largest"),
            _ => None,
        };
        if let Some(which) = which {
            return Err(PrecisionError::Extreme {
                text: figure.text,
                which,
            });
        }
        Ok(Self {
            figure,
            tolerance,
            asked: asked.to_owned(),
            text: text.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerance_is_a_percentage_or_a_number_above_zero() {
        for (text, tolerance) in [
            ("0.5%", Tolerance::Relative(0.005)),
            ("2 %", Tolerance::Relative(0.02)),
            ("100%", Tolerance::Relative(1.0)),
            ("10_000", Tolerance::Absolute(10_000.0)),
            ("1e-3", Tolerance::Absolute(0.001)),
        ] {
            assert_eq!(Tolerance::parse(text), Some(tolerance), "{text}");
        }
        for text in [
            "", "%", "0", "0%", "-0", "-1%", "nan", "nan%", "inf", "1e999", "101%", "1%%", "half",
        ] {
            assert_eq!(Tolerance::parse(text), None, "{text}");
        }
    }
}
