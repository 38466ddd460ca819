//! What the drivers of a run are told from: chosen metrics of its first paths, and the inputs of these.

use crate::engine::{Record, Setup};
use crate::model::{Key, Metric, Period, Scenario, Target};
use crate::summary::drivers::{Drivers, driver_inputs, drivers};
use crate::summary::targets::{Targets, targets};
use crate::summary::{Measure, Sample, Selection};

/// The most paths that drivers are told from.
pub const MOST_DRIVER_PATHS: usize = 20_000;

/// The most draws that are looked at: of very many inputs fewer paths are.
const MOST_DRAWS: usize = 8_000_000;

/// A metric whose drivers are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The metric.
    pub measure: Measure,
    /// As it is written: `revenue, total`.
    pub text: String,
}

/// The metrics whose drivers are told where none are named: revenue and gross profit of the whole horizon, subscribers
/// and cash at its end.
#[must_use]
pub fn headline(scenario: &Scenario) -> Vec<Asked> {
    let total = Period::total(scenario.months);
    let last = Period::month(total.last);
    let asked = |(metric, period, name): (Metric, Period, &str)| Asked {
        measure: Measure {
            metric,
            key: Key::Total,
            period,
        },
        text: format!("{}, {name}", metric.name()),
    };
    [
        (Metric::Revenue, total, "total"),
        (Metric::GrossProfit, total, "total"),
        (Metric::Subscribers, last, "last"),
        (Metric::Cash, last, "last"),
    ]
    .map(asked)
    .to_vec()
}

/// How many paths of a run are looked at, of so many inputs.
#[must_use]
pub fn looked_at(paths: usize, inputs: usize) -> usize {
    paths.min(MOST_DRIVER_PATHS).min(MOST_DRAWS / inputs.max(1))
}

/// Takes in the records of a run.
#[derive(Debug)]
pub struct DriverSample {
    asked: Vec<Asked>,
    targets: Vec<Target>,
    selection: Selection,
    sample: Sample,
    /// The inputs of the scenario, path by path.
    drawn: Vec<Vec<f64>>,
    most: usize,
    paths: usize,
}

impl DriverSample {
    /// For some metrics and targets of a run of at most `paths` paths.
    #[must_use]
    pub fn new(setup: &Setup, asked: Vec<Asked>, targets: Vec<Target>, paths: usize) -> Self {
        let inputs = setup.scenario.quantities.inputs().len();
        let most = looked_at(paths, inputs);
        let measures = asked.iter().map(|asked| asked.measure);
        let measures = measures.chain(targets.iter().map(Measure::from));
        let selection = Selection::new(&setup.layout, measures);
        Self {
            sample: Sample::new(&selection, most),
            drawn: vec![Vec::new(); inputs],
            selection,
            asked,
            targets,
            most,
            paths: 0,
        }
    }

    /// Takes in the next blocks of paths, in path order; those beyond what is looked at are passed over.
    pub fn absorb(&mut self, records: &[Record]) {
        for record in records {
            if self.paths < self.most {
                self.sample
                    .absorb(&self.selection, std::slice::from_ref(record));
                for (drawn, inputs) in self
                    .drawn
                    .iter_mut()
                    .zip(record.inputs.chunks_exact(record.lanes()))
                {
                    drawn.extend_from_slice(inputs);
                }
                self.paths += record.lanes();
            }
        }
    }

    /// The drivers of the metrics, and where the targets are reached, from the paths taken in of a scenario with these
    /// `overrides`, `KEY=VALUE` each.
    #[must_use]
    pub fn finish(self, setup: &Setup, overrides: &[String]) -> (Drivers, Targets) {
        let paths = self.paths.min(self.most);
        let inputs = driver_inputs(setup.scenario, overrides);
        let draws = inputs.iter().map(|input| &self.drawn[input.draw][..paths]);
        let draws: Vec<&[f64]> = draws.collect();
        let columns = self.sample.into_columns();
        let columns = columns.iter().map(|column| &column[..paths]);
        let columns: Vec<&[f64]> = columns.collect();
        let (of_asked, of_targets) = columns.split_at(self.asked.len());
        let outcomes = self.asked.into_iter().zip(of_asked.iter().copied());
        let outcomes: Vec<(Asked, &[f64])> = outcomes.collect();
        let targeted = self.targets.into_iter().zip(of_targets.iter().copied());
        let targets = targets(inputs.clone(), &draws, targeted.collect());
        (drivers(inputs, &draws, &outcomes), targets)
    }
}
