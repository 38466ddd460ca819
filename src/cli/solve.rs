//! `simulate solve`.

use crate::cli::output::{open_output, put_in_place};
use crate::cli::writing::{columns, print};
use crate::cli::{Exit, Failure, Interrupt, Progress, SolveArguments, Stage, messages, usage};
use crate::experiment::{Axis, ExperimentError, Lattice, Quest, Threads};
use crate::model::Goal;
use crate::report::terminal::render_solution;
use crate::report::{SolveReport, write_solution};
use crate::scenario::{LoadOptions, assemble, read_chain};

/// Equal steps of a range that has none of its own.
const STEPS: u32 = 1024;

/// Finds the value of a key that a goal asks for.
///
/// # Errors
///
/// The arguments, the scenario or a value are wrong, a run does not end, or the results cannot be written.
pub fn solve(arguments: &SolveArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let lattice = lattice(&arguments.vary)?;
    let chain = read_chain(&arguments.scenario)?;
    let options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
        ..LoadOptions::default()
    };
    let base = assemble(&chain, &options)?;
    let goal = Goal::parse(&arguments.goal, &base.scenario).map_err(ExperimentError::Goal)?;
    let quest = Quest {
        chain,
        options,
        vary: arguments.vary.clone(),
        lattice,
        goal,
        paths: arguments.paths.unwrap_or(base.scenario.simulation.paths),
        seed: arguments.sampling.seed(&base.scenario),
        sampler: arguments.sampling.sampler(&base.scenario),
    };
    let notes = quest.check(&base).map_err(told)?;

    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let progress = if arguments.output.quiet {
        Progress::hidden(interrupt.clone())
    } else {
        messages::notes(&notes);
        Progress::open(interrupt.clone())
    };
    let looked = |count: usize| {
        let s = if count == 1 { "" } else { "s" };
        progress.say(format!("{count} value{s} tried"));
    };
    let threads = Threads(arguments.sampling.threads());
    let solved = quest.solve(threads, &progress, &looked);
    drop(progress);
    let solution = solved?;
    interrupt.check()?;

    let report = SolveReport {
        scenario: &base.scenario,
        text: &base.text,
        quest: &quest,
        solution: &solution,
    };
    if let Some(directory) = directory {
        write_solution(&report, &directory)?;
        interrupt.check()?;
        put_in_place(directory, &arguments.output)?;
    }
    interrupt.enter(Stage::Showing);
    print(&render_solution(&report, columns()))?;
    Ok(Exit::Done)
}

/// The values that may be tried.
fn lattice(text: &str) -> Result<Lattice, Failure> {
    let axis = Axis::range(text).map_err(told)?;
    let lattice = axis.lattice(STEPS).filter(|lattice| lattice.last() > 0);
    lattice.ok_or_else(|| {
        let message = format!("`--vary`: `{text}` has a single value");
        usage::wrong(&message, Some("there is nothing to choose from: widen it"))
    })
}

/// What is wrong with the range or the key in the words of the option.
fn told(error: ExperimentError) -> Failure {
    let help = match &error {
        ExperimentError::Assignment { .. } | ExperimentError::Range { .. } => {
            "write `--vary KEY=FROM:TO` or `KEY=FROM:TO:STEP`, such as `--vary plans.standard.price=30:120`"
        }
        ExperimentError::Empty { .. } => {
            "the last number must not be below the first, and the step above 0"
        }
        ExperimentError::TooMany { .. } => "take larger steps, or none",
        ExperimentError::Frame { .. } => {
            "name another key; `--months` and `--set` change it for all values"
        }
        ExperimentError::TooLarge { .. } => {
            return usage::wrong(&error.to_string(), Some("take fewer `--paths`"));
        }
        _ => return error.into(),
    };
    usage::wrong(&format!("`--vary`: {error}"), Some(help))
}
