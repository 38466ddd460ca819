//! What may be found out before a point is chosen.

use crate::engine::Setup;
use crate::experiment::{ExperimentError, Group, Study};
use crate::model::{Objective, Scenario, Statistic};
use crate::random::stream::Seeds;
use crate::summary::drivers::{DriverInput, looked_at, open_inputs};
use crate::summary::knowing::{Knowable, Knowing, knowing as values_of};

/// The most values of all points that are looked at: of very many points fewer paths are.
const MOST_VALUES: usize = 40_000_000;

/// A group by its name, and its members by their place among the inputs.
type Members = (String, Vec<usize>);

/// Reads groups of inputs that may be found out together: `NAME=KEY,…` each.
///
/// # Errors
///
/// Another form, a name that is given twice, or a key that no uncertain input has.
pub fn find_groups(study: &Study, texts: &[String]) -> Result<Vec<Members>, ExperimentError> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let loaded = study.load(study.points.reference)?;
    let inputs = inputs_of(study, &loaded.scenario);
    let keys: Vec<&str> = inputs.iter().map(|input| input.key.as_str()).collect();
    let mut groups: Vec<Members> = Vec::new();
    for text in texts {
        let group = Group::parse(text)?;
        if groups.iter().any(|(name, _)| *name == group.name) {
            return Err(ExperimentError::GroupTwice { name: group.name });
        }
        let members = group.members(&keys)?;
        groups.push((group.name, members));
    }
    Ok(groups)
}

/// What it is worth to know inputs before one of some points is chosen, by the mean of the objective's metric.
///
/// The inputs are those of the reference but for the keys that vary: all points share them, path by path.
///
/// `options` are points, each with the metric path by path.
///
/// # Errors
///
/// The reference is no scenario, or its inputs cannot be drawn.
pub fn knowing(
    study: &Study,
    objective: &Objective,
    options: &[(usize, &[f64])],
    groups: Vec<Members>,
) -> Result<Knowing, ExperimentError> {
    let loaded = study.load(study.points.reference)?;
    let scenario = &loaded.scenario;
    let inputs = inputs_of(study, scenario);
    let drawn = scenario.quantities.inputs().len();
    let paths = looked_at(study.paths, drawn).min(MOST_VALUES / options.len().max(1));
    let setup = Setup::new(scenario, study.sampler, Seeds::from_seed(study.seed))?;
    let drawn = setup.draw_inputs(paths);
    let draws = inputs
        .iter()
        .map(|input| &drawn[input.draw * paths..][..paths]);
    let direction = match objective.figure.statistic {
        // of a spread less is better, of the metric itself that need not be so
        Statistic::Sd => objective.figure.metric.better(),
        Statistic::Mean | Statistic::Quantile(_) => objective.direction,
    };
    let values: Vec<&[f64]> = options
        .iter()
        .map(|(_, values)| &values[..paths.min(values.len())])
        .collect();
    let points: Vec<usize> = options.iter().map(|(point, _)| *point).collect();
    let knowable = Knowable {
        draws: draws.collect(),
        inputs,
        groups,
    };
    Ok(values_of(&values, direction, knowable).in_list(&points))
}

/// The uncertain inputs of the reference that are not chosen.
fn inputs_of(study: &Study, scenario: &Scenario) -> Vec<DriverInput> {
    let own = study.points.overrides(study.points.reference);
    let overrides = study.options.overrides.iter().cloned().chain(own);
    open_inputs(scenario, &overrides.collect::<Vec<_>>(), &study.points.keys)
}
