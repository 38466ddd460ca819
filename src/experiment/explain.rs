//! Why two scenarios differ: the difference shared out among what was changed.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Observer;
use crate::experiment::study::objective;
use crate::experiment::{Contender, ExperimentError, Probe};
use crate::random::hypercube::shuffled;
use crate::random::sampler::Sampler;
use crate::random::stream::hash_text;
use crate::scenario::blend::Blend;
use crate::scenario::{LoadError, Loaded};
use crate::summary::{Estimate, contrast};
use crate::units::count_to_float;

/// Up to so many changes every set of them is simulated.
const EXACT_CHANGES: usize = 8;

/// Orders in which more changes are made, each with its reverse.
const ORDERS: usize = 8;

/// What a change contributes.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The key, or the keys that can only change together.
    pub keys: Vec<String>,
    /// Its share of the difference, with the Monte Carlo error of the paths.
    pub share: Estimate,
    /// The error of having tried some orders only; 0 where all were.
    pub order_se: f64,
}

/// A difference taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The objective of the first scenario.
    pub before: Estimate,
    /// The objective of the second.
    pub after: Estimate,
    /// The parts, which add up to the difference, the largest first.
    pub parts: Vec<Part>,
    /// Scenarios simulated.
    pub runs: usize,
    /// Paths of each.
    pub paths: usize,
}

impl Part {
    /// The error of its share, of paths and orders together.
    #[must_use]
    pub fn error(&self) -> f64 {
        self.share.se.hypot(self.order_se)
    }
}

impl Explanation {
    /// The difference that is taken apart.
    #[must_use]
    pub fn whole(&self) -> f64 {
        self.after.value - self.before.value
    }
}

/// How it is simulated.
#[derive(Debug, Clone, Copy)]
pub struct How<'a> {
    /// The figure that is taken apart, as typed.
    pub objective: &'a str,
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
    /// Threads that simulate.
    pub threads: usize,
    /// Number of months where the command line gives one.
    pub months: Option<usize>,
}

/// Shares the difference of two scenarios in the objective out among what was changed.
///
/// *Formula*: the Shapley value: with v(S) the objective of the first scenario with the changes S made,
/// `φ_i = Σ_S |S|!(n−|S|−1)!/n! · (v(S ∪ i) − v(S))` over the sets S without i. The parts add up to the difference.
///
/// *Method and error*: exact up to eight changes; above, the mean over eight random orders and their
/// reverses, whose spread gives the error. All sets share inputs and luck path by path. Changes that are no scenario
/// without one another count as one.
///
/// *Source*: `shapley-1953`.
///
/// # Errors
///
/// Sets of changes are no scenarios even so, or a run does not end.
pub fn explain(
    before: &Contender,
    after: &Contender,
    how: How,
    observer: &dyn Observer,
) -> Result<Explanation, ExperimentError> {
    let blend = Blend::new(
        (&before.loaded, &before.chain),
        (&after.loaded, &after.chain),
        how.months,
    );
    let units = units(&blend)?;
    let mut runs = Runs {
        ends: [&before.loaded, &after.loaded],
        blend: &blend,
        units: &units,
        how,
        observer,
        values: BTreeMap::new(),
    };
    let statistic = objective(how.objective, &before.loaded.scenario)?
        .figure
        .statistic;
    let nothing = Set::new();
    let all: Set = (0..units.len()).collect();
    for set in [&nothing, &all] {
        runs.simulate(set)?;
    }
    let shares = if units.len() <= EXACT_CHANGES {
        runs.exact(&all)?
    } else {
        runs.sampled(units.len())?
    };
    let mut parts = Vec::new();
    for (unit, orders) in units.iter().zip(shares) {
        let terms = |weights: &Weights| -> Estimate {
            let terms: Vec<(f64, &[f64])> = weights
                .iter()
                .map(|(set, weight)| (*weight, runs.values[set].as_slice()))
                .collect();
            contrast(statistic, &terms)
        };
        let whole = orders.iter().fold(Weights::new(), |mut sum, order| {
            for (set, weight) in order {
                *sum.entry(set.clone()).or_default() += weight / count_to_float(orders.len());
            }
            sum
        });
        let share = terms(&whole);
        let spread: f64 = orders
            .iter()
            .map(|order| (terms(order).value - share.value).powi(2))
            .sum();
        let count = count_to_float(orders.len());
        parts.push(Part {
            keys: unit
                .iter()
                .map(|change| blend.keys()[*change].clone())
                .collect(),
            share,
            order_se: if orders.len() > 1 {
                (spread / (count * (count - 1.0))).sqrt()
            } else {
                0.0
            },
        });
    }
    parts.sort_by(|a, b| b.share.value.abs().total_cmp(&a.share.value.abs()));
    let end = |set: &Set| contrast(statistic, &[(1.0, &runs.values[set])]);
    Ok(Explanation {
        before: end(&nothing),
        after: end(&all),
        parts,
        runs: runs.values.len(),
        paths: how.paths,
    })
}

/// Changes made, by the place of their unit.
type Set = BTreeSet<usize>;

