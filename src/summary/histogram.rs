//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, so that a bin holds about 0.4 % of all;
//! values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use crate::random::lanes::{LANES, Lanes, Width};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Edges of a histogram.
const EDGES: usize = LANES * LANES - 1;

/// Counts at and between edges.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// The last edge of each group of [`LANES`].
    ends: [f64; LANES],
    /// Rising; infinite ones fill up, the last one is none.
    edges: [f64; EDGES + 1],
    /// At even places: values below the first edge, then between edges, then above the last. At odd
    /// places: values equal to each edge.
    counts: [u32; 2 * (EDGES + 1)],
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
        let mut edges = [f64::INFINITY; EDGES + 1];
        edges[..chosen.len()].copy_from_slice(&chosen);
        let mut ends = [f64::INFINITY; LANES];
        for (end, group) in ends.iter_mut().zip(edges.chunks_exact(LANES)) {
            *end = group[LANES - 1];
        }
        let mut histogram = Self {
            counts: [0; 2 * (EDGES + 1)],
            ends,
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
    /// *Method*: a value is compared with the ends of all groups of edges at once, then with the edges of its group.
    pub fn add(&mut self, values: &[f64]) {
        let mut lowest = [self.lowest; LANES];
        let mut highest = [self.highest; LANES];
        wide::run(Count {
            values,
            histogram: self,
            lowest: &mut lowest,
            highest: &mut highest,
        });
        self.lowest = lowest.into_iter().fold(self.lowest, f64::min);
        self.highest = highest.into_iter().fold(self.highest, f64::max);
    }

    fn edges(&self) -> &[f64] {
        &self.edges[..EDGES]
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
        for place in 0..=EDGES {
            let count = self.between(place);
            if count > 0.0 && rank < below + count {
                let low = if place == 0 {
                    self.lowest
                } else {
                    self.edges[place - 1]
                };
                let next = self.edges().get(place);
                let high = next.map_or(self.highest, |edge| edge.min(self.highest));
                return low + (high - low) * (rank - below + 0.5) / count.max(1.0);
            }
            below += count;
            if let Some(edge) = self.edges().get(place) {
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
        let place = self.edges().partition_point(|edge| *edge < value);
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
            .edges()
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

/// [`Histogram::add`].
struct Count<'a> {
    values: &'a [f64],
    histogram: &'a mut Histogram,
    /// The lowest and the highest value so far, lane by lane.
    lowest: &'a mut [f64; LANES],
    highest: &'a mut [f64; LANES],
}

impl Kernel for Count<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let values = Lanes::<V>::load(self.values, at);
        let lowest = values.min(Lanes::load(self.lowest, 0));
        lowest.store(self.lowest, 0);
        let highest = values.larger(Lanes::load(self.highest, 0));
        highest.store(self.highest, 0);
        let Histogram {
            ends,
            edges,
            counts,
            count,
            ..
        } = self.histogram;
        for value in &self.values[at..at + V::LANES] {
            let group = V::Sixteen::count_below(ends, *value).min(LANES - 1) * LANES;
            let inside = V::Sixteen::count_below(&edges[group..group + LANES], *value);
            let place = (group + inside).min(EDGES);
            let at_edge = usize::from(edges[place] == *value);
            let is_number = !value.is_nan();
            counts[(2 * place + at_edge).min(2 * EDGES)] += u32::from(is_number);
            *count += usize::from(is_number);
        }
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
