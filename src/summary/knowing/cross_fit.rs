//! Rules that are learnt from parts of the paths, each judged by the part that it did not see.

use crate::summary::knowing::FOLDS;
use crate::summary::knowing::contest::{Contest, better_than};
use crate::units::count_to_float;

/// How gains are fitted to what is known of a path.
pub trait Fit {
    /// What is added up over paths.
    type Sums: Clone;
    /// What is expected of each option, given what is known.
    type Rule;

    /// Of no path.
    fn nothing(&self) -> Self::Sums;

    /// Takes in the gains of the options on a path.
    fn add(&self, sums: &mut Self::Sums, path: usize, gains: &[f64]);

    /// Takes in other sums, so many times.
    fn merge(sums: &mut Self::Sums, other: &Self::Sums, weight: f64);

    /// The rule that the paths taken in tell.
    fn rule(&self, sums: &Self::Sums) -> Self::Rule;

    /// What a rule expects of each option on a path.
    fn expect(&self, rule: &Self::Rule, path: usize, fitted: &mut [f64]);
}

/// What knowing something would have changed.
#[derive(Debug, Clone)]
pub struct Told {
    /// By path: what is gained by the option that is best as the other parts tell, over the one that is best without knowing.
    pub gains: Vec<f64>,
    /// The mean gain as the fit to all paths has it.
    pub in_sample: f64,
}

/// What is gained by choosing as the other parts tell, and the rule that all paths tell.
#[must_use]
pub fn cross_fit<F: Fit>(fit: &F, contest: &Contest) -> (Told, F::Rule) {
    let paths = contest.paths();
    let mut parts = vec![fit.nothing(); FOLDS];
    for path in 0..paths {
        fit.add(&mut parts[contest.fold(path)], path, contest.gains(path));
    }
    let mut all = fit.nothing();
    for part in &parts {
        F::merge(&mut all, part, 1.0);
    }
    let others = parts.iter().map(|part| {
        let mut others = all.clone();
        F::merge(&mut others, part, -1.0);
        fit.rule(&others)
    });
    let rules: Vec<F::Rule> = others.collect();
    let whole = fit.rule(&all);
    let mut told = Told {
        gains: Vec::with_capacity(paths),
        in_sample: 0.0,
    };
    let mut fitted = vec![0.0; contest.options.len()];
    for path in 0..paths {
        let fold = contest.fold(path);
        fit.expect(&rules[fold], path, &mut fitted);
        let option = better_than(contest.best_elsewhere(fold), &fitted);
        told.gains.push(contest.gains(path)[option]);
        fit.expect(&whole, path, &mut fitted);
        let option = better_than(contest.best, &fitted);
        told.in_sample += fitted[option] / count_to_float(paths);
    }
    (told, whole)
}
