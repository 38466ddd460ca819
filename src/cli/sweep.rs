//! `simulate sweep` and `simulate merge`.

use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use serde_json::Value;

use crate::cli::output::{open_output, put_in_place};
use crate::cli::writing::{columns, print};
use crate::cli::{
    Exit, Failure, Interrupt, MergeArguments, Progress, Stage, SweepArguments, messages, usage,
};
use crate::engine::{RunError, Unobserved};
use crate::experiment::{
    Axis, Crossing, ExperimentError, Points, Settled, Study, Threads, Wanted, parts, read_table,
    sweep as run,
};
use crate::model::Scenario;
use crate::report::directory::OutputDirectory;
use crate::report::plain;
use crate::report::sweep::{
    Entry, JOURNAL, Journal, Records, Shard, SweepReport, allowed, changes, identity, revive,
    write_shard, write_sweep,
};
use crate::report::terminal::{estimate, render_sweep};
use crate::scenario::{Chain, LoadOptions, Loaded, assemble, read_chain};
use crate::summary::{Choice, rank};

/// Paths of the base that are timed to say how long a sweep will take.
const TIMED_PATHS: usize = 64;

/// Sweeps a scenario.
///
/// # Errors
///
/// The arguments, the scenario or a point are wrong, a run does not end, or the results cannot be written.
pub fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let chain = read_chain(&arguments.scenario)?;
    let (study, base) = study(arguments, chain)?;
    let mut notes = study.check()?;
    notes.extend(
        base.notes
            .iter()
            .filter(|note| !notes.contains(note))
            .cloned()
            .collect::<Vec<_>>(),
    );
    let account = identity(&study, &base, arguments.shard);

    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let mut keeper = Keeper::open(directory.as_ref(), &account, arguments)?;
    let quiet = arguments.output.quiet;
    if !quiet {
        messages::notes(&notes);
    }
    let points = due(&study.points, arguments.shard);
    let todo: Vec<usize> = points
        .iter()
        .copied()
        .filter(|point| !keeper.has(*point))
        .collect();
    let threads = arguments.sampling.threads();
    if !quiet {
        tell(&study, &base, points.len(), todo.len(), threads)?;
    }

    let progress = if quiet {
        Progress::hidden(interrupt.clone())
    } else {
        let is_extra = !todo.is_empty() && !todo.contains(&study.points.reference);
        Progress::visible(
            (todo.len() + usize::from(is_extra)) * study.paths,
            interrupt.clone(),
        )
    };
    let done = run(
        &study,
        &todo,
        Threads(threads),
        &progress,
        |point, outcome| {
            if let Some(alarm) = &outcome.alarm {
                messages::warning(
                    &format!("point {point}: {alarm}"),
                    "do not rely on these figures; please report it with the scenario and the seed",
                );
            }
            keeper.add(Entry::new(
                point,
                outcome,
                &study.points,
                &study.wanted.quantiles,
            ))
        },
    );
    drop(progress);
    if let Err(failure) = done {
        return Err(keeper.paused(failure, &points));
    }

    if arguments.shard.is_some() {
        if let (Some(directory), Keeper::Journal(mut journal)) = (directory, keeper) {
            write_shard(&account, &points, journal.records(), &directory)?;
            interrupt.check()?;
            put_in_place(directory, &arguments.output)?;
            journal.remove();
        }
        return Ok(Exit::Done);
    }
    let mut entries = Vec::new();
    for point in &points {
        entries.push(keeper.read(*point)?);
    }
    let text = finish(
        &study,
        &base.scenario,
        &entries,
        &account,
        directory.as_ref(),
        keeper.records(),
    )?;
    if let Err(stopped) = interrupt.check() {
        return Err(keeper.paused(stopped.into(), &points));
    }
    if let Some(directory) = directory {
        put_in_place(directory, &arguments.output)?;
    }
    keeper.remove();
    interrupt.enter(Stage::Showing);
    print(&text)?;
    Ok(Exit::Done)
}

/// Joins the parts of a sweep.
///
/// # Errors
///
/// A part is missing, is of another sweep or cannot be read, or the whole cannot be written.
pub fn merge(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let mut records = Records::default();
    let mut parts: Vec<(Value, &Path)> = Vec::new();
    for directory in &arguments.shards {
        let account = records.add(&directory.join(JOURNAL))?;
        parts.push((account, directory));
    }
    let (account, study) = whole(&parts)?;
    let base = assemble(&study.chain, &study.options)?;
    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let mut entries = Vec::new();
    for point in 0..study.points.points.len() {
        entries.push(records.read(point)?);
    }
    let text = finish(
        &study,
        &base.scenario,
        &entries,
        &account,
        directory.as_ref(),
        Some(&mut records),
    )?;
    interrupt.check()?;
    if let Some(directory) = directory {
        put_in_place(directory, &arguments.output)?;
    }
    interrupt.enter(Stage::Showing);
    print(&text)?;
    Ok(Exit::Done)
}

