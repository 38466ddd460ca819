//! Intervals: `"8% to 15%"`.

use super::Reader;
use crate::random::distribution::{Distribution, Family, Kind};
use crate::scenario::document::Node;
use crate::scenario::error::ScenarioError;
use crate::scenario::schema::Number;
use crate::scenario::wording::shown;

/// One end of an interval: its value, and whether it was given in percent.
pub(super) type End = (f64, bool);

/// The two ends of `A to B`; `None` where the text is something else.
pub(super) fn ends(text: &str) -> Option<(End, End)> {
    let mut words = text.split(" to ");
    let (low, high) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    Some((plain_or_percent(low)?, plain_or_percent(high)?))
}

/// A number as TOML writes it, perhaps with `%` after it.
pub(super) fn plain_or_percent(text: &str) -> Option<End> {
    const LONGEST: usize = 60;
    let text = text.trim();
    let (digits, percent) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), true),
        None => (text, false),
    };
    let starts = digits
        .trim_start_matches(['+', '-'])
        .starts_with(|first: char| first.is_ascii_digit());
    let between_digits = !digits.ends_with('_') && !digits.contains("__");
    if !starts || !between_digits || digits.len() > LONGEST {
        return None;
    }
    let value: f64 = digits.replace('_', "").parse().ok()?;
    Some((if percent { value / 100.0 } else { value }, percent))
}

impl Reader<'_> {
    pub(super) fn interval(
        &self,
        low: End,
        high: End,
        node: &Node,
        number: &Number,
    ) -> Result<Distribution, ScenarioError> {
        let ((low, low_percent), (high, high_percent)) = (low, high);
        if low_percent != high_percent {
            return Err(self
                .impossible(
                    node,
                    "one end of the interval is in percent and the other is not",
                )
                .help("write `%` at both ends or at neither"));
        }
        let shown_end = |end: f64| {
            if low_percent {
                format!("{}%", tidy(end * 100.0))
            } else {
                end.to_string()
            }
        };
        if !low.is_finite() || !high.is_finite() {
            return Err(self.impossible(node, "an end of the interval is not finite"));
        }
        if low > high {
            return Err(self
                .impossible(node, "the ends of the interval are swapped")
                .help(format!(
                    "write `\"{} to {}\"`",
                    shown_end(high),
                    shown_end(low)
                )));
        }
        #[expect(clippy::float_cmp, reason = "ends written alike are equal")]
        if low == high {
            return Err(self
                .impossible(node, "the ends of the interval are equal")
                .help(format!("write `{low}` for a known number")));
        }
        self.reaches_bound(low, high, node, number)?;
        let family = Family::from_interval(number.kind, low, high);
        self.within(family, f64::NEG_INFINITY, f64::INFINITY, node, number)
    }

    /// Intervals of the families that live above 0 (and below 1) must do so too.
    fn reaches_bound(
        &self,
        low: f64,
        high: f64,
        node: &Node,
        number: &Number,
    ) -> Result<(), ScenarioError> {
        let (rule, family) = match number.kind {
            Kind::Real => return Ok(()),
            Kind::Positive => ("a positive number lies above 0", "log-normal"),
            Kind::Probability => ("a probability lies between 0 and 1", "logit-normal"),
        };
        if low > 0.0 && (number.kind == Kind::Positive || high < 1.0) {
            return Ok(());
        }
        let help = if number.range.contains(low) && number.range.contains(high) {
            format!(
                "write an interval inside, or name a distribution, such as \
                 `{{ uniform = {{ min = {low}, max = {high} }} }}`"
            )
        } else {
            format!("`{}` takes {}", shown(self.key), number.range.describe())
        };
        Err(self
            .impossible(
                node,
                format!("an interval for {rule}, both ends ({family})"),
            )
            .help(help))
    }
}

/// A number without the noise of its last digits.
fn tidy(number: f64) -> f64 {
    let rounded = (number * 1e9).round() / 1e9;
    if rounded.is_finite() { rounded } else { number }
}
