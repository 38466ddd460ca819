//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, so that a bin holds about 0.4 % of all;
//! values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use crate::random::lanes::{LANES, Lanes, Width, Words};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Edges of a histogram.
const EDGES: usize = BINS - 1;

/// Bins between and beyond them.
const BINS: usize = LANES * LANES;

/// Counts at and between edges.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// The edge before each group of [`LANES`] of them; NaN before the first.
    starts: [f64; LANES],
    /// Rising; NaN, which nothing is below or above, fills up. The last one is none.
    edges: [f64; BINS],
    /// Whether some values are frequent.
    lumpy: bool,
    /// Values below the first edge, then between edges, then above the last; after that, if some are frequent, values
    /// equal to each edge, which else are with those below it.
    counts: [u32; 2 * BINS],
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
        let mut edges = [f64::NAN; BINS];
        edges[..chosen.len()].copy_from_slice(&chosen);
        let mut starts = [f64::NAN; LANES];
        for (start, before) in starts[1..].iter_mut().zip(edges.chunks_exact(LANES)) {
            *start = before[LANES - 1];
        }
        let mut histogram = Self {
            lumpy: spike > 1 || !values.is_sorted_by(|one, next| one < next),
            counts: [0; 2 * BINS],
            starts,
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
    /// *Method*: values find their groups of edges side by side; then each is compared with all edges of its group at once.
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
        f64::from(self.counts[place])
    }

    /// Values equal to an edge.
    fn at(&self, place: usize) -> f64 {
        f64::from(self.counts[BINS + place])
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
            starts,
            edges,
            lumpy,
            counts,
            count,
            ..
        } = &mut *self.histogram;
        let groups = groups(starts, values);
        let defined = values.at_most(f64::INFINITY);
        let all = defined.count() == V::LANES;
        *count += defined.count();
        for (value, group) in self.values[at..at + V::LANES].iter().zip(groups) {
            if !all && value.is_nan() {
                continue;
            }
            let value = Lanes::<V::Sixteen>::all(*value);
            let edges = Lanes::load(edges, group);
            let bin = (group + edges.below(value).count()) % BINS;
            let is_edge = *lumpy && edges.equal(value).any();
            counts[bin + BINS * usize::from(is_edge)] += 1;
        }
    }
}

/// The first edge of the last group whose start lies below each value, of the first group if none does.
#[inline(always)]
fn groups<V: Width>(starts: &[f64; LANES], values: Lanes<V>) -> [usize; LANES] {
    let mut group = Words::all(0);
    for step in [8, 4, 2, 1] {
        let next = group.or(step);
        let reached = next.look_up(starts).below(values);
        group = reached.choose(next.floats(), group.floats()).bits();
    }
    let groups = group.each();
    groups.map(|group| usize::from(group.to_le_bytes()[0]) % LANES * LANES)
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
