//! Many people at once, by the law of their sum.

use super::{EXACT_PEOPLE, FEW_BEYOND, FEW_WITHIN, ROWS, Usage};
use crate::random::binomial;
use crate::random::lanes::{Lanes, Mask, Width};
use crate::random::special::normal_scores;
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// Below this skewness a sum is normal.
const NO_SKEWNESS: f64 = 1e-5;

/// Up to this squared skewness of a sum, a gamma quantile of shape 8, its law is Wilson and Hilferty's; above, it is sampled.
const SMALL_SQUARE: f64 = 0.5;

/// Where the sum of `count` variables with these moments is a function of one normal score.
#[inline(always)]
fn is_smooth<V: Width>([_, sd, skewness]: [Lanes<V>; 3], count: Lanes<V>) -> Mask<V> {
    let excess = skewness * skewness - SMALL_SQUARE * count;
    excess.at_most(0.0) | sd.is(0.0)
}

/// The sum of `count` variables with these mean, standard deviation and skewness at a normal score.
///
/// *Formula*: with the skewness g of the sum, `mean + sd·(2/g)·((1 + g·z/6 − g²/36)³ − 1)`.
///
/// *Source*: `wilson-hilferty-1931`.
#[inline(always)]
fn smooth_sum<V: Width>(
    [mean, sd, skewness]: [Lanes<V>; 3],
    count: Lanes<V>,
    score: Lanes<V>,
) -> Lanes<V> {
    let root = count.sqrt();
    let skewness = skewness / root;
    let base = (1.0 + skewness * score * (1.0 / 6.0) - skewness * skewness * (1.0 / 36.0)).max(0.0);
    let skew = (2.0 / skewness) * (base * base * base - 1.0);
    let is_skew = skewness.abs().at_least(NO_SKEWNESS);
    let sum = count * mean + root * sd * is_skew.choose(skew, score);
    let spreads = !sd.at_most(0.0);
    spreads.choose(sum, count * mean).max(0.0)
}

/// What [`draw`] works on.
pub(super) struct Many<'a> {
    pub people: &'a [f64],
    /// Shape, scale and quota of the demand, probability of passing the quota, then mean, standard deviation and skewness
    /// within and beyond it.
    pub group: [&'a [f64]; ROWS],
    pub address: Cell,
    pub first_path: u32,
    pub used: &'a mut Usage,
}

/// Draws how many people pass the quota, and the sums of either side that are smooth, in every lane with more than
/// [`EXACT_PEOPLE`]; leaves of how many people the sums are that remain to be drawn.
pub(super) fn draw(many: Many) {
    wide::run(many);
}

impl Many<'_> {
    #[inline(always)]
    fn load<V: Width>(&self, row: usize, at: usize) -> Lanes<V> {
        Lanes::load(self.group[row], at)
    }

    #[inline(always)]
    fn moments<V: Width>(&self, first: usize, at: usize) -> [Lanes<V>; 3] {
        [
            self.load(first, at),
            self.load(first + 1, at),
            self.load(first + 2, at),
        ]
    }
}

impl Kernel for Many<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.people.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let nothing = Lanes::<V>::all(0.0);
        let (scale, quota, over) = (self.load(1, at), self.load(2, at), self.load(3, at));
        let people = Lanes::load(self.people, at);
        let many = Lanes::all(EXACT_PEOPLE).below(people) & nothing.below(scale);
        if !many.any() {
            nothing.store(&mut self.used.rough[0], at);
            nothing.store(&mut self.used.rough[1], at);
            nothing.store(&mut self.used.inside, at);
            nothing.store(&mut self.used.overage, at);
            return;
        }
        let people = many.choose(people, nothing);
        let path = path_at(self.first_path, at);
        let (chance, within_chance) = self.address.pairs(path);
        let (beyond_chance, _) = self.address.pairs_of_stream(path);
        let passing = binomial::quantiles(people, over, chance);
        let others = people - passing;
        let (within, beyond) = (self.moments(4, at), self.moments(7, at));
        let smooth_within = Lanes::all(FEW_WITHIN).below(others) & is_smooth(within, others);
        let smooth_beyond = Lanes::all(FEW_BEYOND).below(passing) & is_smooth(beyond, passing);
        let inside = smooth_sum(within, others, normal_scores(within_chance)).min(others * quota);
        let overage = smooth_sum(beyond, passing, normal_scores(beyond_chance));
        let inside = smooth_within.choose(inside, nothing) + passing * quota;
        inside.store(&mut self.used.inside, at);
        smooth_beyond
            .choose(overage, nothing)
            .store(&mut self.used.overage, at);
        smooth_within
            .choose(nothing, others)
            .store(&mut self.used.rough[0], at);
        smooth_beyond
            .choose(nothing, passing)
            .store(&mut self.used.rough[1], at);
    }
}
