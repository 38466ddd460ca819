//! What can be wrong with a scenario, as data; each text is written once, here.

use std::path::PathBuf;

use crate::scenario::document::{Origin, Sources};
use crate::scenario::wording::shown_path;

/// One thing that is wrong: what, where, and what to do.
#[derive(Debug, Clone, PartialEq)]
pub struct ScenarioError {
    /// What is wrong.
    pub problem: Box<Problem>,
    /// Where it was written; `None` for an option of the command line.
    pub place: Option<Origin>,
    /// What to do about it.
    pub help: Option<String>,
}

impl ScenarioError {
    /// An error at a place, without advice.
    #[must_use]
    pub fn new(problem: Problem, place: Origin) -> Self {
        Self {
            problem: Box::new(problem),
            place: Some(place),
            help: None,
        }
    }

    /// An error in an option of the command line.
    #[must_use]
    pub fn without_place(problem: Problem) -> Self {
        Self {
            problem: Box::new(problem),
            place: None,
            help: None,
        }
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with advice where there is some.
    #[must_use]
    pub fn help_if(mut self, help: Option<String>) -> Self {
        if help.is_some() {
            self.help = help;
        }
        self
    }
}

/// What is wrong with a scenario. Names and values in it are ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the message")]
pub enum Problem {
    /// Not TOML.
    #[error("{message}")]
    Syntax { message: String },
    /// A chain of `extends` that comes back to a file.
    #[error("`extends` goes round in a circle: {chain}")]
    ExtendsCycle { chain: String },
    /// A key that the format does not have.
    #[error("unknown key `{name}`{}", in_table(.table))]
    UnknownKey { name: String, table: String },
    /// A key that must be given.
    #[error("missing key `{name}`{}", in_table(.table))]
    MissingKey { name: String, table: String },
    /// A value of another form than the key wants.
    #[error("`{key}` is {found}, expected {expected}")]
    Form {
        key: String,
        found: String,
        expected: String,
    },
    /// A number that the key does not allow.
    #[error("`{key}` is `{value}`, expected {expected}")]
    Range {
        key: String,
        value: String,
        expected: String,
    },
    /// A number or distribution that is impossible in itself.
    #[error("`{key}` is `{value}`: {reason}")]
    Number {
        key: String,
        value: String,
        reason: String,
    },
    /// A plan, segment, generation type or API class that does not exist.
    #[error("unknown {what} `{name}` in `{key}`")]
    UnknownName {
        what: &'static str,
        name: String,
        key: String,
    },
    /// A name that cannot be one.
    #[error("`{name}` cannot be the name of {what}")]
    BadName { what: &'static str, name: String },
    /// A table in which exactly one of several keys must be given.
    #[error("`{key}` has {found}, expected {expected}")]
    Choice {
        key: String,
        found: String,
        expected: String,
    },
    /// Proportions that do not add up.
    #[error("{what} sum to {sum}, expected {expected} ({amounts})")]
    Sum {
        what: String,
        sum: String,
        expected: &'static str,
        amounts: String,
    },
    /// Two things that cannot both be so.
    #[error("{0}")]
    Conflict(String),
    /// A key that a part of the file speaks of and that is not there.
    #[error("{speaker} names `{key}`, which {trouble}")]
    Mention {
        speaker: &'static str,
        key: String,
        trouble: String,
    },
    /// A figure that cannot be read.
    #[error("{0}")]
    Figure(String),
}

fn in_table(table: &str) -> String {
    if table.is_empty() {
        String::new()
    } else {
        format!(" in `{table}`")
    }
}

/// Everything that is wrong with a scenario, in the order of the files.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "{}",
    crate::scenario::diagnostics::render(self, crate::scenario::diagnostics::Style::Plain)
)]
pub struct ScenarioErrors {
    /// Sorted by file and position, the command line last.
    pub errors: Vec<ScenarioError>,
    /// The texts that the errors point into.
    pub sources: Sources,
}

impl ScenarioErrors {
    /// Sorts errors by place and drops those that say the same again.
    #[must_use]
    pub fn new(mut errors: Vec<ScenarioError>, sources: Sources) -> Self {
        errors.sort_by_key(|error| {
            error.place.map_or((usize::MAX, 0, 0), |place| {
                (place.source, place.start, place.end)
            })
        });
        errors.dedup();
        Self { errors, sources }
    }
}

/// Why a scenario could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file could not be read.
    #[error("cannot read `{}`: {reason}", shown_path(.path))]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: ReadProblem,
        /// The file that extends it, where it was not asked for directly.
        extended_by: Option<PathBuf>,
    },
    /// What the files or the overrides say is wrong.
    #[error(transparent)]
    Scenario(Box<ScenarioErrors>),
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadProblem {
    /// It is a folder.
    #[error("it is a folder")]
    Folder,
    /// It is no text.
    #[error("it is not UTF-8 text (byte {0})")]
    NotText(usize),
    /// It is too large to be a scenario.
    #[error("it is larger than {} MiB, with the files that extend it", .0 / (1024 * 1024))]
    TooLarge(usize),
    /// It is a pipe or a terminal, and nobody writes.
    #[error("nothing comes out of it")]
    Silent,
    /// The system says so.
    #[error("{0}")]
    Io(#[from] std::io::Error),
}
