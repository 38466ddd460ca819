//! Several scenarios side by side, block by block of the same paths.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::engine::record::Record;
use crate::engine::run::{
    Observer, RunError, affordable, block_size, blocks, pool, simulate_block,
};
use crate::engine::setup::Setup;

/// Simulates `paths` paths of every scenario and hands over the same paths of all, in path order: what `take` gets has
/// for each scenario the records of the same blocks.
///
/// The values are those of a [`run`](crate::engine::run()) of each: nothing depends on what else is simulated.
///
/// # Errors
///
/// The observer cancelled the run, a scenario is too large, or there are no threads.
pub fn run_together(
    setups: &[Setup],
    paths: usize,
    threads: usize,
    observer: &dyn Observer,
    mut take: impl FnMut(&[Vec<Record>]) + Send,
) -> Result<(), RunError> {
    for setup in setups {
        affordable(setup)?;
    }
    let sizes = setups.iter().map(|setup| block_size(setup, threads, paths));
    let (block, in_flight) = sizes.min().unwrap_or((1, 1));
    let in_flight = in_flight.div_ceil(setups.len().max(1));
    let ends = [paths];
    let mut blocks = blocks(&ends, block);
    let stopped = AtomicBool::new(false);
    let stop = || {
        if observer.cancelled() {
            stopped.store(true, Ordering::Relaxed);
        }
        stopped.load(Ordering::Relaxed)
    };
    pool(threads)?.install(|| {
        loop {
            let wave: Vec<Range<usize>> = blocks.by_ref().take(in_flight).collect();
            if wave.is_empty() {
                return Ok(());
            }
            let work: Vec<(&Setup, &Range<usize>)> = setups
                .iter()
                .flat_map(|setup| wave.iter().map(move |paths| (setup, paths)))
                .collect();
            let records: Result<Vec<Record>, RunError> = work
                .par_iter()
                .map(|(setup, paths)| {
                    let record = simulate_block(setup, paths, &stop)?;
                    observer.advanced(paths.len());
                    Ok(record)
                })
                .collect();
            let mut records = records?.into_iter();
            let parts: Vec<Vec<Record>> = setups
                .iter()
                .map(|_| records.by_ref().take(wave.len()).collect())
                .collect();
            take(&parts);
            for (setup, records) in setups.iter().zip(parts) {
                for record in records {
                    setup.buffers.give(record.into_data());
                }
            }
        }
    })
}
