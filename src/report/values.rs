//! Numbers and names in files.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;

use crate::model::{Grade, Scenario};
use crate::report::plain;
use crate::summary::Statistics;
use crate::summary::drivers::{Asked, DriverInput};
use crate::units::acts;

/// The columns of [`in_order`].
pub const STATISTICS: [&str; 8] = ["mean", "sd", "se", "p05", "p25", "p50", "p75", "p95"];

/// The columns of a difference, own less reference's: path by path where paths are shared.
pub const DIFFERENCE: [&str; 6] = [
    "diff_mean",
    "diff_se",
    "diff_p05",
    "diff_p50",
    "diff_p95",
    "p_better",
];

/// The shortest text that reads back as the same number; empty where it is undefined.
///
/// Plain digits from 1e-5 up to 1e16, beyond that with an exponent.
#[must_use]
pub fn number(value: f64) -> String {
    let mut text = String::new();
    push_number(&mut text, value);
    text
}

/// Adds the text of a [`number`].
pub fn push_number(text: &mut String, value: f64) {
    if value.is_nan() {
        return;
    }
    // minus zero is zero
    let value = value + 0.0;
    let size = value.abs();
    let mut buffer = zmij::Buffer::new();
    // writing to a string cannot fail
    let _ = if value == 0.0 || (1e-5..1e16).contains(&size) {
        let digits = buffer.format_finite(value);
        if digits.len() > FULL && is_halfway(value) {
            write!(text, "{value}")
        } else {
            text.write_str(digits.strip_suffix(".0").unwrap_or(digits))
        }
    } else if size.is_infinite() {
        write!(text, "{value}")
    } else {
        write!(text, "{value:e}")
    };
}

/// A text without a sign that is longer has all the digits that a number can need.
const FULL: usize = 16;

/// Whether a number from 1e-5 up may lie halfway between two texts that are equally short, of which the standard library
/// takes one and other writers of numbers the other: it is a fraction of few binary digits then.
fn is_halfway(value: f64) -> bool {
    const MOST: f64 = 4_194_304.0;
    value.fract() != 0.0 && (value * MOST).fract() == 0.0
}

/// The statistics of one number in the order of [`STATISTICS`].
#[must_use]
pub fn in_order(statistics: &Statistics) -> [f64; 8] {
    let [p05, p25, p50, p75, p95] = statistics.quantiles;
    [
        statistics.mean,
        statistics.sd,
        statistics.se,
        p05,
        p25,
        p50,
        p75,
        p95,
    ]
}

/// A text as a spreadsheet can take it: one that would be read as a formula gets a `'` in front, and
/// what acts on the one who shows it is replaced.
#[must_use]
pub fn name(text: &str) -> Cow<'_, str> {
    let text = if text.contains(acts) {
        Cow::Owned(plain(text))
    } else {
        Cow::Borrowed(text)
    };
    if text.starts_with(['=', '+', '-', '@']) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

/// How well an input is known; empty where nothing says.
#[must_use]
pub fn grade(grade: Option<Grade>) -> String {
    grade.map_or_else(String::new, |grade| grade.to_string())
}

/// What an input is correlated with, each with its `rho`; `key` says what an input is called.
#[must_use]
pub fn moves_with<'a>(input: &DriverInput, key: impl Fn(usize) -> &'a str) -> String {
    let others = input.moves_with.iter();
    let others: Vec<String> = others
        .map(|(other, rho)| format!("{} ({rho})", key(*other)))
        .collect();
    name(&others.join("; ")).into_owned()
}

/// Metric, key and months of what was asked for.
#[must_use]
pub fn asked_cells(asked: &Asked, scenario: &Scenario) -> [String; 3] {
    let measure = asked.measure;
    let (_, period) = asked.text.split_once(',').unwrap_or_default();
    [
        measure.metric.name().to_owned(),
        name(&measure.key.text(scenario)).into_owned(),
        name(period.trim()).into_owned(),
    ]
}

/// What went wrong with the writer, so that a closed pipe is seen to be one.
pub fn write_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_reads_back_as_the_same_and_is_short() {
        for (value, text) in [
            (0.1, "0.1"),
            (1_234_567.0, "1234567"),
            (-2.5, "-2.5"),
            (-0.0, "0"),
            (1e15, "1000000000000000"),
            (1e16, "1e16"),
            (2.5e-7, "2.5e-7"),
            (f64::NAN, ""),
            (f64::NEG_INFINITY, "-inf"),
            // halfway between two texts
            (817_783_994_142_357.0 + 0.25, "817783994142357.3"),
            (-31_047_294_320_203.0 - 0.0625, "-31047294320203.063"),
        ] {
            assert_eq!(number(value), text);
        }
        for value in [
            1.0 / 3.0,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            123_456.789_012_345_67,
        ] {
            let back: f64 = number(value).parse().expect("a number");
            assert_eq!(back.to_bits(), value.to_bits());
        }
    }

    #[test]
    fn number_is_as_the_standard_library_writes_it() {
        // fractions of few binary digits, among which those halfway between two texts are
        for place in 0..20_000_u32 {
            let digits = f64::from(place.wrapping_mul(2_654_435_769) | 1 << 31);
            let value = digits * 2.0_f64.powi(i32::try_from(place % 64).unwrap_or(0) - 44);
            assert_eq!(number(value), value.to_string());
            let value = digits * 1e5 + f64::from(place % 32) / 16.0;
            assert_eq!(number(-value), (-value).to_string());
        }
    }

    #[test]
    fn name_that_looks_like_a_formula_is_neutralised() {
        assert_eq!(name("=1+1"), "'=1+1");
        assert_eq!(name("-studio"), "'-studio");
        assert_eq!(name("@home"), "'@home");
        assert_eq!(name("plan:pro"), "plan:pro");
        assert_eq!(name(""), "");
        assert_eq!(name("\t=1+1"), "\u{fffd}=1+1");
        assert_eq!(
            name("a\r\n\u{85}\u{202e}b"),
            "a\u{fffd}\u{fffd}\u{fffd}\u{fffd}b"
        );
    }
}
