//! Why nothing, or not all, was done.

use std::io;

use crate::cli::{Exit, messages};
use crate::engine::RunError;
use crate::experiment::{ExperimentError, SavedError};
use crate::random::sampler::SamplerError;
use crate::report::directory::DirectoryError;
use crate::report::page::FiguresError;
use crate::report::sweep::{AssemblyError, JournalError};
use crate::report::{plain, shortened};
use crate::scenario::LoadError;
use crate::scenario::diagnostics::{Style, render, report};
use crate::summary::{AuditError, TooManyFigures};

/// Columns that a message has at most.
const LONGEST: usize = 400;

/// Why nothing, or not all, was done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The arguments are wrong: what, and what to do about it.
    #[error("{message}")]
    Arguments {
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// The scenario cannot be read or is wrong.
    #[error(transparent)]
    Scenario(#[from] LoadError),
    /// The uncertain inputs cannot be sampled together.
    #[error(transparent)]
    Inputs(#[from] SamplerError),
    /// The run did not end.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The figures of the run take too much memory.
    #[error(transparent)]
    Figures(#[from] TooManyFigures),
    /// The figures of the run cannot be believed.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The results cannot be written.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// An experiment cannot be done.
    #[error(transparent)]
    Experiment(#[from] ExperimentError),
    /// Saved results cannot be compared.
    #[error(transparent)]
    Saved(#[from] SavedError),
    /// The journal of a sweep cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A sweep was interrupted, and its finished points are kept.
    #[error("interrupted: {done} of {all} points are kept, the same command goes on from there")]
    Paused {
        /// Points that are done.
        done: usize,
        /// Points in all.
        all: usize,
    },
    /// A comparison cannot be written.
    #[error(transparent)]
    Export(DirectoryError),
    /// A page cannot be drawn again.
    #[error(transparent)]
    Page(#[from] FiguresError),
    /// Standard output takes no more.
    #[error("cannot write to standard output: {0}")]
    Output(#[source] io::Error),
}

impl Failure {
    /// What the exit code says about it.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Arguments { .. }
            | Self::Scenario(LoadError::Scenario(_))
            | Self::Inputs(_)
            | Self::Figures(_)
            | Self::Run(RunError::TooMany { .. } | RunError::TooLarge { .. })
            | Self::Saved(SavedError::Foreign { .. })
            | Self::Page(FiguresError::Foreign { .. } | FiguresError::Changed { .. })
            | Self::Journal(JournalError::Foreign { .. } | JournalError::Changed { .. })
            | Self::Audit(AuditError::Overflow { .. }) => Exit::Wrong,
            Self::Experiment(error) => of_experiment(error),
            Self::Audit(AuditError::Identity { .. }) => Exit::Bug,
            Self::Run(RunError::Cancelled) | Self::Paused { .. } => Exit::Interrupted,
            Self::Scenario(LoadError::Read { .. })
            | Self::Run(RunError::Threads { .. })
            | Self::Directory(_)
            | Self::Export(_)
            | Self::Journal(_)
            | Self::Saved(_)
            | Self::Page(_)
            | Self::Output(_) => Exit::System,
        }
    }

    /// Says it on standard error.
    pub fn tell(&self) {
        match self {
            Self::Arguments { message, help } => messages::error(message, help.as_deref()),
            Self::Scenario(error) => messages::raw(&report(error, Style::Coloured)),
            Self::Run(RunError::Cancelled)
            | Self::Experiment(ExperimentError::Run(RunError::Cancelled)) => {
                messages::interrupted();
            }
            Self::Experiment(ExperimentError::Scenario(error)) => {
                messages::raw(&report(error, Style::Coloured));
            }
            Self::Experiment(error) => {
                let help = error.help();
                messages::error(
                    &shortened(&plain(&error.to_string()), LONGEST),
                    help.as_deref(),
                );
                if let ExperimentError::Point { errors, .. }
                | ExperimentError::Value { errors, .. } = error
                {
                    messages::raw(&render(errors, Style::Coloured));
                }
            }
            Self::Paused { .. } => messages::raw(&format!("{self}\n")),
            Self::Saved(_) => {
                let help = "name a directory that a run wrote with `--out`, or a scenario";
                messages::error(&plain(&self.to_string()), Some(help));
            }
            Self::Page(_) => {
                let help =
                    "name a directory that this version wrote with `--out`, or write it anew";
                messages::error(&plain(&self.to_string()), Some(help));
            }
            Self::Journal(error) => messages::error(&error.to_string(), Some(error.help())),
            Self::Export(error) => {
                let help = error.help().replace("`--out`", "`--export`");
                messages::error(&error.to_string(), Some(&help));
            }
            Self::Directory(error) => messages::error(&error.to_string(), Some(error.help())),
            Self::Run(RunError::TooLarge { .. }) => {
                let help = "simulate fewer months, plans or segments";
                messages::error(&self.to_string(), Some(help));
            }
            Self::Figures(_) => {
                let help = "simulate fewer months (`--months`), or few paths (`--paths`)";
                messages::error(&self.to_string(), Some(help));
            }
            Self::Run(RunError::TooMany { .. }) | Self::Audit(AuditError::Overflow { .. }) => {
                let help = "look for a price, a level, a growth rate or a month that is far off";
                messages::error(&self.to_string(), Some(help));
            }
            Self::Audit(AuditError::Identity { .. }) => {
                let help = "this is a bug: please report it with the scenario";
                messages::error(&self.to_string(), Some(help));
            }
            Self::Output(_) => {
                let help = "make room, or send it elsewhere";
                messages::error(&self.to_string(), Some(help));
            }
            Self::Inputs(_) | Self::Run(RunError::Threads { .. }) => {
                messages::error(&self.to_string(), None);
            }
        }
    }
}

impl From<AssemblyError> for Failure {
    fn from(error: AssemblyError) -> Self {
        match error {
            AssemblyError::Directory(error) => error.into(),
            AssemblyError::Journal(error) => error.into(),
        }
    }
}

fn of_experiment(error: &ExperimentError) -> Exit {
    match error {
        ExperimentError::Run(RunError::Cancelled) => Exit::Interrupted,
        ExperimentError::Scenario(LoadError::Read { .. })
        | ExperimentError::Table { .. }
        | ExperimentError::Run(RunError::Threads { .. }) => Exit::System,
        ExperimentError::Audit {
            error: AuditError::Identity { .. },
            ..
        }
        | ExperimentError::ValueAudit {
            error: AuditError::Identity { .. },
            ..
        } => Exit::Bug,
        _ => Exit::Wrong,
    }
}
