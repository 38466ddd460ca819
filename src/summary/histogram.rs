//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, closer together in the tails: a bin holds some 1.5 % of all in the
//! middle, 0.1 % at the ends. Values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use crate::random::lanes::{GROUP, LANES, Lanes, Width, Words};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Edges of a histogram.
const EDGES: usize = BINS - 1;

/// Bins between and beyond them.
const BINS: usize = LANES * GROUP;

/// The order statistics that become edges, in thousandths of the first values.
fn edge_ranks() -> impl Iterator<Item = usize> {
    let lower = (0..12).chain((12..36).step_by(2));
    let lower = lower.chain((36..81).step_by(5));
    let upper = (919..964).step_by(5).chain((964..988).step_by(2));
    lower
        .chain((81..919).step_by(15))
        .chain(upper.chain(988..1000))
}

/// Counts at and between edges.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// The edge before each group of them; NaN before the first.
    starts: [f64; LANES],
    /// Rising; NaN, which nothing is below or above, fills up. The last one is none.
    edges: [[f64; GROUP]; LANES],
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
        let mut chosen: Vec<f64> = edge_ranks()
            .map(|rank| values[rank * values.len() / 1000])
            .chain([last, origin])
            .collect();
        chosen.sort_unstable_by(f64::total_cmp);
        chosen.dedup();
        let mut edges = [[f64::NAN; GROUP]; LANES];
        edges.as_flattened_mut()[..chosen.len()].copy_from_slice(&chosen);
        let mut starts = [f64::NAN; LANES];
        for (start, before) in starts[1..].iter_mut().zip(&edges) {
            *start = before[GROUP - 1];
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

    /// Counts a value of this group of edges so many times.
    #[inline(always)]
    fn note<V: Width>(&mut self, value: f64, group: usize, times: u32) {
        let bin = (GROUP * group + V::count_below(&self.edges[group], value)) % BINS;
        let is_edge = self.lumpy && self.edges.as_flattened()[bin] == value;
        self.counts[bin + BINS * usize::from(is_edge)] += times;
    }

    fn edges(&self) -> &[f64] {
        &self.edges.as_flattened()[..EDGES]
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
                    self.edges()[place - 1]
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
            self.edges()[place - 1]
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
        let histogram = &mut *self.histogram;
        let groups = groups(&histogram.starts, values);
        let defined = values.at_most(f64::INFINITY).count();
        histogram.count += defined;
        let own = &self.values[at..at + V::LANES];
        if values.is(own[0]).count() == V::LANES {
            // one bin, again and again, would wait for itself
            let times = u32::try_from(V::LANES).unwrap_or(0);
            histogram.note::<V>(own[0], groups[0], times);
            return;
        }
        let all = defined == V::LANES;
        for (value, group) in own.iter().zip(groups) {
            if all || !value.is_nan() {
                histogram.note::<V>(*value, group, 1);
            }
        }
    }
}

/// The last group whose start lies below each value, the first if none does.
#[inline(always)]
fn groups<V: Width>(starts: &[f64; LANES], values: Lanes<V>) -> [usize; LANES] {
    let mut group = Words::all(0);
    for step in [8, 4, 2, 1] {
        let next = group.or(step);
        let reached = next.look_up(starts).below(values);
        group = reached.choose(next.floats(), group.floats()).bits();
    }
    let groups = group.each();
    groups.map(|group| usize::from(group.to_le_bytes()[0]) % LANES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::normal_quantile;
    use crate::random::stream::Cell;

    #[test]
    fn histogram_quantiles_are_within_a_tenth_of_a_point_of_rank() {
        // a lognormal law with σ = 1: the first values at random, all others evenly over the law
        let value = |p: f64| normal_quantile(p).exp();
        let even: Vec<f64> = (0..20_000)
            .map(|place| value((f64::from(place) + 0.5) / 20_000.0))
            .collect();
        let mut far = 0;
        for seed in 0..100 {
            let mut first = vec![0.0; 1000];
            Cell::new(seed, 1, 0, 1).fill(0, &mut first);
            for first in &mut first {
                *first = value(*first);
            }
            first.sort_by(f64::total_cmp);
            let mut histogram = Histogram::new(&first, first[0], 0);
            histogram.add(&even);
            let all = |value: f64| {
                let below = |values: &[f64]| values.partition_point(|other| *other < value);
                count_to_float(below(&even) + below(&first)) / 21_000.0
            };
            for p in [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] {
                let quantile = histogram.quantile(p);
                let share = histogram.below(quantile) / 21_000.0;
                assert!((share - p).abs() < 1e-4, "{p}: {share}");
                far += u32::from((all(quantile) - p).abs() > 0.001);
            }
        }
        assert!(far <= 7, "{far} of 700 quantiles are farther off");
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
