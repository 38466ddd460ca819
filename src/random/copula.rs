//! The Gaussian copula: correlated normal scores.

use thiserror::Error;

/// Correlations that cannot be.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CopulaError {
    /// No variables have these correlations.
    #[error(
        "correlations contradict one another at input {row}, expected a positive definite matrix"
    )]
    NotPositiveDefinite {
        /// The input whose correlations with those before it in the matrix leave it no variance of its own.
        row: usize,
    },
    /// A coefficient is NaN or not inside (−1, 1).
    #[error("rho is `{found}` between inputs {first} and {second}, expected above -1 and below 1")]
    Coefficient {
        /// One input.
        first: usize,
        /// The other.
        second: usize,
        /// The coefficient.
        found: f64,
    },
    /// An input is correlated with itself.
    #[error("input {input} is correlated with itself, expected two inputs")]
    Itself {
        /// The input.
        input: usize,
    },
    /// A pair is given twice.
    #[error("inputs {first} and {second} are correlated twice, expected one rho for each pair")]
    Repeated {
        /// One input.
        first: usize,
        /// The other.
        second: usize,
    },
    /// There is no such input.
    #[error("input {input} is correlated, expected one of the {count} inputs")]
    Unknown {
        /// The input.
        input: usize,
        /// How many there are.
        count: usize,
    },
}

/// The Cholesky factor of a correlation matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    size: usize,
    /// Row by row, each up to the diagonal.
    factor: Vec<f64>,
}

impl Cholesky {
    /// Factors the matrix with ones on the diagonal and the coefficients given; pairs not given are uncorrelated.
    ///
    /// *Formula*: `L·Lᵀ = R`, `L` lower triangular.
    ///
    /// # Errors
    ///
    /// If a coefficient or a pair is not allowed, or the matrix is not positive definite (a pivot at or below 1e-12).
    ///
    /// ```
    /// use tiercast::random::copula::Cholesky;
    /// let factor = Cholesky::new(2, &[(0, 1, 0.6)])?;
    /// let mut scores = [1.0, 0.5];
    /// factor.apply(1, &mut scores);
    /// assert!((scores[1] - (0.6 * 1.0 + 0.8 * 0.5)).abs() < 1e-15);
    /// # Ok::<(), tiercast::random::copula::CopulaError>(())
    /// ```
    pub fn new(size: usize, correlations: &[(usize, usize, f64)]) -> Result<Self, CopulaError> {
        let mut factor = correlation_matrix(size, correlations)?;
        for row in 0..size {
            for column in 0..=row {
                let products =
                    (0..column).map(|k| factor[place(row, k)] * factor[place(column, k)]);
                let rest = factor[place(row, column)] - products.sum::<f64>();
                factor[place(row, column)] = if column < row {
                    rest / factor[place(column, column)]
                } else {
                    positive_root(rest).ok_or(CopulaError::NotPositiveDefinite { row })?
                };
            }
        }
        Ok(Self { size, factor })
    }

    /// Turns independent normal scores into correlated ones, in place.
    ///
    /// *Units*: `scores[row * count + lane]`: `count` lanes for each of the matrix's rows.
    ///
    /// *Method*: from the last row up; the first row stays as it is. A row whose correlations are all 0 keeps its bits.
    ///
    /// # Panics
    ///
    /// If `scores` is not `count` lanes for each row.
    pub fn apply(&self, count: usize, scores: &mut [f64]) {
        assert_eq!(
            scores.len(),
            self.size * count,
            "as many scores as rows and lanes are needed"
        );
        for row in (0..self.size).rev() {
            let (before, here) = scores[..(row + 1) * count].split_at_mut(row * count);
            let diagonal = self.factor[place(row, row)];
            for score in here.iter_mut() {
                *score *= diagonal;
            }
            for column in 0..row {
                let weight = self.factor[place(row, column)];
                for (score, other) in here.iter_mut().zip(&before[column * count..]) {
                    *score += weight * other;
                }
            }
        }
    }
}

/// The lower triangle, row by row, of the matrix with the coefficients given.
fn correlation_matrix(
    size: usize,
    correlations: &[(usize, usize, f64)],
) -> Result<Vec<f64>, CopulaError> {
    let mut matrix = vec![0.0; place(size, 0)];
    let mut given = vec![false; matrix.len()];
    for row in 0..size {
        matrix[place(row, row)] = 1.0;
    }
    for &(first, second, found) in correlations {
        if let Some(&input) = [first, second].iter().find(|&&input| input >= size) {
            return Err(CopulaError::Unknown { input, count: size });
        }
        if first == second {
            return Err(CopulaError::Itself { input: first });
        }
        if found.is_nan() || found.abs() >= 1.0 {
            return Err(CopulaError::Coefficient {
                first,
                second,
                found,
            });
        }
        let entry = place(first.max(second), first.min(second));
        if given[entry] {
            return Err(CopulaError::Repeated { first, second });
        }
        given[entry] = true;
        matrix[entry] = found;
    }
    Ok(matrix)
}

/// Where an entry of the lower triangle is kept.
const fn place(row: usize, column: usize) -> usize {
    row * (row + 1) / 2 + column
}

fn positive_root(pivot: f64) -> Option<f64> {
    const ROUNDING: f64 = 1e-12;
    (pivot > ROUNDING).then(|| pivot.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cholesky_factor_gives_the_correlations_back() {
        let correlations = [(0, 1, 0.7), (2, 0, -0.3), (1, 3, 0.2)];
        let cholesky = Cholesky::new(4, &correlations).expect("positive definite");
        // With the unit vectors as lanes, the rows of the scores are the rows of the factor.
        let mut rows = vec![0.0; 16];
        for k in 0..4 {
            rows[5 * k] = 1.0;
        }
        cholesky.apply(4, &mut rows);
        let product = |i: usize, j: usize| {
            (0..4)
                .map(|k| rows[4 * i + k] * rows[4 * j + k])
                .sum::<f64>()
        };
        for (i, j, rho) in correlations.into_iter().chain([(0, 3, 0.0), (2, 2, 1.0)]) {
            assert!((product(i, j) - rho).abs() < 1e-15);
        }
    }

    #[test]
    fn contradictory_correlations_name_the_row() {
        let found = Cholesky::new(3, &[(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)]);
        assert_eq!(found, Err(CopulaError::NotPositiveDefinite { row: 2 }));
    }

    #[test]
    fn impossible_pairs_and_coefficients_are_errors() {
        let error = |correlations: &[(usize, usize, f64)]| {
            Cholesky::new(2, correlations).expect_err("not allowed")
        };
        assert_eq!(
            error(&[(0, 1, 1.0)]).to_string(),
            "rho is `1` between inputs 0 and 1, expected above -1 and below 1"
        );
        assert!(matches!(
            error(&[(0, 1, f64::NAN)]),
            CopulaError::Coefficient { .. }
        ));
        assert_eq!(error(&[(1, 1, 0.5)]), CopulaError::Itself { input: 1 });
        assert_eq!(
            error(&[(0, 1, 0.5), (1, 0, 0.5)]),
            CopulaError::Repeated {
                first: 1,
                second: 0
            }
        );
        assert_eq!(
            error(&[(0, 2, 0.5)]),
            CopulaError::Unknown { input: 2, count: 2 }
        );
    }
}
