//! How precisely a figure is known, in words.

use crate::model::{Precision, Scenario, Tolerance, Unit};
use crate::report::money::amount;
use crate::report::number::compact;
use crate::report::plain;
use crate::summary::{Ending, Known, Until};

/// Half the width of the 95 % interval, as it was asked for: `±0.43%` of the figure or `±¥9.87k`;
/// `?` where it is not known.
#[must_use]
pub fn known_to(scenario: &Scenario, precision: &Precision, known: Known) -> String {
    let width = known.half_width;
    if width.is_nan() {
        return "?".to_owned();
    }
    let size = match precision.tolerance {
        Tolerance::Relative(_) if width == 0.0 => "0%".to_owned(),
        Tolerance::Relative(_) => {
            format!("{}%", compact(width / known.value.abs() * 100.0, 0.0))
        }
        Tolerance::Absolute(_) => {
            let number = compact(width, 0.0);
            match precision.figure.metric.unit() {
                Unit::Money => amount(scenario, &number),
                _ => number,
            }
        }
    };
    format!("±{size}")
}

/// What was asked for and what came of it, in a clause.
#[must_use]
pub fn asked(scenario: &Scenario, until: &Until) -> String {
    let Until {
        precision, known, ..
    } = until;
    let figure = plain(&precision.figure.text);
    let width = known_to(scenario, precision, *known);
    let asked = plain(&precision.asked);
    match until.ending {
        Ending::Reached => {
            format!("`{figure}` is known to {width} (95 % interval), {asked} was asked")
        }
        Ending::TooFewPaths { .. } if known.half_width.is_nan() => {
            format!("the error of `{figure}` is not known, there are too few paths beyond it")
        }
        Ending::TooFewPaths { .. } => {
            format!("`{figure}` is only known to {width} (95 % interval), {asked} was asked")
        }
        Ending::Undefined => format!("`{figure}` is undefined, so its error is too"),
        Ending::Zero => format!("`{figure}` is 0, and {asked} of that is nothing"),
    }
}
