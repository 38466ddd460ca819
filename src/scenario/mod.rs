//! How a file becomes a scenario: as typed, checked, valid.
//!
//! ```text
//! text → document → extends → overrides → walk → build → model
//!        a tree     merged    changed     checked  valid
//! ```
//!
//! [`schema`] describes the format once; everything else is derived from it.

pub mod blend;
pub mod build;
pub mod canonical;
pub mod check;
pub mod diagnostics;
pub mod difference;
pub mod document;
pub mod error;
pub mod extends;
mod load;
pub mod merge;
pub mod numbers;
pub mod overrides;
mod pipe;
pub mod schema;
pub mod texts;
pub mod walk;
pub mod wording;

pub use error::{LoadError, ReadProblem, ScenarioError, ScenarioErrors};
pub use extends::{Chain, read_chain};
pub use load::{LoadOptions, Loaded, Parts, assemble, load, load_text};
pub use schema::json_schema;
