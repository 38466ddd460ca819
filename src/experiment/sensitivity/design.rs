//! The points at which a scenario is simulated.

use std::sync::Arc;

use crate::model::Scenario;
use crate::random::hypercube;
use crate::random::sobol::Sequence;
use crate::random::stream::{Cell, hash_text, hash_words};

/// Levels of the screening, in the middles of as many equal parts of the range of probability.
const LEVELS: f64 = 4.0;

/// A step of the screening, in probability: two levels.
const STEP: f64 = 0.5;

/// Uniform numbers of every input of a scenario, by row.
#[derive(Debug, Clone)]
pub struct Points {
    /// A column for each input.
    pub columns: Vec<Arc<[f64]>>,
}

impl Points {
    /// These with the columns of some inputs from others.
    #[must_use]
    pub fn with(&self, other: &Self, inputs: &[usize]) -> Self {
        let mut columns = self.columns.clone();
        for input in inputs {
            columns[*input] = Arc::clone(&other.columns[*input]);
        }
        Self { columns }
    }
}

/// Two independent samples of `rows` points: the two halves of scrambled Sobol' points of twice as many dimensions as inputs.
///
/// *Source*: `saltelli-2010`; `owen-1995`.
#[must_use]
pub fn samples(scenario: &Scenario, seed: u64, rows: usize) -> [Points; 2] {
    let inputs = scenario.quantities.inputs();
    let dimensions = inputs.iter().map(|input| input.dimension + 1);
    let dimensions = dimensions.max().unwrap_or(0);
    ["sample A", "sample B"].map(|name| {
        let skipped = if name == "sample A" { 0 } else { dimensions };
        let columns = inputs.iter().map(|input| {
            let key = hash_words(&[hash_text(name), hash_text(&input.key)]);
            let mut column = vec![0.0; rows];
            Sequence::new(skipped + input.dimension, seed, key).fill(0, &mut column);
            column.into()
        });
        Points {
            columns: columns.collect(),
        }
    })
}

/// Points on four levels and the same with every input one step away, by input and row the step, in probability.
///
/// *Method*: of every input each level has as many rows, in random order; a step is half the range, up or down to where there
/// is room.
///
/// *Source*: `morris-1991`; `campolongo-2011`.
#[must_use]
pub fn levels(scenario: &Scenario, seed: u64, rows: usize) -> (Points, Points, Vec<Vec<f64>>) {
    let (mut base, mut moved, mut steps) = (Vec::new(), Vec::new(), Vec::new());
    for input in scenario.quantities.inputs() {
        let key = hash_words(&[hash_text("level"), hash_text(&input.key)]);
        let places = hypercube::sample(seed, key, rows);
        let places = places
            .iter()
            .map(|place| ((place * LEVELS).floor() + 0.5) / LEVELS);
        let places: Vec<f64> = places.collect();
        let own: Vec<f64> = places
            .iter()
            .map(|place| if *place < 0.5 { STEP } else { -STEP })
            .collect();
        let after = places.iter().zip(&own).map(|(place, step)| place + step);
        moved.push(Points::column(after));
        base.push(Points::column(places.iter().copied()));
        steps.push(own);
    }
    (Points { columns: base }, Points { columns: moved }, steps)
}

impl Points {
    fn column(values: impl Iterator<Item = f64>) -> Arc<[f64]> {
        values.collect()
    }
}

/// A uniform number for each row of each of `count` resamples.
#[must_use]
pub fn resamples(seed: u64, count: u32, rows: usize) -> Vec<Vec<f64>> {
    let draw = |resample: u32| {
        let mut uniforms = vec![0.0; rows];
        Cell::new(seed, hash_text("resample"), resample, 0).fill(0, &mut uniforms);
        uniforms
    };
    (0..count).map(draw).collect()
}

/// The counts of rows at which the convergence of indices is looked at: an eighth, a quarter, half.
#[must_use]
pub fn earlier(rows: usize) -> Vec<usize> {
    let parts = [8, 4, 2].map(|part| rows / part);
    parts.into_iter().filter(|rows| *rows >= FEWEST).collect()
}

/// Fewer rows say nothing of convergence.
const FEWEST: usize = 16;
