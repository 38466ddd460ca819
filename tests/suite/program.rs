//! The program as a test runs it, and the tables that it writes.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// A small business, quick to simulate.
pub const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

/// The tables of a run.
pub const TABLES: [&str; 5] = [
    "monthly.csv",
    "summary.csv",
    "facts.csv",
    "guards.csv",
    "drivers.csv",
];

/// What the program does with these arguments.
pub fn simulate(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args(arguments).env_remove("COLUMNS");
    command.output().expect("a process")
}

/// The same, where it must succeed.
pub fn done(arguments: &[&str]) -> Output {
    let output = simulate(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

/// What it prints then, on one line.
pub fn said(arguments: &[&str]) -> String {
    let text = String::from_utf8(done(arguments).stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// That it refuses its arguments, why, and what to do.
pub fn refused(arguments: &[&str], error: &str, help: &str) {
    let output = simulate(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(error) && said.contains(help), "{said}");
    assert!(output.stdout.is_empty());
}

/// A folder for a test.
pub fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// A row of a table by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// The rows of a table.
pub fn rows(path: &Path) -> Vec<Row> {
    let mut csv = csv::Reader::from_path(path).expect("a table");
    csv.deserialize().map(|row| row.expect("a row")).collect()
}
