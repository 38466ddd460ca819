//! Sensitivity of a metric, from designs of points: Sobol' indices and elementary effects.
//!
//! `docs/sensitivity.md` says how to read it.

mod effects;
mod indices;

pub use effects::{Effect, elementary};
pub use indices::{Index, Indices, Swapped};
