//! Bins between order statistics of the first values, closer together in the tails: one holds some 1.5 % of all in the middle,
//! 0.1 % at the ends. Values equal to an edge are counted apart, so that point masses stay exact.

use super::counters::Counters;
use super::{Count, Extent, Pieces, add};
use crate::random::lanes::{Lanes, NODES, Width, Words};
use crate::random::wide::Kernel;
use crate::summary::keys::sorted;

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
pub struct Tree {
    /// The edges as a search tree: left of each are those below it. NaN, which nothing is above, fills up.
    nodes: [f64; NODES],
    /// Whether some values are frequent.
    lumpy: bool,
    /// Values below the first edge, then between edges, then above the last; after that, if some are frequent, values
    /// equal to each edge, which else are with those below it. The last number is of values that are none.
    counts: Counters<{ 2 * BINS }>,
    extent: Extent,
}

/// Where an edge stands in the tree.
fn node(edge: usize) -> usize {
    let number = edge + 1;
    // the more often it can be halved the nearer it is to the root
    let height = number.trailing_zeros();
    (NODES + number) >> (height + 1)
}

impl Tree {
    /// Starts from some values, and `spike` more that all equal `origin`.
    ///
    /// # Panics
    ///
    /// Without values, which is a bug of the caller.
    #[must_use]
    pub fn new(values: &[f64], origin: f64, spike: usize) -> Self {
        let values = &sorted(values);
        let last = values[values.len() - 1];
        let mut chosen: Vec<f64> = edge_ranks()
            .map(|rank| values[rank * values.len() / 1000])
            .chain([last, origin])
            .collect();
        chosen.sort_unstable_by(f64::total_cmp);
        chosen.dedup();
        let mut nodes = [f64::NAN; NODES];
        for (edge, value) in chosen.into_iter().enumerate() {
            nodes[node(edge)] = value;
        }
        let mut tree = Self {
            lumpy: spike > 1 || !values.is_sorted_by(|one, next| one < next),
            counts: Counters::new(),
            nodes,
            extent: Extent::new(),
        };
        add(&mut tree, values);
        add(&mut tree, &vec![origin; spike]);
        tree
    }

    /// An edge, if there is one.
    fn edge(&self, place: usize) -> Option<f64> {
        (place < EDGES).then(|| self.nodes[node(place)])
    }
}

impl Pieces for Tree {
    /// The bins, each followed by the values equal to the edge at its end.
    const PIECES: usize = 2 * BINS - 1;

    fn extent(&self) -> &Extent {
        &self.extent
    }

    fn extent_mut(&mut self) -> &mut Extent {
        &mut self.extent
    }

    fn make_room(&mut self, more: usize) {
        self.counts.make_room(more);
    }

    fn count(&self, piece: usize) -> u32 {
        self.counts.at(piece % 2 * BINS + piece / 2)
    }

    fn ends(&self, piece: usize, [lowest, highest]: [f64; 2]) -> [f64; 2] {
        let place = piece / 2;
        if piece % 2 == 1 {
            return [self.nodes[node(place)]; 2];
        }
        let below = place.checked_sub(1).and_then(|before| self.edge(before));
        [
            below.unwrap_or(lowest),
            self.edge(place).map_or(highest, |edge| edge.min(highest)),
        ]
    }
}

impl Kernel for &mut Count<'_, Tree> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let tree = &mut *self.pieces;
        let values = Lanes::<V>::load(self.values, at);
        let defined = self.range.note(values);
        let bins = tree.bins(values);
        let bins = defined.choose(bins.floats(), Words::all(NO_BIN).floats());
        let bins = bins.bits().each();
        let bins = bins.map(|bin| usize::from(bin.to_le_bytes()[0]));
        if values.is(self.values[at]).count() == V::LANES {
            // one bin, again and again, would wait for itself
            tree.counts
                .add(bins[0], u16::try_from(V::LANES).unwrap_or(0));
            return;
        }
        for bin in &bins[..V::LANES] {
            tree.counts.add(*bin, 1);
        }
    }
}

/// Where what is no value is counted: there is no last edge that anything could be equal to.
const NO_BIN: u64 = 2 * BINS as u64 - 1;

impl Tree {
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
                    let edges = places.nodes::<$level>(&self.nodes);
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
    use crate::random::wide;
    use crate::units::count_to_float;

    #[test]
    fn tree_counts_what_lies_below_between_and_at_edges_on_every_instruction_set() {
        for step in [1.0, 0.5] {
            let first: Vec<f64> = (0..1000).map(|place| f64::from(place / 2) * step).collect();
            let empty = Tree::new(&first, first[0], 0);
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
                let mut tree = empty.clone();
                runner.run(&mut Count::new(&values, &mut tree));
                let counted = |place| tree.counts.at(place) - empty.counts.at(place);
                rows[0] = (0..2 * BINS)
                    .map(|place| f64::from(counted(place)))
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
}
