//! Many people at once, by the law of their sum.

use super::{EXACT_PEOPLE, ROWS, Usage};
use crate::engine::coverage::Moments;
use crate::random::binomial;
use crate::random::gamma;
use crate::random::lanes::{Lanes, Width, lanes};
use crate::random::special::normal_scores;
use crate::random::stream::{Cell, Stream, path_at};
use crate::random::wide::{self, Kernel};

/// From this shape on, a gamma quantile is Wilson and Hilferty's; below it, it is sampled.
const LARGE_SHAPE: f64 = 8.0;

/// Below this skewness a sum is normal.
const NO_SKEWNESS: f64 = 1e-5;

/// Whether the sum of `count` variables with these moments is a function of one normal score.
pub(super) fn is_smooth(one: Moments, count: f64) -> bool {
    let skewness = one.skewness / count.sqrt();
    let shape = 4.0 / (skewness * skewness);
    one.sd == 0.0 || skewness.abs() < NO_SKEWNESS || shape >= LARGE_SHAPE
}

/// The sum of `count` independent variables with these moments, by Pearson's type III law: a quantile at `chance` where
/// it [`is_smooth`], else a sample.
pub(super) fn sum_of(one: Moments, count: f64, chance: f64, stream: &mut Stream) -> f64 {
    if is_smooth(one, count) {
        let moments = [one.mean, one.sd, one.skewness].map(|moment| lanes([moment]));
        let score = normal_scores(lanes([chance]));
        let [sum] = smooth_sum(moments, lanes([count]), score).0;
        return sum;
    }
    let skewness = one.skewness / count.sqrt();
    let shape = 4.0 / (skewness * skewness);
    let standard = skewness.signum() * (gamma::sample(shape, stream) - shape) / shape.sqrt();
    (count * one.mean + count.sqrt() * one.sd * standard).max(0.0)
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

/// Draws how many people pass the quota, and the sums as if they were smooth, in every lane with more than
/// [`EXACT_PEOPLE`]; nothing in the others.
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
            nothing.store(&mut self.used.passing, at);
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
        let inside = smooth_sum(self.moments(4, at), others, normal_scores(within_chance));
        let overage = smooth_sum(self.moments(7, at), passing, normal_scores(beyond_chance));
        let inside = inside.min(others * quota) + passing * quota;
        let (some, all) = (nothing.below(passing), nothing.below(others));
        passing.store(&mut self.used.passing, at);
        all.choose(inside, passing * quota)
            .store(&mut self.used.inside, at);
        some.choose(overage, nothing)
            .store(&mut self.used.overage, at);
    }
}
