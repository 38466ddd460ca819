//! `simulate`: a scenario in, monthly projections out.

use std::mem;
use std::time::Instant;

use tiercast::cli::{
    self, Arguments, Command, Exit, Failure, Interrupt, Progress, RunArguments, Settings, Stage,
};
use tiercast::engine::{self, RunError, Setup, both};
use tiercast::experiment::replicates;
use tiercast::model::Scenario;
use tiercast::random::stream::Seeds;
use tiercast::report::directory::OutputDirectory;
use tiercast::report::terminal::Told;
use tiercast::report::{self, Background, Report, Run, Timing};
use tiercast::scenario::check::{Row, describe};
use tiercast::scenario::{self, LoadOptions, Loaded};
use tiercast::summary::drivers::{DriverSample, Drivers};
use tiercast::summary::targets::Targets;
use tiercast::summary::{Components, RetentionCurve, Summary, Until, Watch, retention_curves};

/// Takes memory from the system in large pieces; the usual allocator asks for it 128 kB at a time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    cli::report_panics();
    let result = cli::parse().and_then(|arguments| match arguments {
        Some(arguments) => act(&arguments),
        None => Ok(Exit::Done),
    });
    cli::end(result)
}

fn act(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Some(Command::Check(arguments)) => cli::check(arguments),
        Some(Command::Sweep(arguments)) => cli::sweep(arguments),
        Some(Command::Merge(arguments)) => cli::merge(arguments),
        Some(Command::Compare(arguments)) => cli::compare(arguments),
        Some(Command::Solve(arguments)) => cli::solve(arguments),
        Some(Command::Sensitivity(arguments)) => cli::sensitivity(arguments),
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

    engine::on_threads(settings.threads, || {
        run(arguments, &loaded, &settings, directory, &interrupt)
    })?
}

/// Simulates, writes and shows what came out.
fn run(
    arguments: &RunArguments,
    loaded: &Loaded,
    settings: &Settings,
    directory: Option<OutputDirectory>,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    let scenario = &loaded.scenario;
    let clock = Instant::now();
    let setups = setups(arguments, scenario, settings)?;
    let progress = observe(arguments, settings, setups.len(), interrupt.clone());
    let has_files = directory.is_some();
    let found = find(arguments, loaded, &setups, settings, has_files, &progress)?;
    drop(progress);
    interrupt.check()?;
    let Found { summary, until, .. } = &found;
    summary.audit(scenario)?;
    if let Some(alarm) = summary.twin().and_then(|twin| twin.alarm(scenario)) {
        cli::alarm(&alarm);
    }

    if let Some(until) = until {
        cli::tell(scenario, until, arguments.output.quiet);
    }

    let report = Report {
        scenario,
        summary,
        drivers: found.drivers.as_ref(),
        targets: found.targets.as_ref(),
        components: found.components.as_ref(),
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
    let written = directory.zip(found.beside.as_ref());
    let kept = written.map_or(Ok(()), |(directory, (retention, inputs))| {
        let background = Background {
            retention,
            inputs,
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
    let told = told(arguments);
    let shown = if told.is_empty() {
        cli::print_report(&report, arguments.format, &settings.charts)
    } else {
        cli::print_told(&report, &told)
    };
    kept?;
    shown?;
    let holds = scenario
        .guards
        .iter()
        .all(|guard| summary.guard(guard).holds);
    // the memory goes with the process: to give back every figure takes longer
    mem::forget(found);
    Ok(if holds { Exit::Done } else { Exit::GuardFailed })
}

/// What came of the paths.
struct Found {
    summary: Summary,
    until: Option<Until>,
    drivers: Option<Drivers>,
    targets: Option<Targets>,
    components: Option<Components>,
    /// For the page, where there is one: how long subscribers stay, and the numbers of the scenario.
    beside: Option<(Vec<RetentionCurve>, Vec<Row>)>,
}

/// Simulates the paths, and takes in what is asked of them as they come.
fn find(
    arguments: &RunArguments,
    loaded: &Loaded,
    setups: &[Setup],
    settings: &Settings,
    has_files: bool,
    progress: &Progress,
) -> Result<Found, Failure> {
    let scenario = &loaded.scenario;
    let setup = &setups[0];
    let sought = settings.until.as_ref();
    Watch::affordable(scenario, &setup.layout, settings.paths, sought)?;
    let mut watch = Watch::new(scenario, &setup.layout, settings.paths, sought);
    let mut sample = DriverSample::new(
        setup,
        settings.driven.clone(),
        settings.targets.clone(),
        settings.paths,
    );
    let mut components = arguments.shows_variance().then(|| {
        Components::new(
            scenario,
            &setup.layout,
            settings.split.clone(),
            settings.paths,
        )
    });
    let ends = watch.ends();
    engine::run_in_parts(setups, &ends, settings.threads, progress, |replicates| {
        let records = replicates[0];
        sample.absorb(records);
        if let Some(components) = &mut components {
            components.absorb(replicates);
        }
        let flow = watch.absorb(records);
        if let (Some(sought), Some(known)) = (sought, watch.known()) {
            progress.say(cli::how_far(scenario, sought, known));
        }
        flow
    })?;
    let tells = arguments.tells_drivers();
    let drive = || tells.then(|| sample.finish(setup, &arguments.variant.set));
    let look_beside = || {
        // it looks at 1 000 paths at most, which a run for a precision has too
        let survive = || retention_curves(setup, settings.paths);
        has_files.then(|| both(survive, || describe(loaded)))
    };
    let finish = || {
        let (summary, until) = watch.finish(scenario);
        if has_files || arguments.format.is_some() {
            summary.work_out();
        }
        (summary, until)
    };
    let ((told, (summary, until)), beside) = both(|| both(drive, finish), look_beside);
    let (drivers, targets) = told.unzip();
    Ok(Found {
        summary,
        until,
        drivers,
        targets: targets.filter(|targets| !targets.targets.is_empty()),
        components,
        beside,
    })
}

/// The run made ready, and after it the replicates that its spread is split by.
fn setups<'a>(
    arguments: &RunArguments,
    scenario: &'a Scenario,
    settings: &Settings,
) -> Result<Vec<Setup<'a>>, Failure> {
    let seeds = Seeds::from_seed(settings.seed);
    let sampler = settings.sampler;
    Ok(if arguments.shows_variance() {
        replicates(scenario, sampler, seeds)?
    } else {
        vec![Setup::new(scenario, sampler, seeds)?]
    })
}

/// What is shown of the spread in place of the report.
fn told(arguments: &RunArguments) -> Vec<Told> {
    let drivers = arguments.shows_drivers().then_some(Told::Drivers);
    let split = arguments.shows_variance();
    let variance = split.then_some(Told::Variance);
    drivers.into_iter().chain(variance).collect()
}

fn observe(
    arguments: &RunArguments,
    settings: &Settings,
    replicates: usize,
    interrupt: Interrupt,
) -> Progress {
    if arguments.output.quiet {
        Progress::hidden(interrupt)
    } else if settings.until.is_some() {
        Progress::open(interrupt)
    } else {
        Progress::visible(settings.paths * replicates, interrupt)
    }
}
