//! Quantiles of many values in bounded memory.
//!
//! What the first values are like says how all are counted: in [`Cells`] of one width where that is narrow enough, else in a
//! [`Tree`] of bins between order statistics of the first. Inside a cell or bin values are taken to be evenly spread.

mod cells;
mod counters;
mod tree;

use cells::Cells;
use counters::MOST;
use tree::Tree;

use crate::random::lanes::{LANES, Lanes, Mask, Width};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Counts of values.
#[derive(Debug, Clone)]
pub struct Histogram(Counts);

#[derive(Debug, Clone)]
enum Counts {
    Cells(Box<Cells>),
    Tree(Box<Tree>),
}

impl Histogram {
    /// Starts from some values, and `spike` more values that all equal `origin`.
    ///
    /// # Panics
    ///
    /// Without values, which is a bug of the caller.
    #[must_use]
    pub fn new(values: &[f64], origin: f64, spike: usize) -> Self {
        Self(match Cells::fitting(values, origin, spike) {
            Some(cells) => Counts::Cells(Box::new(cells)),
            None => Counts::Tree(Box::new(Tree::new(values, origin, spike))),
        })
    }

    /// Counts more values; NaN is none.
    pub fn add(&mut self, values: &[f64]) {
        match &mut self.0 {
            Counts::Cells(cells) => add(&mut **cells, values),
            Counts::Tree(tree) => add(&mut **tree, values),
        }
    }

    /// The quantiles at some probabilities in ascending order, type 7.
    #[must_use]
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        match &self.0 {
            Counts::Cells(cells) => quantiles(&**cells, probabilities),
            Counts::Tree(tree) => quantiles(&**tree, probabilities),
        }
    }

    /// How many values lie below `value`, linear inside a cell or bin.
    #[must_use]
    pub fn below(&self, value: f64) -> f64 {
        match &self.0 {
            Counts::Cells(cells) => below(&**cells, value),
            Counts::Tree(tree) => below(&**tree, value),
        }
    }
}

/// Values that are counted together, piece by piece from the lowest to the highest.
trait Pieces {
    /// How many pieces there are.
    const PIECES: usize;

    /// What is known of all values together.
    fn extent(&self) -> &Extent;

    /// The same, to add to it.
    fn extent_mut(&mut self) -> &mut Extent;

    /// Makes room for so many more values, at most [`MOST`].
    fn make_room(&mut self, more: usize);

    /// How many values there are in a piece.
    fn count(&self, piece: usize) -> u32;

    /// The lowest and the highest value that can be in a piece, of values in this range.
    fn ends(&self, piece: usize, range: [f64; 2]) -> [f64; 2];
}

/// Some values on their way into pieces, as many as there is room for.
struct Count<'a, P> {
    values: &'a [f64],
    pieces: &'a mut P,
    range: Range,
}

impl<'a, P: Pieces> Count<'a, P> {
    fn new(values: &'a [f64], pieces: &'a mut P) -> Self {
        pieces.make_room(values.len());
        Self {
            values,
            pieces,
            range: Range::new(),
        }
    }
}

/// See [`Histogram::add`].
fn add<P: Pieces>(pieces: &mut P, values: &[f64])
where
    for<'r, 'a> &'r mut Count<'a, P>: Kernel,
{
    for values in values.chunks(MOST) {
        let mut count = Count::new(values, pieces);
        wide::run(&mut count);
        let range = count.range;
        pieces.extent_mut().include(&range);
    }
}

/// See [`Histogram::quantiles`].
fn quantiles(pieces: &impl Pieces, probabilities: &[f64]) -> Vec<f64> {
    let last = count_to_float(pieces.extent().count - 1);
    let mut cursor = Cursor {
        pieces,
        range: pieces.extent().ends(),
        piece: 0,
        below: 0.0,
    };
    let quantile = |p: &f64| {
        let rank = last * p;
        let low = cursor.order_statistic(rank.floor());
        if rank.fract() == 0.0 {
            return low;
        }
        // the next quantile may begin at the same rank
        let high = cursor.clone().order_statistic(rank.ceil());
        low + (high - low) * rank.fract()
    };
    probabilities.iter().map(quantile).collect()
}

/// See [`Histogram::below`].
fn below<P: Pieces>(pieces: &P, value: f64) -> f64 {
    let range = pieces.extent().ends();
    let mut below = 0.0;
    for piece in 0..P::PIECES {
        let count = f64::from(pieces.count(piece));
        if count > 0.0 {
            let [low, high] = pieces.ends(piece, range);
            if low >= value {
                break;
            }
            below += if high < value {
                count
            } else {
                count * ((value - low) / (high - low)).clamp(0.0, 1.0)
            };
        }
    }
    below
}

