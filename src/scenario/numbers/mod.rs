//! The forms of a number: known, a 90 % interval, a distribution.

mod distribution;
mod interval;

use interval::plain_or_percent;

use crate::random::distribution::{Distribution, DistributionError, Family, Kind};
use crate::scenario::document::{Node, NodeValue, Sources};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::Number;
use crate::scenario::wording::{shown, written};

/// A number as the file gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// The same on every path.
    Known(f64),
    /// Drawn once per path.
    Uncertain(Distribution),
}

/// Reads a known number or a distribution, within the range of its key.
///
/// # Errors
///
/// Another form, a number outside the range, or a distribution that does not exist.
pub fn amount(
    key: &str,
    node: &Node,
    number: &Number,
    sources: &Sources,
) -> Result<Amount, ScenarioError> {
    let reader = Reader { key, sources };
    let result = match &node.value {
        NodeValue::Integer(_) | NodeValue::Float(_) => {
            reader.known(node, number).map(Amount::Known)
        }
        NodeValue::Text(text) => reader.text(text, node, number),
        NodeValue::Table(entries) if !number.whole => {
            reader.table(entries, node, number).map(Amount::Uncertain)
        }
        _ => Err(reader.form(node, &expected(number))),
    }?;
    match result {
        Amount::Uncertain(_) if number.whole => {
            Err(reader.form(node, "a whole number that is known"))
        }
        other => Ok(other),
    }
}

/// Whether a node is a distribution or an interval, right or wrong.
#[must_use]
pub fn is_uncertain(node: &Node) -> bool {
    match &node.value {
        NodeValue::Table(_) => true,
        NodeValue::Text(text) => interval::ends(text).is_some(),
        _ => false,
    }
}

fn expected(number: &Number) -> String {
    if number.whole {
        format!(
            "a whole number from {} to {}",
            number.range.min, number.range.max
        )
    } else {
        format!(
            "{}, an interval such as {}, or a distribution",
            number.range.describe(),
            example(number.kind)
        )
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Real => "`\"-2.4 to -1.2\"`",
        Kind::Positive => "`\"1.2 to 2.5\"`",
        Kind::Probability => "`\"8% to 15%\"`",
    }
}

struct Reader<'a> {
    key: &'a str,
    sources: &'a Sources,
}

