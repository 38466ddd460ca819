//! Pictures in a line of text.

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One bar for each value, from the lowest (or 0, if all are above it) to the highest; a blank
/// where a value is undefined.
#[must_use]
pub fn sparkline(values: &[f64]) -> String {
    let (low, high) = bounds(values.iter().copied());
    values
        .iter()
        .map(|value| {
            if value.is_finite() {
                BARS[step(*value, low, high, BARS.len())]
            } else {
                ' '
            }
        })
        .collect()
}

/// How high a value stands between two others, as a filling; a blank where it is undefined.
#[must_use]
pub fn shade(value: f64, (low, high): (f64, f64)) -> char {
    const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];
    if value.is_finite() {
        SHADES[step(value, low, high, SHADES.len())]
    } else {
        ' '
    }
}

/// A range `├──●──┤` on a scale of `columns` columns from `low` to `high`.
#[must_use]
pub fn range(quantiles: [f64; 3], (low, high): (f64, f64), columns: usize) -> String {
    if columns == 0 || quantiles.iter().any(|value| !value.is_finite()) {
        return String::new();
    }
    let [from, middle, to] = quantiles.map(|value| step(value, low, high, columns));
    (0..=to)
        .map(|column| {
            if column == middle {
                '●'
            } else if column < from {
                ' '
            } else if column == from {
                '├'
            } else if column == to {
                '┤'
            } else {
                '─'
            }
        })
        .collect()
}

/// The lowest and the highest of the values that are finite.
#[must_use]
pub fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        })
}

/// The scale that holds all values and 0.
#[must_use]
pub fn bounds(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|value| value.is_finite())
        .fold((0.0, 0.0), |(low, high): (f64, f64), value| {
            (low.min(value), high.max(value))
        })
}

/// Which of `steps` equal steps between `low` and `high` a value is in.
fn step(value: f64, low: f64, high: f64, steps: usize) -> usize {
    if high <= low {
        return 0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small number of steps"
    )]
    let step = ((value - low) / (high - low) * steps as f64).floor() as usize;
    step.min(steps - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparkline_rises_with_its_values() {
        assert_eq!(
            sparkline(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]),
            "▁▂▃▄▅▆▇██"
        );
        assert_eq!(sparkline(&[5.0, f64::NAN, 5.0]), "█ █");
        assert_eq!(sparkline(&[-4.0, 0.0, 4.0]), "▁▅█");
        assert_eq!(sparkline(&[0.0, 0.0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn shade_is_fuller_for_what_is_higher() {
        let shades: String = [0.0, 1.0, 2.1, 3.0, 4.9, 5.0, f64::NAN]
            .map(|value| shade(value, (0.0, 5.0)))
            .iter()
            .collect();
        assert_eq!(shades, "·░▒▓██ ");
    }

    #[test]
    fn range_puts_its_ends_and_the_median_on_the_scale() {
        assert_eq!(range([2.0, 5.0, 9.0], (0.0, 10.0), 10), "  ├──●───┤");
        assert_eq!(range([5.0, 5.0, 5.0], (0.0, 10.0), 10), "     ●");
        assert_eq!(range([f64::NAN, 5.0, 5.0], (0.0, 10.0), 10), "");
        assert_eq!(range([0.0, 0.0, 0.0], (0.0, 0.0), 10), "●");
    }
}
