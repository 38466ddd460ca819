//! From paths to figures: moments, quantiles, spans of months, facts and guards.

mod audit;
mod bins;
mod contrast;
mod derived;
mod effects;
mod figures;
mod histogram;
mod located;
mod measure;
mod paired;
mod precision;
mod ranking;
mod retention;
mod spans;
mod table;
mod tally;
mod twin;
mod verdict;
mod watch;

pub use audit::{AuditError, ROUNDING, balanced};
pub use bins::Bins;
pub use contrast::{Estimate, contrast, statistic_of};
pub use derived::{Bridge, Maker};
pub use effects::main_effects;
pub use located::{Located, Place, alike, crossing, top};
pub use measure::{Measure, Sample, Selection};
pub use paired::{Difference, Pair, PairedBuilder, Reference};
pub use precision::{Fourth, Known};
pub use ranking::{Choice, Lead, Ranking, Standing, rank};
pub use retention::{RetentionCurve, retention_curves};
pub use spans::{Span, calendar_spans};
pub use table::{Summary, SummaryBuilder, TooManyFigures};
pub use tally::{EXACT_PATHS, Statistics, Tally};
pub use twin::{ALARM, Twin, TwinTally};
pub use verdict::{FactResult, GuardResult, Verdict};
pub use watch::{Ending, FIRST_CHECK, Until, Watch, check_points};
