//! `simulate sensitivity`.

use crate::cli::output::{open_output, put_in_place};
use crate::cli::settings::{asked, threads};
use crate::cli::writing::{columns, print};
use crate::cli::{
    Exit, Failure, Interrupt, Progress, SensitivityArguments, Stage, messages, usage,
};
use crate::experiment::{ExperimentError, Months, Sensitivity};
use crate::report::terminal::render_sensitivity;
use crate::report::{SensitivityReport, write_sensitivity};
use crate::scenario::{LoadOptions, load};
use crate::summary::drivers::driver_inputs;

/// Rows of a screening where nothing is said.
const SCREENING: usize = 32;

/// Tells what metrics of a scenario are sensitive to.
///
/// # Errors
///
/// The arguments or the scenario are wrong, a run does not end, or the results cannot be written.
pub fn sensitivity(arguments: &SensitivityArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
        ..LoadOptions::default()
    };
    let loaded = load(&arguments.scenario, &options)?;
    let scenario = &loaded.scenario;
    let sensitivity = Sensitivity {
        scenario,
        overrides: &arguments.variant.set,
        inputs: driver_inputs(scenario, &arguments.variant.set),
        asked: asked("--of", &arguments.of, scenario)?,
        span: if arguments.by_month {
            Months::Every
        } else {
            Months::Asked
        },
        points: arguments.points,
        factors: arguments.factors,
        screening: arguments.screening.unwrap_or(SCREENING),
        seed: arguments.seed.unwrap_or(scenario.simulation.seed),
    };
    sensitivity
        .affordable()
        .map_err(|error| told(arguments, error))?;

    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let progress = if arguments.output.quiet {
        Progress::hidden(interrupt.clone())
    } else {
        messages::notes(&loaded.notes);
        if arguments.screening.is_some() && !sensitivity.screens() {
            messages::note(
                "`--screening` does nothing: `--factors` leaves no input without indices of its own",
            );
        }
        Progress::visible(sensitivity.paths(), interrupt.clone())
    };
    let found = sensitivity.run(threads(arguments.threads), &progress);
    drop(progress);
    let found = found?;
    interrupt.check()?;

    let report = SensitivityReport {
        sensitivity: &sensitivity,
        text: &loaded.text,
        found: &found,
    };
    if let Some(directory) = directory {
        write_sensitivity(&report, &directory)?;
        interrupt.check()?;
        put_in_place(directory, &arguments.output)?;
    }
    interrupt.enter(Stage::Showing);
    print(&render_sensitivity(&report, columns()))?;
    Ok(Exit::Done)
}

/// What is too large in the words of the options.
fn told(arguments: &SensitivityArguments, error: ExperimentError) -> Failure {
    match error {
        ExperimentError::TooLarge { bytes, most } => {
            let [bytes, most] = [bytes.div_ceil(1 << 20), most >> 20];
            let message =
                format!("the values at all points take {bytes} MiB, more than {most} MiB");
            let help = if arguments.by_month {
                "take fewer `--points`, or leave out `--by-month`"
            } else {
                "take fewer `--points` or `--factors`"
            };
            usage::wrong(&message, Some(help))
        }
        error => error.into(),
    }
}
