//! `simulate compare`.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::output::{open_output, put_in_place};
use crate::cli::writing::{columns, print};
use crate::cli::{CompareArguments, Exit, Failure, Interrupt, Progress, Stage, messages, usage};
use crate::experiment::{
    Comparison, Contender, Explanation, How, Line, Saved, Wanted, add_new, compare_apart, explain,
    objective, text,
};
use crate::model::{Metric, Objective};
use crate::random::sampler::Sampler;
use crate::report::PROGRAM;
use crate::report::comparison::{ComparisonReport, ExportFormat, Side, write_comparison};
use crate::report::directory::sha256;
use crate::report::file::OutputFile;
use crate::report::plain;
use crate::report::terminal::render_comparison;
use crate::scenario::blend::Blend;
use crate::scenario::document::Node;
use crate::scenario::{LoadOptions, assemble, read_chain};

/// Paths of each run that explains a difference where nothing is said.
const EXPLAINING_PATHS: usize = 2000;

/// One of those compared, in the order asked for.
struct Asked {
    contender: Contender,
    /// What an earlier run found on so many paths.
    saved: Option<(usize, Vec<Line>)>,
}

/// Compares scenarios.
///
/// # Errors
///
/// The arguments or a scenario are wrong, a run does not end, or a file cannot be written.
pub fn compare(arguments: &CompareArguments) -> Result<Exit, Failure> {
    let interrupt = Interrupt::listen();
    let formats = formats(arguments)?;
    let asked: Vec<Asked> = arguments
        .scenarios
        .iter()
        .map(|name| read(name, arguments))
        .collect::<Result<_, _>>()?;
    comparable(&asked)?;
    let objective = explained(&asked, arguments)?;

    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let earlier = arguments.output.earlier();
    let files: Vec<(OutputFile, ExportFormat)> = arguments
        .export
        .iter()
        .zip(formats)
        .map(|(path, format)| {
            Ok((
                OutputFile::open(path, earlier).map_err(Failure::Export)?,
                format,
            ))
        })
        .collect::<Result<_, Failure>>()?;
    remark(&asked, arguments);

    let scenario = &asked[0].contender.loaded.scenario;
    let run = Run {
        arguments,
        interrupt: &interrupt,
        seed: arguments.sampling.seed(scenario),
        sampler: arguments.sampling.sampler(scenario),
        paths: arguments.paths.unwrap_or(scenario.simulation.paths),
        threads: arguments.sampling.threads(),
    };
    let sides = run.sides(asked)?;
    let explanation = match objective {
        Some(objective) => Some((run.explanation(&sides)?, objective)),
        None => None,
    };
    let first = &sides[0].contender;
    let report = ComparisonReport {
        paths: run.paths,
        seed: run.seed,
        explanation,
        sides: sides
            .iter()
            .map(|side| Side {
                name: &side.contender.name,
                scenario: &side.contender.loaded.scenario,
                lines: &side.lines,
                saved: side.saved,
                is_paired: side.is_paired,
                changes: changes(first, &side.contender),
            })
            .collect(),
    };
    interrupt.check()?;
    // what was compared is shown even where it cannot be kept
    let mut kept = Ok(());
    for (file, format) in files {
        let written = file.put_in_place(|out| format.write(&report, out));
        kept = kept.and(written.map_err(Failure::Export));
    }
    if let Some(directory) = directory {
        let language = arguments.page.lang.into();
        let written = write_comparison(&report, &account(&run, &sides), language, &directory);
        let put = written.map_err(Failure::from).and_then(|()| {
            interrupt.check()?;
            put_in_place(directory, &arguments.output)?;
            arguments.page.show(&arguments.output);
            Ok(())
        });
        kept = kept.and(put);
    }
    interrupt.enter(Stage::Showing);
    print(&render_comparison(&report, columns()))?;
    kept.map(|()| Exit::Done)
}

fn formats(arguments: &CompareArguments) -> Result<Vec<ExportFormat>, Failure> {
    let format = |path: &std::path::PathBuf| {
        ExportFormat::of(path).ok_or_else(|| {
            let message = format!("`--export`: `{}` names no format", path.display());
            usage::wrong(&message, Some("end its name in `.csv`, `.md` or `.json`"))
        })
    };
    for (place, path) in arguments.export.iter().enumerate() {
        if arguments.export[..place].contains(path) {
            let message = format!("`--export`: `{}` is named twice", path.display());
            return Err(usage::wrong(&message, None));
        }
    }
    arguments.export.iter().map(format).collect()
}

