//! The Monte Carlo engine: a block of paths at a time, structure of arrays, one file per
//! mechanism. [`Block`](block::Block) has the order of a month on one screen.

mod acquisition;
mod api;
mod billing;
mod bills;
pub mod block;
mod buffers;
mod choice;
mod closing;
mod compute;
pub mod coverage;
pub mod credit_sums;
mod draws;
pub mod identities;
pub mod lanes;
mod layout;
mod leavers;
mod market;
mod members;
mod offer;
mod record;
mod renewal;
mod rest;
pub mod retention;
mod run;
mod setup;
mod survival;
mod thinning;
pub mod twin;
mod usage;
mod values;
mod waves;

pub use choice::perceived_price;
pub use identities::{Identity, Residual, Residuals};
pub use layout::{Helper, Layout, Series};
pub use record::Record;
pub use run::{
    BLOCK_PATHS, Observer, RunError, Unobserved, both, each, on_threads, run, run_in_parts,
    run_together,
};
pub use setup::Setup;
pub use survival::survival;
