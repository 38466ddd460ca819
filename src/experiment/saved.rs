//! The results of an earlier run, read back from their directory.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::experiment::compare::apart;
use crate::experiment::{Line, Numbers, Span};
use crate::model::Metric;
use crate::scenario::extends::read_text;
use crate::scenario::wording::shown_path;
use crate::scenario::{Chain, LoadOptions, Loaded, assemble};

/// The results of an earlier run.
#[derive(Debug)]
pub struct Saved {
    /// The scenario that was run.
    pub loaded: Loaded,
    /// Its text.
    pub chain: Chain,
    /// Paths that were simulated.
    pub paths: usize,
    /// The seed.
    pub seed: u64,
    /// Every number of every month and span.
    pub lines: Vec<Line>,
}

/// Why a directory cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// A file cannot be read.
    #[error("cannot read `{}`: {reason}", shown_path(.path))]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: io::Error,
    },
    /// It holds no results of a run.
    #[error("`{}` does not hold the results of a run: {reason}", shown_path(.path))]
    Foreign {
        /// Which directory.
        path: PathBuf,
        /// What is missing or wrong.
        reason: String,
    },
}

impl Saved {
    /// Reads the results in a directory.
    ///
    /// # Errors
    ///
    /// They cannot be read, or are none.
    pub fn read(path: &Path) -> Result<Self, SavedError> {
        let foreign = |reason: &str| SavedError::Foreign {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let read = |name: &str| {
            let path = path.join(name);
            fs::read_to_string(&path).map_err(|reason| SavedError::Read { path, reason })
        };
        let account: Value = serde_json::from_str(&read("run.json")?)
            .map_err(|_| foreign("`run.json` is no account of it"))?;
        if account["experiment"].is_string() {
            return Err(foreign("it is a sweep or a comparison"));
        }
        let text = account["scenario"]["text"].as_str();
        let text = text.ok_or_else(|| foreign("`run.json` has no scenario"))?;
        let overrides = account["overrides"]
            .as_array()
            .map_or(&[][..], Vec::as_slice);
        let count = |name: &str| {
            account[name]
                .as_u64()
                .and_then(|count| usize::try_from(count).ok())
        };
        let options = LoadOptions {
            overrides: overrides
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            months: count("months"),
            ..LoadOptions::default()
        };
        let broken = |_| foreign("its scenario cannot be read by this version");
        let chain = read_text(text, "the saved scenario", None).map_err(broken)?;
        let loaded = assemble(&chain, &options).map_err(broken)?;
        let mut lines = Vec::new();
        for (name, span) in [
            ("summary.csv", Span::Calendar),
            ("monthly.csv", Span::Month),
        ] {
            let wrong = || foreign(&format!("`{name}` is not as this version writes it"));
            for row in csv::Reader::from_reader(read(name)?.as_bytes()).into_records() {
                let row = row.map_err(|_| wrong())?;
                lines.push(line(&row, span).ok_or_else(wrong)?);
            }
        }
        Ok(Self {
            loaded,
            chain,
            paths: count("paths").ok_or_else(|| foreign("`run.json` has no number of paths"))?,
            seed: account["seed"].as_u64().unwrap_or_default(),
            lines,
        })
    }
}

/// A row of `monthly.csv` or `summary.csv`.
fn line(row: &csv::StringRecord, span: Span) -> Option<Line> {
    let number = |index: usize| match row.get(index)? {
        "" => Some(f64::NAN),
        text => text.parse().ok(),
    };
    Some(Line {
        period: row.get(0)?.to_owned(),
        metric: Metric::named(row.get(1)?)?,
        key: row.get(2)?.to_owned(),
        span,
        own: Numbers {
            mean: number(3)?,
            sd: number(4)?,
            se: number(5)?,
            quantiles: [number(6)?, number(7)?, number(8)?, number(9)?, number(10)?],
        },
        gap: None,
    })
}

/// Compares numbers of runs that do not share their paths, by their means.
pub fn compare_apart(lines: &mut [Line], first: &[Line]) {
    let identity = |line: &Line| (line.metric, line.key.clone(), line.period.clone());
    let places: BTreeMap<_, &Line> = first.iter().map(|line| (identity(line), line)).collect();
    for line in lines {
        let partner = places.get(&identity(line));
        line.gap = partner.map(|partner| apart(&line.own, &partner.own));
    }
}
