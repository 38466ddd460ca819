//! Options beside one another, path by path.

use crate::summary::knowing::FOLDS;
use crate::units::count_to_float;

/// Most options that are learnt to be chosen from.
const MOST_OPTIONS: usize = 40;

/// Below this share of the largest value a difference is rounding.
const ROUNDING: f64 = 1e-12;

/// Options, and how much better each is than the one that is best on average.
#[derive(Debug, Clone)]
pub struct Contest {
    /// The options that are chosen from, by their place in the list of all.
    pub options: Vec<usize>,
    /// The one that is best on average, by its place in `options`.
    pub best: usize,
    /// What a gain of 1 is in the unit of the metric.
    pub unit: f64,
    /// By path, in it by option.
    gains: Vec<f64>,
    /// By path: the gain of the option that is best there, of all.
    perfect: Vec<f64>,
    /// By part of the paths: the option that the others find best.
    best_elsewhere: Vec<usize>,
}

impl Contest {
    /// Of options by their values, one for each path, more being better; `None` where they are equal on every path.
    ///
    /// *Method*: of more than 40 options those are chosen from that together take up most of what perfect information is worth, each
    /// in turn the one that adds most to it; a compromise that is best nowhere may be left out, so the values err low.
    #[must_use]
    pub fn new(options: &[Vec<f64>]) -> Option<Self> {
        let paths = options.first().map_or(0, Vec::len);
        let largest = |values: &Vec<f64>| values.iter().fold(0.0_f64, |most, y| most.max(y.abs()));
        let size = options.iter().map(largest).fold(0.0, f64::max);
        let mean = |values: &Vec<f64>| {
            let sum: f64 = values.iter().map(|value| value / size).sum();
            sum / count_to_float(paths)
        };
        let means: Vec<f64> = options.iter().map(mean).collect();
        let best = highest(&means);
        let reference = &options[best];
        let gain =
            |option: usize, path: usize| options[option][path] / size - reference[path] / size;
        let mut far = 0.0_f64;
        for option in 0..options.len() {
            far = (0..paths).fold(far, |far, path| far.max(gain(option, path).abs()));
        }
        if size == 0.0 || far <= ROUNDING {
            return None;
        }
        let (chosen, perfect) = foremost(options.len(), paths, best, |option, path| {
            gain(option, path) / far
        });
        let mut gains = Vec::with_capacity(paths * chosen.len());
        for path in 0..paths {
            gains.extend(chosen.iter().map(|option| gain(*option, path) / far));
        }
        let mut contest = Self {
            best: chosen
                .iter()
                .position(|option| *option == best)
                .unwrap_or(0),
            options: chosen,
            unit: size * far,
            gains,
            perfect,
            best_elsewhere: Vec::new(),
        };
        contest.best_elsewhere = contest.bests();
        Some(contest)
    }

    /// How many paths there are.
    #[must_use]
    pub fn paths(&self) -> usize {
        self.perfect.len()
    }

    /// The gain of each option on a path.
    #[must_use]
    pub fn gains(&self, path: usize) -> &[f64] {
        &self.gains[path * self.options.len()..][..self.options.len()]
    }

    /// By path: what is gained by knowing which option is best.
    #[must_use]
    pub fn perfect(&self) -> &[f64] {
        &self.perfect
    }

    /// The part of the paths that one is in.
    #[must_use]
    pub fn fold(&self, path: usize) -> usize {
        path * FOLDS / self.paths()
    }

    /// The option that all parts but one find best without knowing anything.
    #[must_use]
    pub fn best_elsewhere(&self, fold: usize) -> usize {
        self.best_elsewhere[fold]
    }

    fn bests(&self) -> Vec<usize> {
        let options = self.options.len();
        let mut sums = vec![vec![0.0; options]; FOLDS];
        for path in 0..self.paths() {
            let sums = &mut sums[self.fold(path)];
            for (sum, gain) in sums.iter_mut().zip(self.gains(path)) {
                *sum += gain;
            }
        }
        let others = |fold: usize| {
            let without = |option: usize| {
                let folds = (0..FOLDS).filter(|other| *other != fold);
                folds.map(|other| sums[other][option]).sum::<f64>()
            };
            let totals: Vec<f64> = (0..options).map(without).collect();
            better_than(self.best, &totals)
        };
        (0..FOLDS).map(others).collect()
    }
}

/// The place of the highest number, of equal ones the first.
fn highest(values: &[f64]) -> usize {
    better_than(0, values)
}

/// The place of the highest number; `usual` where none is higher than its.
#[must_use]
pub fn better_than(usual: usize, values: &[f64]) -> usize {
    let mut best = usual;
    for (place, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = place;
        }
    }
    best
}

/// The options that are chosen from, ascending, and by path the gain of the best of all.
fn foremost(
    options: usize,
    paths: usize,
    best: usize,
    gain: impl Fn(usize, usize) -> f64,
) -> (Vec<usize>, Vec<f64>) {
    let mut perfect = vec![0.0_f64; paths];
    if options <= MOST_OPTIONS {
        for option in 0..options {
            for (path, most) in perfect.iter_mut().enumerate() {
                *most = most.max(gain(option, path));
            }
        }
        return ((0..options).collect(), perfect);
    }
    // what an option added when it was looked at last is the most that it can add now
    let mut taken = vec![0.0_f64; paths];
    let added = |option: usize, taken: &[f64]| -> f64 {
        let paths = taken.iter().enumerate();
        paths
            .map(|(path, most)| (gain(option, path) - most).max(0.0))
            .sum()
    };
    let mut bounds: Vec<f64> = (0..options).map(|option| added(option, &taken)).collect();
    let mut chosen = vec![best];
    bounds[best] = 0.0;
    while chosen.len() < MOST_OPTIONS {
        let mut next = highest(&bounds);
        let mut looked_at = vec![false; options];
        while !looked_at[next] {
            bounds[next] = added(next, &taken);
            looked_at[next] = true;
            next = highest(&bounds);
        }
        if bounds[next] <= 0.0 {
            break;
        }
        for (path, most) in taken.iter_mut().enumerate() {
            *most = most.max(gain(next, path));
        }
        chosen.push(next);
        bounds[next] = 0.0;
    }
    for option in 0..options {
        for (path, most) in perfect.iter_mut().enumerate() {
            *most = most.max(gain(option, path));
        }
    }
    chosen.sort_unstable();
    (chosen, perfect)
}
