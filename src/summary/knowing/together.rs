//! What several inputs tell together of which option is best.

use crate::summary::drivers::ranks::Ranks;
use crate::summary::knowing::contest::Contest;
use crate::summary::knowing::cross_fit::{Fit, Told, cross_fit};
use crate::units::count_to_float;

/// Most members of a group whose products and cubes are taken in.
const FEW: usize = 5;

/// Most members of a group whose squares are taken in.
const MANY: usize = 60;

/// The least that coefficients are drawn towards 0, for each path: where members determine one another it keeps them apart.
const LEAST_RIDGE: f64 = 1e-6;

/// What the inputs of a group tell; `None` where none of them varies.
///
/// *Formula*: least squares of the gains on the ranks of the members by Legendre's polynomials: of up to 5 members the first three
/// of each and the products of their first in pairs, of up to 60 the first two, of more the first; the coefficients are drawn
/// towards 0 (a ridge) by `λ = p·s²/Σβ²`, p their number, s² what the fit leaves.
///
/// *Method and error*: members of larger groups count one by one: what they do together beyond the sum is missed, and the value
/// errs low.
///
/// *Source*: `hoerl-kennard-1970`.
#[must_use]
pub fn together(ranks: &[&Ranks], contest: &Contest) -> Option<Told> {
    let varying: Vec<&Ranks> = ranks
        .iter()
        .copied()
        .filter(|ranks| ranks.varies())
        .collect();
    if varying.is_empty() {
        return None;
    }
    let paths = contest.paths();
    let features = features(&varying, paths);
    let polynomials = Polynomials {
        width: features.len() / paths,
        options: contest.options.len(),
        features,
    };
    let (told, _) = cross_fit(&polynomials, contest);
    Some(told)
}

/// Polynomials of the ranks of some inputs.
struct Polynomials {
    width: usize,
    options: usize,
    /// By path, in it by feature.
    features: Vec<f64>,
}

impl Polynomials {
    fn row(&self, path: usize) -> &[f64] {
        &self.features[path * self.width..][..self.width]
    }
}

impl Fit for Polynomials {
    type Sums = Sums;
    type Rule = Vec<f64>;

    fn nothing(&self) -> Sums {
        Sums::new(self.width, self.options)
    }

    fn add(&self, sums: &mut Sums, path: usize, gains: &[f64]) {
        sums.add(self.row(path), gains);
    }

    fn merge(sums: &mut Sums, other: &Sums, weight: f64) {
        sums.merge(other, weight);
    }

    fn rule(&self, sums: &Sums) -> Vec<f64> {
        sums.fit()
    }

    fn expect(&self, rule: &Vec<f64>, path: usize, fitted: &mut [f64]) {
        expect(rule, self.row(path), fitted);
    }
}

/// By path: 1, and polynomials of the ranks, each of mean 0 and variance 1.
fn features(ranks: &[&Ranks], paths: usize) -> Vec<f64> {
    let degree = match ranks.len() {
        count if count <= FEW => 3,
        count if count <= MANY => 2,
        _ => 1,
    };
    let mut features = Vec::new();
    for path in 0..paths {
        features.push(1.0);
        let steps: Vec<f64> = ranks
            .iter()
            .map(|ranks| 2.0 * ranks.place[path] - 1.0)
            .collect();
        for t in &steps {
            let polynomials = [
                3.0_f64.sqrt() * t,
                5.0_f64.sqrt() * (1.5 * t * t - 0.5),
                7.0_f64.sqrt() * (2.5 * t * t - 1.5) * t,
            ];
            features.extend(&polynomials[..degree]);
        }
        if ranks.len() <= FEW {
            for (place, t) in steps.iter().enumerate() {
                features.extend(steps[..place].iter().map(|other| 3.0 * t * other));
            }
        }
    }
    features
}

/// What a rule expects of each option.
fn expect(coefficients: &[f64], row: &[f64], fitted: &mut [f64]) {
    fitted.fill(0.0);
    for (feature, coefficients) in row.iter().zip(coefficients.chunks_exact(fitted.len())) {
        for (fitted, coefficient) in fitted.iter_mut().zip(coefficients) {
            *fitted += feature * coefficient;
        }
    }
}

