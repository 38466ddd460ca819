//! Special functions in double precision: gamma, beta and normal distribution functions and their inverses.
//!
//! All take and return `f64`. A NaN argument gives NaN, and so does one outside the domain stated with each function;
//! limits (`0`, `∞`) are taken where they exist.

mod beta;
mod error;
mod gamma;
mod log_gamma;
mod normal;
mod solve;

pub(super) use beta::beta_quantile;
pub use beta::{beta_inc, beta_inc_inverse};
pub use error::erfc;
pub(super) use gamma::gamma_quantile;
pub(crate) use gamma::gamma_splits;
pub use gamma::{gamma_p, gamma_p_inverse, gamma_q, gamma_q_inverse, gamma_step, gamma_tails};
pub use log_gamma::{ln_beta, ln_gamma};
pub use normal::{normal_cdf, normal_quantile, normal_sf};
pub(crate) use normal::{normal_quantiles, normal_scores};

#[cfg(test)]
pub(super) fn assert_close(found: f64, expected: f64, relative: f64, what: &str) {
    let error = if found.to_bits() == expected.to_bits() {
        0.0
    } else {
        ((found - expected) / expected).abs()
    };
    assert!(
        error <= relative,
        "{what}: found {found:e}, expected {expected:e}, relative error {error:e}"
    );
}
