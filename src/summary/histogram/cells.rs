//! Cells of one width.
//!
//! Between whole numbers the width is a whole number: a cell of one unit holds one of them, exactly.

use super::counters::Counters;
use super::{Count, Extent, Pieces, Range, add};
use crate::random::lanes::{LANES, Lanes, Width};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Cells, and one more for what is no value.
const COUNTS: usize = 512;

/// Cells that the first values lie in; the others are for later ones beyond them.
const MIDDLE: usize = 448;

/// Cells.
const CELLS: usize = COUNTS - 1;

/// One of so many first values is what a cell may hold of them: where there are more, another way to count is more precise.
const SHARED: usize = 40;

/// Of first values that are no whole numbers, so often may one follow an equal one in a cell.
const REPEATED: usize = 2;

/// Sizes up to which whole numbers are what they look like, sums of them too.
const WHOLE: f64 = 1e15;

/// Counts of values in cells.
#[derive(Debug, Clone)]
pub struct Cells {
    /// The middle of the first cell.
    first: f64,
    width: f64,
    per_unit: f64,
    /// Whether every value lies in the middle of its cell, but for those in the outermost.
    is_middle: bool,
    extent: Extent,
    counts: Counters<COUNTS>,
}

impl Cells {
    /// Starts from some values, and `spike` more that all equal `origin`; `None` if many would share a cell and not be one
    /// whole number.
    pub fn fitting(values: &[f64], origin: f64, spike: usize) -> Option<Self> {
        let mut look = Look::new(values, origin);
        wide::run(&mut look);
        let ([lowest, highest], is_whole) = (look.range.ends(), look.is_whole);
        let range = highest - lowest;
        let width = if is_whole {
            ((range + 1.0) / count_to_float(MIDDLE)).ceil()
        } else {
            range / count_to_float(MIDDLE)
        };
        let per_unit = 1.0 / width;
        if !(range.is_normal() && width.is_normal() && per_unit.is_normal()) {
            return None;
        }
        // more room on the side of the longer tail
        let spare = count_to_float(CELLS) - (range * per_unit).ceil() - 1.0;
        let below = (spare * ((look.mean() - lowest) / range)).floor();
        let offset = if is_whole { (width - 1.0) / 2.0 } else { 0.0 };
        let first = lowest - below * width + offset;
        if !first.is_finite() {
            return None;
        }
        let mut cells = Self {
            first,
            width,
            per_unit,
            is_middle: is_whole && width == 1.0,
            extent: Extent::new(),
            counts: Counters::new(),
        };
        add(&mut cells, values);
        add(&mut cells, &vec![origin; spike]);
        let fits = cells.is_middle
            || cells.is_fine() && (is_whole || spike <= REPEATED + 1 && cells.are_all_rare(values));
        fits.then_some(cells)
    }

    /// Whether no cell holds many of what is counted.
    fn is_fine(&self) -> bool {
        let most = self.extent.count.div_ceil(SHARED);
        (0..COUNTS).all(|place| (self.counts.at(place) as usize) <= most)
    }

    /// Whether none of some values seems to make up much of its cell.
    fn are_all_rare(&self, values: &[f64]) -> bool {
        let mut last = [f64::NAN; COUNTS];
        let mut repeated = [0; COUNTS];
        for value in values {
            let cell = self.cell(*value);
            repeated[cell] += usize::from(last[cell] == *value);
            last[cell] = *value;
        }
        repeated.iter().all(|repeated| *repeated <= REPEATED)
    }

    /// The cell of one of the first values.
    fn cell(&self, value: f64) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it lies between the first cell and the last"
        )]
        let place = ((value - self.first) * self.per_unit + 0.5) as usize;
        place.min(CELLS - 1)
    }
}

/// What some values and one more are like.
struct Look<'a> {
    values: &'a [f64],
    origin: f64,
    range: Range,
    /// Differences to the origin.
    sums: [f64; LANES],
    is_whole: bool,
}

impl<'a> Look<'a> {
    fn new(values: &'a [f64], origin: f64) -> Self {
        let mut range = Range::new();
        range.add(origin);
        Self {
            values,
            origin,
            range,
            sums: [0.0; LANES],
            is_whole: origin.fract() == 0.0,
        }
    }

