//! Which scenarios to run, and how to read them together: sweeps, comparisons, searches.
//!
//! All runs of an experiment share their inputs and their luck path by path, so that a difference shows what was
//! changed and little chance.

mod axis;
mod compare;
mod design;
mod error;
mod explain;
mod group;
mod knowing;
mod lattice;
mod points;
mod probe;
mod replicates;
mod saved;
mod search;
mod sensitivity;
mod solve;
mod study;
mod sweep;
mod table;
mod trial;

pub use axis::{Axis, MOST_POINTS, parts};
pub use compare::{Comparison, Contender, Gap, Line, Numbers};
pub use design::{Crossing, Design};
pub use error::{ExperimentError, figure_help};
pub use explain::{Explanation, How, Part, explain};
pub use group::Group;
pub use knowing::{find_groups, knowing};
pub use lattice::Lattice;
pub use points::{Point, Points, text};
pub use probe::Probe;
pub use replicates::replicates;
pub use saved::{Saved, SavedError, compare_apart};
pub use search::{bracketed, coarse, golden};
pub use sensitivity::{Factor, Months, Screening, Sensitive, Sensitivities, Sensitivity};
pub use solve::{Answer, Ending, Evaluated, Quest, Solution};
pub use study::{Study, Wanted, add_new, objective, sampler_named};
pub use sweep::{Threads, sweep};
pub use table::read_table;
pub use trial::{Outcome, Row, Span, Trial};
