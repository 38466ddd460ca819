//! Numbers for reading: rounded to what their standard error supports, at most three digits.

/// Digits shown of a number that is known well.
const DIGITS: i32 = 3;

/// The powers of ten that large numbers are counted in, with their names, the largest first.
pub type Units = &'static [(i32, &'static str)];

/// Thousands, millions, billions, trillions.
pub const WESTERN: Units = &[(12, "tn"), (9, "bn"), (6, "M"), (3, "k"), (0, "")];

/// Myriads and their powers.
pub const CHINESE: Units = &[(12, "万亿"), (8, "亿"), (4, "万"), (0, "")];

/// From here on numbers are written with an exponent.
const HUGE: f64 = 1e16;

/// A number in k, M, bn; `-` where it is undefined.
///
/// `se` is the standard error of its mean: digits below the first of the error are not shown.
/// An error of 0, or one that is undefined, hides nothing.
#[must_use]
pub fn compact(value: f64, se: f64) -> String {
    counted(WESTERN, value, se)
}

/// The same in some units.
#[must_use]
pub fn counted(units: Units, value: f64, se: f64) -> String {
    if value.is_nan() {
        return "-".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    let rounded = rounded(value, last_place(value, se));
    let size = rounded.abs();
    if size == 0.0 {
        return "0".to_owned();
    }
    if size >= HUGE {
        return format!("{value:.2e}");
    }
    let (unit, letter) = unit_of(units, size);
    // rounding may have brought one more digit in front
    let place = last_place(rounded, se);
    let whole = unit == 0 && size.fract() == 0.0;
    let decimals = if whole { 0 } else { (unit - place).max(0) };
    format!("{:.*}{letter}", count(decimals), rounded / power(unit))
}

/// A share in per cent, at most one decimal, rounded like [`compact`].
#[must_use]
pub fn percent(share: f64, se: f64) -> String {
    if !share.is_finite() {
        return "-".to_owned();
    }
    let (value, error) = (share * 100.0, se * 100.0);
    let place = supported(error).unwrap_or(-1).clamp(-1, 1);
    let decimals = if value.abs() >= 999.5 {
        0
    } else {
        count(-place)
    };
    let text = format!("{:.decimals$}%", rounded(value, place));
    if text.trim_start_matches(['-', '0', '.']) == "%" {
        return "0%".to_owned();
    }
    text
}

/// A published number or a bound, as exact as it was given.
#[must_use]
pub fn given(value: f64) -> String {
    given_in(WESTERN, value)
}

/// The same in some units.
#[must_use]
pub fn given_in(units: Units, value: f64) -> String {
    if value.abs() >= HUGE {
        return format!("{value:e}");
    }
    let (unit, letter) = unit_of(units, value.abs());
    let scaled = format!("{}", value / power(unit));
    // what division by a power of ten adds in binary is not a digit of the number
    if scaled.len() > 8 {
        format!("{value}")
    } else {
        format!("{scaled}{letter}")
    }
}

/// A published share in per cent, without its sign.
#[must_use]
pub fn given_percent(share: f64) -> String {
    // 0.07 · 100 is 7.000000000000001
    let digits = format!("{:.14e}", share * 100.0);
    given(digits.parse().unwrap_or(share * 100.0))
}

/// A number at a mark of an axis whose marks are `step` apart and go up to `largest`.
#[must_use]
pub fn mark(units: Units, value: f64, step: f64, largest: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    if largest >= HUGE {
        return format!("{value:e}");
    }
    let (unit, letter) = unit_of(units, largest);
    let decimals = count(unit - exponent(step * 1.000_001));
    format!("{:.*}{letter}", decimals, value / power(unit))
}

/// The largest unit that a number has one of.
fn unit_of(units: Units, size: f64) -> (i32, &'static str) {
    let fits = units.iter().find(|(unit, _)| size >= power(*unit));
    fits.copied().unwrap_or((0, ""))
}

/// Digits in groups of three: `10 000`.
#[must_use]
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// A relative error such as `4e-16`.
#[must_use]
pub fn tiny(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else {
        format!("{value:.0e}")
    }
}

/// The power of ten of the last digit worth showing.
fn last_place(value: f64, se: f64) -> i32 {
    let readable = exponent(value) + 1 - DIGITS;
    supported(se).map_or(readable, |place| place.max(readable))
}

/// The power of ten of the first digit of an error; `None` where the error says nothing.
fn supported(se: f64) -> Option<i32> {
    (se.is_finite() && se > 0.0).then(|| exponent(se))
}

/// The power of ten of the first digit; 0 for 0.
fn exponent(value: f64) -> i32 {
    if value == 0.0 {
        return 0;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "logarithms of finite numbers are below 400"
    )]
    let exponent = value.abs().log10().floor() as i32;
    exponent
}

