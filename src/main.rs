//! `simulate`: a scenario in, monthly projections out.

use std::process::ExitCode;
use std::time::Instant;

use tiercast::cli::{
    self, Arguments, Command, Exit, Failure, Interrupt, Progress, RunArguments, Settings, Stage,
};
use tiercast::engine::{self, RunError, Setup};
use tiercast::random::stream::Seeds;
use tiercast::report::{self, Background, Report, Run, Timing};
use tiercast::scenario::check::describe;
use tiercast::scenario::{self, LoadOptions};
use tiercast::summary::drivers::DriverSample;
use tiercast::summary::{Watch, retention_curves};

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
        Some(Command::Sweep(arguments)) => cli::sweep(arguments),
        Some(Command::Merge(arguments)) => cli::merge(arguments),
        Some(Command::Compare(arguments)) => cli::compare(arguments),
        Some(Command::Solve(arguments)) => cli::solve(arguments),
        Some(Command::Report(arguments)) => cli::report(arguments),
        Some(Command::Schema) => cli::schema(),
        Some(Command::Completions { shell }) => cli::completions(*shell),
        Some(Command::Man) => cli::manual(),
        None if !arguments.run.decide.is_empty() => cli::decide(&arguments.run),
        None => simulate(&arguments.run),
    }
}

fn simulate(arguments: &RunArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();

    let options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
        ..LoadOptions::default()
    };
    let loaded = scenario::load(
        arguments.scenario.as_deref().unwrap_or("".as_ref()),
        &options,
    )?;
    let scenario = &loaded.scenario;
    let settings = Settings::new(arguments, scenario)?;

    interrupt.enter(Stage::Running);
    let directory = cli::open_output(&arguments.output)?;
    if !arguments.output.quiet {
        cli::notes(&loaded.notes);
    }

    let clock = Instant::now();
    let progress = observe(arguments, &settings, interrupt.clone());
    let seeds = Seeds::from_seed(settings.seed);
    let setup = Setup::new(scenario, settings.sampler, seeds)?;
    let sought = settings.until.as_ref();
    Watch::affordable(scenario, &setup.layout, settings.paths, sought)?;
    let mut watch = Watch::new(scenario, &setup.layout, settings.paths, sought);
    let mut sample = DriverSample::new(&setup, settings.driven.clone(), settings.paths);
    engine::run_in_parts(
        &setup,
        &watch.ends(),
        settings.threads,
        &progress,
        |records| {
            sample.absorb(records);
            let flow = watch.absorb(records);
            if let (Some(sought), Some(known)) = (sought, watch.known()) {
                progress.say(cli::how_far(scenario, sought, known));
            }
            flow
        },
    )?;
    let (summary, until) = watch.finish(scenario);
    drop(progress);
    interrupt.check()?;
    summary.audit(scenario)?;
    let drivers = arguments
        .tells_drivers()
        .then(|| sample.finish(&setup, &arguments.variant.set));
    if let Some(alarm) = summary.twin().and_then(|twin| twin.alarm(scenario)) {
        cli::alarm(&alarm);
    }

    if let Some(until) = &until {
        cli::tell(scenario, until, arguments.output.quiet);
    }

    let report = Report {
        scenario,
        summary: &summary,
        drivers: drivers.as_ref(),
        run: Run {
            paths: summary.paths(),
            until: until.as_ref(),
            seed: settings.seed,
            sampler: settings.sampler.name(),
            text: &loaded.text,
            overrides: &arguments.variant.set,
            notes: &loaded.notes,
        },
    };
    let timing = Timing {
        wall: clock.elapsed(),
        threads: settings.threads,
    };
    // what was simulated is shown even where it cannot be kept
    let kept = directory.map_or(Ok(()), |directory| {
        let background = Background {
            retention: &retention_curves(&setup, summary.paths()),
            inputs: &describe(&loaded),
            language: arguments.page.lang.into(),
        };
        report::write_files(&report, background, timing, &directory)?;
        interrupt.check()?;
        cli::put_in_place(directory, &arguments.output)?;
        arguments.page.show(&arguments.output);
        Ok(())
    });
    if let Err(Failure::Run(RunError::Cancelled)) = kept {
        return kept.map(|()| Exit::Done);
    }

    interrupt.enter(Stage::Showing);
    let shown = if arguments.shows_drivers() {
        cli::print_drivers(&report)
    } else {
        cli::print_report(&report, arguments.format, &settings.charts)
    };
    kept?;
    shown?;
    let holds = scenario
        .guards
        .iter()
        .all(|guard| summary.guard(guard).holds);
    Ok(if holds { Exit::Done } else { Exit::GuardFailed })
}

fn observe(arguments: &RunArguments, settings: &Settings, interrupt: Interrupt) -> Progress {
    if arguments.output.quiet {
        Progress::hidden(interrupt)
    } else if settings.until.is_some() {
        Progress::open(interrupt)
    } else {
        Progress::visible(settings.paths, interrupt)
    }
}
