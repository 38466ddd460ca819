//! Count, mean and spread of one number over many paths.

use crate::random::lanes::{LANES, Lanes, Width};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Sums over the paths where a number is defined.
///
/// *Method*: sums are of differences to the first value. There are [`LANES`] of each, and a path adds to the one of its
/// place among all paths: so they are taken side by side, and are the same however the paths come in.
#[derive(Debug, Clone)]
pub struct Moments {
    /// Paths so far.
    seen: usize,
    /// Those where the number is defined.
    count: usize,
    /// The first value.
    origin: f64,
    sums: [f64; LANES],
    squares: [f64; LANES],
}

impl Moments {
    /// Of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self {
            seen: 0,
            count: 0,
            origin: f64::NAN,
            sums: [0.0; LANES],
            squares: [0.0; LANES],
        }
    }

    /// Takes in the values of some paths; NaN is none.
    pub fn add(&mut self, values: &[f64]) {
        let mut rest = values;
        while let [value, others @ ..] = rest
            && (self.count == 0 || !self.seen.is_multiple_of(LANES))
        {
            self.note(*value);
            rest = others;
        }
        wide::run(Add {
            values: rest,
            moments: self,
        });
    }

    fn note(&mut self, value: f64) {
        let lane = self.seen % LANES;
        self.seen += 1;
        if value.is_nan() {
            return;
        }
        if self.count == 0 {
            self.origin = value;
        }
        let difference = value - self.origin;
        self.sums[lane] += difference;
        self.squares[lane] += difference * difference;
        self.count += 1;
    }

    /// Paths where the number is defined.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// The first value; NaN without any.
    #[must_use]
    pub fn origin(&self) -> f64 {
        self.origin
    }

    /// Mean; NaN without any value.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.origin + total(&self.sums) / count_to_float(self.count)
    }

    /// Standard deviation with n − 1; NaN below two, and where squares grow beyond what a float can hold.
    #[must_use]
    pub fn sd(&self) -> f64 {
        if self.count < 2 {
            return f64::NAN;
        }
        let n = count_to_float(self.count);
        let sum = total(&self.sums);
        let squares = total(&self.squares) - sum * sum / n;
        if squares.is_finite() {
            (squares.max(0.0) / (n - 1.0)).sqrt()
        } else {
            f64::NAN
        }
    }
}

fn total(lanes: &[f64; LANES]) -> f64 {
    lanes.iter().sum()
}

/// [`Moments::add`], from the first lane on.
struct Add<'a> {
    values: &'a [f64],
    moments: &'a mut Moments,
}

impl Kernel for Add<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let Moments {
            seen,
            count,
            origin,
            sums,
            squares,
        } = &mut *self.moments;
        let values = Lanes::<V>::load(self.values, at);
        let defined = values.at_most(f64::INFINITY);
        let difference = defined.choose(values - *origin, Lanes::all(0.0));
        let lane = at % LANES;
        difference.add_to(sums, lane);
        (difference * difference).add_to(squares, lane);
        *seen += V::LANES;
        *count += V::LANES;
        if (!defined).any() {
            let values = &self.values[at..at + V::LANES];
            *count -= values.iter().filter(|value| value.is_nan()).count();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Vec<f64> {
        let value = |index: usize| match index % 7 {
            0 | 5 => f64::NAN,
            place => count_to_float(index * 7919 % 10_007) / count_to_float(place),
        };
        (0..1000).map(value).collect()
    }

    #[test]
    fn moments_are_those_of_the_definition() {
        let mut moments = Moments::new();
        moments.add(&values());
        let defined: Vec<f64> = values().into_iter().filter(|v| !v.is_nan()).collect();
        let n = count_to_float(defined.len());
        let mean = defined.iter().sum::<f64>() / n;
        let squares: f64 = defined.iter().map(|value| (value - mean).powi(2)).sum();
        assert_eq!(moments.count(), defined.len());
        assert!((moments.mean() / mean - 1.0).abs() < 1e-12);
        assert!((moments.sd() / (squares / (n - 1.0)).sqrt() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn moments_do_not_depend_on_how_the_paths_come_in() {
        let mut whole = Moments::new();
        whole.add(&values());
        for block in [1, 16, 37, 240] {
            let mut parts = Moments::new();
            values().chunks(block).for_each(|part| parts.add(part));
            let bits = |moments: &Moments| [moments.mean().to_bits(), moments.sd().to_bits()];
            assert_eq!(bits(&parts), bits(&whole), "{block}");
        }
    }

    #[test]
    fn moments_are_the_same_on_every_instruction_set() {
        wide::assert_same_bits(&[vec![0.0; 3]], |rows, runner| {
            let mut moments = Moments::new();
            moments.add(&[3.0]);
            moments.seen = 0;
            let values = values();
            runner.run(Add {
                values: &values,
                moments: &mut moments,
            });
            rows[0] = vec![
                moments.mean(),
                moments.sd(),
                count_to_float(moments.count()),
            ];
        });
    }
}
