//! What one input tells of which option is best.

use crate::summary::drivers::ranks::Ranks;
use crate::summary::knowing::contest::{Contest, better_than};
use crate::summary::knowing::cross_fit::{Fit, Told, cross_fit};
use crate::units::count_to_float;

/// Most parts of an input's range, within each of which a gain is fitted by a line.
const MOST_BINS: usize = 12;

/// Paths that a bin should have.
const BIN_PATHS: usize = 250;

/// The fewest paths of the other parts that a line is fitted to.
const FEWEST: f64 = 8.0;

/// Below this a spread within a bin is none.
const NO_SPREAD: f64 = 1e-12;

/// Where an input is low and high.
const PLACES: [f64; 2] = [0.1, 0.9];

/// What an input tells, and the options that are best where it is low and high.
///
/// *Method and error*: gains are fitted by lines over the rank in up to 12 bins of 250 paths or more, at least two. What bends
/// within a bin is missed, which matters only where it changes which option is best. A bin of fewer than 8 other paths tells nothing.
#[must_use]
pub fn alone(ranks: &Ranks, contest: &Contest) -> (Told, [usize; 2]) {
    let lines = Lines {
        ranks,
        bins: (contest.paths() / BIN_PATHS).clamp(2, MOST_BINS),
        options: contest.options.len(),
    };
    let (told, whole) = cross_fit(&lines, contest);
    let choices = PLACES.map(|place| {
        let (bin, u) = position(place, lines.bins);
        let mut fitted = vec![0.0; lines.options];
        whole.expect(bin, u, &mut fitted);
        better_than(contest.best, &fitted)
    });
    (told, choices)
}

/// Lines over the rank of an input, in bins.
struct Lines<'a> {
    ranks: &'a Ranks,
    bins: usize,
    options: usize,
}

impl Fit for Lines<'_> {
    type Sums = Bins;
    type Rule = Rule;

    fn nothing(&self) -> Bins {
        Bins::new(self.bins, self.options)
    }

    fn add(&self, sums: &mut Bins, path: usize, gains: &[f64]) {
        let (bin, u) = position(self.ranks.place[path], self.bins);
        sums.cells[bin].add(u, gains);
    }

    fn merge(sums: &mut Bins, other: &Bins, weight: f64) {
        sums.add(other, weight);
    }

    fn rule(&self, sums: &Bins) -> Rule {
        Rule::new(sums)
    }

    fn expect(&self, rule: &Rule, path: usize, fitted: &mut [f64]) {
        let (bin, u) = position(self.ranks.place[path], self.bins);
        rule.expect(bin, u, fitted);
    }
}

/// The bin of a place in (0, 1), and how far from its middle that is.
fn position(place: f64, bins: usize) -> (usize, f64) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the number of bins"
    )]
    let bin = ((place * count_to_float(bins)) as usize).min(bins - 1);
    let middle = (count_to_float(bin) + 0.5) / count_to_float(bins);
    (bin, place - middle)
}

/// What the lines of a bin are made of.
#[derive(Debug, Clone)]
struct Cell {
    n: f64,
    u: f64,
    uu: f64,
    /// By option: the sum of its gains.
    y: Vec<f64>,
    uy: Vec<f64>,
}

impl Cell {
    fn add(&mut self, u: f64, gains: &[f64]) {
        self.n += 1.0;
        self.u += u;
        self.uu += u * u;
        for (y, gain) in self.y.iter_mut().zip(gains) {
            *y += gain;
        }
        for (uy, gain) in self.uy.iter_mut().zip(gains) {
            *uy += u * gain;
        }
    }
}

#[derive(Debug, Clone)]
struct Bins {
    cells: Vec<Cell>,
}

impl Bins {
    fn new(bins: usize, options: usize) -> Self {
        let cell = Cell {
            n: 0.0,
            u: 0.0,
            uu: 0.0,
            y: vec![0.0; options],
            uy: vec![0.0; options],
        };
        Self {
            cells: vec![cell; bins],
        }
    }

    fn add(&mut self, other: &Self, weight: f64) {
        for (own, other) in self.cells.iter_mut().zip(&other.cells) {
            own.n += weight * other.n;
            own.u += weight * other.u;
            own.uu += weight * other.uu;
            for (own, other) in own.y.iter_mut().zip(&other.y) {
                *own += weight * other;
            }
            for (own, other) in own.uy.iter_mut().zip(&other.uy) {
                *own += weight * other;
            }
        }
    }
}

/// What is expected of each option at each value of the input.
struct Rule {
    /// By bin, in it by option: what the line has in the middle of the bin, and its slope.
    levels: Vec<Vec<f64>>,
    slopes: Vec<Vec<f64>>,
}

impl Rule {
    fn new(bins: &Bins) -> Self {
        let n: f64 = bins.cells.iter().map(|cell| cell.n).sum();
        let (mut levels, mut slopes) = (Vec::new(), Vec::new());
        for cell in &bins.cells {
            let options = cell.y.len();
            let spread = cell.uu - cell.u * cell.u / cell.n;
            if cell.n < FEWEST {
                // nothing is gained by anything
                levels.push(vec![0.0; options]);
                slopes.push(vec![0.0; options]);
                continue;
            }
            let slope = |option: usize| {
                if spread > NO_SPREAD * n {
                    (cell.uy[option] - cell.u * cell.y[option] / cell.n) / spread
                } else {
                    0.0
                }
            };
            let own: Vec<f64> = (0..options).map(slope).collect();
            let level = |option: usize| (cell.y[option] - own[option] * cell.u) / cell.n;
            levels.push((0..options).map(level).collect());
            slopes.push(own);
        }
        Self { levels, slopes }
    }

    /// What is expected of each option at a place.
    fn expect(&self, bin: usize, u: f64, fitted: &mut [f64]) {
        let lines = self.levels[bin].iter().zip(&self.slopes[bin]);
        for (fitted, (level, slope)) in fitted.iter_mut().zip(lines) {
            *fitted = level + slope * u;
        }
    }
}