impl Reader<'_> {
    fn raw(&self, node: &Node) -> String {
        written(node, self.sources)
    }

    fn form(&self, node: &Node, expected: &str) -> ScenarioError {
        let problem = Problem::Form {
            key: shown(self.key),
            found: match &node.value {
                NodeValue::Table(_) | NodeValue::Array(_) => node.value.noun().to_owned(),
                _ => format!("{} (`{}`)", node.value.noun(), self.raw(node)),
            },
            expected: expected.to_owned(),
        };
        ScenarioError::new(problem, node.origin)
    }

    fn impossible(&self, node: &Node, reason: impl Into<String>) -> ScenarioError {
        let problem = Problem::Number {
            key: shown(self.key),
            value: self.raw(node),
            reason: reason.into(),
        };
        ScenarioError::new(problem, node.origin)
    }

    fn range(&self, node: &Node, expected: String) -> ScenarioError {
        let problem = Problem::Range {
            key: shown(self.key),
            value: self.raw(node),
            expected,
        };
        ScenarioError::new(problem, node.origin)
    }

    fn known(&self, node: &Node, number: &Number) -> Result<f64, ScenarioError> {
        let value = node.number().unwrap_or(f64::NAN);
        self.checked(value, node, number)
    }

    fn checked(&self, value: f64, node: &Node, number: &Number) -> Result<f64, ScenarioError> {
        if number.whole && !(number.range.contains(value) && value.fract() == 0.0) {
            return Err(self.range(node, expected(number)));
        }
        if number.range.contains(value) {
            return Ok(value);
        }
        let share = number.kind == Kind::Probability;
        let help = (share && (2.0..=100.0).contains(&value)).then(|| {
            format!(
                "{value} percent is written `{}` or `\"{value}%\"`",
                value / 100.0
            )
        });
        Err(self.range(node, number.range.describe()).help_if(help))
    }

    fn text(&self, text: &str, node: &Node, number: &Number) -> Result<Amount, ScenarioError> {
        if let Some((low, high)) = interval::ends(text) {
            return self
                .interval(low, high, node, number)
                .map(Amount::Uncertain);
        }
        match plain_or_percent(text) {
            Some((value, true)) => self.checked(value, node, number).map(Amount::Known),
            Some((_, false)) => Err(self
                .form(node, &expected(number))
                .help("write the number without quotes")),
            None => Err(self.form(node, &expected(number))),
        }
    }

    fn no_family(&self, error: &DistributionError, node: &Node, number: &Number) -> ScenarioError {
        if matches!(error, DistributionError::NoMass { .. }) {
            let expected = number.range.describe();
            return self.range(node, format!("a distribution that can give {expected}"));
        }
        self.impossible(node, error.to_string())
    }

    /// Truncates to the stated bounds and to the range of the key.
    fn within(
        &self,
        family: Result<Family, DistributionError>,
        min: f64,
        max: f64,
        node: &Node,
        number: &Number,
    ) -> Result<Distribution, ScenarioError> {
        let (lowest, highest) = (
            min.max(number.range.lowest()),
            max.min(number.range.highest()),
        );
        if lowest >= highest {
            return Err(self.range(
                node,
                format!("a distribution that can give {}", number.range.describe()),
            ));
        }
        family
            .and_then(|family| Distribution::new(family, lowest, highest))
            .map_err(|error| self.no_family(&error, node, number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::{Role, parse_value};
    use crate::scenario::schema::Range;

    fn read(kind: Kind, range: Range, text: &str) -> Result<Amount, ScenarioError> {
        let mut sources = Sources::default();
        let source = sources.add("test".to_owned(), text.to_owned(), Role::Scenario);
        let node = parse_value(text, source, 0).expect("a value");
        let number = Number {
            kind,
            range,
            whole: false,
        };
        amount("key", &node, &number, &sources)
    }

    fn known(text: &str) -> Option<f64> {
        match read(Kind::Real, Range::ANY, text) {
            Ok(Amount::Known(number)) => Some(number),
            _ => None,
        }
    }

    fn percentiles(kind: Kind, range: Range, text: &str) -> [f64; 2] {
        match read(kind, range, text) {
            Ok(Amount::Uncertain(distribution)) => {
                [0.05, 0.95].map(|probability| distribution.quantile(probability))
            }
            other => panic!("{other:?}"),
        }
    }

    fn near(found: [f64; 2], expected: [f64; 2]) {
        for (found, expected) in found.into_iter().zip(expected) {
            assert!(
                (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
                "{found} {expected}"
            );
        }
    }

    #[test]
    fn known_numbers_are_read_in_every_form() {
        assert_eq!(known("12"), Some(12.0));
        assert_eq!(known("-1.5e-3"), Some(-0.0015));
        assert_eq!(known("\"12%\""), Some(0.12));
        assert_eq!(known("\" -1_000.5 % \""), Some(-10.005));
        assert_eq!(known("nan"), None);
        assert_eq!(known("-inf"), None);
    }

    #[test]
    fn intervals_have_the_percentiles_that_they_state() {
        near(
            percentiles(Kind::Probability, Range::SHARE, "\"8% to 15%\""),
            [0.08, 0.15],
        );
        near(
            percentiles(Kind::Positive, Range::ABOVE_ZERO, "\"1_000 to 2_000\""),
            [1e3, 2e3],
        );
        near(
            percentiles(Kind::Real, Range::ANY, "\"-2.4 to -1.2\""),
            [-2.4, -1.2],
        );
    }

    #[test]
    fn texts_that_are_almost_numbers_are_refused() {
        for text in [
            "5",
            "1 to",
            "to 2",
            "1 to 2 to 3",
            "1__0 to 20",
            "_1 to 2",
            "1_ to 2",
            "nan to 1",
            "inf%",
            "0x10%",
            "",
        ] {
            let text = format!("\"{text}\"");
            assert!(read(Kind::Real, Range::ANY, &text).is_err(), "{text}");
        }
    }

    #[test]
    fn distribution_is_truncated_to_the_range_of_its_key() {
        let text = "{ normal = { mean = 0.5, sd = 10 } }";
        let Ok(Amount::Uncertain(distribution)) =
            read(Kind::Probability, Range::SHARE_BELOW_ONE, text)
        else {
            panic!("a distribution");
        };
        assert!(distribution.quantile(1e-12) >= 0.0);
        assert!(distribution.quantile(1.0 - 1e-12) < 1.0);
        assert!(
            (distribution.quantile(0.5) - 0.5).abs() < 1e-9,
            "not clamped"
        );
    }

    #[test]
    fn stated_bounds_narrow_the_range() {
        let text = "{ gamma = { mean = 2, sd = 1, min = 1, max = 3 } }";
        let [low, high] = percentiles(Kind::Positive, Range::ABOVE_ZERO, text);
        assert!(low > 1.0 && high < 3.0);
    }
}
