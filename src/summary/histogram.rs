//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, closer together in the tails: a bin holds some 1.5 % of all in the
//! middle, 0.1 % at the ends. Values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use crate::random::lanes::{LANES, Lanes, NODES, Width, Words};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// Bins between edges and beyond them.
const BINS: usize = NODES;

/// Edges of a histogram.
const EDGES: usize = BINS - 1;

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
    /// The edges as a search tree: left of each are those below it. NaN, which nothing is above, fills up.
    tree: [f64; NODES],
    /// Whether some values are frequent.
    lumpy: bool,
    /// Values below the first edge, then between edges, then above the last; after that, if some are frequent, values
    /// equal to each edge, which else are with those below it. The last number is of values that are none.
    counts: [u32; 2 * BINS],
    /// The lowest and the highest value, by place among the values of a call.
    lowest: [f64; LANES],
    highest: [f64; LANES],
    count: usize,
}

/// Where an edge stands in the tree.
fn node(edge: usize) -> usize {
    let number = edge + 1;
    // the more often it can be halved the nearer it is to the root
    let height = number.trailing_zeros();
    (NODES + number) >> (height + 1)
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
        let mut tree = [f64::NAN; NODES];
        for (edge, value) in chosen.into_iter().enumerate() {
            tree[node(edge)] = value;
        }
        let mut histogram = Self {
            lumpy: spike > 1 || !values.is_sorted_by(|one, next| one < next),
            counts: [0; 2 * BINS],
            tree,
            lowest: [f64::INFINITY; LANES],
            highest: [f64::NEG_INFINITY; LANES],
            count: 0,
        };
        histogram.add(values);
        histogram.add(&vec![origin; spike]);
        histogram
    }

    /// Counts more values; NaN is none.
    pub fn add(&mut self, values: &[f64]) {
        wide::run(Count {
            values,
            histogram: self,
        });
    }

    /// An edge, if there is one.
    fn edge(&self, place: usize) -> Option<f64> {
        (place < EDGES).then(|| self.tree[node(place)])
    }

    /// The lowest and the highest value of the bin before the edge `place`.
    fn bin(&self, place: usize) -> [f64; 2] {
        let lowest = || self.lowest.into_iter().fold(f64::INFINITY, f64::min);
        let highest = self.highest.into_iter().fold(f64::NEG_INFINITY, f64::max);
        let below = place.checked_sub(1).and_then(|before| self.edge(before));
        [
            below.unwrap_or_else(lowest),
            self.edge(place).map_or(highest, |edge| edge.min(highest)),
        ]
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
        for place in 0..BINS {
            let count = self.between(place);
            if count > 0.0 && rank < below + count {
                let [low, high] = self.bin(place);
                return low + (high - low) * (rank - below + 0.5) / count.max(1.0);
            }
            below += count;
            if place < EDGES {
                below += self.at(place);
                if rank < below {
                    return self.tree[node(place)];
                }
            }
        }
        let [_, highest] = self.bin(EDGES);
        highest
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
        let place = (0..EDGES).take_while(|edge| self.edge(*edge).is_some_and(|edge| edge < value));
        let place = place.count();
        let whole: f64 = (0..place)
            .map(|edge| self.between(edge) + self.at(edge))
            .sum();
        let inside = self.between(place);
        if inside == 0.0 {
            return whole;
        }
        let [low, high] = self.bin(place);
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
}

impl Kernel for Count<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let histogram = &mut *self.histogram;
        let values = Lanes::<V>::load(self.values, at);
        let lowest = values.min(Lanes::load(&histogram.lowest, 0));
        lowest.store(&mut histogram.lowest, 0);
        let highest = values.larger(Lanes::load(&histogram.highest, 0));
        highest.store(&mut histogram.highest, 0);
        let defined = values.at_most(f64::INFINITY);
        histogram.count += defined.count();
        let bins = histogram.bins(values);
        let bins = defined.choose(bins.floats(), Words::all(NO_BIN).floats());
        let bins = bins.bits().each();
        let bins = bins.map(|bin| usize::from(bin.to_le_bytes()[0]));
        if values.is(self.values[at]).count() == V::LANES {
            // one bin, again and again, would wait for itself
            histogram.counts[bins[0]] += u32::try_from(V::LANES).unwrap_or(0);
            return;
        }
        for bin in &bins[..V::LANES] {
            histogram.counts[*bin] += 1;
        }
    }
}

/// Where what is no value is counted: there is no last edge that anything could be equal to.
const NO_BIN: u64 = 2 * BINS as u64 - 1;

impl Histogram {
    /// Where values are counted.
    ///
    /// *Method*: each goes down the tree, to the left where it is at most the edge. On its way it meets both edges of its bin.
    #[inline(always)]
    fn bins<V: Width>(&self, values: Lanes<V>) -> Words<V> {
        macro_rules! down {
            ($($level:literal)*) => {{
                let mut places = Words::<V>::all(1);
                let mut met = values.below(values);
                $({
                    let edges = places.nodes::<$level>(&self.tree);
                    if self.lumpy {
                        met = met | edges.equal(values);
                    }
                    let left = places.shifted_up(1);
                    let right = left.or(1);
                    places = edges.below(values).choose(right.floats(), left.floats()).bits();
                })*
                (places, met)
            }};
        }
        // at the end places begin with BINS, as the counts of what equals an edge do
        let (places, met) = down!(0 1 2 3 4 5 6);
        let between = places.and(BINS as u64 - 1);
        met.choose(places.floats(), between.floats()).bits()
    }
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
    fn histogram_counts_what_lies_below_between_and_at_edges_on_every_instruction_set() {
        for step in [1.0, 0.5] {
            let first: Vec<f64> = (0..1000).map(|place| f64::from(place / 2) * step).collect();
            let empty = Histogram::new(&first, first[0], 0);
            let edges: Vec<f64> = (0..EDGES)
                .map_while(|place| empty.edge(place).filter(|edge| !edge.is_nan()))
                .collect();
            assert!(edges.len() > 100 && edges.is_sorted_by(|one, next| one < next));
            let values: Vec<f64> = (-20..1103)
                .map(|place| match place {
                    500..520 => 7.0,
                    place if place % 10 == 7 => f64::NAN,
                    place => f64::from(place) * 0.5 * step,
                })
                .collect();
            wide::assert_same_bits(&[vec![0.0; 2 * BINS]], |rows, runner| {
                let mut histogram = empty.clone();
                runner.run(Count {
                    values: &values,
                    histogram: &mut histogram,
                });
                let counts = histogram.counts.iter().zip(empty.counts);
                rows[0] = counts
                    .map(|(after, before)| f64::from(after - before))
                    .collect();
                for (place, edge) in edges.iter().enumerate() {
                    let before = place
                        .checked_sub(1)
                        .map_or(f64::NEG_INFINITY, |at| edges[at]);
                    let within = |value: &&f64| before < **value && **value < *edge;
                    assert_eq!(
                        rows[0][place],
                        count_to_float(values.iter().filter(within).count())
                    );
                    let equal = values.iter().filter(|value| *value == edge).count();
                    assert_eq!(rows[0][BINS + place], count_to_float(equal));
                }
            });
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
