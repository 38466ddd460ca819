//! Targets: how probable it is that they are reached, and in which ranges of the inputs.
//!
//! Told from the paths of a run, nothing is simulated for it. `docs/targets.md` says how to read it.

mod region;

pub use region::{Condition, MOST_CONDITIONS};

use crate::model::Target;
use crate::random::special::beta_inc;
use crate::summary::Estimate;
use crate::summary::drivers::DriverInput;
use crate::summary::drivers::ranks::Ranks;
use crate::units::count_to_float;
use region::Lesson;

/// The fewest paths, of those that reach it and of those that miss it, that ranges are sought for.
pub const FEWEST: usize = 30;

/// How often at most a rule that says nothing may look as good, on the paths it was not learnt from.
const FALSE_ALARM: f64 = 1.0 / 30_000.0;

/// Whether targets are reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// The uncertain inputs.
    pub inputs: Vec<DriverInput>,
    /// The targets, in the order asked for.
    pub targets: Vec<Reach>,
}

/// Whether one target is reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// The target.
    pub target: Target,
    /// Paths on which its metric is defined.
    pub paths: usize,
    /// Those of them that reach it.
    pub reached: usize,
    /// Where it is reached most; `None` where no ranges say so.
    pub reached_where: Option<Rule>,
    /// Where it is missed most.
    pub missed_where: Option<Rule>,
}

/// Ranges of a few inputs in which something happens most, judged by the half of the paths that they were not learnt from.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// One to three, the one that says most first.
    pub ranges: Vec<Range>,
    /// The share of these paths on which it happens, of all.
    pub base: Estimate,
    /// The share within the ranges: the density.
    pub density: Estimate,
    /// The share of those on which it happens that are within: the coverage.
    pub coverage: Estimate,
    /// The share of all paths that are within: the support.
    pub support: Estimate,
}

/// A range of an input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The input, by its place in the list.
    pub input: usize,
    /// Its lower end in its own unit, and the share of the paths below; −∞ and 0 where it has none.
    pub low: (f64, f64),
    /// Its upper end, and the share of the paths up to it; ∞ and 1 where it has none.
    pub high: (f64, f64),
}

impl Reach {
    /// The probability of reaching it, with its Monte Carlo error.
    ///
    /// *Formula*: `k/n`, its error from two paths more of either kind.
    #[must_use]
    pub fn probability(&self) -> Estimate {
        proportion(self.reached, self.paths)
    }

    /// Where it was reached on no path, or on all: what the probability is at most, or at least, with 95 % confidence.
    ///
    /// *Formula*: `3/n`, the rule of three. *Source*: `hanley-lippman-hand-1983`.
    #[must_use]
    pub fn bound(&self) -> Option<f64> {
        let beyond = (3.0 / count_to_float(self.paths)).min(1.0);
        if self.paths == 0 {
            None
        } else if self.reached == 0 {
            Some(beyond)
        } else if self.reached == self.paths {
            Some(1.0 - beyond)
        } else {
            None
        }
    }

    /// The rules that tell, with what they are about: `reached` or `missed`.
    pub fn rules(&self) -> impl Iterator<Item = (&'static str, &Rule)> {
        let rules = [
            ("reached", &self.reached_where),
            ("missed", &self.missed_where),
        ];
        rules
            .into_iter()
            .filter_map(|(outcome, rule)| Some((outcome, rule.as_ref()?)))
    }

    /// Whether enough paths reach it, and enough miss it, to look for ranges.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.reached.min(self.paths - self.reached) >= FEWEST
    }
}

