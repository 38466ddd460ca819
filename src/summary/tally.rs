//! One number over many paths: moments and quantiles.

use std::array;
use std::sync::OnceLock;

use crate::summary::histogram::Histogram;
use crate::summary::keys::{key, value_of};
use crate::summary::moments::Moments;
use crate::units::count_to_float;

/// Up to this many paths every value is kept and quantiles are exact.
pub const EXACT_PATHS: usize = 4096;

/// In longer runs, values that are kept before a histogram takes over.
const FIRST_PATHS: usize = 800;

/// Mean, spread and quantiles over the paths where a number is defined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statistics {
    /// Paths where it is defined.
    pub defined: usize,
    /// Mean; NaN where nowhere defined.
    pub mean: f64,
    /// Standard deviation with n − 1; NaN below two paths.
    pub sd: f64,
    /// Monte Carlo standard error of the mean, `sd/√defined`.
    pub se: f64,
    /// 5 %, 25 %, 50 %, 75 % and 95 % quantiles.
    pub quantiles: [f64; 5],
}

impl Statistics {
    /// Of nothing.
    pub const UNDEFINED: Self = Self {
        defined: 0,
        mean: f64::NAN,
        sd: f64::NAN,
        se: f64::NAN,
        quantiles: [f64::NAN; 5],
    };
}

/// The probabilities of [`Statistics::quantiles`].
pub const PROBABILITIES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Takes in values path by path; paths where a number is undefined bring NaN, which is left out.
#[derive(Debug, Clone)]
pub struct Tally {
    moments: Moments,
    /// Values kept at most.
    keep: usize,
    store: Store,
    /// Once they were asked for.
    statistics: OnceLock<Statistics>,
}

#[derive(Debug, Clone)]
enum Store {
    /// How many values equal the origin, and the others. A number that is the same on most paths
    /// (a plan that nobody has yet) costs next to nothing.
    Exact {
        spike: usize,
        /// Those of the first that came before the other values were more than [`FIRST_PATHS`].
        early: usize,
        others: Vec<f64>,
    },
    Histogram(Histogram),
}

impl Tally {
    /// An empty tally for a run of `paths` paths.
    #[must_use]
    pub fn new(paths: usize) -> Self {
        Self {
            moments: Moments::new(),
            keep: if paths <= EXACT_PATHS {
                EXACT_PATHS
            } else {
                FIRST_PATHS
            },
            store: Store::Exact {
                spike: 0,
                early: 0,
                others: Vec::new(),
            },
            statistics: OnceLock::new(),
        }
    }

    /// The most bytes that one takes in a run of `paths` paths.
    #[must_use]
    pub fn most_bytes(paths: usize) -> usize {
        let kept = if paths <= EXACT_PATHS {
            paths
        } else {
            FIRST_PATHS
        };
        size_of::<Self>() + kept.next_power_of_two() * size_of::<f64>()
    }

    /// Takes in the values of some paths.
    pub fn add(&mut self, values: &[f64]) {
        self.statistics.take();
        self.moments.add(values);
        let kept = self.keep(values);
        if let Store::Histogram(histogram) = &mut self.store {
            histogram.add(&values[kept..]);
        }
    }

    /// Keeps values until a histogram has to take over; how many.
    fn keep(&mut self, values: &[f64]) -> usize {
        let origin = self.moments.origin();
        let Store::Exact {
            spike,
            early,
            others,
        } = &mut self.store
        else {
            return 0;
        };
        let first = others.len() <= FIRST_PATHS;
        let room = if first { FIRST_PATHS } else { self.keep } - others.len();
        let others_here = values
            .iter()
            .filter(|value| **value != origin && !value.is_nan());
        if values.len() <= room && others_here.count() == values.len() {
            // as much as `most_bytes` says, and not more
            let all = others.len() + values.len();
            if all > others.capacity() {
                others.reserve_exact(all.next_power_of_two() - others.len());
            }
            others.extend_from_slice(values);
            return values.len();
        }
        for (place, value) in values.iter().enumerate() {
            if *value == origin {
                *spike += 1;
            } else if !value.is_nan() {
                if others.len() == FIRST_PATHS {
                    *early = *spike;
                }
                if others.len() == self.keep {
                    self.condense();
                    return place;
                }
                others.push(*value);
            }
        }
        values.len()
    }

    /// Goes over to a histogram, which is made for the first values, whatever came since.
    fn condense(&mut self) {
        let Store::Exact {
            spike,
            early,
            others,
        } = &self.store
        else {
            return;
        };
        let (first, later) = others.split_at(FIRST_PATHS);
        let origin = self.moments.origin();
        let mut histogram = Histogram::new(first, origin, *early);
        histogram.add(later);
        histogram.add(&vec![origin; spike - early]);
        self.store = Store::Histogram(histogram);
    }