/// Sums of products of features, and of features and gains.
#[derive(Debug, Clone)]
struct Sums {
    width: usize,
    options: usize,
    n: f64,
    /// The lower half, row by row.
    gram: Vec<f64>,
    /// By feature, in it by option.
    products: Vec<f64>,
    /// By option.
    squares: Vec<f64>,
}

impl Sums {
    fn new(width: usize, options: usize) -> Self {
        Self {
            width,
            options,
            n: 0.0,
            gram: vec![0.0; width * width],
            products: vec![0.0; width * options],
            squares: vec![0.0; options],
        }
    }

    fn add(&mut self, row: &[f64], gains: &[f64]) {
        self.n += 1.0;
        for (place, feature) in row.iter().enumerate() {
            let products = &mut self.gram[place * self.width..][..=place];
            for (sum, other) in products.iter_mut().zip(row) {
                *sum += feature * other;
            }
            let products = &mut self.products[place * self.options..][..self.options];
            for (sum, gain) in products.iter_mut().zip(gains) {
                *sum += feature * gain;
            }
        }
        for (sum, gain) in self.squares.iter_mut().zip(gains) {
            *sum += gain * gain;
        }
    }

    fn merge(&mut self, other: &Self, weight: f64) {
        self.n += weight * other.n;
        let pairs = [
            (&mut self.gram, &other.gram),
            (&mut self.products, &other.products),
            (&mut self.squares, &other.squares),
        ];
        for (own, other) in pairs {
            for (own, other) in own.iter_mut().zip(other) {
                *own += weight * other;
            }
        }
    }

    /// The coefficients, by feature, in it by option.
    fn fit(&self) -> Vec<f64> {
        let least = LEAST_RIDGE * self.n;
        let first = self.solve(least);
        let fitted = count_to_float(self.width - 1);
        // by option what the fit leaves, and the size of the coefficients beside the mean
        let (mut left, mut size) = (0.0, 0.0);
        for option in 0..self.options {
            let at = |sums: &[f64], feature: usize| sums[feature * self.options + option];
            let explained: f64 = (0..self.width)
                .map(|feature| at(&first, feature) * at(&self.products, feature))
                .sum();
            let spare = self.n - fitted - 1.0;
            left += if spare > fitted {
                (self.squares[option] - explained).max(0.0) / spare
            } else {
                self.squares[option] / self.n
            };
            size += (1..self.width)
                .map(|feature| at(&first, feature).powi(2))
                .sum::<f64>();
        }
        if size <= 0.0 {
            return first;
        }
        self.solve((fitted * left / size).max(least))
    }

    /// The coefficients with a ridge: Cholesky's factor, then two triangles.
    fn solve(&self, ridge: f64) -> Vec<f64> {
        let (width, options) = (self.width, self.options);
        let mut factor = self.gram.clone();
        let mut solution = self.products.clone();
        for row in 0..width {
            if row > 0 {
                factor[row * width + row] += ridge;
            }
            for column in 0..=row {
                let (above, own) = factor.split_at(row * width);
                let other = if column < row {
                    &above[column * width..][..column]
                } else {
                    &own[..column]
                };
                let sum: f64 = own[..column].iter().zip(other).map(|(a, b)| a * b).sum();
                let value = own[column] - sum;
                factor[row * width + column] = if column == row {
                    value.max(f64::MIN_POSITIVE).sqrt()
                } else {
                    value / factor[column * width + column]
                };
            }
        }
        for row in 0..width {
            for column in 0..row {
                subtract(
                    &mut solution,
                    options,
                    [row, column],
                    factor[row * width + column],
                );
            }
            divide(
                &mut solution[row * options..][..options],
                factor[row * width + row],
            );
        }
        for row in (0..width).rev() {
            for below in row + 1..width {
                subtract(
                    &mut solution,
                    options,
                    [row, below],
                    factor[below * width + row],
                );
            }
            divide(
                &mut solution[row * options..][..options],
                factor[row * width + row],
            );
        }
        solution
    }
}

/// Takes a multiple of one row from another.
fn subtract(rows: &mut [f64], width: usize, [row, other]: [usize; 2], factor: f64) {
    for option in 0..width {
        rows[row * width + option] -= factor * rows[other * width + option];
    }
}

fn divide(row: &mut [f64], by: f64) {
    for value in row {
        *value /= by;
    }
}