/// A place among the values, from which order statistics are looked for upwards.
#[derive(Debug)]
struct Cursor<'a, P> {
    pieces: &'a P,
    /// The lowest and the highest value.
    range: [f64; 2],
    piece: usize,
    /// Values in the pieces before it.
    below: f64,
}

impl<P> Clone for Cursor<'_, P> {
    fn clone(&self) -> Self {
        Self { ..*self }
    }
}

impl<P: Pieces> Cursor<'_, P> {
    /// The order statistic number `rank` (0 = the lowest), not below the one before, linear inside a piece.
    fn order_statistic(&mut self, rank: f64) -> f64 {
        while self.piece < P::PIECES {
            let count = f64::from(self.pieces.count(self.piece));
            if rank < self.below + count {
                let [low, high] = self.pieces.ends(self.piece, self.range);
                return low + (high - low) * (rank - self.below + 0.5) / count;
            }
            self.below += count;
            self.piece += 1;
        }
        self.range[1]
    }
}

/// How many values there are, and between what they lie.
#[derive(Debug, Clone)]
struct Extent {
    lowest: f64,
    highest: f64,
    count: usize,
}

impl Extent {
    /// Of nothing.
    fn new() -> Self {
        Self {
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            count: 0,
        }
    }

    /// Takes in the values of a call.
    fn include(&mut self, range: &Range) {
        let [lowest, highest] = range.ends();
        self.lowest = self.lowest.min(lowest);
        self.highest = self.highest.max(highest);
        self.count += range.count;
    }

    /// The lowest and the highest.
    fn ends(&self) -> [f64; 2] {
        [self.lowest, self.highest]
    }
}

/// An [`Extent`] while values are looked at side by side.
#[derive(Debug)]
struct Range {
    /// The lowest and the highest value, by place among the values of a call.
    lowest: [f64; LANES],
    highest: [f64; LANES],
    count: usize,
}

impl Range {
    /// Of nothing.
    fn new() -> Self {
        Self {
            lowest: [f64::INFINITY; LANES],
            highest: [f64::NEG_INFINITY; LANES],
            count: 0,
        }
    }

    /// Takes in one value.
    fn add(&mut self, value: f64) {
        self.lowest[0] = self.lowest[0].min(value);
        self.highest[0] = self.highest[0].max(value);
        self.count += 1;
    }

    /// Takes in some values; which of them are any.
    #[inline(always)]
    fn note<V: Width>(&mut self, values: Lanes<V>) -> Mask<V> {
        let lowest = values.min(Lanes::load(&self.lowest, 0));
        lowest.store(&mut self.lowest, 0);
        let highest = values.larger(Lanes::load(&self.highest, 0));
        highest.store(&mut self.highest, 0);
        let defined = values.at_most(f64::INFINITY);
        self.count += defined.count();
        defined
    }

