//! What is the same for every path of a run.

use std::sync::Arc;

use crate::engine::buffers::Buffers;
use crate::engine::draws::join;
use crate::engine::layout::Layout;
use crate::engine::run::side_by_side;
use crate::engine::twin::TWIN_PATHS;
use crate::model::{Event, Scenario};
use crate::random::hypercube::BATCH;
use crate::random::sampler::{InputSampler, InputSpec, Sampler, SamplerError};
use crate::random::stream::{Seeds, hash_text};

/// A run made ready: the scenario, its ledger, its input sampler, the addresses of its draws.
#[derive(Debug)]
pub struct Setup<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Rows of the ledger.
    pub layout: Layout,
    /// Draws of the uncertain inputs.
    pub sampler: InputSampler,
    /// Parts of the seed.
    pub seeds: Seeds,
    /// The first paths that are compared with the twin.
    pub twin_paths: usize,
    /// By segment.
    pub segment_cells: Vec<u64>,
    /// By segment and plan.
    pub pair_cells: Vec<u64>,
    /// By API class.
    pub class_cells: Vec<u64>,
    /// By month: whether a number may differ from the month before.
    pub changes: Vec<bool>,
    /// Renewal numbers that can occur, by plan.
    pub renewals: Vec<usize>,
    /// Memory that blocks leave to one another.
    pub buffers: Buffers,
}

impl<'a> Setup<'a> {
    /// Makes `scenario` ready.
    ///
    /// # Errors
    ///
    /// Inputs that cannot be sampled together; a scenario that was loaded from a file has none.
    pub fn new(
        scenario: &'a Scenario,
        sampler: Sampler,
        seeds: Seeds,
    ) -> Result<Self, SamplerError> {
        let (specs, correlations) = inputs(scenario);
        let inputs = InputSampler::new(sampler, seeds.inputs, specs, &correlations)?;
        Ok(Self::with(scenario, inputs, seeds, TWIN_PATHS))
    }

    /// Makes `scenario` ready for paths whose inputs are given: a column of uniforms for each input of the scenario, as
    /// [`InputSampler::given`] takes them. They are not compared with the twin, which is made for inputs as they are drawn.
    ///
    /// # Errors
    ///
    /// As [`Setup::new`].
    pub fn at(
        scenario: &'a Scenario,
        columns: &[Arc<[f64]>],
        seeds: Seeds,
    ) -> Result<Self, SamplerError> {
        let (specs, correlations) = inputs(scenario);
        let inputs = InputSampler::given(specs, &correlations, columns)?;
        Ok(Self::with(scenario, inputs, seeds, 0))
    }

    fn with(
        scenario: &'a Scenario,
        sampler: InputSampler,
        seeds: Seeds,
        twin_paths: usize,
    ) -> Self {
        let cells = |ids: Vec<&str>| -> Vec<u64> { ids.into_iter().map(hash_text).collect() };
        let plan_cells = cells(scenario.plans.iter().map(|plan| plan.id.as_str()).collect());
        let segment_cells = cells(scenario.segments.iter().map(|s| s.id.as_str()).collect());
        let pair_cells = segment_cells
            .iter()
            .flat_map(|segment| plan_cells.iter().map(|plan| join(&[*segment, *plan])))
            .collect();
        let renewals = (0..scenario.plans.len())
            .map(|plan| {
                let opening = scenario.opening.subscribers.iter();
                let done = opening
                    .filter(|group| group.plan == plan)
                    .map(|group| group.renewals)
                    .max();
                scenario.months / scenario.plans[plan].period + done.map_or(0, |most| most + 1)
            })
            .collect();
        Self {
            scenario,
            layout: Layout::new(scenario),
            sampler,
            seeds,
            twin_paths,
            segment_cells,
            pair_cells,
            class_cells: cells(scenario.api.iter().map(|class| class.id.as_str()).collect()),
            changes: (0..scenario.months)
                .map(|month| changes_in(scenario, month))
                .collect(),
            renewals,
            buffers: Buffers::default(),
        }
    }
}

impl Setup<'_> {
    /// The values of every uncertain input on the first paths, the very ones that these paths are simulated with.
    ///
    /// *Units*: the value of an input, by its place in the scenario, on a path is at `input · paths + path`.
    #[must_use]
    pub fn draw_inputs(&self, paths: usize) -> Vec<f64> {
        let inputs = self.scenario.quantities.inputs().len();
        let mut drawn = vec![0.0; inputs * paths];
        let parts = side_by_side(paths, BATCH as usize, |part| {
            let mut values = vec![0.0; inputs * part.len()];
            let first = u32::try_from(part.start).unwrap_or(u32::MAX);
            self.sampler.fill(first, part.len(), &mut values);
            (part, values)
        });
        for (part, values) in parts {
            for (input, values) in values.chunks_exact(part.len()).enumerate() {
                drawn[input * paths..][part.clone()].copy_from_slice(values);
            }
        }
        drawn
    }
}

/// The uncertain inputs, and their correlations by place.
fn inputs(scenario: &Scenario) -> (Vec<InputSpec>, Vec<(usize, usize, f64)>) {
    let quantities = &scenario.quantities;
    let specs = quantities.inputs().iter().map(|input| InputSpec {
        key_hash: hash_text(&input.key),
        dimension: input.dimension,
        distribution: input.distribution.clone(),
    });
    let pairs = quantities.correlations().iter();
    let correlations = pairs.map(|pair| (pair.first, pair.second, pair.rho));
    (specs.collect(), correlations.collect())
}

/// Whether an event begins or ends in `month`, or a plan comes on sale; always in the first.
fn changes_in(scenario: &Scenario, month: usize) -> bool {
    let now = i32::try_from(month).unwrap_or(i32::MAX);
    let turns = |event: &Event| event.from == now || event.until == Some(now);
    month == 0
        || scenario.events.iter().any(turns)
        || scenario.plans.iter().any(|plan| plan.from == now)
}
