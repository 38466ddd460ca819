//! Values by their ranks.

use crate::summary::keys::key;
use crate::units::count_to_float;

/// Values in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// Paths from the lowest value to the highest; of equal values the earlier path first.
    pub order: Vec<u32>,
    /// By path: how far up in the order its value stands, in (0, 1); equal values stand at their middle.
    pub place: Vec<f64>,
}

impl Ranks {
    /// The ranks of values, none of which is NaN.
    ///
    /// *Formula*: `place = (r − ½)/n` with the rank `r = 1 … n`, of equal values the mean of theirs.
    #[must_use]
    pub fn new(values: &[f64]) -> Self {
        // 0 and −0 are the same
        let keys = values.iter().map(|value| key(value + 0.0));
        let mut keyed: Vec<(i64, u32)> = keys.zip(0..).collect();
        keyed.sort_unstable();
        let count = count_to_float(values.len());
        let mut place = vec![0.0; values.len()];
        for (start, ties) in runs(&keyed) {
            let middle = count_to_float(start) + count_to_float(ties.len()) / 2.0;
            for (_, path) in ties {
                place[*path as usize] = middle / count;
            }
        }
        Self {
            order: keyed.into_iter().map(|(_, path)| path).collect(),
            place,
        }
    }

    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether two of the values differ.
    #[must_use]
    pub fn varies(&self) -> bool {
        let ends = self.order.first().zip(self.order.last());
        ends.is_some_and(|(low, high)| self.place[*low as usize] < self.place[*high as usize])
    }

    /// The ranks less their mean, over their length: the product of two such is a rank correlation. All 0 where no
    /// value differs.
    #[must_use]
    pub fn scores(&self) -> Vec<f64> {
        let centred: Vec<f64> = self.place.iter().map(|place| place - 0.5).collect();
        let length = dot(&centred, &centred).sqrt();
        if !self.varies() || length == 0.0 {
            return vec![0.0; centred.len()];
        }
        centred.iter().map(|score| score / length).collect()
    }
}

/// Runs of equal keys, each with where it starts.
fn runs(keyed: &[(i64, u32)]) -> impl Iterator<Item = (usize, &[(i64, u32)])> {
    let mut start = 0;
    keyed.chunk_by(|a, b| a.0 == b.0).map(move |ties| {
        let here = start;
        start += ties.len();
        (here, ties)
    })
}

/// The sum of products.
///
/// *Method*: eight sums side by side, which vectors can do; always in the same order.
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (a_parts, b_parts) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_parts
        .remainder()
        .iter()
        .zip(b_parts.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a_parts.zip(b_parts) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_of_equal_values_are_their_middle() {
        let ranks = Ranks::new(&[3.0, -1.0, 3.0, f64::INFINITY, -0.0, 0.0]);
        assert_eq!(ranks.order, [1, 4, 5, 0, 2, 3]);
        let expected = [4.0, 0.5, 4.0, 5.5, 2.0, 2.0].map(|rank| rank / 6.0);
        assert_eq!(ranks.place, expected);
        assert!(ranks.varies());
    }

    #[test]
    fn scores_of_opposite_orders_have_the_correlation_minus_one() {
        let values: Vec<f64> = (0..101_i32).map(|i| f64::from(i * i)).collect();
        let turned: Vec<f64> = values.iter().map(|value| -value).collect();
        let product = dot(&Ranks::new(&values).scores(), &Ranks::new(&turned).scores());
        assert!((product + 1.0).abs() < 1e-14, "{product}");
    }

    #[test]
    fn scores_of_what_never_varies_are_nothing() {
        let ranks = Ranks::new(&[7.0; 5]);
        assert!(!ranks.varies());
        assert_eq!(ranks.scores(), [0.0; 5]);
        assert!(!Ranks::new(&[]).varies());
    }
}