/// Reads a scenario, a scenario with changes, or saved results.
fn read(name: &str, arguments: &CompareArguments) -> Result<Asked, Failure> {
    let path = Path::new(name);
    if path.is_dir() {
        let saved = Saved::read(path)?;
        return Ok(Asked {
            contender: Contender {
                name: name.to_owned(),
                loaded: saved.loaded,
                chain: saved.chain,
            },
            saved: Some((saved.paths, saved.lines)),
        });
    }
    let mut parts = if path.exists() {
        vec![name]
    } else {
        name.split('@').collect()
    };
    let changes = parts.split_off(1);
    if !changes.is_empty() && Path::new(parts[0]).is_dir() {
        let message = format!("`{}` holds saved results, which cannot be varied", parts[0]);
        return Err(usage::wrong(
            &message,
            Some("name the scenario: `FILE.toml@KEY=VALUE`"),
        ));
    }
    if changes.iter().any(|change| !change.contains('=')) {
        let message = format!("`{name}` is no file, and no file with changes");
        return Err(usage::wrong(&message, Some("write `FILE.toml@KEY=VALUE`")));
    }
    let chain = read_chain(Path::new(parts[0]))?;
    let mut options = LoadOptions {
        overrides: arguments.variant.set.clone(),
        months: arguments.variant.months,
        ..LoadOptions::default()
    };
    let changes: Vec<String> = changes.into_iter().map(str::to_owned).collect();
    options.varied = Some(("@".to_owned(), changes));
    let loaded = assemble(&chain, &options)?;
    Ok(Asked {
        contender: Contender {
            name: name.to_owned(),
            loaded,
            chain,
        },
        saved: None,
    })
}

/// All must simulate the same months in one currency.
fn comparable(asked: &[Asked]) -> Result<(), Failure> {
    let frame = |asked: &Asked| {
        let scenario = &asked.contender.loaded.scenario;
        (scenario.start, scenario.months)
    };
    let first = &asked[0];
    for other in &asked[1..] {
        let (first_frame, other_frame) = (frame(first), frame(other));
        if first_frame != other_frame {
            let message = format!(
                "`{}` simulates {} months from {}, `{}` {} from {}",
                first.contender.name,
                first_frame.1,
                first_frame.0,
                other.contender.name,
                other_frame.1,
                other_frame.0
            );
            let help = "compare the same months: `--months N`, `--set start=YYYY-MM`";
            return Err(usage::wrong(&message, Some(help)));
        }
        let currency = |asked: &Asked| asked.contender.loaded.scenario.currency.clone();
        if currency(first) != currency(other) {
            let message = format!(
                "`{}` counts in `{}`, `{}` in `{}`",
                first.contender.name,
                currency(first),
                other.contender.name,
                currency(other)
            );
            return Err(usage::wrong(
                &message,
                Some("amounts of two currencies do not compare"),
            ));
        }
    }
    Ok(())
}

/// The objective to explain, where that is asked for and can be done.
fn explained(asked: &[Asked], arguments: &CompareArguments) -> Result<Option<Objective>, Failure> {
    if !arguments.explain {
        return Ok(None);
    }
    if asked.len() != 2 || asked.iter().any(|side| side.saved.is_some()) {
        let message = "`--explain` takes two scenarios";
        let help = "name two, neither of them saved results: what is between them is simulated";
        return Err(usage::wrong(message, Some(help)));
    }
    let of = |side: &Asked| objective(&arguments.objective, &side.contender.loaded.scenario);
    let first = of(&asked[0])?;
    of(&asked[1])?;
    Ok(Some(first))
}

fn remark(asked: &[Asked], arguments: &CompareArguments) {
    if arguments.output.quiet {
        return;
    }
    let mut notes: Vec<String> = Vec::new();
    for side in asked {
        add_new(&mut notes, side.contender.loaded.notes.clone());
        let own = side.contender.loaded.scenario.simulation;
        if side.saved.is_none() && own != asked[0].contender.loaded.scenario.simulation {
            notes.push(format!(
                "`{}` has another `simulation` than the first, whose paths, seed and sampler count for all",
                plain(&side.contender.name)
            ));
        }
        if side.saved.is_some() {
            notes.push(format!(
                "`{}` holds saved results: they are compared by their means, not path by path",
                plain(&side.contender.name)
            ));
        }
    }
    messages::notes(&notes);
}

/// A contender and what came of it.
struct Compared {
    contender: Contender,
    lines: Vec<Line>,
    saved: Option<usize>,
    is_paired: bool,
}

/// How everything is run.
struct Run<'a> {
    arguments: &'a CompareArguments,
    interrupt: &'a Interrupt,
    seed: u64,
    sampler: Sampler,
    paths: usize,
    threads: usize,
}