    /// The lowest and the highest.
    fn ends(&self) -> [f64; 2] {
        let (mut lowest, mut highest) = (self.lowest, self.highest);
        let mut half = LANES / 2;
        while half > 0 {
            for lane in 0..half {
                lowest[lane] = lowest[lane].min(lowest[lane + half]);
                highest[lane] = highest[lane].max(highest[lane + half]);
            }
            half /= 2;
        }
        [lowest[0], highest[0]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::normal_quantile;
    use crate::random::stream::Cell;

    #[test]
    fn more_values_than_narrow_counts_hold_are_all_counted() {
        // whole numbers have cells, frequent others a tree
        for (step, is_cells) in [(1.0, true), (0.25, false)] {
            let value = |place: i32| f64::from(place % 100) * step;
            let values: Vec<f64> = (0..150_000).map(value).collect();
            let mut histogram = Histogram::new(&values[1..800], values[0], 1);
            assert_eq!(matches!(histogram.0, Counts::Cells(_)), is_cells);
            histogram.add(&values);
            histogram.add(&vec![7.0 * step; 70_000]);
            assert!((histogram.below(1e9) - 220_800.0).abs() < 1e-6);
            let [fifth] = histogram.quantiles(&[0.2])[..] else {
                panic!("one quantile");
            };
            assert!((fifth - 7.0 * step).abs() < 1e-12, "{fifth}");
        }
    }

    /// How far quantiles are off in points of rank, for 100 samples of 800 first values of a law of which all others follow evenly.
    fn errors(value: fn(f64) -> f64) -> (Vec<f64>, usize) {
        let even: Vec<f64> = (0..20_000)
            .map(|place| value((f64::from(place) + 0.5) / 20_000.0))
            .collect();
        let (mut errors, mut cells) = (Vec::new(), 0);
        for seed in 0..100 {
            let mut first = vec![0.0; 800];
            Cell::new(seed, 1, 0, 1).fill(0, &mut first);
            for first in &mut first {
                *first = value(*first);
            }
            let mut histogram = Histogram::new(&first[1..], first[0], 1);
            histogram.add(&even);
            cells += usize::from(matches!(histogram.0, Counts::Cells(_)));
            let mut all = [&first[..], &even].concat();
            all.sort_by(f64::total_cmp);
            let count = count_to_float(all.len());
            let probabilities = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
            for (p, quantile) in probabilities
                .iter()
                .zip(histogram.quantiles(&probabilities))
            {
                // it is the inverse of the share below
                let share = histogram.below(quantile) / count;
                assert!((share - p).abs() < 1e-4, "{p}: {share}");
                let below = all.partition_point(|other| *other < quantile);
                errors.push(100.0 * (count_to_float(below) / count - p).abs());
            }
        }
        errors.sort_by(f64::total_cmp);
        (errors, cells)
    }

    #[test]
    fn histogram_quantiles_are_within_a_tenth_of_a_point_of_rank() {
        let (errors, cells) = errors(|p| normal_quantile(p).exp());
        assert!(cells < 10, "{cells} of 100 in cells");
        assert!(errors[692] < 0.1, "{errors:?}");
    }

    #[test]
    fn histogram_quantiles_of_smooth_laws_are_within_a_hundredth_of_a_point_of_rank() {
        let (errors, cells) = errors(normal_quantile);
        assert!(cells > 95, "{cells} of 100 in cells");
        assert!(errors[692] < 0.01, "{errors:?}");
    }

    #[test]
    fn histogram_keeps_point_masses_exact() {
        for lump in [7.0, 7.25] {
            let mut first = vec![0.0; 3000];
            first.extend(vec![lump; 1096]);
            let mut histogram = Histogram::new(&first, first[0], 0);
            for index in 0..10_000 {
                histogram.add(&[if index % 4 == 0 { lump } else { 0.0 }]);
            }
            let found = histogram.quantiles(&[0.05, 0.5, 0.72, 0.95]);
            for (found, expected) in found.iter().zip([0.0, 0.0, 0.0, lump]) {
                assert!((found - expected).abs() < 1e-12, "{found}");
            }
            assert!(histogram.below(0.0).abs() < 1e-12);
        }
    }

    #[test]
    fn histogram_keeps_a_lump_in_a_smooth_law_exact() {
        // one in 50 is 0.3, where the law has one in 450 between that and its neighbours
        let value = |index: usize| match index % 50 {
            0 => 0.3,
            _ => normal_quantile((count_to_float(index * 7919 % 20_011) + 0.5) / 20_011.0),
        };
        let values: Vec<f64> = (1..20_000).map(value).collect();
        let mut histogram = Histogram::new(&values[..800], values[0], 0);
        histogram.add(&values[800..]);
        let below = values.iter().filter(|value| **value < 0.3).count();
        assert!((histogram.below(0.3) - count_to_float(below)).abs() < 20.0);
        let lump = values.iter().filter(|value| **value == 0.3).count();
        let above = histogram.below(0.3_f64.next_up()) - histogram.below(0.3);
        assert_eq!(above, count_to_float(lump));
    }

    #[test]
    fn histogram_of_few_whole_numbers_is_exact() {
        let value = |index: usize| count_to_float(index * index * 7919 % 101 + index % 37);
        let mut values: Vec<f64> = (0..9000).map(value).collect();
        let mut histogram = Histogram::new(&values[1..800], values[0], 1);
        histogram.add(&values[800..]);
        values.sort_by(f64::total_cmp);
        // 8 999 = 11 · 818 + 1
        for (part, rank) in (0..=11).zip((0..).step_by(818)) {
            let p = count_to_float(rank) / 8999.0;
            let quantile = histogram.quantiles(&[p])[0];
            assert!((quantile - values[rank]).abs() < 1e-9, "{part}: {quantile}");
        }
        for bound in [-1.0, 0.0, 17.0, 50.0, 200.0] {
            let below = values.iter().filter(|value| **value < bound).count();
            assert_eq!(histogram.below(bound), count_to_float(below));
        }
    }

    #[test]
    fn histogram_of_whole_numbers_that_turn_out_not_to_be_is_near() {
        let values: Vec<f64> = (0..9000)
            .map(|index| f64::from(index * 7919 % 200))
            .collect();
        let mut histogram = Histogram::new(&values[1..800], values[0], 1);
        let later: Vec<f64> = values[800..].iter().map(|value| value + 0.5).collect();
        histogram.add(&later);
        let median = histogram.quantiles(&[0.5])[0];
        assert!((median - 100.0).abs() < 1.0, "{median}");
    }
}
