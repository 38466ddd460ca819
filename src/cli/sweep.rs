//! `simulate sweep`.

use std::fs::File;
use std::path::Path;
use std::time::Instant;

use serde_json::json;

use crate::cli::keeper::{Keeper, Unfinished};
use crate::cli::output::{open_output, put_in_place};
use crate::cli::ranked::{Purpose, Ranked};
use crate::cli::writing::print;
use crate::cli::{Exit, Failure, Interrupt, Progress, Stage, SweepArguments, messages, usage};
use crate::engine::{Unobserved, on_threads};
use crate::experiment::{
    Axis, Crossing, ExperimentError, Points, Study, Threads, Wanted, find_groups, parts,
    read_table, sweep as run,
};
use crate::report::sweep::{Entry, Shard, identity, write_shard};
use crate::report::terminal::estimate;
use crate::scenario::{Chain, LoadOptions, Loaded, assemble, read_chain};

/// Paths of the base that are timed to say how long a sweep will take.
const TIMED_PATHS: usize = 64;

/// Sweeps a scenario.
///
/// # Errors
///
/// The arguments, the scenario or a point are wrong, a run does not end, or the results cannot be written.
pub fn sweep(arguments: &SweepArguments) -> Result<Exit, Failure> {
    if arguments.shard.is_some() {
        if arguments.page.open || arguments.page.lang.is_some() {
            let message = "a part of a sweep has no page";
            let help = "give `--lang` and `--open` to `simulate merge`";
            return Err(usage::wrong(message, Some(help)));
        }
        if !arguments.knowing.group.is_empty() {
            let message = "a part of a sweep does not tell what knowing is worth";
            return Err(usage::wrong(
                message,
                Some("give `--group` to `simulate merge`"),
            ));
        }
    }
    run_points(arguments, Plan::Sweep)
}

/// Why points are simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// They are compared.
    Sweep,
    /// One is to be chosen.
    Decision,
}

/// Simulates the points that are asked for, and shows how they stand.
pub(super) fn run_points(arguments: &SweepArguments, plan: Plan) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let chain = read_chain(&arguments.scenario)?;
    let Asked {
        study,
        base,
        mut notes,
        has_base,
    } = asked(arguments, chain)?;
    notes.extend(study.check()?);
    find_groups(&study, &arguments.knowing.group)?;
    let mut account = identity(&study, &base, arguments.shard);
    if plan == Plan::Decision {
        account["decision"] = json!(true);
    }

    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let mut keeper = Keeper::open(directory.as_ref(), &account, unfinished(arguments, plan))?;
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
        Progress::visible(paths_of(&study, &todo), interrupt.clone())
    };
    let done = run(
        &study,
        &todo,
        Threads(threads),
        &progress,
        |point, outcome| {
            if let Some(alarm) = &outcome.alarm {
                messages::alarm(&format!("point {point}: {alarm}"));
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
        entries.push(keeper.read(*point)?.without_tables());
    }
    let ranked = Ranked {
        study: &study,
        purpose: match plan {
            Plan::Sweep => Purpose::Sweep,
            Plan::Decision if has_base => Purpose::Decision,
            Plan::Decision => Purpose::DecisionOfOthers,
        },
        scenario: &base.scenario,
        entries: &entries,
        groups: &arguments.knowing.group,
    };
    let kept = directory.as_ref().zip(keeper.records());
    let language = arguments.page.lang.into();
    let text = on_threads(threads, || ranked.finish(&account, kept, language))??;
    if let Err(stopped) = interrupt.check() {
        return Err(keeper.paused(stopped.into(), &points));
    }
    if let Some(directory) = directory {
        put_in_place(directory, &arguments.output)?;
        arguments.page.show(&arguments.output);
    }
    keeper.remove();
    interrupt.enter(Stage::Showing);
    print(&text)?;
    Ok(Exit::Done)
}

/// The paths of points, and of the reference where it is none of them.
fn paths_of(study: &Study, todo: &[usize]) -> usize {
    let is_extra = !todo.is_empty() && !todo.contains(&study.points.reference);
    (todo.len() + usize::from(is_extra)) * study.paths
}

/// What becomes of a sweep to the same place that was interrupted.
fn unfinished(arguments: &SweepArguments, plan: Plan) -> Unfinished {
    match plan {
        Plan::Sweep if arguments.restart => Unfinished::Dropped,
        Plan::Sweep => Unfinished::GoesOn,
        Plan::Decision => Unfinished::GoesOnIfSame,
    }
}

/// What the arguments ask for.
struct Asked {
    study: Study,
    base: Loaded,
    notes: Vec<String>,
    /// Whether the scenario as it is is one of the points that were named.
    has_base: bool,
}

fn asked(arguments: &SweepArguments, chain: Chain) -> Result<Asked, Failure> {
    let options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
        ..LoadOptions::default()
    };
    let base = assemble(&chain, &options)?;
    let seed = arguments.sampling.seed(&base.scenario);
    let mut notes = Vec::new();
    let (keys, values) = match &arguments.points {
        Some(path) => table(path)?,
        None => axes(arguments, seed, &mut notes)?,
    };
    let reference = arguments.reference.as_deref();
    let reference: Vec<String> = reference.map_or_else(Vec::new, |text| {
        parts(text)
            .into_iter()
            .map(|part| part.trim().to_owned())
            .collect()
    });
    let named = values.len();
    let (points, repeated) = Points::settle(keys, values, &reference, &base)?;
    let has_base = named - repeated >= points.points.len();
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
    if repeated > 0 {
        let points = if repeated == 1 {
            "point was"
        } else {
            "points were"
        };
        notes.push(format!("{repeated} {points} given again, and left out"));
    }
    Ok(Asked {
        study,
        base,
        notes,
        has_base,
    })
}

/// Keys, and for each point their values.
type Rows = (Vec<String>, Vec<Vec<Option<String>>>);

fn axes(arguments: &SweepArguments, seed: u64, notes: &mut Vec<String>) -> Result<Rows, Failure> {
    let ranges = arguments.ranges.iter().map(|text| Axis::range(text));
    let lists = arguments.lists.iter().map(|text| Axis::list(text));
    let axes: Vec<Axis> = ranges.chain(lists).collect::<Result<_, _>>()?;
    if arguments.design.is_none() {
        notes.extend(axes.iter().filter_map(Axis::remark));
    }
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
