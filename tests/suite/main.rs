//! All integration tests, one binary: it links once.

#![expect(clippy::cast_precision_loss, reason = "counts in tests are small")]
#![expect(
    clippy::float_cmp,
    reason = "what is meant to be equal is equal to the bit"
)]

mod arbitrary;
mod common;
#[path = "../exact/mod.rs"]
mod exact;

mod arbitrary_scenarios;
mod command_line;
mod compare;
mod conservation;
mod convergence;
mod determinism;
mod drivers;
mod faults;
mod goodness;
mod hostile;
mod knowing;
mod monotone;
mod oracle;
mod overrides_identity;
mod pages;
mod program;
mod published;
mod readme;
mod reference;
mod remarks;
mod samplers;
mod scenario_errors;
mod scenario_references;
mod scenario_robustness;
mod self_proof;
mod sensitivity;
mod shipped;
mod shop;
mod snapshots;
mod solve;
mod supply;
mod sweep;
mod targets;
mod tidy;
mod until;
mod usage_sums;
mod variance;
