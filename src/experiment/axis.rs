//! A key and the values that it takes.

use crate::experiment::{ExperimentError, Lattice};
use crate::scenario::overrides::normalized;

/// The most points of an experiment.
pub const MOST_POINTS: usize = 10_000;

/// A key and the values that it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// The dotted key.
    pub key: String,
    spread: Spread,
}

#[derive(Debug, Clone, PartialEq)]
enum Spread {
    Range(Range),
    List(Vec<String>),
}

/// Numbers from one to another, both included where a step leads there.
#[derive(Debug, Clone, PartialEq)]
struct Range {
    from: f64,
    to: f64,
    step: Option<f64>,
    /// Digits after the point that its numbers have.
    decimals: usize,
    /// As it was written.
    text: String,
}

/// Steps that a number of a [design](crate::experiment::Design) is rounded to where the range has none.
const FINENESS: f64 = 1e4;

impl Axis {
    /// Reads `KEY=FROM:TO:STEP` or `KEY=FROM:TO`; the numbers may be percentages.
    ///
    /// # Errors
    ///
    /// Another form, or a range that is empty, backwards or has too many numbers.
    pub fn range(argument: &str) -> Result<Self, ExperimentError> {
        let (key, text) = assignment(argument)?;
        let range = Range::parse(&key, text)?;
        Ok(Self {
            key,
            spread: Spread::Range(range),
        })
    }

    /// Reads `KEY=A,B,C`: values as `--set` takes them. Commas in brackets, braces and quotes part nothing.
    ///
    /// # Errors
    ///
    /// Another form, or an empty place in the list.
    pub fn list(argument: &str) -> Result<Self, ExperimentError> {
        let (key, text) = assignment(argument)?;
        let values: Vec<String> = parts(text)
            .into_iter()
            .map(|part| part.trim().to_owned())
            .collect();
        if values.iter().any(String::is_empty) {
            let text = text.to_owned();
            return Err(ExperimentError::Gap { key, text });
        }
        Ok(Self {
            key,
            spread: Spread::List(values),
        })
    }

    /// Every value, as `--set` takes it.
    ///
    /// # Errors
    ///
    /// A range without a step.
    pub fn values(&self) -> Result<Vec<String>, ExperimentError> {
        match &self.spread {
            Spread::List(values) => Ok(values.clone()),
            Spread::Range(range) => {
                let step = range.step.ok_or_else(|| ExperimentError::NoStep {
                    key: self.key.clone(),
                    text: range.text.clone(),
                })?;
                let value = |index| range.text(range.from + step * f64::from(index));
                Ok((0..=range.steps(step)).map(value).collect())
            }
        }
    }

    /// The numbers of a range, evenly spaced: those that its step leads to, or `steps` equal steps. `None` for a list.
    #[must_use]
    pub fn lattice(&self, steps: u32) -> Option<Lattice> {
        let Spread::Range(range) = &self.spread else {
            return None;
        };
        let values = match range.step {
            Some(step) => (0..=range.steps(step))
                .map(|index| range.text(range.from + step * f64::from(index)))
                .collect(),
            None => (0..=steps)
                .map(|index| {
                    let place = f64::from(index) / f64::from(steps);
                    range.text(range.from + (range.to - range.from) * place)
                })
                .collect(),
        };
        Some(Lattice::new(self.key.clone(), values, range.step.is_some()))
    }

    /// What there is to know of it: a range whose steps do not lead to its end.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        let Spread::Range(range) = &self.spread else {
            return None;
        };
        let step = range.step?;
        let last = range.from + step * f64::from(range.steps(step));
        (range.to - last > 1e-9 * step).then(|| {
            format!(
                "the steps of `{}` lead from {} to {}, not to {}",
                self.key,
                range.text(range.from),
                range.text(last),
                range.to
            )
        })
    }

    /// The value at a place in the open interval (0, 1): of a range with a step the nearest that it leads to.
    #[must_use]
    pub fn value_at(&self, place: f64) -> String {
        match &self.spread {
            Spread::List(values) => values[index(place, values.len())].clone(),
            Spread::Range(range) => match range.step {
                Some(step) => {
                    let steps = range.steps(step);
                    let index = index(place, steps as usize + 1);
                    range.text(range.from + step * f64::from(u32::try_from(index).unwrap_or(steps)))
                }
                None => range.text(range.from + (range.to - range.from) * place),
            },
        }
    }
}

/// One of `0 … count − 1`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most some thousand"
)]
fn index(place: f64, count: usize) -> usize {
    ((place * count as f64) as usize).min(count - 1)
}

/// The key and what is said of it.
fn assignment(argument: &str) -> Result<(String, &str), ExperimentError> {
    let wrong = || ExperimentError::Assignment {
        text: argument.to_owned(),
    };
    let (key, text) = argument.split_once('=').ok_or_else(wrong)?;
    let (key, text) = (normalized(key), text.trim());
    if key.is_empty() || text.is_empty() {
        return Err(wrong());
    }
    Ok((key, text))
}

