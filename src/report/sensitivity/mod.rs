//! What a sensitivity analysis found, as files: `sensitivity.csv`, `screening.csv` and `run.json`.

mod indices_csv;
mod screening_csv;

use serde_json::{Value, json};

use crate::experiment::{Factor, Months, Sensitivities, Sensitivity};
use crate::report::PROGRAM;
use crate::report::directory::{DirectoryError, OutputDirectory, sha256};
use crate::report::run_json::write_account;
use crate::report::values::{grade, name};
use crate::summary::drivers::DriverInput;

/// A finished sensitivity analysis.
#[derive(Debug, Clone, Copy)]
pub struct SensitivityReport<'a> {
    /// What was looked at.
    pub sensitivity: &'a Sensitivity<'a>,
    /// The scenario as TOML, without overrides.
    pub text: &'a str,
    /// What was found.
    pub found: &'a Sensitivities,
}

/// Writes the indices, and the elementary effects where there was a screening; `run.json` comes last.
///
/// # Errors
///
/// A file cannot be written.
pub fn write_sensitivity(
    report: &SensitivityReport,
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    let mut files = Vec::new();
    let hash = directory.write("sensitivity.csv", |out| indices_csv::write(report, out))?;
    files.push(("sensitivity.csv", hash));
    if let Some(screening) = &report.found.screening {
        let hash = directory.write("screening.csv", |out| {
            screening_csv::write(report, screening, out)
        })?;
        files.push(("screening.csv", hash));
    }
    write_account(&account(report), &files, directory)
}

/// All that is needed to do it again.
fn account(report: &SensitivityReport) -> Value {
    let Sensitivity {
        scenario,
        overrides,
        inputs: _,
        asked,
        span,
        points,
        factors,
        screening,
        seed,
    } = report.sensitivity;
    let of: Vec<&str> = asked.iter().map(|asked| asked.text.as_str()).collect();
    json!({
        "program": PROGRAM,
        "experiment": "sensitivity",
        "version": env!("CARGO_PKG_VERSION"),
        "name": scenario.name,
        "currency": scenario.currency,
        "months": scenario.months,
        "overrides": overrides,
        "of": of,
        "by_month": *span == Months::Every,
        "points": points,
        "factors": factors,
        "screening": screening,
        "seed": seed,
        "scenario": { "sha256": sha256(report.text.as_bytes()), "text": report.text },
    })
}

/// What a factor is called, how many inputs it has, which where there are several, and the grade of a single one.
fn factor_cells(factor: &Factor, inputs: &[DriverInput]) -> [String; 4] {
    let members: Vec<&str> = match factor.inputs() {
        [_] => Vec::new(),
        several => several
            .iter()
            .map(|input| inputs[*input].key.as_str())
            .collect(),
    };
    let own = match factor.inputs() {
        [input] => inputs[*input].grade,
        _ => None,
    };
    [
        name(&factor.name(inputs)).into_owned(),
        factor.inputs().len().to_string(),
        name(&members.join("; ")).into_owned(),
        grade(own),
    ]
}
