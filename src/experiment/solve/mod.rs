//! The value of one key at which a figure is highest, lowest, or has a given value.

mod explorer;
mod extreme;
mod root;

use crate::engine::Observer;
use crate::experiment::Probe;
use crate::experiment::points::settable;
use crate::experiment::study::{add_new, overwritten};
use crate::experiment::{ExperimentError, Lattice, Threads, coarse};
use crate::model::{Aim, Figure, Goal};
use crate::random::sampler::Sampler;
use crate::scenario::{Chain, LoadError, LoadOptions, Loaded, assemble};
use crate::summary::{Estimate, Sample};

use explorer::Explorer;

/// Most bytes that the values of all points may take.
const MOST_BYTES: usize = 4 << 30;

/// More points than a search ever looks at.
const MOST_LOOKS: usize = 64;

/// Standard errors that a slope or a curvature is away from 0 where it is known well enough not to look farther around.
const WELL_HELD: f64 = 8.0;

/// Standard errors that it is away from 0 where it is one at all.
const HELD: f64 = 1.96;

/// What is sought, and how it is simulated.
#[derive(Debug)]
pub struct Quest {
    /// The files of the scenario.
    pub chain: Chain,
    /// What changes it first.
    pub options: LoadOptions,
    /// The key and its range, as typed.
    pub vary: String,
    /// The values that the key may take; at least two.
    pub lattice: Lattice,
    /// What is sought.
    pub goal: Goal,
    /// Number of Monte Carlo paths at each value.
    pub paths: usize,
    /// Seed of everything random.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

/// A value of the key that was simulated.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluated {
    /// The value, as `--set` takes it.
    pub text: String,
    /// The value.
    pub x: f64,
    /// The figure's metric on every path.
    pub values: Vec<f64>,
    /// The figure.
    pub figure: Estimate,
    /// The figure less that of the best value tried, on the same paths, or less the number that it should have.
    pub gap: Estimate,
}

/// How a search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// There is such a value within the range.
    Found,
    /// The figure is highest or lowest at an end of the range.
    OnBound,
    /// There is one, but the paths cannot tell the curve around it from a flat one.
    Flat,
    /// The figure has the given value nowhere.
    NoCrossing,
    /// The figure is undefined everywhere.
    Undefined,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// The value of the key; where nothing crosses, the one that comes nearest.
    pub x: f64,
    /// Its 95 % interval, within the range: of an answer found what the Monte Carlo error leaves, of another the evaluated
    /// values around it that the paths cannot tell from it. `None` with too few paths.
    pub interval: Option<[f64; 2]>,
    /// The figure there.
    pub figure: Estimate,
}

/// A finished search.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// Every value that was simulated, ascending.
    pub points: Vec<Evaluated>,
    /// How it ended.
    pub ending: Ending,
    /// What was found; `None` where the figure is undefined everywhere.
    pub answer: Option<Answer>,
    /// Where else the figure crosses, or has a top that the paths cannot tell from the best: ranges of values.
    pub others: Vec<[f64; 2]>,
}

impl Quest {
    /// Refuses a key that cannot be given values, values of the coarse grid that make no scenario, and what would take too
    /// much memory; returns what there is to know.
    ///
    /// # Errors
    ///
    /// The first of these.
    pub fn check(&self, base: &Loaded) -> Result<Vec<String>, ExperimentError> {
        settable(&self.lattice.key, self.lattice.text(0), base)?;
        let bytes = Sample::bytes(MOST_LOOKS, self.paths);
        if bytes > MOST_BYTES {
            let most = MOST_BYTES;
            return Err(ExperimentError::TooLarge { bytes, most });
        }
        let mut notes = base.notes.clone();
        for index in coarse(self.lattice.last()) {
            let loaded = self.load(index)?;
            let keys = [self.lattice.key.clone()];
            add_new(&mut notes, overwritten(&keys, &loaded.scenario));
            add_new(&mut notes, loaded.notes);
        }
        Ok(notes)
    }

    /// The scenario at a value.
    fn load(&self, index: usize) -> Result<Loaded, ExperimentError> {
        let mut options = self.options.clone();
        let assignment = self.lattice.assignment(index);
        options.varied = Some(("--vary".to_owned(), vec![assignment.clone()]));
        assemble(&self.chain, &options).map_err(|error| match error {
            LoadError::Scenario(errors) => ExperimentError::Value { assignment, errors },
            error @ LoadError::Read { .. } => error.into(),
        })
    }

    /// The figure's metric on every path at a value.
    fn probe(
        &self,
        index: usize,
        Threads(threads): Threads,
        observer: &dyn Observer,
    ) -> Result<Vec<f64>, ExperimentError> {
        let loaded = self.load(index)?;
        let figure = Figure::parse(&self.goal.figure.text, &loaded.scenario)
            .map_err(|error| ExperimentError::Goal(error.into()))?;
        let probe = Probe {
            scenario: &loaded.scenario,
            figure: &figure,
            paths: self.paths,
            seed: self.seed,
            sampler: self.sampler,
        };
        probe.values(threads, observer).map_err(|error| {
            error.told(|error| ExperimentError::ValueAudit {
                assignment: self.lattice.assignment(index),
                error,
            })
        })
    }

    /// Searches: a coarse grid of up to 13 values, then within the best bracket. `looked` is told how many values have
    /// been simulated.
    ///
    /// *Method*: a top by golden section, then a curve of degree 3 fitted to nine values up to a coarse spacing around it;
    /// where a step is given, the best of its values. A crossing by false position down to neighbouring values and a
    /// straight line between them, its slope over as short a way as it is known to an eighth of itself. All values share
    /// inputs and luck, and nothing depends on the number of threads.
    ///
    /// *Source*: `kiefer-1953`, `dowell-jarratt-1971`.
    ///
    /// # Errors
    ///
    /// A value makes no scenario, a run does not end, or its numbers cannot be believed.
    pub fn solve(
        &self,
        threads: Threads,
        observer: &dyn Observer,
        looked: &dyn Fn(usize),
    ) -> Result<Solution, ExperimentError> {
        let mut explorer = Explorer::new(self, threads, observer, looked);
        let grid = coarse(self.lattice.last());
        for index in &grid {
            explorer.look(*index)?;
        }
        let (ending, answer, others) = match self.goal.aim {
            Aim::Extreme(direction) => explorer.extreme(direction, &grid)?,
            Aim::Equal(target) => explorer.root(target, &grid)?,
        };
        explorer.compare(self.goal.aim);
        Ok(Solution {
            points: explorer.points.into_values().collect(),
            ending,
            answer,
            others,
        })
    }
}

/// How it ended, what was found, and where else.
type Found = (Ending, Option<Answer>, Vec<[f64; 2]>);

const UNDEFINED: Found = (Ending::Undefined, None, Vec::new());
