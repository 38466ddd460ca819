//! A page that is drawn again.

use std::path::PathBuf;

use clap::Args;

use crate::cli::arguments::LanguageCode;

/// What `--help` shows last.
pub const EXAMPLES: &str = "\
Examples:
  simulate report results/kling --open         look at it
  simulate report results/kling --lang zh      in Chinese

Nothing is simulated: `figures.json` in the directory has everything that the page shows.";

/// Results whose page is drawn again.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct ReportArguments {
    /// A directory that a run, a sweep or a comparison wrote with `--out`.
    #[arg(value_name = "DIR")]
    pub directory: PathBuf,
    /// The language of the page: `en` or `zh` [default: en].
    #[arg(long, value_name = "CODE", hide_possible_values = true)]
    pub lang: Option<LanguageCode>,
    /// Open the page in the browser.
    #[arg(long)]
    pub open: bool,
    /// No remarks on standard error.
    #[arg(long, short)]
    pub quiet: bool,
}
