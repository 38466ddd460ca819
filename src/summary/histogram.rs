//! Quantiles of many values in bounded memory.
//!
//! The edges are order statistics of the first values, so that a bin holds about 0.1 % of all;
//! values equal to an edge are counted apart, so that point masses stay exact. Inside a bin values
//! are taken to be evenly spread.

use std::hint::select_unpredictable;

/// Counts at and between edges.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// Rising; infinite ones fill up to one less than a power of two, so that every search is a walk down a full tree.
    edges: Vec<f64>,
    /// Values equal to each edge.
    at: Vec<u32>,
    /// Values below the first edge, then between edges, then above the last.
    between: Vec<u32>,
    lowest: f64,
    highest: f64,
    count: u64,
}

impl Histogram {
    /// Starts from sorted values, and `spike` more values that all equal `origin`.
    ///
    /// # Panics
    ///
    /// Without values, which is a bug of the caller.
    #[must_use]
    pub fn new(values: &[f64], every: usize, origin: f64, spike: usize) -> Self {
        let last = values[values.len() - 1];
        let mut edges: Vec<f64> = values.iter().copied().step_by(every).collect();
        edges.extend([last, origin]);
        edges.sort_unstable_by(f64::total_cmp);
        edges.dedup();
        edges.resize((edges.len() + 1).next_power_of_two() - 1, f64::INFINITY);
        let mut histogram = Self {
            at: vec![0; edges.len()],
            between: vec![0; edges.len() + 1],
            edges,
            lowest: values[0].min(origin),
            highest: last.max(origin),
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
        const LANES: usize = 16;
        for chunk in values.chunks(LANES) {
            let mut sought = [f64::NAN; LANES];
            sought[..chunk.len()].copy_from_slice(chunk);
            let mut places = [0; LANES];
            let mut width = self.edges.len().div_ceil(2);
            while width > 0 {
                for (place, value) in places.iter_mut().zip(&sought) {
                    let next = *place + width;
                    *place = select_unpredictable(self.edges[next - 1] < *value, next, *place);
                }
                width /= 2;
            }
            for (value, place) in chunk.iter().zip(places) {
                self.count_at(*value, place);
            }
        }
    }

    /// Counts a value that lies above the edges before `place` and no others.
    fn count_at(&mut self, value: f64, place: usize) {
        if value.is_nan() {
            return;
        }
        if self.edges.get(place) == Some(&value) {
            self.at[place] += 1;
        } else {
            self.between[place] += 1;
            self.lowest = self.lowest.min(value);
            self.highest = self.highest.max(value);
        }
        self.count += 1;
    }

    /// The order statistic number `rank` (0 = the lowest), linear inside a bin.
    fn order_statistic(&self, rank: f64) -> f64 {
        let mut below = 0.0;
        for place in 0..=self.edges.len() {
            let count = f64::from(self.between[place]);
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
            if let Some(count) = self.at.get(place) {
                below += f64::from(*count);
                if rank < below {
                    return self.edges[place];
                }
            }
        }
        self.highest
    }

    /// The quantile at probability `p`, type 7.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "counts of paths are far below 2^53"
        )]
        let rank = (self.count - 1) as f64 * p;
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
            .map(|edge| f64::from(self.between[edge]) + f64::from(self.at[edge]))
            .sum();
        let inside = f64::from(self.between[place]);
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
        let mut first: Vec<f64> = (0..2048).map(value).collect();
        first.sort_by(f64::total_cmp);
        let mut histogram = Histogram::new(&first, 2, first[0], 0);
        for index in 2048..100_000 {
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
        let mut histogram = Histogram::new(&first, 4, first[0], 0);
        for index in 0..10_000 {
            histogram.add(&[if index % 4 == 0 { 7.0 } else { 0.0 }]);
        }
        for (p, expected) in [(0.05, 0.0), (0.5, 0.0), (0.72, 0.0), (0.95, 7.0)] {
            assert!((histogram.quantile(p) - expected).abs() < 1e-12, "{p}");
        }
        assert!(histogram.below(0.0).abs() < 1e-12);
    }
}