/// The parts between commas that stand in no bracket, brace or quote.
#[must_use]
pub fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut quote, mut start) = (0_i32, None, 0);
    for (place, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => quote = Some(character),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth <= 0 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

impl Range {
    fn parse(key: &str, text: &str) -> Result<Self, ExperimentError> {
        let form = || ExperimentError::Range {
            text: text.to_owned(),
        };
        let empty = |what| ExperimentError::Empty {
            key: key.to_owned(),
            text: text.to_owned(),
            what,
        };
        let numbers: Vec<(f64, usize)> = text
            .split(':')
            .map(|part| number(part).ok_or_else(form))
            .collect::<Result<_, _>>()?;
        let (from, to, step) = match numbers[..] {
            [from, to] => (from, to, None),
            [from, to, step] => (from, to, Some(step)),
            _ => return Err(form()),
        };
        if to.0 < from.0 {
            return Err(empty("backwards"));
        }
        let decimals = from.1.max(step.map_or(to.1, |(_, decimals)| decimals));
        let mut range = Self {
            from: from.0,
            to: to.0,
            step: step.map(|(step, _)| step),
            decimals,
            text: text.to_owned(),
        };
        match range.step {
            Some(step) if step <= 0.0 => {
                return Err(empty("without a way: its step is not above 0"));
            }
            Some(step) => {
                let count = (range.to - range.from) / step + 1.0;
                if count > crate::units::count_to_float(MOST_POINTS) {
                    let count = format!("{:.0}", count.floor());
                    return Err(ExperimentError::TooMany { count });
                }
            }
            None => {
                let fine = (FINENESS / (range.to - range.from))
                    .log10()
                    .ceil()
                    .clamp(0.0, 15.0);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 15"
                )]
                let fine = fine as usize;
                range.decimals = decimals.max(fine);
            }
        }
        Ok(range)
    }

    /// How many steps fit.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be few"
    )]
    fn steps(&self, step: f64) -> u32 {
        // what rounding takes from the last step is given back
        ((self.to - self.from) / step + 1e-9).floor() as u32
    }

    /// A number of it, without the noise of binary fractions.
    fn text(&self, value: f64) -> String {
        let text = format!("{value:.*}", self.decimals);
        if text.contains('.') {
            let text = text.trim_end_matches('0').trim_end_matches('.');
            if text == "-0" {
                "0".to_owned()
            } else {
                text.to_owned()
            }
        } else {
            text
        }
    }
}

/// A number and its digits after the point; of a percentage, those of the share.
fn number(text: &str) -> Option<(f64, usize)> {
    /// Digits of a number with an exponent, which does not say how many it has.
    const UNSAID: usize = 12;
    let text = text.trim().replace('_', "");
    let (digits, shift) = match text.strip_suffix('%') {
        Some(digits) => (digits.trim_end(), 2),
        None => (text.as_str(), 0),
    };
    let value: f64 = digits.parse().ok()?;
    if !value.is_finite() {
        return None;
    }
    let decimals = match digits.split_once('.') {
        _ if digits.contains(['e', 'E']) => UNSAID,
        Some((_, decimals)) => decimals.len(),
        None => 0,
    };
    let value = if shift == 2 { value / 100.0 } else { value };
    Some((value, decimals + shift))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(argument: &str) -> Vec<String> {
        Axis::range(argument)
            .and_then(|axis| axis.values())
            .expect("a range")
    }

    #[test]
    fn range_includes_both_ends_without_the_noise_of_binary_fractions() {
        assert_eq!(values("a.b=39:54:5"), ["39", "44", "49", "54"]);
        assert_eq!(values("a.b=39:53:5"), ["39", "44", "49"]);
        assert_eq!(values("a=0.1:0.5:0.1"), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(values("a=-0.2:0.2:0.2"), ["-0.2", "0", "0.2"]);
        assert_eq!(values("a=3%:4%:0.5%"), ["0.03", "0.035", "0.04"]);
        assert_eq!(values("a=5:5:1"), ["5"]);
        assert_eq!(values("a=1_000:2_000:500"), ["1000", "1500", "2000"]);
    }

    #[test]
    fn range_that_is_none_is_refused() {
        for argument in [
            "a",
            "a=",
            "=1:2:3",
            "a=1",
            "a=1:2:3:4",
            "a=x:2:1",
            "a=1:nan:1",
            "a=2:1:1",
            "a=1:2:0",
            "a=1:2:-1",
            "a=1:inf:1",
            "a=0:1000000:1",
            "a=1::2",
        ] {
            assert!(Axis::range(argument).is_err(), "{argument}");
        }
        let unstepped = Axis::range("a=1:2").expect("a box");
        assert!(matches!(
            unstepped.values(),
            Err(ExperimentError::NoStep { .. })
        ));
    }

    #[test]
    fn list_is_parted_at_commas_outside_of_brackets_and_quotes() {
        let axis = Axis::list("a=7, 8 to 9,{ normal = { mean = 1, sd = 2 } },[1,2],\"x,y\",none");
        let values = axis.and_then(|axis| axis.values()).expect("a list");
        assert_eq!(
            values,
            [
                "7",
                "8 to 9",
                "{ normal = { mean = 1, sd = 2 } }",
                "[1,2]",
                "\"x,y\"",
                "none"
            ]
        );
        assert!(Axis::list("a=1,,2").is_err());
        assert!(Axis::list("a=1,").is_err());
    }

    #[test]
    fn value_at_a_place_is_rounded_to_the_step_or_finely() {
        let at = |argument: &str, place| Axis::range(argument).expect("a range").value_at(place);
        assert_eq!(at("a=30:120:10", 0.001), "30");
        assert_eq!(at("a=30:120:10", 0.999), "120");
        assert_eq!(at("a=30:120", 0.5), "75");
        assert_eq!(at("a=30:120", 0.123_456_7), "41.111");
        assert_eq!(at("a=0.01:0.02", 0.123_456_7), "0.011235");
        let list = Axis::list("a=x,y").expect("a list");
        assert_eq!(
            (list.value_at(0.49), list.value_at(0.51)),
            ("x".into(), "y".into())
        );
    }
}