/// The account of the whole that parts make; each must be there once, and of the same sweep.
fn whole(parts: &[(Value, &Path)]) -> Result<(Value, Study), Failure> {
    let shown = |path: &Path| plain(&path.display().to_string());
    let without_shard = |account: &Value| {
        let mut account = account.clone();
        account["shard"] = Value::Null;
        account
    };
    let (first, first_path) = &parts[0];
    let account = without_shard(first);
    let mut found: Vec<(Shard, &Path)> = Vec::new();
    let mut study = None;
    for (part, path) in parts {
        let no_part = || format!("`{}` is no part of a sweep", shown(path));
        let differences = changes(&account, &without_shard(part));
        if !differences.is_empty() {
            let message = format!(
                "`{}` is of another sweep than `{}`: {}",
                shown(path),
                shown(first_path),
                differences.join("; ")
            );
            return Err(usage::wrong(&message, Some("join the parts of one sweep")));
        }
        let (revived, shard) = revive(part).ok_or_else(|| usage::wrong(&no_part(), None))?;
        let shard = shard.ok_or_else(|| usage::wrong(&no_part(), Some("it is a whole one")))?;
        if let Some((_, other)) = found.iter().find(|(known, _)| known.number == shard.number) {
            let message = format!("`{}` and `{}` are the same part", shown(other), shown(path));
            return Err(usage::wrong(&message, Some("name each part once")));
        }
        if let Some((known, other)) = found.iter().find(|(known, _)| known.of != shard.of) {
            let message = format!(
                "`{}` is part of {}, `{}` of {}",
                shown(other),
                known.of,
                shown(path),
                shard.of
            );
            return Err(usage::wrong(&message, Some("join the parts of one sweep")));
        }
        found.push((shard, path));
        study = Some(revived);
    }
    let of = found[0].0.of;
    let missing: Vec<String> = (1..=of)
        .filter(|number| !found.iter().any(|(shard, _)| shard.number == *number))
        .map(|number| format!("{number}/{of}"))
        .collect();
    match study {
        Some(study) if missing.is_empty() => Ok((account, study)),
        _ => {
            let message = format!("parts are missing: {}", missing.join(", "));
            Err(usage::wrong(
                &message,
                Some("run them with `--shard`, and name all directories"),
            ))
        }
    }
}

/// What the arguments ask for.
fn study(arguments: &SweepArguments, chain: Chain) -> Result<(Study, Loaded), Failure> {
    let options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
    };
    let base = assemble(&chain, &options)?;
    let seed = arguments.sampling.seed(&base.scenario);
    let (keys, values) = match &arguments.points {
        Some(path) => table(path)?,
        None => axes(arguments, seed)?,
    };
    let reference = arguments.reference.as_deref();
    let reference: Vec<String> = reference.map_or_else(Vec::new, |text| {
        parts(text)
            .into_iter()
            .map(|part| part.trim().to_owned())
            .collect()
    });
    let Settled { points, base } = Points::settle(keys, values, &reference, &chain, &options)?;
    let mut wanted = Wanted::new(
        arguments.metrics.as_deref(),
        arguments.quantiles.as_deref(),
        &arguments.objective,
        &arguments.subject_to,
    )?;
    wanted.months = arguments.months_csv;
    let study = Study {
        chain,
        options,
        points,
        wanted,
        paths: arguments.paths.unwrap_or(base.scenario.simulation.paths),
        seed,
        sampler: arguments.sampling.sampler(&base.scenario),
    };
    Ok((study, base))
}

/// Keys, and for each point their values.
type Rows = (Vec<String>, Vec<Vec<Option<String>>>);

fn axes(arguments: &SweepArguments, seed: u64) -> Result<Rows, Failure> {
    let ranges = arguments.ranges.iter().map(|text| Axis::range(text));
    let lists = arguments.lists.iter().map(|text| Axis::list(text));
    let axes: Vec<Axis> = ranges.chain(lists).collect::<Result<_, _>>()?;
    let crossing = match &arguments.design {
        Some(text) => Crossing::design(text)?,
        None if arguments.zip => Crossing::Zipped,
        None => Crossing::Crossed,
    };
    let points = crossing.points(&axes, seed)?;
    let values = points
        .into_iter()
        .map(|point| point.into_iter().map(Some).collect());
    Ok((
        axes.into_iter().map(|axis| axis.key).collect(),
        values.collect(),
    ))
}

