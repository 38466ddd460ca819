//! The variance components of one number, from sums over replicates.

use crate::summary::components::Varies;
use crate::summary::drivers::{FEWEST_PATHS, Share};
use crate::summary::jackknife::{BLOCKS, STUDENT_95, jackknife_error};
use crate::units::count_to_float;

/// Standard errors beyond 0 from which on a share counts: about one share in 250 that is none does.
const BEYOND_CHANCE: f64 = 3.0;

/// Fewer paths that make all of the spread of luck say nothing of its parts.
const FEWEST_ALIKE: f64 = 10.0;

/// Below this share of its square a variance is rounding.
const ROUNDING: f64 = 1e-24;

/// Where the spread of one number comes from. The shares that can be told from 0 add up to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// The standard deviation over all paths and replicates, in the metric's unit.
    pub sd: f64,
    /// What is not known: the inputs.
    pub inputs: Share,
    /// The market's noise.
    pub market: Share,
    /// What people happen to do.
    pub chance: Share,
}

/// The sums of one number, by jackknife block.
#[derive(Debug, Clone)]
pub struct Cells {
    /// Near the values, so that their squares keep their digits.
    near: f64,
    blocks: Vec<Sums>,
}

/// Of paths and their replicates.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    paths: f64,
    /// Of all values, and of their squares.
    values: f64,
    squares: f64,
    /// Squared differences of those with the same inputs alone.
    same_inputs: f64,
    /// Squared differences of those with the same inputs and market.
    same_market: f64,
    /// Squares of the squared differences of a path and one with the same inputs.
    fourth: f64,
}

impl Default for Cells {
    fn default() -> Self {
        Self {
            near: f64::NAN,
            blocks: vec![Sums::default(); BLOCKS],
        }
    }
}

impl Cells {
    /// A path and one with the same inputs.
    pub fn add_two(&mut self, block: usize, [own, luck]: [f64; 2]) {
        let Some([own, luck]) = self.centred([own, luck]) else {
            return;
        };
        let sums = &mut self.blocks[block];
        sums.paths += 1.0;
        sums.values += f64::midpoint(own, luck);
        sums.squares += f64::midpoint(own * own, luck * luck);
        sums.same_inputs += (own - luck).powi(2);
        sums.fourth += (own - luck).powi(4);
    }

    /// A path, one with the same inputs, and one with the same inputs and market.
    pub fn add_three(&mut self, block: usize, [own, luck, chance]: [f64; 3]) {
        let Some([own, luck, chance]) = self.centred([own, luck, chance]) else {
            return;
        };
        let sums = &mut self.blocks[block];
        sums.paths += 1.0;
        sums.values += (own + luck + chance) / 3.0;
        sums.squares += (own * own + luck * luck + chance * chance) / 3.0;
        sums.same_inputs += f64::midpoint((own - luck).powi(2), (chance - luck).powi(2));
        sums.same_market += (own - chance).powi(2);
        sums.fourth += (own - luck).powi(4);
    }

    /// From the first of all values; `None` where one is undefined.
    fn centred<const N: usize>(&mut self, values: [f64; N]) -> Option<[f64; N]> {
        if !values.iter().all(|value| value.is_finite()) {
            return None;
        }
        if self.near.is_nan() {
            self.near = values[0];
        }
        Some(values.map(|value| value - self.near))
    }

    /// Where the spread comes from; `None` where there is none, on fewer than 100 paths, or where fewer
    /// than some ten paths carry it.
    #[must_use]
    pub fn split(&self, varies: Varies) -> Option<Split> {
        let all = self
            .blocks
            .iter()
            .fold(Sums::default(), |all, own| all.with(*own, 1.0));
        if all.paths < count_to_float(FEWEST_PATHS) {
            return None;
        }
        let variance = all.variance(varies);
        if variance <= ROUNDING * self.near * self.near || all.is_carried_by_few() {
            return None;
        }
        let without = |own: &Sums| all.with(*own, -1.0).shares(varies);
        let without: Vec<[f64; 3]> = self.blocks.iter().map(without).collect();
        let told = [varies.inputs, varies.market, true];
        let shares = [0, 1, 2].map(|part| {
            if !told[part] {
                return Share::NONE;
            }
            let without: Vec<f64> = without.iter().map(|shares| shares[part]).collect();
            share(all.shares(varies)[part], jackknife_error(&without))
        });
        let [inputs, market, chance] = whole(shares);
        Some(Split {
            sd: variance.sqrt(),
            inputs,
            market,
            chance,
        })
    }
}

impl Sums {
    /// With so many times other sums.
    fn with(self, other: Self, weight: f64) -> Self {
        Self {
            paths: self.paths + weight * other.paths,
            values: self.values + weight * other.values,
            squares: self.squares + weight * other.squares,
            same_inputs: self.same_inputs + weight * other.same_inputs,
            same_market: self.same_market + weight * other.same_market,
            fourth: self.fourth + weight * other.fourth,
        }
    }

    /// Whether a few paths make nearly all of what luck does: their squares would add up to it with so few paths alike.
    fn is_carried_by_few(self) -> bool {
        self.fourth > 0.0 && self.same_inputs.powi(2) / self.fourth < FEWEST_ALIKE
    }

    /// The variance of one path; without uncertain inputs that of its luck.
    fn variance(self, varies: Varies) -> f64 {
        if !varies.inputs {
            return self.same_inputs / (2.0 * self.paths);
        }
        let mean = self.values / self.paths;
        (self.squares / self.paths - mean * mean) * self.paths / (self.paths - 1.0)
    }

