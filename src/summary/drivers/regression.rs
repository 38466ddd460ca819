//! Regression on several inputs at once, from their correlations.

/// The least part of an input's variance that those before it may leave, for it to count as one of its own.
const COLLINEAR: f64 = 1e-8;

/// A coefficient above which an input belongs to those that determine another.
const PART: f64 = 1e-3;

/// The inverse of a correlation matrix, on inputs none of which follows from the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The inputs that it has, in the order of the factor.
    chosen: Vec<usize>,
    /// The inverse of the lower triangular factor, row by row.
    inverse: Vec<Vec<f64>>,
    count: usize,
    /// Inputs that cannot be told apart: each follows from the others of its group.
    pub collinear: Vec<Vec<usize>>,
}

/// What a regression says of each input, and of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Standardised coefficients; NaN of inputs that cannot be told apart.
    pub coefficients: Vec<f64>,
    /// Partial correlations, the other inputs held; NaN of inputs that cannot be told apart.
    pub partial: Vec<f64>,
    /// The share of variance that all inputs explain, adjusted for how many there are.
    pub r_squared: f64,
}

impl Regression {
    /// Factors the correlation matrix of `count` inputs, of which `varying` vary.
    ///
    /// *Formula*: `P·R·Pᵀ = L·Lᵀ`, the pivot the input of which the others leave most.
    ///
    /// *Method*: a Cholesky factor with pivoting. It ends where no input has more than 1e-8 of its variance left: each of
    /// the rest follows from those chosen, and is put into a group with the ones it follows from.
    ///
    /// *Source*: `higham-2002`.
    #[must_use]
    pub fn new(count: usize, varying: &[usize], correlation: impl Fn(usize, usize) -> f64) -> Self {
        let mut left: Vec<usize> = varying.to_vec();
        let mut variance: Vec<f64> = vec![1.0; count];
        let mut factor: Vec<Vec<f64>> = vec![Vec::new(); count];
        let mut chosen: Vec<usize> = Vec::new();
        while let Some(at) = largest(&left, &variance) {
            let pivot = left.swap_remove(at);
            let root = variance[pivot].sqrt();
            for other in &left {
                let known: f64 = factor[*other]
                    .iter()
                    .zip(&factor[pivot])
                    .map(|(a, b)| a * b)
                    .sum();
                let entry = (correlation(*other, pivot) - known) / root;
                variance[*other] -= entry * entry;
                factor[*other].push(entry);
            }
            factor[pivot].push(root);
            chosen.push(pivot);
        }
        let inverse = inverted(
            &chosen
                .iter()
                .map(|input| factor[*input].as_slice())
                .collect::<Vec<_>>(),
        );
        let mut regression = Self {
            chosen,
            inverse,
            count,
            collinear: Vec::new(),
        };
        for dependent in left {
            let parts = regression.transposed(&factor[dependent]);
            let mut group = vec![dependent];
            let with = regression
                .chosen
                .iter()
                .zip(parts)
                .filter(|(_, part)| part.abs() > PART);
            group.extend(with.map(|(input, _)| *input));
            regression.join(group);
        }
        regression
    }

    /// Regresses a metric that has these correlations with the inputs, over `paths` paths.
    ///
    /// *Formula*: with `R` the correlations of the inputs and `r` those with the metric: coefficients `β = R⁻¹r`,
    /// `R² = rᵀβ`, partial correlations `β_i/√(β_i² + (R⁻¹)_ii·(1 − R²))`; adjusted `1 − (1 − R²)(n − 1)/(n − 1 − k)`.
    ///
    /// *Units*: correlations of ranks in, standardised rank coefficients out; none has a unit.
    ///
    /// *Source*: `iman-conover-1979`; `saltelli-2008`; `ezekiel-1930`.
    #[must_use]
    pub fn fit(&self, with_metric: &[f64], paths: f64) -> Fit {
        let own: Vec<f64> = self
            .chosen
            .iter()
            .map(|input| with_metric[*input])
            .collect();
        let projected: Vec<f64> = self.inverse.iter().map(|row| product(row, &own)).collect();
        let squared: f64 = projected.iter().map(|part| part * part).sum();
        let slopes = self.transposed(&projected);
        let mut coefficients = vec![f64::NAN; self.count];
        let mut partial = vec![f64::NAN; self.count];
        let rest = (1.0 - squared).max(0.0);
        for (place, (input, slope)) in self.chosen.iter().zip(slopes).enumerate() {
            if self.collinear.iter().any(|group| group.contains(input)) {
                continue;
            }
            let column = self.inverse[place..]
                .iter()
                .map(|row| row[place] * row[place]);
            let alone: f64 = column.sum::<f64>() * rest;
            coefficients[*input] = slope;
            let length = (slope * slope + alone).sqrt();
            partial[*input] = if length > 0.0 { slope / length } else { 0.0 };
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of inputs")]
        let fitted = self.chosen.len() as f64;
        Fit {
            coefficients,
            partial,
            r_squared: (1.0 - rest * (paths - 1.0) / (paths - 1.0 - fitted)).clamp(0.0, 1.0),
        }
    }

    /// `L⁻ᵀ·v`.
    fn transposed(&self, vector: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.inverse.len()];
        for (row, weight) in self.inverse.iter().zip(vector) {
            for (out, entry) in out.iter_mut().zip(row) {
                *out += weight * entry;
            }
        }
        out
    }