    /// Goes on as in a run of more than [`EXACT_PATHS`], which it turns out to be: the same to the bit as if that had
    /// been known from the start.
    pub fn lengthen(&mut self) {
        self.statistics.take();
        self.keep = FIRST_PATHS;
        if let Store::Exact { others, .. } = &self.store
            && others.len() > FIRST_PATHS
        {
            self.condense();
        }
    }

    /// Paths where the number is defined.
    #[must_use]
    pub fn defined(&self) -> usize {
        self.moments.count()
    }

    /// Mean over them; NaN without any.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.moments.mean()
    }

    /// Standard deviation with n − 1; NaN below two, and where squares grow beyond what a float can hold.
    #[must_use]
    pub fn sd(&self) -> f64 {
        self.moments.sd()
    }

    /// The quantile at probability `p`.
    ///
    /// *Formula*: type 7, `x_(h)` at `h = (n − 1)p`, linear between order statistics.
    ///
    /// *Method and error*: exact in a run of up to [`EXACT_PATHS`] paths. In a longer one a histogram, made for what the first
    /// values are like, takes over: from 1 % to 99 % within 0.1 point of rank (99 of 100 samples), but 0.15 in the tails of laws
    /// as heavy as a lognormal one with σ = 3.
    #[must_use]
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantiles_at(&[p])[0]
    }

    /// The quantiles at some probabilities in ascending order; see [`quantile`](Self::quantile).
    #[must_use]
    pub fn quantiles_at(&self, probabilities: &[f64]) -> Vec<f64> {
        if self.defined() == 0 {
            return vec![f64::NAN; probabilities.len()];
        }
        match &self.store {
            Store::Exact { spike, others, .. } => {
                let origin = self.moments.origin();
                let sample = Sample::new(origin, *spike, others, probabilities);
                let quantiles = probabilities.iter().map(|p| sample.quantile(*p));
                quantiles.collect()
            }
            Store::Histogram(histogram) => histogram.quantiles(probabilities),
        }
    }

    /// The share of paths whose value lies below `value`; NaN without any.
    #[must_use]
    pub fn share_below(&self, value: f64) -> f64 {
        if self.defined() == 0 {
            return f64::NAN;
        }
        let below = match &self.store {
            Store::Exact { spike, others, .. } => {
                let below = others.iter().filter(|kept| **kept < value).count();
                count_to_float(
                    below
                        + if self.moments.origin() < value {
                            *spike
                        } else {
                            0
                        },
                )
            }
            Store::Histogram(histogram) => histogram.below(value),
        };
        below / count_to_float(self.defined())
    }

    /// Works out the statistics that will be asked for.
    pub fn work_out(&self) {
        let _ = self.statistics();
    }

    /// All statistics of the output files, worked out when they are first asked for.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        *self.statistics.get_or_init(|| {
            let sd = self.sd();
            let quantiles = self.quantiles_at(&PROBABILITIES);
            Statistics {
                defined: self.defined(),
                mean: self.mean(),
                sd,
                se: sd / count_to_float(self.defined()).sqrt(),
                quantiles: array::from_fn(|place| quantiles[place]),
            }
        })
    }
}

/// The order statistics of what an exact tally keeps, as far as some quantiles need them.
struct Sample {
    origin: f64,
    spike: usize,
    /// How many values lie below the origin.
    below: usize,
    /// Keys of the other values; those that are needed stand where sorting would put them.
    keys: Vec<i64>,
}

impl Sample {
    /// For the quantiles at some probabilities in ascending order.
    fn new(origin: f64, spike: usize, others: &[f64], probabilities: &[f64]) -> Self {
        let mut sample = Self {
            origin,
            spike,
            below: others.iter().filter(|kept| **kept < origin).count(),
            keys: others.iter().copied().map(key).collect(),
        };
        let needed = probabilities.iter().flat_map(|p| sample.ranks(*p).0);
        let mut places: Vec<usize> = needed.filter_map(|rank| sample.place(rank)).collect();
        places.sort_unstable();
        places.dedup();
        settle(&mut sample.keys, 0, &places);
        sample
    }