    /// The shares of inputs, market and chance: the components of a nested analysis of variance.
    ///
    /// *Formula*: with `V` the variance over all, `W = ½·mean (y − y′)²` over pairs with the same inputs and
    /// `C = ½·mean (y − y″)²` over pairs with the same inputs and market: `(V − W)/V`, `(W − C)/V` and `C/V`.
    ///
    /// *Source*: `searle-1992`.
    fn shares(self, varies: Varies) -> [f64; 3] {
        let variance = self.variance(varies);
        let luck = self.same_inputs / (2.0 * self.paths);
        let chance = if varies.market {
            self.same_market / (2.0 * self.paths)
        } else {
            luck
        };
        [variance - luck, luck - chance, chance].map(|part| part / variance)
    }
}

/// The shares that can be told from 0, made to add up to 1: those that cannot leave it to them.
fn whole(shares: [Share; 3]) -> [Share; 3] {
    let sum: f64 = shares.iter().map(|share| share.value).sum();
    if sum <= 0.0 {
        return shares;
    }
    let scaled = |end: f64| end / sum;
    shares.map(|share| {
        if share.is_clear {
            Share::new([share.value, share.low, share.high].map(scaled), true)
        } else {
            share
        }
    })
}

/// A share with its interval, cut to 0 … 1.
fn share(value: f64, error: f64) -> Share {
    let half = STUDENT_95 * error;
    let is_clear = value > BEYOND_CHANCE * error && value > 0.0;
    Share::new([value, value - half, value + half], is_clear)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::normal_quantile;
    use crate::random::stream::Cell;

    const ALL: Varies = Varies {
        inputs: true,
        market: true,
    };

    fn normals(seed: u64, purpose: u64, count: usize) -> Vec<f64> {
        let mut values = vec![0.0; count];
        Cell::new(seed, purpose, 0, 0).fill(0, &mut values);
        values.into_iter().map(normal_quantile).collect()
    }

    /// Paths of inputs, market and chance with these standard deviations, around 1000.
    fn cells(seed: u64, paths: usize, sds: [f64; 3]) -> Cells {
        let draw = |purpose| normals(seed, purpose, paths);
        let inputs = draw(1);
        let (markets, chances) = ([draw(2), draw(3)], [draw(4), draw(5), draw(6)]);
        let mut cells = Cells::default();
        for path in 0..paths {
            let value = |market: usize, chance: usize| {
                1000.0
                    + sds[0] * inputs[path]
                    + sds[1] * markets[market][path]
                    + sds[2] * chances[chance][path]
            };
            let block = path * BLOCKS / paths;
            cells.add_three(block, [value(0, 0), value(1, 1), value(0, 2)]);
        }
        cells
    }

    #[test]
    fn shares_of_variance_are_the_closed_form_within_their_intervals() {
        // variances 4, 1 and 1
        let truth = [4.0 / 6.0, 1.0 / 6.0, 1.0 / 6.0];
        let mut held = [0; 3];
        for seed in 0..200 {
            let split = cells(seed, 2000, [2.0, 1.0, 1.0])
                .split(ALL)
                .expect("a spread");
            let shares = [split.inputs, split.market, split.chance];
            for (held, (share, truth)) in held.iter_mut().zip(shares.iter().zip(truth)) {
                *held += i32::from(share.low <= truth && truth <= share.high);
            }
            let sum: f64 = shares.iter().map(|share| share.value).sum();
            assert!((sum - 1.0).abs() < 1e-12);
            assert!((split.sd - 6.0_f64.sqrt()).abs() < 0.25, "{}", split.sd);
        }
        // of 190 expected each; below 171 comes with a chance below 1e-7
        assert!(held.iter().all(|held| *held >= 171), "{held:?}");
    }

    #[test]
    fn a_source_without_effect_is_not_told_from_nothing() {
        let mut told = [0; 2];
        for seed in 0..500 {
            let split = cells(seed, 1000, [0.0, 0.0, 1.0])
                .split(ALL)
                .expect("a spread");
            for (told, share) in told.iter_mut().zip([split.inputs, split.market]) {
                *told += i32::from(share.is_clear);
                assert!(share.is_clear || (share.value, share.low) == (0.0, 0.0));
            }
            let sum = split.inputs.value + split.market.value + split.chance.value;
            assert!((sum - 1.0).abs() < 1e-12);
        }
        // some 2 of 500 are expected each; 15 come with a chance below 1e-8
        assert!(told.iter().all(|told| *told < 15), "{told:?}");
    }

    #[test]
    fn a_source_that_does_not_vary_has_no_share() {
        let varies = Varies {
            inputs: false,
            market: false,
        };
        let mut cells = Cells::default();
        for (path, (own, other)) in normals(1, 1, 200)
            .into_iter()
            .zip(normals(1, 2, 200))
            .enumerate()
        {
            cells.add_two(path * BLOCKS / 200, [own, other]);
        }
        let split = cells.split(varies).expect("a spread");
        assert_eq!((split.inputs, split.market), (Share::NONE, Share::NONE));
        assert!((split.chance.value - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_has_no_spread_or_too_few_paths_is_not_split() {
        assert_eq!(cells(1, 2000, [0.0; 3]).split(ALL), None);
        assert_eq!(cells(1, 99, [1.0; 3]).split(ALL), None);
        let mut cells = Cells::default();
        for block in 0..BLOCKS {
            cells.add_three(block, [1.0, f64::NAN, 2.0]);
        }
        assert_eq!(cells.split(ALL), None);
    }
}
