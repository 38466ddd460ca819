//! Structure of arrays: one row of numbers per quantity, one lane per path of the block.

use std::cell::RefCell;

use crate::engine::buffers::Spares;
use crate::random::lanes::{LANES, Width};
use crate::random::wide::{self, Kernel};

thread_local! {
    /// What the grids of earlier blocks on this thread leave behind.
    static SPARES: RefCell<Spares> = const { RefCell::new(Spares::new()) };
}

/// An empty vector with room for so many numbers.
fn spare(length: usize) -> Vec<f64> {
    let mut data = SPARES.with_borrow_mut(|spares| spares.take(length));
    data.clear();
    data
}

/// Rows of lanes, stored one after another. Its memory goes to the next grid of its thread.
#[derive(Debug)]
pub struct Grid {
    lanes: usize,
    data: Vec<f64>,
}

impl Clone for Grid {
    fn clone(&self) -> Self {
        let mut data = spare(self.data.len());
        data.extend_from_slice(&self.data);
        Self {
            lanes: self.lanes,
            data,
        }
    }
}

impl Drop for Grid {
    fn drop(&mut self) {
        let data = std::mem::take(&mut self.data);
        // at the end of a thread there may be nowhere left to put it
        let _ = SPARES.try_with(|spares| spares.borrow_mut().give(data));
    }
}

impl Grid {
    /// `rows` rows of `lanes` zeros.
    #[must_use]
    pub fn new(rows: usize, lanes: usize) -> Self {
        let length = rows * lanes;
        let mut data = spare(length);
        data.resize(length, 0.0);
        Self { lanes, data }
    }

    /// No rows yet, and room for so many.
    #[must_use]
    pub fn with_room(rows: usize, lanes: usize) -> Self {
        Self {
            lanes,
            data: spare(rows * lanes),
        }
    }

    /// Lanes in a row.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.data.len() / self.lanes
    }

    /// One row.
    #[must_use]
    #[inline]
    pub fn row(&self, row: usize) -> &[f64] {
        &self.data[row * self.lanes..(row + 1) * self.lanes]
    }

    /// `count` rows from `first` on, one after another.
    #[must_use]
    pub fn block(&self, first: usize, count: usize) -> &[f64] {
        &self.data[first * self.lanes..(first + count) * self.lanes]
    }

    /// One row, to write.
    #[inline]
    pub fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.data[row * self.lanes..(row + 1) * self.lanes]
    }

    /// A row to write and another to read.
    ///
    /// # Panics
    ///
    /// When both are the same row, which is a bug of the caller.
    pub fn pair_mut(&mut self, target: usize, source: usize) -> (&mut [f64], &[f64]) {
        assert_ne!(target, source, "a row can't be read while it is written");
        let lanes = self.lanes;
        if target < source {
            let (low, high) = self.data.split_at_mut(source * lanes);
            (
                &mut low[target * lanes..(target + 1) * lanes],
                &high[..lanes],
            )
        } else {
            let (low, high) = self.data.split_at_mut(target * lanes);
            (
                &mut high[..lanes],
                &low[source * lanes..(source + 1) * lanes],
            )
        }
    }

    /// Adds one row to another.
    pub fn add_row(&mut self, target: usize, source: usize) {
        let (target, source) = self.pair_mut(target, source);
        add(target, source);
    }

    /// Appends a row and returns its number.
    pub fn push(&mut self, row: &[f64]) -> usize {
        debug_assert_eq!(row.len(), self.lanes);
        self.data.extend_from_slice(row);
        self.rows() - 1
    }

    /// Sets every number to `value`.
    pub fn fill(&mut self, value: f64) {
        self.data.fill(value);
    }

    /// All numbers, row after row.
    #[must_use]
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// All numbers, to write.
    pub fn data_mut(&mut self) -> &mut [f64] {
        &mut self.data
    }
}

/// `target += source`, lane by lane.
pub fn add(target: &mut [f64], source: &[f64]) {
    accumulate(target, [source], |[source]| source);
}

/// `target += a·b`, lane by lane.
pub fn add_product(target: &mut [f64], a: &[f64], b: &[f64]) {
    accumulate(target, [a, b], |[a, b]| a * b);
}

/// `target += f(rows)`, lane by lane.
pub fn accumulate<const K: usize>(
    target: &mut [f64],
    rows: [&[f64]; K],
    f: impl Fn([f64; K]) -> f64,
) {
    wide::run(Each {
        target,
        rows,
        f: |before, values| before + f(values),
    });
}

/// `target = f(rows)`, lane by lane.
pub fn assign<const K: usize>(target: &mut [f64], rows: [&[f64]; K], f: impl Fn([f64; K]) -> f64) {
    wide::run(Each {
        target,
        rows,
        f: |_, values| f(values),
    });
}

/// A function of some rows, and of what stood in its place before.
struct Each<'a, F, const K: usize> {
    target: &'a mut [f64],
    rows: [&'a [f64]; K],
    f: F,
}

impl<F: Fn(f64, [f64; K]) -> f64, const K: usize> Kernel for Each<'_, F, K> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.target.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let mut rows = [[0.0; LANES]; K];
        for (lanes, row) in rows.iter_mut().zip(self.rows) {
            lanes[..V::LANES].copy_from_slice(&row[at..at + V::LANES]);
        }
        let target = &mut self.target[at..at + V::LANES];
        for lane in 0..V::LANES {
            let mut values = [0.0; K];
            for row in 0..K {
                values[row] = rows[row][lane];
            }
            target[lane] = (self.f)(target[lane], values);
        }
    }
}

/// Whether every lane is zero.
#[must_use]
pub fn all_zero(row: &[f64]) -> bool {
    row.iter().all(|value| *value == 0.0)
}

/// Whether every lane holds the same number.
#[must_use]
pub fn is_uniform(row: &[f64]) -> bool {
    row.iter().all(|value| *value == row[0])
}

/// `p/(1−p)`.
#[must_use]
#[inline(always)]
pub fn odds(probability: f64) -> f64 {
    probability / (1.0 - probability)
}

/// The probability with these odds; infinite odds are certainty.
#[must_use]
#[inline(always)]
pub fn probability_of_odds(odds: f64) -> f64 {
    if odds.is_infinite() {
        1.0
    } else {
        odds / (1.0 + odds)
    }
}
