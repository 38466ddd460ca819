//! What a search found, as files: `curve.csv` and `run.json`.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::experiment::{Ending, Evaluated, Quest, Solution};
use crate::model::Scenario;
use crate::report::directory::{DirectoryError, OutputDirectory, sha256};
use crate::report::run_json::PROGRAM;
use crate::report::run_json::write_account;
use crate::report::values::{name, number, write_error};

/// A finished search.
#[derive(Debug, Clone, Copy)]
pub struct SolveReport<'a> {
    /// The scenario as it is.
    pub scenario: &'a Scenario,
    /// The scenario as TOML, without overrides.
    pub text: &'a str,
    /// What was sought.
    pub quest: &'a Quest,
    /// What was found.
    pub solution: &'a Solution,
}

/// Writes every value that was simulated, and what was found; `run.json` comes last.
///
/// # Errors
///
/// A file cannot be written.
pub fn write_solution(
    report: &SolveReport,
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    let hash = directory.write("curve.csv", |out| curve(&report.solution.points, out))?;
    write_account(&account(report), &[("curve.csv", hash)], directory)
}

/// A row for each value, ascending: the value, the figure and its standard error, each in its unit.
fn curve(points: &[Evaluated], out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["value", "figure", "se"])
        .map_err(write_error)?;
    for point in points {
        let figure = [point.figure.value, point.figure.se].map(number);
        let value = name(&point.text).into_owned();
        csv.write_record([value].into_iter().chain(figure))
            .map_err(write_error)?;
    }
    csv.flush()
}

/// All that is needed to search again, and the answer.
fn account(report: &SolveReport) -> Value {
    let SolveReport {
        scenario,
        quest,
        solution,
        ..
    } = report;
    let answer = solution.answer.map(|answer| {
        json!({
            "value": answer.x,
            "interval": answer.interval,
            "figure": answer.figure.value,
            "se": answer.figure.se,
        })
    });
    json!({
        "program": PROGRAM,
        "experiment": "solve",
        "version": env!("CARGO_PKG_VERSION"),
        "name": scenario.name,
        "currency": scenario.currency,
        "paths": quest.paths,
        "seed": quest.seed,
        "sampler": quest.sampler.name(),
        "months": scenario.months,
        "overrides": quest.options.overrides,
        "vary": quest.vary,
        "goal": quest.goal.text,
        "ending": ending(solution.ending),
        "answer": answer,
        "others": solution.others,
        "scenario": { "sha256": sha256(report.text.as_bytes()), "text": report.text },
    })
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Found => "found",
        Ending::OnBound => "on the bound",
        Ending::Flat => "flat",
        Ending::NoCrossing => "no crossing",
        Ending::Undefined => "undefined",
    }
}
