//! Tiercast simulates the membership tiers and the metered API of an AI video product.
//!
//! Data flows one way:
//!
//! ```text
//! scenarios/*.toml → scenario → model → engine → summary → report → terminal, files
//!                    typed in    valid    paths    figures   pictures
//! ```
//!
//! Read the modules in this order: [`units`] and [`random`] are the ground, [`model`] is what a
//! scenario means, [`scenario`] is how a file becomes one, [`engine`] simulates it, [`summary`]
//! turns paths into figures, [`experiment`] runs several scenarios on the same luck, [`report`] shows what came out, and [`cli`] is the command line around it.
//! `docs/model.md` has the equations.

pub mod units;

pub mod random;

pub mod model;

pub mod scenario;

pub mod engine;

pub mod summary;

pub mod experiment;

pub mod report;

pub mod cli;