/// Runs and the weight of each.
type Weights = BTreeMap<Set, f64>;

/// Changes that are a scenario each by itself; those that are not, together.
fn units(blend: &Blend) -> Result<Vec<Vec<usize>>, ExperimentError> {
    let count = blend.keys().len();
    if count == 0 {
        let reason = "nothing differs".to_owned();
        return Err(ExperimentError::Whole { reason });
    }
    let is_scenario = |set: &Set| blend.scenario(set).is_ok();
    let all: Set = (0..count).collect();
    let stands_alone = |change: &usize| {
        let mut others = all.clone();
        others.remove(change);
        is_scenario(&Set::from([*change])) && is_scenario(&others)
    };
    let (alone, together): (Vec<usize>, Vec<usize>) =
        all.iter().partition(|change| stands_alone(change));
    let mut units: Vec<Vec<usize>> = alone.into_iter().map(|change| vec![change]).collect();
    if !together.is_empty() {
        units.push(together);
    }
    Ok(units)
}

struct Runs<'a> {
    ends: [&'a Loaded; 2],
    blend: &'a Blend<'a>,
    units: &'a [Vec<usize>],
    how: How<'a>,
    observer: &'a dyn Observer,
    /// The objective's metric on every path.
    values: BTreeMap<Set, Vec<f64>>,
}

impl Runs<'_> {
    fn simulate(&mut self, set: &Set) -> Result<(), ExperimentError> {
        if self.values.contains_key(set) {
            return Ok(());
        }
        let mixed;
        let loaded = if set.is_empty() {
            self.ends[0]
        } else if set.len() == self.units.len() {
            self.ends[1]
        } else {
            let made = set
                .iter()
                .flat_map(|unit| self.units[*unit].iter().copied())
                .collect();
            mixed = self
                .blend
                .scenario(&made)
                .map_err(|error| self.inseparable(set, &error))?;
            &mixed
        };
        let probe = Probe {
            scenario: &loaded.scenario,
            figure: &objective(self.how.objective, &loaded.scenario)?.figure,
            paths: self.how.paths,
            seed: self.how.seed,
            sampler: self.how.sampler,
        };
        let values = probe.values(self.how.threads, self.observer);
        let values = values.map_err(|error| {
            error.told(|error| ExperimentError::Contender {
                name: self.name(set),
                error,
            })
        })?;
        self.values.insert(set.clone(), values);
        Ok(())
    }

    /// The changes of a set in words.
    fn name(&self, set: &Set) -> String {
        if set.is_empty() {
            return "the first scenario".to_owned();
        }
        let units = set.iter().flat_map(|unit| &self.units[*unit]);
        let keys: Vec<&str> = units
            .map(|change| self.blend.keys()[*change].as_str())
            .collect();
        keys.join("`, `")
    }

    fn inseparable(&self, set: &Set, error: &LoadError) -> ExperimentError {
        let first = error.to_string();
        let first = first.lines().next().unwrap_or_default().to_owned();
        ExperimentError::Whole {
            reason: format!(
                "with `{}` alone there is no scenario ({first})",
                self.name(set)
            ),
        }
    }

    /// Every set of the other changes, with Shapley's weight; one list of weights for each unit.
    fn exact(&mut self, all: &Set) -> Result<Vec<Vec<Weights>>, ExperimentError> {
        let count = all.len();
        let factorial = |n: usize| (1..=n).map(count_to_float).product::<f64>();
        let mut shares = vec![vec![Weights::new()]; count];
        for bits in 0..1_usize << count {
            let set: Set = (0..count).filter(|unit| bits >> unit & 1 == 1).collect();
            self.simulate(&set)?;
            for (unit, share) in shares.iter_mut().enumerate() {
                // v(S ∪ i) counts for the set without i
                let (size, sign) = if set.contains(&unit) {
                    (set.len() - 1, 1.0)
                } else {
                    (set.len(), -1.0)
                };
                let weight = factorial(size) * factorial(count - size - 1) / factorial(count);
                share[0].insert(set.clone(), sign * weight);
            }
        }
        Ok(shares)
    }

    /// The step of each unit in some orders and their reverses; one list of weights for each pair of orders.
    fn sampled(&mut self, count: usize) -> Result<Vec<Vec<Weights>>, ExperimentError> {
        let mut shares = vec![Vec::new(); count];
        for pair in 0..ORDERS {
            let order = shuffled(self.how.seed, hash_text(&format!("explain {pair}")), count);
            let reverse: Vec<usize> = order.iter().rev().copied().collect();
            let mut weights = vec![Weights::new(); count];
            for order in [order, reverse] {
                let mut set = Set::new();
                for unit in order {
                    *weights[unit].entry(set.clone()).or_default() -= 0.5;
                    set.insert(unit);
                    self.simulate(&set)?;
                    *weights[unit].entry(set.clone()).or_default() += 0.5;
                }
            }
            for (share, weights) in shares.iter_mut().zip(weights) {
                share.push(weights);
            }
        }
        Ok(shares)
    }
}