    /// Adds a group, joined with those that share an input with it.
    fn join(&mut self, mut group: Vec<usize>) {
        self.collinear.retain(|other| {
            let shares = other.iter().any(|input| group.contains(input));
            if shares {
                group.extend(other);
            }
            !shares
        });
        group.sort_unstable();
        group.dedup();
        self.collinear.push(group);
        self.collinear.sort_unstable();
    }
}

/// The place of the input with most variance left, if that is enough.
fn largest(left: &[usize], variance: &[f64]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (at, input) in left.iter().enumerate() {
        let is_better = best.is_none_or(|best: usize| {
            let (own, other) = (variance[*input], variance[left[best]]);
            // of equals the first input, wherever it stands in the list by now
            own > other || (own == other && *input < left[best])
        });
        if is_better {
            best = Some(at);
        }
    }
    best.filter(|best| variance[left[*best]] > COLLINEAR)
}

/// The inverse of a lower triangular matrix, row by row.
fn inverted(factor: &[&[f64]]) -> Vec<Vec<f64>> {
    let mut inverse: Vec<Vec<f64>> = Vec::with_capacity(factor.len());
    for (place, row) in factor.iter().enumerate() {
        let mut new = vec![0.0; place + 1];
        for (entry, above) in row[..place].iter().zip(&inverse) {
            for (new, above) in new.iter_mut().zip(above) {
                *new -= entry * above;
            }
        }
        new[place] = 1.0;
        for new in &mut new {
            *new /= row[place];
        }
        inverse.push(new);
    }
    inverse
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regression_on_two_inputs_is_the_closed_form() {
        let rho = [[1.0, 0.5], [0.5, 1.0]];
        let regression = Regression::new(2, &[0, 1], |a, b| rho[a][b]);
        let fit = regression.fit(&[0.6, 0.1], 1e12);
        // β = ((r1 − ρ·r2), (r2 − ρ·r1))/(1 − ρ²)
        let expected = [0.55 / 0.75, -0.2 / 0.75];
        let squared = 0.6 * expected[0] + 0.1 * expected[1];
        // r_{y1·2} = (r1 − ρ·r2)/√((1 − r2²)(1 − ρ²)), and likewise
        let partial = [
            0.55 / (0.99 * 0.75_f64).sqrt(),
            -0.2 / (0.64 * 0.75_f64).sqrt(),
        ];
        for input in 0..2 {
            assert!((fit.coefficients[input] - expected[input]).abs() < 1e-12);
            assert!((fit.partial[input] - partial[input]).abs() < 1e-12);
        }
        assert!((fit.r_squared - squared).abs() < 1e-9);
    }

    #[test]
    fn inputs_that_follow_from_others_are_named() {
        // the third is the sum of the first two, the fourth is independent, the fifth does not vary
        let half = 0.5_f64.sqrt();
        let rho = [
            [1.0, 0.0, half, 0.0],
            [0.0, 1.0, half, 0.0],
            [half, half, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
        ];
        let regression = Regression::new(5, &[0, 1, 2, 3], |a, b| rho[a][b]);
        assert_eq!(regression.collinear, [[0, 1, 2]]);
        let fit = regression.fit(&[0.3, 0.3, 0.6 * half, 0.8, 0.0], 1e12);
        for input in [0, 1, 2, 4] {
            assert!(fit.partial[input].is_nan() && fit.coefficients[input].is_nan());
        }
        assert!((fit.coefficients[3] - 0.8).abs() < 1e-12);
        assert!((fit.r_squared - 0.82).abs() < 1e-9, "{}", fit.r_squared);
    }

    #[test]
    fn a_metric_that_its_inputs_determine_has_partial_correlations_of_one() {
        let regression = Regression::new(2, &[0, 1], |a, b| f64::from(u8::from(a == b)));
        let fit = regression.fit(&[0.6, -0.8], 100.0);
        assert!((fit.partial[0] - 1.0).abs() < 1e-7, "{fit:?}");
        assert!((fit.partial[1] + 1.0).abs() < 1e-7, "{fit:?}");
    }
}
