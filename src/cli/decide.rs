//! `simulate SCENARIO --decide KEY=A,B`: a decision, and what it is worth to know more before.

use crate::cli::arguments::{KnowingArguments, USUAL_OBJECTIVE};
use crate::cli::sweep::{Plan, run_points};
use crate::cli::{Exit, Failure, RunArguments, SweepArguments, usage};
use crate::experiment::{Axis, ExperimentError};

/// Simulates the options of a decision and tells what knowing is worth.
///
/// # Errors
///
/// The arguments, the scenario or an option are wrong, a run does not end, or the results cannot be written.
pub fn decide(arguments: &RunArguments) -> Result<Exit, Failure> {
    let mut options = 1_usize;
    for text in &arguments.decide {
        let axis = Axis::list(text).map_err(refusal)?;
        let mut values = axis.values().map_err(refusal)?;
        values.sort_unstable();
        values.dedup();
        options = options.saturating_mul(values.len());
    }
    if options < 2 {
        let message = "a decision with one option leaves nothing to choose";
        let help = "name two values or more, one by one: `--decide plans.standard.price=48,58,68`; ranges are for `simulate sweep -P`";
        return Err(usage::wrong(message, Some(help)));
    }
    run_points(&points(arguments), Plan::Decision)
}

/// What a sweep over the options would be asked.
fn points(arguments: &RunArguments) -> SweepArguments {
    SweepArguments {
        scenario: arguments.scenario.clone().unwrap_or_default(),
        ranges: Vec::new(),
        lists: arguments.decide.clone(),
        zip: false,
        design: None,
        points: None,
        variant: arguments.variant.clone(),
        objective: arguments
            .objective
            .clone()
            .unwrap_or_else(|| USUAL_OBJECTIVE.to_owned()),
        subject_to: arguments.subject_to.clone(),
        reference: None,
        knowing: KnowingArguments {
            group: arguments.group.clone(),
        },
        paths: arguments.paths,
        sampling: arguments.sampling.clone(),
        shard: None,
        output: arguments.output.clone(),
        page: arguments.page.clone(),
        restart: false,
        metrics: None,
        quantiles: None,
        months_csv: false,
    }
}

fn refusal(error: ExperimentError) -> Failure {
    match error {
        ExperimentError::Assignment { .. } | ExperimentError::Gap { .. } => {
            let help = "write `--decide KEY=A,B,…`, such as `--decide plans.standard.price=48,58,68`; commas within `[]`, \
                        `{}` and quotes part nothing";
            usage::wrong(&format!("`--decide`: {error}"), Some(help))
        }
        error => error.into(),
    }
}
