//! `run.json`: all that is needed to run a scenario again, and to know that the files are whole.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::engine::Identity;
use crate::report::directory::{DirectoryError, OutputDirectory, sha256};
use crate::report::{Exporter, Report};
use crate::units::acts;

/// What `run.json` calls this program; a directory is known as one of its results by it.
pub const PROGRAM: &str = "tiercast";

/// A file and what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHash {
    /// Its name in the results directory.
    pub name: &'static str,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// The account of a run. Equal runs write it alike: no time, no thread count, no path of the machine.
#[derive(Debug, Clone)]
pub struct RunJson {
    /// The other files; `timing.json` is left out, since it differs from run to run.
    pub files: Vec<FileHash>,
}

impl Exporter for RunJson {
    fn file_name(&self) -> &'static str {
        "run.json"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let Report {
            scenario,
            summary,
            run,
            ..
        } = report;
        let residuals: Map<String, Value> = Identity::ALL
            .into_iter()
            .map(|identity| {
                let residual = summary.residuals().of(identity);
                (identity.name().to_owned(), json!(residual.relative))
            })
            .collect();
        let twin = summary.twin().map(|twin| {
            json!({
                "paths": twin.paths,
                "comparisons": twin.comparisons,
                "z": twin.z,
                "metric": twin.metric.name(),
                "key": twin.key.text(scenario),
                "month": scenario.month(twin.month).to_string(),
                "simulated": twin.simulated,
                "expected": twin.expected,
            })
        });
        let files: Map<String, Value> = self
            .files
            .iter()
            .map(|file| (file.name.to_owned(), json!({ "sha256": file.sha256 })))
            .collect();
        let until = run.until.map(|until| {
            json!({
                "asked": until.precision.text,
                "most": until.most,
                "ending": until.ending.word(),
                "value": until.known.value,
                "half_width": until.known.half_width,
            })
        });
        let account = json!({
            "program": PROGRAM,
            "version": env!("CARGO_PKG_VERSION"),
            "name": scenario.name,
            "currency": scenario.currency,
            "start": scenario.start.to_string(),
            "months": scenario.months,
            "paths": run.paths,
            "until": until,
            "seed": run.seed,
            "sampler": run.sampler,
            "overrides": run.overrides,
            "notes": run.notes,
            "residuals": residuals,
            "twin": twin,
            "files": files,
            "scenario": { "sha256": sha256(run.text.as_bytes()), "text": run.text },
        });
        let text = serde_json::to_string_pretty(&account)?;
        writeln!(out, "{}", escaped(&text))
    }
}

/// JSON in which what acts on the one who shows it is escaped; it means the same.
pub fn escaped(json: &str) -> Cow<'_, str> {
    // line ends of the layout; those of texts are escaped already
    let is_escaped = |character: char| character != '\n' && acts(character);
    if !json.contains(is_escaped) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if !is_escaped(character) {
            text.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    Cow::Owned(text)
}

/// Writes `run.json`: an account, and the files beside it with the SHA-256 of each.
pub fn write_account(
    account: &Value,
    files: &[(&str, String)],
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    directory.write("run.json", |out| {
        let mut account = account.clone();
        let files = files.iter();
        account["files"] = files
            .map(|(name, sha256)| ((*name).to_owned(), json!({ "sha256": sha256 })))
            .collect::<Map<_, _>>()
            .into();
        writeln!(out, "{}", escaped(&serde_json::to_string_pretty(&account)?))
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_json_means_the_same() {
        let value = json!({ "a\u{7f}": "\u{202e}\u{9b}\n\"\\\u{e0041}灵" });
        let json = value.to_string();
        let text = escaped(&json);
        assert!(!text.contains(acts), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
