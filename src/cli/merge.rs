//! `simulate merge`.

use std::path::Path;

use serde_json::Value;

use crate::cli::output::{open_output, put_in_place};
use crate::cli::ranked::{Purpose, Ranked};
use crate::cli::writing::print;
use crate::cli::{Exit, Failure, Interrupt, MergeArguments, OutputArguments, Stage, usage};
use crate::experiment::{Study, find_groups};
use crate::report::directory::journal_of;
use crate::report::plain;
use crate::report::sweep::{JOURNAL, Records, Shard, changes, revive};
use crate::scenario::assemble;

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
        is_part(directory, &arguments.output)?;
        let account = records.add(&directory.join(JOURNAL))?;
        parts.push((account, directory));
    }
    let (account, study) = whole(&parts)?;
    is_complete(&study, &parts, &records)?;
    let base = assemble(&study.chain, &study.options)?;
    find_groups(&study, &arguments.knowing.group)?;
    interrupt.enter(Stage::Running);
    let directory = open_output(&arguments.output)?;
    let mut entries = Vec::new();
    for point in 0..study.points.points.len() {
        entries.push(records.read(point)?.without_tables());
    }
    let ranked = Ranked {
        study: &study,
        purpose: Purpose::Sweep,
        scenario: &base.scenario,
        entries: &entries,
        groups: &arguments.knowing.group,
    };
    let text = ranked.finish(
        &account,
        directory
            .as_ref()
            .map(|directory| (directory, &mut records)),
        arguments.page.lang.into(),
    )?;
    interrupt.check()?;
    if let Some(directory) = directory {
        put_in_place(directory, &arguments.output)?;
        arguments.page.show(&arguments.output);
    }
    interrupt.enter(Stage::Showing);
    print(&text)?;
    Ok(Exit::Done)
}

/// Refuses what is no finished part, and to put the whole in the place of one.
fn is_part(directory: &Path, output: &OutputArguments) -> Result<(), Failure> {
    let shown = plain(&directory.display().to_string());
    let wrong = |message: String, help: &str| Err(usage::wrong(&message, Some(help)));
    if let (Ok(part), Some(Ok(out))) = (
        directory.canonicalize(),
        output.out.as_ref().map(|out| out.canonicalize()),
    ) && part == out
    {
        return wrong(
            format!("`{shown}` is a part, and the whole cannot take its place"),
            "name another directory after `--out`",
        );
    }
    if directory.join(JOURNAL).is_file() {
        return Ok(());
    }
    if directory.join("run.json").is_file() {
        return wrong(
            format!("`{shown}` holds a whole run or sweep, and no part of one"),
            "name directories that were written with `--shard`",
        );
    }
    let unfinished = journal_of(directory);
    if unfinished.is_file() {
        return wrong(
            format!("`{shown}` was interrupted"),
            "run that part again: it goes on from where it stopped",
        );
    }
    wrong(
        format!("`{shown}` is no part of a sweep"),
        "name directories that were written with `--shard`",
    )
}

/// Every part must have its points.
fn is_complete(study: &Study, parts: &[(Value, &Path)], records: &Records) -> Result<(), Failure> {
    for (account, path) in parts {
        let Some((_, Some(shard))) = revive(account) else {
            continue;
        };
        let points = 0..study.points.points.len();
        if let Some(missing) = points
            .filter(|point| shard.has(*point))
            .find(|point| !records.has(*point))
        {
            let message = format!(
                "`{}` is damaged: it has no whole point {missing}",
                plain(&path.display().to_string())
            );
            let help = format!("run part {}/{} again", shard.number, shard.of);
            return Err(usage::wrong(&message, Some(&help)));
        }
    }
    Ok(())
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
            let message = if other == path {
                format!("`{}` is named twice", shown(path))
            } else {
                format!("`{}` and `{}` are the same part", shown(other), shown(path))
            };
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