impl Run<'_> {
    /// Simulates those that are scenarios, and puts all beside the first.
    fn sides(&self, asked: Vec<Asked>) -> Result<Vec<Compared>, Failure> {
        let saved: Vec<Option<usize>> = asked
            .iter()
            .map(|side| side.saved.as_ref().map(|(paths, _)| *paths))
            .collect();
        let (mut contenders, mut results) = (Vec::new(), Vec::new());
        for side in asked {
            match side.saved {
                Some((_, lines)) => results.push((side.contender, lines)),
                None => contenders.push(side.contender),
            }
        }
        let lines = self.simulate(&contenders)?;
        let mut simulated = contenders.into_iter().zip(lines);
        let mut results = results.into_iter();
        let mut sides: Vec<Compared> = Vec::new();
        for kept in &saved {
            let next = if kept.is_some() {
                results.next()
            } else {
                simulated.next()
            };
            let Some((contender, mut lines)) = next else {
                continue;
            };
            let is_paired = kept.is_none() && saved[0].is_none();
            if let (false, Some(first)) = (is_paired, sides.first()) {
                compare_apart(&mut lines, &first.lines);
            }
            sides.push(Compared {
                contender,
                lines,
                saved: *kept,
                is_paired,
            });
        }
        Ok(sides)
    }

    fn simulate(&self, contenders: &[Contender]) -> Result<Vec<Vec<Line>>, Failure> {
        if contenders.is_empty() {
            return Ok(Vec::new());
        }
        let interrupt = self.interrupt.clone();
        let progress = if self.arguments.output.quiet {
            Progress::hidden(interrupt)
        } else {
            Progress::visible(self.paths * contenders.len(), interrupt)
        };
        let comparison = Comparison {
            contenders,
            wanted: Wanted {
                months: true,
                quantiles: Vec::new(),
                objective: self.arguments.objective.clone(),
                constraints: Vec::new(),
                metrics: Metric::ALL.to_vec(),
            },
            paths: self.paths,
            seed: self.seed,
            sampler: self.sampler,
        };
        Ok(comparison.run(self.threads, &progress)?)
    }

    fn explanation(&self, sides: &[Compared]) -> Result<Explanation, Failure> {
        let interrupt = self.interrupt.clone();
        let progress = if self.arguments.output.quiet {
            Progress::hidden(interrupt)
        } else {
            Progress::open(interrupt)
        };
        progress.say("explaining the difference".to_owned());
        let how = How {
            objective: &self.arguments.objective,
            paths: self
                .arguments
                .explain_paths
                .unwrap_or(self.paths.min(EXPLAINING_PATHS)),
            seed: self.seed,
            sampler: self.sampler,
            threads: self.threads,
            months: self.arguments.variant.months,
        };
        Ok(explain(
            &sides[0].contender,
            &sides[1].contender,
            how,
            &progress,
        )?)
    }
}

/// All that is needed to compare again.
fn account(run: &Run, sides: &[Compared]) -> Value {
    let scenarios = sides.iter().map(|side| {
        let loaded = &side.contender.loaded;
        json!({
            "scenario": side.contender.name,
            "name": loaded.scenario.name,
            "saved": side.saved,
            "sha256": sha256(loaded.text.as_bytes()),
            "text": loaded.text,
        })
    });
    json!({
        "program": PROGRAM,
        "experiment": "compare",
        "version": env!("CARGO_PKG_VERSION"),
        "months": sides[0].contender.loaded.scenario.months,
        "currency": sides[0].contender.loaded.scenario.currency,
        "paths": run.paths,
        "seed": run.seed,
        "sampler": run.sampler.name(),
        "overrides": run.arguments.variant.set,
        "explained": run.arguments.explain.then_some(&run.arguments.objective),
        "scenarios": scenarios.collect::<Vec<_>>(),
    })
}

/// What differs from the first: key, what it was, what it is.
fn changes(first: &Contender, other: &Contender) -> Vec<[String; 3]> {
    let blend = Blend::new(
        (&first.loaded, &first.chain),
        (&other.loaded, &other.chain),
        None,
    );
    let shown = |node: Option<&Node>| match node {
        Some(node) if node.get("month").is_some() => {
            let parts = ["set", "scale"]
                .into_iter()
                .filter_map(|name| node.get(name));
            parts
                .map(|part| text(part, blend.sources()))
                .collect::<Vec<_>>()
                .join(" ")
        }
        Some(node) => text(node, blend.sources()),
        None => "-".to_owned(),
    };
    let changes = blend.changes().iter();
    changes
        .map(|change| {
            [
                change.key.clone(),
                shown(change.before.as_ref()),
                shown(change.after.as_ref()),
            ]
        })
        .collect()
}