fn table(path: &Path) -> Result<Rows, Failure> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| ExperimentError::Table {
        file: name.clone(),
        reason: error.to_string(),
    })?;
    Ok(read_table(&name, file)?)
}

/// The points that are due: of a shard its own, the base and the reference.
fn due(points: &Points, shard: Option<Shard>) -> Vec<usize> {
    let is_due = |point: &usize| {
        *point == 0 || *point == points.reference || shard.is_none_or(|shard| shard.has(*point))
    };
    (0..points.points.len()).filter(is_due).collect()
}

/// Says what is about to run, and about how long it takes.
fn tell(
    study: &Study,
    base: &Loaded,
    all: usize,
    todo: usize,
    threads: usize,
) -> Result<(), Failure> {
    let clock = Instant::now();
    let timed = study.paths.min(TIMED_PATHS);
    let mut pilot = study.trial(&base.scenario);
    pilot.paths = timed;
    if todo > 0 {
        pilot.keep(0, 1, &Unobserved)?;
    }
    let seconds = clock.elapsed().as_secs_f64();
    messages::note(&estimate(
        &base.scenario,
        [all, todo],
        study.paths,
        (timed, seconds),
        threads,
    ));
    Ok(())
}

/// Keeps finished points: in a journal where there are files, else in memory.
enum Keeper {
    Memory(Vec<Entry>),
    Journal(Journal),
}

impl Keeper {
    fn open(
        directory: Option<&OutputDirectory>,
        account: &Value,
        arguments: &SweepArguments,
    ) -> Result<Self, Failure> {
        let Some(directory) = directory else {
            return Ok(Self::Memory(Vec::new()));
        };
        let path = directory.journal();
        if arguments.restart {
            let _ = fs::remove_file(&path);
        }
        Ok(Self::Journal(Journal::open(&path, account)?))
    }

    fn has(&self, point: usize) -> bool {
        match self {
            Self::Memory(entries) => entries.iter().any(|entry| entry.point == point),
            Self::Journal(journal) => journal.has(point),
        }
    }

    fn add(&mut self, entry: Entry) -> Result<(), Failure> {
        match self {
            Self::Memory(entries) => entries.push(entry),
            Self::Journal(journal) => journal.add(&entry)?,
        }
        Ok(())
    }

    fn read(&mut self, point: usize) -> Result<Entry, Failure> {
        match self {
            Self::Memory(entries) => {
                let place = entries.iter().position(|entry| entry.point == point);
                place
                    .map(|place| entries.swap_remove(place))
                    .ok_or(Failure::Run(RunError::Cancelled))
            }
            Self::Journal(journal) => Ok(journal.records().read(point)?),
        }
    }

    fn records(&mut self) -> Option<&mut Records> {
        match self {
            Self::Memory(_) => None,
            Self::Journal(journal) => Some(journal.records()),
        }
    }

    fn remove(self) {
        if let Self::Journal(journal) = self {
            journal.remove();
        }
    }

    /// What an interruption means where finished points are kept.
    fn paused(&self, failure: Failure, points: &[usize]) -> Failure {
        let is_interrupted = matches!(
            failure,
            Failure::Run(RunError::Cancelled)
                | Failure::Experiment(ExperimentError::Run(RunError::Cancelled))
        );
        match self {
            Self::Journal(journal) if is_interrupted => Failure::Paused {
                done: points.iter().filter(|point| journal.has(**point)).count(),
                all: points.len(),
            },
            _ => failure,
        }
    }
}

/// Ranks the points, writes the tables, and returns what is to be shown.
fn finish(
    study: &Study,
    scenario: &Scenario,
    entries: &[Entry],
    account: &Value,
    directory: Option<&OutputDirectory>,
    records: Option<&mut Records>,
) -> Result<String, Failure> {
    let (objective, constraints) = study.wanted.figures(scenario)?;
    let choices: Vec<Choice> = entries
        .iter()
        .map(|entry| Choice {
            values: &entry.objective,
            is_allowed: allowed(&constraints, &entry.constraints),
        })
        .collect();
    let ranking = rank(&objective, &choices, study.points.reference);
    let figures: Vec<Vec<f64>> = entries
        .iter()
        .map(|entry| entry.constraints.clone())
        .collect();
    let report = SweepReport {
        scenario,
        points: &study.points,
        paths: study.paths,
        seed: study.seed,
        objective: &objective,
        constraints: &constraints,
        figures: &figures,
        ranking: &ranking,
    };
    if let (Some(directory), Some(records)) = (directory, records) {
        write_sweep(&report, account, records, directory)?;
    }
    Ok(render_sweep(&report, columns()))
}