    fn mean(&self) -> f64 {
        self.origin + self.sums.iter().sum::<f64>() / count_to_float(self.range.count)
    }
}

impl Kernel for &mut Look<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let values = Lanes::<V>::load(self.values, at);
        self.range.note(values);
        (values - self.origin).add_to(&mut self.sums, at % LANES);
        let is_whole = values.nearest_integer().equal(values) & values.abs().at_most(WHOLE);
        self.is_whole = self.is_whole && is_whole.count() == V::LANES;
    }
}

impl Pieces for Cells {
    const PIECES: usize = CELLS;

    fn extent(&self) -> &Extent {
        &self.extent
    }

    fn extent_mut(&mut self) -> &mut Extent {
        &mut self.extent
    }

    fn make_room(&mut self, more: usize) {
        self.counts.make_room(more);
    }

    fn count(&self, piece: usize) -> u32 {
        self.counts.at(piece)
    }

    fn ends(&self, piece: usize, [lowest, highest]: [f64; 2]) -> [f64; 2] {
        let middle = self.first + self.width * count_to_float(piece);
        let half = if self.is_middle {
            0.0
        } else {
            self.width / 2.0
        };
        let low = if piece == 0 { lowest } else { middle - half };
        let high = if piece == CELLS - 1 {
            highest
        } else {
            middle + half
        };
        [low.max(lowest), high.min(highest)]
    }
}

impl Kernel for &mut Count<'_, Cells> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        const LAST: f64 = count_to_float(CELLS - 1);
        const NONE: f64 = count_to_float(CELLS);
        let cells = &mut *self.pieces;
        let values = Lanes::<V>::load(self.values, at);
        let defined = self.range.note(values);
        let place = (values - cells.first) * cells.per_unit;
        let place = place.max(0.0).min(Lanes::all(LAST));
        let nearest = place.nearest_integer();
        if cells.is_middle {
            cells.is_middle = nearest.equal(place).count() == V::LANES;
        }
        let places = defined.choose(nearest, Lanes::all(NONE)).words().each();
        for place in &places[..V::LANES] {
            let [low, high, ..] = place.to_le_bytes();
            let place = usize::from(u16::from_le_bytes([low, high])) % COUNTS;
            cells.counts.add(place, 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_the_same_on_every_instruction_set() {
        for step in [1.0, 3.0, 0.37] {
            let value = |place: i32| match place % 40 {
                7 => f64::NAN,
                _ => f64::from(place * 7919 % 1013) * step,
            };
            let first: Vec<f64> = (0..800).map(|place| value(place * 40)).collect();
            let empty = Cells::fitting(&first[1..], first[0], 1).expect("an even law");
            let values: Vec<f64> = (-500..1501).map(value).collect();
            wide::assert_same_bits(&[vec![0.0; COUNTS + 2]], |rows, runner| {
                let mut cells = empty.clone();
                let mut count = Count::new(&values, &mut cells);
                runner.run(&mut count);
                let ends = count.range.ends();
                let counts = (0..COUNTS).map(|place| f64::from(cells.counts.at(place)));
                rows[0] = counts.chain(ends).collect();
                let defined = values.iter().filter(|value| !value.is_nan()).count();
                let counted: f64 = rows[0][..CELLS].iter().sum();
                assert_eq!(counted, count_to_float(800 + defined));
            });
            wide::assert_same_bits(&[vec![0.0; 4]], |rows, runner| {
                let mut look = Look::new(&first[1..], first[0]);
                runner.run(&mut look);
                let [low, high] = look.range.ends();
                rows[0] = vec![low, high, look.mean(), f64::from(u8::from(look.is_whole))];
            });
        }
    }

    #[test]
    fn values_that_are_not_finite_or_too_far_apart_have_no_cells() {
        for far in [f64::INFINITY, 1e308, -1e308] {
            let first: Vec<f64> = (0..800).map(f64::from).chain([far]).collect();
            assert!(Cells::fitting(&first, 0.5, 1).is_none(), "{far}");
        }
        assert!(Cells::fitting(&[2.0], 2.0, 1).is_none());
    }
}
