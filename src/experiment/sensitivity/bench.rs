//! Where the points of a design are simulated.

use crate::engine::{Observer, Setup};
use crate::experiment::ExperimentError;
use crate::experiment::probe::sampled;
use crate::experiment::sensitivity::design::{Points, earlier, levels, resamples, samples};
use crate::experiment::sensitivity::{Factor, Screening, Sensitive, Sensitivity};
use crate::random::stream::Seeds;
use crate::summary::Measure;
use crate::summary::drivers::Asked;
use crate::summary::sensitivity::{Effect, Swapped, elementary};

/// Resamples of an interval.
pub const RESAMPLES: u32 = 500;

/// Where points are simulated.
pub struct Bench<'a> {
    /// What is looked at.
    pub sensitivity: &'a Sensitivity<'a>,
    /// The metrics asked for, after each its months.
    pub measures: Vec<Measure>,
    /// Threads that simulate.
    pub threads: usize,
    /// Who is told.
    pub observer: &'a dyn Observer,
}

impl Bench<'_> {
    /// The measures at points, one column each.
    fn values(&self, points: &Points, seeds: Seeds) -> Result<Vec<Vec<f64>>, ExperimentError> {
        let scenario = self.sensitivity.scenario;
        let setup = Setup::at(scenario, &points.columns, seeds)?;
        let rows = points.columns.first().map_or(0, |column| column.len());
        sampled(&setup, &self.measures, rows, self.threads, self.observer)
            .map_err(|error| error.told(|error| ExperimentError::Audit { point: 0, error }))
    }

    /// The columns that a factor moves: of a number and its reference both.
    fn columns(&self, factor: &Factor) -> Vec<usize> {
        let keys: Vec<&str> = factor
            .inputs()
            .iter()
            .map(|input| self.sensitivity.inputs[*input].key.as_str())
            .collect();
        let inputs = self
            .sensitivity
            .scenario
            .quantities
            .inputs()
            .iter()
            .enumerate();
        let moved = inputs.filter(|(_, input)| keys.contains(&input.key.as_str()));
        moved.map(|(place, _)| place).collect()
    }

    /// How many measures there are of each metric asked for.
    fn each(&self) -> usize {
        self.measures.len() / self.sensitivity.asked.len()
    }

    /// Where the metrics asked for are among the measures.
    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.measures.len()).step_by(self.each())
    }

    /// Moves every factor by itself from points on four levels.
    ///
    /// # Errors
    ///
    /// A run does not end, or its accounts do not balance.
    pub fn screen(&self, factors: Vec<Factor>) -> Result<Screening, ExperimentError> {
        let Sensitivity {
            scenario,
            seed,
            screening,
            ..
        } = *self.sensitivity;
        let seeds = Seeds::from_seed(seed);
        let (base, moved, steps) = levels(scenario, seeds.inputs, screening);
        let at_base = self.values(&base, seeds)?;
        let mut effects = vec![Vec::new(); self.sensitivity.asked.len()];
        for factor in &factors {
            let columns = self.columns(factor);
            let away = self.values(&base.with(&moved, &columns), seeds)?;
            for (own, place) in effects.iter_mut().zip(self.places()) {
                own.push(effect(
                    factor,
                    &at_base[place],
                    &away[place],
                    &steps[columns[0]],
                ));
            }
        }
        let kept = strongest(&effects, self.sensitivity.factors);
        Ok(Screening {
            factors,
            effects,
            kept,
        })
    }

    /// The indices of factors, for every metric asked for.
    ///
    /// # Errors
    ///
    /// A run does not end, or its accounts do not balance.
    pub fn indices(&self, factors: &[Factor]) -> Result<Vec<Sensitive>, ExperimentError> {
        let Sensitivity {
            scenario,
            seed,
            points,
            ..
        } = *self.sensitivity;
        let seeds = Seeds::from_seed(seed);
        let others = seeds.other_market().other_chance();
        let [a, b] = samples(scenario, seeds.inputs, points);
        let mut values = vec![self.values(&a, seeds)?, self.values(&b, others)?];
        for factor in factors {
            let swapped = a.with(&b, &self.columns(factor));
            let luck = if *factor == Factor::Luck {
                others
            } else {
                seeds
            };
            values.push(self.values(&swapped, luck)?);
        }
        let resamples = resamples(seeds.inputs, RESAMPLES, points);
        let swapped = |place: usize| {
            let columns: Vec<&[f64]> = values.iter().map(|own| own[place].as_slice()).collect();
            Swapped::new(columns[0], columns[1], &columns[2..])
        };
        let sensitive = |(asked, place): (&Asked, usize)| {
            let own = swapped(place);
            let parts = earlier(own.rows()).into_iter();
            Sensitive {
                asked: asked.clone(),
                mean: own.mean(),
                rows: own.rows(),
                indices: own.indices(&resamples),
                earlier: parts
                    .filter_map(|rows| own.first(rows).indices(&[]))
                    .collect(),
                months: (place + 1..place + self.each())
                    .map(|month| swapped(month).indices(&resamples))
                    .collect(),
            }
        };
        Ok(self
            .sensitivity
            .asked
            .iter()
            .zip(self.places())
            .map(sensitive)
            .collect())
    }
}

/// The effect of a factor; of several inputs that step together it has no direction.
fn effect(factor: &Factor, base: &[f64], away: &[f64], steps: &[f64]) -> Option<Effect> {
    let effect = elementary(base, away, steps)?;
    let mu = if factor.inputs().len() > 1 {
        f64::NAN
    } else {
        effect.mu
    };
    Some(Effect { mu, ..effect })
}

/// The factors that are strongest for any metric, in order: μ* over the largest of its metric.
fn strongest(effects: &[Vec<Option<Effect>>], count: usize) -> Vec<usize> {
    let size = |effect: &Option<Effect>| effect.map_or(0.0, |effect| effect.mu_star);
    let factors = effects.first().map_or(0, Vec::len);
    let mut strengths = vec![0.0_f64; factors];
    for own in effects {
        let largest = own.iter().map(size).fold(0.0, f64::max);
        for (strength, effect) in strengths.iter_mut().zip(own) {
            if largest > 0.0 {
                *strength = strength.max(size(effect) / largest);
            }
        }
    }
    let mut order: Vec<usize> = (0..factors).collect();
    order.sort_by(|a, b| strengths[*b].total_cmp(&strengths[*a]));
    order.truncate(count);
    order
}
