//! `simulate`: a scenario in, monthly projections out.

use std::process::ExitCode;
use std::time::Instant;

use tiercast::cli::{
    self, Arguments, Command, Exit, Failure, Interrupt, Progress, RunArguments, Settings, Stage,
};
use tiercast::engine::{self, RunError, Setup};
use tiercast::random::stream::Seeds;
use tiercast::report::directory::{self, Earlier, OutputDirectory};
use tiercast::report::{self, Report, Run, Timing};
use tiercast::scenario::{self, LoadOptions};
use tiercast::summary::SummaryBuilder;

fn main() -> ExitCode {
    cli::report_panics();
    let result = cli::parse().and_then(|arguments| match arguments {
        Some(arguments) => act(&arguments),
        None => Ok(Exit::Done),
    });
    cli::exit_code(result)
}

fn act(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Some(Command::Check(arguments)) => cli::check(arguments),
        Some(Command::Schema) => cli::schema(),
        Some(Command::Completions { shell }) => cli::completions(*shell),
        Some(Command::Man) => cli::manual(),
        None => simulate(&arguments.run),
    }
}

fn simulate(arguments: &RunArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();

    let options = LoadOptions {
        overrides: arguments.set.clone(),
        months: arguments.months,
    };
    let loaded = scenario::load(
        arguments.scenario.as_deref().unwrap_or("".as_ref()),
        &options,
    )?;
    let scenario = &loaded.scenario;
    let settings = Settings::new(arguments, scenario);

    interrupt.enter(Stage::Running);
    let earlier = if arguments.force {
        Earlier::Replace
    } else {
        Earlier::Keep
    };
    let out = arguments.out.as_deref();
    for repair in out.map(directory::repair).into_iter().flatten() {
        if !arguments.quiet {
            cli::note(&repair.to_string());
        }
    }
    let directory = out
        .map(|path| OutputDirectory::open(path, earlier))
        .transpose()?;
    if !arguments.quiet {
        if let Some(directory) = &directory {
            cli::notes(&directory.notes());
        }
        cli::notes(&loaded.notes);
    }

    let clock = Instant::now();
    let progress = if arguments.quiet {
        Progress::hidden(interrupt.clone())
    } else {
        Progress::visible(settings.paths, interrupt.clone())
    };
    let seeds = Seeds::from_seed(settings.seed);
    let setup = Setup::new(scenario, settings.sampler, seeds)?;
    let mut builder = SummaryBuilder::new(scenario, &setup.layout, settings.paths);
    engine::run(
        &setup,
        settings.paths,
        settings.threads,
        &progress,
        |records| {
            builder.absorb(records);
        },
    )?;
    let summary = builder.finish(scenario);
    drop(progress);
    interrupt.check()?;
    summary.audit(scenario)?;
    if let Some(alarm) = summary.twin().and_then(|twin| twin.alarm(scenario)) {
        cli::warning(
            &alarm,
            "do not rely on these figures; please report it with the scenario and the seed",
        );
    }

    let report = Report {
        scenario,
        summary: &summary,
        run: Run {
            paths: settings.paths,
            seed: settings.seed,
            sampler: settings.sampler.name(),
            text: &loaded.text,
            overrides: &arguments.set,
            notes: &loaded.notes,
        },
    };
    let timing = Timing {
        wall: clock.elapsed(),
        threads: settings.threads,
    };
    // what was simulated is shown even where it cannot be kept
    let kept = directory.map_or(Ok(()), |directory| {
        report::write_files(&report, timing, &directory)?;
        interrupt.check()?;
        put_in_place(directory, arguments)
    });
    if let Err(Failure::Run(RunError::Cancelled)) = kept {
        return kept.map(|()| Exit::Done);
    }

    interrupt.enter(Stage::Showing);
    let shown = cli::print_report(&report, arguments.format);
    kept?;
    shown?;
    let holds = scenario
        .guards
        .iter()
        .all(|guard| summary.guard(guard).holds);
    Ok(if holds { Exit::Done } else { Exit::GuardFailed })
}

fn put_in_place(directory: OutputDirectory, arguments: &RunArguments) -> Result<(), Failure> {
    let in_place = directory.put_in_place()?;
    if let Some(leftover) = in_place.leftover {
        cli::note(&format!(
            "could not delete all of the earlier results, they are in `{}`",
            report::plain(&leftover.display().to_string())
        ));
    }
    if !arguments.quiet {
        let place = in_place.directory.display().to_string();
        cli::note(&format!("the results are in `{}`", report::plain(&place)));
    }
    Ok(())
}