/// Tells of every target how probable it is, and in which ranges of the inputs: `draws` and `outcomes` have a column for each input
/// and target, a row for each path.
///
/// *Units*: any; a metric that is undefined on a path is NaN there, and that path is left out.
///
/// *Method and error*: ranges are learnt from every second path (see [`Condition`]) and judged by the others, so that nothing said
/// of them is better than it is. A rule counts if chance alone would put as many of what happens within with a probability below
/// 1/30 000 (a binomial tail).
///
/// *Source*: `friedman-fisher-1999`.
#[must_use]
pub fn targets(
    inputs: Vec<DriverInput>,
    draws: &[&[f64]],
    outcomes: Vec<(Target, &[f64])>,
) -> Targets {
    let paths = draws.first().map_or_else(
        || outcomes.first().map_or(0, |(_, values)| values.len()),
        |column| column.len(),
    );
    if outcomes.is_empty() {
        return Targets {
            inputs,
            targets: Vec::new(),
        };
    }
    let ranks: Vec<Ranks> = draws.iter().map(|column| Ranks::new(column)).collect();
    let reach = |(target, values): (Target, &[f64])| {
        let is_reached = |path: usize| target.comparison.holds(values[path], target.bound);
        let reached: Vec<bool> = (0..paths).map(is_reached).collect();
        let missed: Vec<bool> = reached.iter().map(|reached| !reached).collect();
        let defined: Vec<usize> = (0..paths).filter(|path| !values[*path].is_nan()).collect();
        let mut reach = Reach {
            paths: defined.len(),
            reached: reached.iter().filter(|reached| **reached).count(),
            reached_where: None,
            missed_where: None,
            target,
        };
        if reach.is_open() {
            reach.reached_where = rule(&ranks, draws, &defined, &reached);
            reach.missed_where = rule(&ranks, draws, &defined, &missed);
        }
        reach
    };
    Targets {
        targets: outcomes.into_iter().map(reach).collect(),
        inputs,
    }
}

/// The ranges in which something happens most; `None` where they do not tell.
fn rule(ranks: &[Ranks], draws: &[&[f64]], paths: &[usize], happens: &[bool]) -> Option<Rule> {
    let (learnt, others): (Vec<usize>, Vec<usize>) = paths.iter().partition(|path| *path % 2 == 0);
    let conditions = Lesson::new(ranks, learnt, happens).learn();
    if conditions.is_empty() {
        return None;
    }
    let is_inside = |path: &&usize| {
        let mut all = conditions.iter();
        all.all(|condition| condition.holds(ranks[condition.input].place[**path]))
    };
    let inside: Vec<usize> = others.iter().filter(is_inside).copied().collect();
    let count = |paths: &[usize]| paths.iter().filter(|path| happens[**path]).count();
    let (all, within) = (count(&others), count(&inside));
    let base = proportion(all, others.len());
    let density = proportion(within, inside.len());
    let tells = chance(within, inside.len(), base.value) < FALSE_ALARM;
    tells.then(|| Rule {
        ranges: conditions
            .iter()
            .map(|condition| range(condition, &ranks[condition.input], draws[condition.input]))
            .collect(),
        base,
        density,
        coverage: proportion(within, all),
        support: proportion(inside.len(), others.len()),
    })
}

/// The probability that so many of so many paths or more have what each has with probability `base`.
///
/// *Formula*: `P(X ≥ k) = I_base(k, n − k + 1)` of a binomial X, the regularised incomplete beta function.
fn chance(part: usize, whole: usize, base: f64) -> f64 {
    if part == 0 {
        return 1.0;
    }
    beta_inc(count_to_float(part), count_to_float(whole - part + 1), base)
}

/// A condition on places as a range of values: from the first path within to the last.
fn range(condition: &Condition, ranks: &Ranks, draws: &[f64]) -> Range {
    let count = count_to_float(ranks.len());
    let is_inside = |path: &&u32| condition.holds(ranks.place[**path as usize]);
    let first = ranks.order.iter().position(|path| is_inside(&path));
    let last = ranks.order.iter().rposition(|path| is_inside(&path));
    let value = |index: usize| draws[ranks.order[index] as usize];
    Range {
        input: condition.input,
        low: match first {
            Some(index) if index > 0 => (value(index), count_to_float(index) / count),
            _ => (f64::NEG_INFINITY, 0.0),
        },
        high: match last {
            Some(index) if index + 1 < ranks.len() => {
                (value(index), count_to_float(index + 1) / count)
            }
            _ => (f64::INFINITY, 1.0),
        },
    }
}

/// A share of paths with its error; NaN of none.
///
/// *Formula*: `k/n`, `√(p(1 − p)/(n + 4))` with `p = (k + 2)/(n + 4)`, which is above 0 where all paths agree too.
///
/// *Source*: `agresti-coull-1998`.
fn proportion(part: usize, whole: usize) -> Estimate {
    let [part, whole] = [part, whole].map(count_to_float);
    let near = (part + 2.0) / (whole + 4.0);
    Estimate {
        value: part / whole,
        se: (near * (1.0 - near) / (whole + 4.0)).sqrt(),
    }
}

#[cfg(test)]
mod tests;
