//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, so that a bin holds about 0.4 % of all;
//! values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use std::hint::select_unpredictable;

use crate::units::count_to_float;

/// Edges of a histogram, one less than a power of two: every search is a walk down a full tree.
const EDGES: usize = 255;

/// Counts at and between edges.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// Rising; infinite ones fill up.
    edges: Box<[f64; EDGES]>,
    /// At even places: values below the first edge, then between edges, then above the last. At odd
    /// places: values equal to each edge.
    counts: Box<[u32; 2 * (EDGES + 1)]>,
    lowest: f64,
    highest: f64,
    count: usize,
}

impl Histogram {
    /// Starts from sorted values, and `spike` more values that all equal `origin`.
    ///
    /// # Panics
    ///
    /// Without values, which is a bug of the caller.
    #[must_use]
    pub fn new(values: &[f64], origin: f64, spike: usize) -> Self {
        let last = values[values.len() - 1];
        let every = values.len().div_ceil(EDGES - 2);
        let mut chosen: Vec<f64> = values.iter().copied().step_by(every).collect();
        chosen.extend([last, origin]);
        chosen.sort_unstable_by(f64::total_cmp);
        chosen.dedup();
        let mut edges = Box::new([f64::INFINITY; EDGES]);
        edges[..chosen.len()].copy_from_slice(&chosen);
        let mut histogram = Self {
            counts: Box::new([0; 2 * (EDGES + 1)]),
            edges,
            lowest: f64::INFINITY,
            highest: f64::NEG_INFINITY,
            count: 0,
        };
        histogram.add(values);
        histogram.add(&vec![origin; spike]);
        histogram
    }

    /// Counts more values; NaN is none.
    ///
    /// *Method*: several binary searches side by side and without branches: which way a value goes is not predictable.
    pub fn add(&mut self, values: &[f64]) {
        let mut chunks = values.chunks_exact(8);
        for chunk in &mut chunks {
            let mut sought = [0.0; 8];
            sought.copy_from_slice(chunk);
            self.count(sought);
        }
        for value in chunks.remainder() {
            self.count([*value]);
        }
    }

    #[inline(always)]
    fn count<const N: usize>(&mut self, values: [f64; N]) {
        let mut places = [0_usize; N];
        let mut width = EDGES.div_ceil(2);
        while width > 0 {
            for (place, value) in places.iter_mut().zip(&values) {
                let next = *place + width;
                let beyond = self.edges[(next - 1).min(EDGES - 1)] < *value;
                *place = select_unpredictable(beyond, next, *place);
            }
            width /= 2;
        }
        for (place, value) in places.into_iter().zip(values) {
            let is_number = !value.is_nan();
            let at_edge = usize::from(self.edges[place.min(EDGES - 1)] == value);
            self.counts[(2 * place + at_edge).min(2 * EDGES + 1)] += u32::from(is_number);
            self.count += usize::from(is_number);
            self.lowest = if value < self.lowest {
                value
            } else {
                self.lowest
            };
            self.highest = if value > self.highest {
                value
            } else {
                self.highest
            };
        }
    }

    /// Values between the edge before `place` and that at it.
    fn between(&self, place: usize) -> f64 {
        f64::from(self.counts[2 * place])
    }

    /// Values equal to an edge.
    fn at(&self, place: usize) -> f64 {
        self.counts
            .get(2 * place + 1)
            .map_or(0.0, |count| f64::from(*count))
    }

    /// The order statistic number `rank` (0 = the lowest), linear inside a bin.
    fn order_statistic(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        for place in 0..=self.edges.len() {
            let count = self.between(place);
            if count > 0.0 && rank < below + count {
                let low = if place == 0 {
                    self.lowest
                } else {
                    self.edges[place - 1]
                };
                let high = self
                    .edges
                    .get(place)
                    .map_or(self.highest, |edge| edge.min(self.highest));
                return low + (high - low) * (rank - below + 0.5) / count.max(1.0);
            }
            below += count;
            if let Some(edge) = self.edges.get(place) {
                below += self.at(place);
                if rank < below {
                    return *edge;
                }
            }
        }
        self.highest
    }

    /// The quantile at probability `p`, type 7.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        let rank = count_to_float(self.count - 1) * p;
        let low = self.order_statistic(rank.floor());
        if rank.fract() == 0.0 {
            return low;
        }
        let high = self.order_statistic(rank.ceil());
        low + (high - low) * rank.fract()
    }

    /// How many values lie below `value`, linear inside a bin.
    #[must_use]
    pub fn below(&self, value: f64) -> f64 {
        let place = self.edges.partition_point(|edge| *edge < value);
        let whole: f64 = (0..place)
            .map(|edge| self.between(edge) + self.at(edge))
            .sum();
        let inside = self.between(place);
        if inside == 0.0 {
            return whole;
        }
        let low = if place == 0 {
            self.lowest
        } else {
            self.edges[place - 1]
        };
        let high = self
            .edges
            .get(place)
            .map_or(self.highest, |edge| edge.min(self.highest));
        let share = if high > low {
            ((value - low) / (high - low)).clamp(0.0, 1.0)
        } else {
            f64::from(u8::from(value > low))
        };
        whole + inside * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn histogram_quantiles_are_within_a_tenth_of_a_point_of_rank() {
        // a van der Corput sequence squared: a smooth skewed law with a known quantile
        let value = |index: u32| (f64::from(index.reverse_bits()) / 4_294_967_296.0).powi(2);
        let mut first: Vec<f64> = (0..1012).map(value).collect();
        first.sort_by(f64::total_cmp);
        let mut histogram = Histogram::new(&first, first[0], 0);
        for index in 1012..100_000 {
            histogram.add(&[value(index)]);
        }
        for p in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
            let rank = histogram.quantile(p).sqrt();
            assert!((rank - p).abs() < 0.001, "{p}: {rank}");
            let below = histogram.below(p * p) / 100_000.0;
            assert!((below - p).abs() < 0.001, "{p}: {below}");
        }
    }

    #[test]
    fn histogram_keeps_point_masses_exact() {
        let mut first = vec![0.0; 3000];
        first.extend(vec![7.0; 1096]);
        let mut histogram = Histogram::new(&first, first[0], 0);
        for index in 0..10_000 {
            histogram.add(&[if index % 4 == 0 { 7.0 } else { 0.0 }]);
        }
        for (p, expected) in [(0.05, 0.0), (0.5, 0.0), (0.72, 0.0), (0.95, 7.0)] {
            assert!((histogram.quantile(p) - expected).abs() < 1e-12, "{p}");
        }
        assert!(histogram.below(0.0).abs() < 1e-12);
    }
}
