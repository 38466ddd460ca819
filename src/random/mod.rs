//! Everything random: keyed streams, exact quantile functions, the distributions of uncertain inputs and their samplers.
//!
//! A draw is a function of its address (seed, path, purpose, month, cell), never of what was drawn before it, and where
//! it can it is one uniform through a monotone quantile function. So two scenarios that share a seed share their luck.
//!
//! In reading order: [`philox`] and [`stream`] make uniforms; [`special`] has the functions; [`binomial`], [`poisson`],
//! [`gamma`] and [`beta`] draw what customers happen to do; [`distribution`], [`sobol`], [`hypercube`], [`copula`] and
//! [`sampler`] draw what the scenario does not know.

pub(crate) mod elementary;
pub(crate) mod lanes;
pub mod philox;
pub mod portable;
pub mod stream;
pub(crate) mod wide;
pub(crate) mod width;

pub mod special;

pub mod beta;
pub mod binomial;
pub mod gamma;
mod inversion;
pub mod poisson;

pub mod copula;
pub mod distribution;
pub mod hypercube;
pub mod sampler;
pub mod sobol;
mod sobol_directions;

#[cfg(test)]
mod test_support;