fn rounded(value: f64, place: i32) -> f64 {
    if place >= 0 {
        (value / power(place)).round() * power(place)
    } else {
        (value * power(-place)).round() / power(-place)
    }
}

fn power(exponent: i32) -> f64 {
    10.0_f64.powi(exponent)
}

fn count(decimals: i32) -> usize {
    usize::try_from(decimals).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_shows_three_digits_of_what_is_known_well() {
        for (value, text) in [
            (0.0, "0"),
            (7.0, "7"),
            (3.4567, "3.46"),
            (523.0, "523"),
            (523.4, "523"),
            (1_234.0, "1.23k"),
            (12_345.0, "12.3k"),
            (999_600.0, "1.00M"),
            (999_400.0, "999k"),
            (-5_678_901.0, "-5.68M"),
            (1.5e9, "1.50bn"),
            (2e15, "2000tn"),
            (0.001_234, "0.00123"),
            (f64::NAN, "-"),
            (f64::INFINITY, "∞"),
        ] {
            assert_eq!(compact(value, 0.0), text, "{value}");
            assert_eq!(compact(value, f64::NAN), text, "{value}");
        }
    }

    #[test]
    fn compact_hides_digits_below_the_error() {
        assert_eq!(compact(1_234_567.0, 400.0), "1.23M");
        assert_eq!(compact(1_234_567.0, 40_000.0), "1.23M");
        assert_eq!(compact(1_234_567.0, 200_000.0), "1.2M");
        assert_eq!(compact(1_234_567.0, 3_000_000.0), "1M");
        assert_eq!(compact(34.6, 9.0), "35");
        assert_eq!(compact(34.6, 12.0), "30");
        assert_eq!(compact(3.0, 50.0), "0");
        assert_eq!(compact(-0.4, 5.0), "0");
        assert_eq!(compact(996_000.0, 20_000.0), "1.00M");
    }

    #[test]
    fn counted_in_myriads() {
        for (value, text) in [
            (9_876.0, "9880"),
            (12_345.0, "1.23万"),
            (99_996_000.0, "1.00亿"),
            (-3.5e12, "-3.50万亿"),
        ] {
            assert_eq!(counted(CHINESE, value, 0.0), text, "{value}");
        }
        assert_eq!(given_in(CHINESE, 5_000_000.0), "500万");
    }

    #[test]
    fn marks_of_an_axis_have_as_many_digits_as_their_steps() {
        let marks = |step: f64, largest| [1.0, 2.0].map(|n| mark(WESTERN, n * step, step, largest));
        assert_eq!(marks(2e6, 1e7), ["2M", "4M"]);
        assert_eq!(marks(500_000.0, 2e6), ["0.5M", "1.0M"]);
        assert_eq!(marks(0.002, 0.008), ["0.002", "0.004"]);
        assert_eq!(mark(WESTERN, 0.0, 1.0, 5.0), "0");
    }

    #[test]
    fn grouped_digits_stay_together() {
        assert_eq!(grouped(1000), "1000");
        assert_eq!(grouped(10_000), "10\u{a0}000");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn percent_has_at_most_one_decimal() {
        assert_eq!(percent(0.1234, 0.0001), "12.3%");
        assert_eq!(percent(0.1234, 0.02), "12%");
        assert_eq!(percent(-0.0001, 0.0), "0%");
        assert_eq!(percent(1.0, 0.0), "100.0%");
        assert_eq!(percent(-25.0, 0.0), "-2500%");
        assert_eq!(percent(f64::NAN, 0.0), "-");
    }

    #[test]
    fn given_numbers_keep_all_their_digits() {
        assert_eq!(given(5_000_000.0), "5M");
        assert_eq!(given(1_600_000.0), "1.6M");
        assert_eq!(given(12_345_678.0), "12345678");
        assert_eq!(given(0.3), "0.3");
        assert_eq!(given(0.0), "0");
        assert_eq!(given(-2_500.0), "-2.5k");
        assert_eq!(given_percent(0.07), "7");
        assert_eq!(given_percent(0.123_456), "12.3456");
    }
}
