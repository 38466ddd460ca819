//! The command line: arguments, how a run is observed and interrupted, messages and exit codes.

mod arguments;
mod compare;
mod decide;
mod exit;
mod failure;
mod interrupt;
mod keeper;
mod merge;
mod messages;
mod output;
mod page;
mod panics;
mod progress;
mod ranked;
mod sensitivity;
mod settings;
mod solve;
mod sweep;
mod tools;
mod until;
mod usage;
mod writing;

pub use arguments::{
    Arguments, CheckArguments, Command, CompareArguments, Format, MergeArguments, OutputArguments,
    PageArguments, ReportArguments, RunArguments, SamplerName, SamplingArguments,
    SensitivityArguments, SolveArguments, SweepArguments, VariantArguments,
};
pub use compare::compare;
pub use decide::decide;
pub use exit::{Exit, end};
pub use failure::Failure;
pub use interrupt::{Interrupt, Stage};
pub use merge::merge;
pub use messages::{alarm, note, notes};
pub use output::{open_output, put_in_place};
pub use page::report;
pub use panics::report_panics;
pub use progress::Progress;
pub use sensitivity::sensitivity;
pub use settings::Settings;
pub use solve::solve;
pub use sweep::sweep;
pub use tools::{check, completions, manual, schema};
pub use until::{how_far, tell};
pub use usage::parse;
pub use writing::{print, print_report, print_told};
