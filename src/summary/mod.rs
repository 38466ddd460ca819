//! From paths to figures: moments, quantiles, spans of months, facts and guards.

mod audit;
mod figures;
mod histogram;
mod precision;
mod spans;
mod table;
mod tally;
mod twin;
mod verdict;
mod watch;

pub use audit::{AuditError, ROUNDING};
pub use precision::{Fourth, Known};
pub use spans::{Span, calendar_spans};
pub use table::{Summary, SummaryBuilder, TooManyFigures};
pub use tally::{EXACT_PATHS, Statistics, Tally};
pub use twin::{ALARM, Twin, TwinTally};
pub use verdict::{FactResult, GuardResult, Verdict};
pub use watch::{Ending, FIRST_CHECK, Until, Watch, check_points};
