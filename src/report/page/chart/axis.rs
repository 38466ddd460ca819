//! Axes: what values go where, and what is written beside them.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use crate::model::Unit;
use crate::report::money::Style;
use crate::report::page::chart::Size;
use crate::report::shortened;
use crate::summary::round_step;
use crate::units::count_to_float;

/// An axis.
#[derive(Debug, Clone)]
pub struct Axis {
    low: f64,
    high: f64,
    ticks: Vec<(f64, String)>,
    scale: Scale,
}

/// How values become distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Alike everywhere.
    Linear,
    /// A factor of ten takes the same room everywhere; what is below the axis lies at its end.
    Logarithmic,
}

impl Axis {
    /// Of one place for each of some names, of which as many are written as there is room for.
    pub fn names(names: &[String], size: Size) -> Self {
        Self::all_names(names, size.names())
    }

    /// Of one place for each of some names, of which so many at most are written.
    pub fn all_names(names: &[String], most: usize) -> Self {
        let every = names.len().div_ceil(most.max(1)).max(1);
        let ticks = names.iter().enumerate().step_by(every);
        Self {
            low: -0.5,
            high: count_to_float(names.len()) - 0.5,
            ticks: ticks
                .map(|(place, name)| (count_to_float(place), name.clone()))
                .collect(),
            scale: Scale::Linear,
        }
    }

    /// Of rows from top to bottom, the first at 0, the next at −1, each with its name.
    pub fn rows(names: &[&str], size: Size) -> Self {
        let ticks = names.iter().enumerate();
        Self {
            low: 0.5 - count_to_float(names.len()),
            high: 0.5,
            ticks: ticks
                .map(|(row, name)| (-count_to_float(row), shortened(name, size.name_columns())))
                .collect(),
            scale: Scale::Linear,
        }
    }

    /// From one amount to another.
    pub fn within(low: f64, high: f64, unit: Unit, style: Style, size: Size) -> Self {
        Self::linear(low, high, unit, style, size)
    }

    /// Of amounts that include `values` and 0.
    pub fn amounts(
        values: impl Iterator<Item = f64>,
        unit: Unit,
        style: Style,
        size: Size,
    ) -> Self {
        let (low, high) = extent(values.chain([0.0]));
        Self::marked(low, high, unit, style, size)
    }

    /// Of numbers that include `values`, whether 0 is far or near.
    pub fn around(values: impl Iterator<Item = f64>, unit: Unit, style: Style, size: Size) -> Self {
        let (low, high) = extent(values);
        let margin = (high - low) * 0.05;
        Self::linear(low - margin, high + margin, unit, style, size)
    }

    /// From a mark to a mark.
    fn marked(low: f64, high: f64, unit: Unit, style: Style, size: Size) -> Self {
        let span = if high > low {
            high - low
        } else {
            low.abs().max(1.0)
        };
        let step = round_step(span / count_to_float(size.marks()));
        let [low, high] = [(low / step).floor() * step, (high / step).ceil() * step];
        Self::linear(
            low,
            if high > low { high } else { low + step },
            unit,
            style,
            size,
        )
    }

    fn linear(low: f64, high: f64, unit: Unit, style: Style, size: Size) -> Self {
        let (low, high) = if high > low {
            (low, high)
        } else {
            (low, low + low.abs().max(1.0))
        };
        let step = round_step((high - low) / count_to_float(size.marks()));
        let first = (low / step).ceil();
        let count = ((high / step).floor() - first).max(0.0);
        let largest = low.abs().max(high.abs());
        let marks = std::iter::successors(Some(0.0), |n| Some(n + 1.0)).take_while(|n| *n <= count);
        Self {
            low,
            high,
            ticks: marks
                .map(|n| (first + n) * step)
                .map(|value| (value, style.mark(unit, value, step, largest)))
                .collect(),
            scale: Scale::Linear,
        }
    }