    /// The ranks that a quantile lies between, and how far beyond the first.
    fn ranks(&self, p: f64) -> ([usize; 2], f64) {
        let last = self.keys.len() + self.spike - 1;
        let rank = count_to_float(last) * p;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the rank lies between 0 and the number of values"
        )]
        let low = (rank.floor() as usize).min(last);
        ([low, (low + 1).min(last)], rank.fract())
    }

    /// Type 7.
    fn quantile(&self, p: f64) -> f64 {
        let (ranks, beyond) = self.ranks(p);
        let [below, above] = ranks.map(|rank| self.order_statistic(rank));
        below + (above - below) * beyond
    }

    fn order_statistic(&self, rank: usize) -> f64 {
        self.place(rank)
            .map_or(self.origin, |place| value_of(self.keys[place]))
    }

    /// Where the value of a rank stands among the keys; `None` where it is the origin.
    fn place(&self, rank: usize) -> Option<usize> {
        if rank < self.below {
            Some(rank)
        } else if rank < self.below + self.spike {
            None
        } else {
            Some(rank - self.spike)
        }
    }
}

/// Up to this many keys are sorted sooner than some of them are found.
const FEW_KEYS: usize = 128;

/// Brings keys where sorting would put them, at least at some places in ascending order: places of all keys, of which
/// these are the ones from number `first` on.
fn settle(keys: &mut [i64], first: usize, places: &[usize]) {
    if places.is_empty() {
        return;
    }
    if keys.len() <= FEW_KEYS {
        keys.sort_unstable();
        return;
    }
    let (before, [middle, after @ ..]) = places.split_at(places.len() / 2) else {
        return;
    };
    let (low, _, high) = keys.select_nth_unstable(middle - first);
    settle(low, first, before);
    settle(high, middle + 1, after);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(values: &[f64]) -> Tally {
        let mut tally = Tally::new(values.len());
        tally.add(values);
        tally
    }

    #[test]
    fn tally_has_the_moments_and_quantiles_of_a_small_sample() {
        let tally = tally(&[4.0, 1.0, f64::NAN, 3.0, 2.0]);
        assert_eq!(tally.defined(), 4);
        assert!((tally.mean() - 2.5).abs() < 1e-12);
        assert!((tally.sd() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        // type 7: h = 3·0.25 = 0.75, between 1 and 2
        assert!((tally.quantile(0.25) - 1.75).abs() < 1e-12);
        assert!((tally.share_below(3.0) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn spread_beyond_what_a_float_can_square_is_undefined_and_not_nothing() {
        let tally = tally(&[1e160, 2e160, 5e160]);
        assert!((tally.mean() / 1e160 - 8.0 / 3.0).abs() < 1e-12);
        assert!(tally.sd().is_nan(), "{}", tally.sd());
    }

    #[test]
    fn tally_that_is_lengthened_is_that_of_a_long_run() {
        let even = |index: usize| count_to_float(index * 7919 % 10_007);
        let frequent = |index: usize| match index % 5 {
            0 => 3.0,
            1 if index > 2500 => f64::NAN,
            _ => even(index),
        };
        // the first value is rare at first, and often there in the end
        let rare = |index: usize| match index % 401 {
            0 => 0.37,
            _ => 0.37 * even(index),
        };
        let laws: [&dyn Fn(usize) -> f64; 2] = [&frequent, &rare];
        for law in laws {
            let values: Vec<f64> = (0..9000).map(law).collect();
            for before in [1, 700, 2500, EXACT_PATHS] {
                let mut long = Tally::new(values.len());
                long.add(&values);
                let mut lengthened = Tally::new(EXACT_PATHS);
                lengthened.add(&values[..before]);
                lengthened.lengthen();
                lengthened.add(&values[before..]);
                assert_eq!(long.statistics(), lengthened.statistics(), "{before}");
                for value in [2.0, 3.0, 555.5, 9_999.0] {
                    let shares =
                        [&long, &lengthened].map(|tally| tally.share_below(value).to_bits());
                    assert_eq!(shares[0], shares[1], "{before}");
                }
            }
        }
    }

    #[test]
    fn tally_without_values_is_undefined() {
        let statistics = tally(&[f64::NAN]).statistics();
        assert_eq!(statistics.defined, 0);
        assert!(statistics.mean.is_nan() && statistics.quantiles[2].is_nan());
    }

    #[test]
    fn tally_that_changes_late_counts_what_came_before() {
        for before in [10_usize, 5000] {
            let mut tally = Tally::new(2 * before);
            tally.add(&vec![3.0; before]);
            assert!((tally.statistics().mean - 3.0).abs() < 1e-12);
            tally.add(&vec![5.0; before]);
            assert!((tally.statistics().mean - 4.0).abs() < 1e-12);
            assert!((tally.quantile(0.25) - 3.0).abs() < 1e-12);
            assert!((tally.quantile(0.75) - 5.0).abs() < 0.01);
            assert!((tally.share_below(4.0) - 0.5).abs() < 1e-12);
        }
    }
}
