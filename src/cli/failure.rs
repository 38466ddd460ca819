//! Why nothing, or not all, was done.

use std::io;

use crate::cli::{Exit, messages};
use crate::engine::RunError;
use crate::random::sampler::SamplerError;
use crate::report::directory::DirectoryError;
use crate::scenario::LoadError;
use crate::scenario::diagnostics::{Style, report};
use crate::summary::{AuditError, TooManyFigures};

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
            | Self::Audit(AuditError::Overflow { .. }) => Exit::Wrong,
            Self::Audit(AuditError::Identity { .. }) => Exit::Bug,
            Self::Run(RunError::Cancelled) => Exit::Interrupted,
            Self::Scenario(LoadError::Read { .. })
            | Self::Run(RunError::Threads { .. })
            | Self::Directory(_)
            | Self::Output(_) => Exit::System,
        }
    }

    /// Says it on standard error.
    pub fn tell(&self) {
        match self {
            Self::Arguments { message, help } => messages::error(message, help.as_deref()),
            Self::Scenario(error) => messages::raw(&report(error, Style::Coloured)),
            Self::Run(RunError::Cancelled) => messages::interrupted(),
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
