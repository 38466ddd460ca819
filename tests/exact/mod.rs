//! Exact laws, against which the tests and `benches/accuracy` measure what is drawn.
//!
//! Written apart from what they judge: [`counts`] adds up probabilities from their ratios, [`sums`] convolves by a
//! Fourier transform of its own, [`inputs`] has quantiles from a fixture, [`convergence`] functions with a known mean.
//! [`laws`] lists what is measured, [`distance`] how.

pub mod convergence;
pub mod counts;
pub mod distance;
pub mod fourier;
pub mod inputs;
pub mod laws;
pub mod sums;