    /// Of amounts above 0 that differ by orders of magnitude: from one power of ten to another.
    pub fn orders(values: impl Iterator<Item = f64>, unit: Unit, style: Style, size: Size) -> Self {
        let (low, high) = extent(values.filter(|value| *value > 0.0));
        if high <= 0.0 {
            return Self::amounts(std::iter::empty(), unit, style, size);
        }
        let first = low.log10().floor();
        let last = high.log10().ceil().max(first + 1.0);
        let every = ((last - first) / count_to_float(size.marks()))
            .ceil()
            .max(1.0);
        let powers = std::iter::successors(Some(first), |n| Some(n + every));
        Self {
            low: 10.0_f64.powf(first),
            high: 10.0_f64.powf(last),
            ticks: powers
                .take_while(|power| *power <= last)
                .map(|power| 10.0_f64.powf(power))
                .map(|value| (value, style.mark(unit, value, value, value)))
                .collect(),
            scale: Scale::Logarithmic,
        }
    }

    /// Of numbers that nothing is written beside.
    pub fn bare(low: f64, high: f64) -> Self {
        Self {
            low,
            high,
            ticks: Vec::new(),
            scale: Scale::Linear,
        }
    }

    /// Where it begins and ends.
    pub fn ends(&self) -> [f64; 2] {
        [self.low, self.high]
    }

    /// The longest text beside it, in columns.
    pub fn widest(&self) -> usize {
        let widths = self
            .ticks
            .iter()
            .map(|(_, text)| crate::report::width(text));
        widths.max().unwrap_or(0)
    }

    /// The share of the axis below a value.
    fn place(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Logarithmic => {
                let value = value.max(self.low);
                (value / self.low).log10() / (self.high / self.low).log10()
            }
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let place = f64::from(to - from) * self.place(*value);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a drawing is some thousand points wide; what is far outside of it stays outside"
        )]
        let offset = place.round().clamp(-1e6, 1e6) as i32;
        from + offset
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.iter().map(|(value, _)| *value).collect()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        let mut ticks = self.ticks.iter();
        let tick = ticks.find(|(place, _)| place == value);
        tick.map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

/// The lowest and the highest of the finite values; 0 and 0 of none.
fn extent(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    let ends = finite.fold(None, |ends: Option<(f64, f64)>, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    });
    ends.unwrap_or((0.0, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::number::WESTERN;

    const STYLE: Style = Style {
        currency: "USD",
        units: WESTERN,
    };

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn amounts_have_round_marks_and_zero() {
        let values = [3.4e6, f64::NAN, 7.9e6];
        let axis = Axis::amounts(values.into_iter(), Unit::Money, STYLE, Size::Wide);
        assert_eq!(texts(&axis), ["$0", "$2M", "$4M", "$6M", "$8M"]);
        let losses = Axis::amounts([-40.0].into_iter(), Unit::People, STYLE, Size::Wide);
        assert_eq!(texts(&losses), ["-40", "-30", "-20", "-10", "0"]);
    }

    #[test]
    fn nothing_at_all_still_has_an_axis() {
        for axis in [
            Axis::amounts(std::iter::empty(), Unit::Money, STYLE, Size::Wide),
            Axis::orders([0.0].into_iter(), Unit::People, STYLE, Size::Narrow),
            Axis::around([5.0, 5.0].into_iter(), Unit::People, STYLE, Size::Wide),
        ] {
            assert!(axis.high > axis.low && axis.ticks.len() > 1, "{axis:?}");
        }
    }

    #[test]
    fn orders_of_magnitude_are_evenly_apart() {
        let axis = Axis::orders([30.0, 2e6].into_iter(), Unit::People, STYLE, Size::Wide);
        assert_eq!(texts(&axis)[..3], ["10", "1k", "100k"]);
        let places = [10.0, 100.0, 1000.0].map(|value| axis.map(&value, (0, 600)));
        assert_eq!(places, [0, 100, 200]);
        assert_eq!(axis.map(&0.0, (0, 600)), 0);
    }
}
