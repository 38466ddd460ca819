//! Blocks of paths over threads, results in block order.

use std::iter;
use std::ops::{ControlFlow, Range};
use std::slice;

use rayon::prelude::*;

use crate::engine::block::Block;
use crate::engine::record::Record;
use crate::engine::setup::Setup;
use crate::engine::twin::expect;
use crate::engine::waves::{OPEN, Waves};
use crate::random::lanes::LANES;

/// Most paths in a block. No draw depends on it.
pub const BLOCK_PATHS: usize = 256;

/// Blocks in a wave, if memory allows, though there be one thread: the more are taken in at once, the less often is a tally
/// fetched.
const WAVE_BLOCKS: usize = 2;

/// Most bytes that one ledger should take: long horizons, and many threads, get smaller blocks.
const LEDGER_BYTES: usize = 24 << 20;

/// Most bytes that the ledgers of all open waves should take, whatever the number of threads.
const LEDGERS_BYTES: usize = 128 << 20;

/// Most bytes that a single path may take: some are simulated side by side.
const MOST_PATH_BYTES: usize = 32 << 20;

/// About the bytes that a path takes: its ledger, its cohorts, its numbers.
///
/// # Errors
///
/// They are too many.
fn affordable(setup: &Setup) -> Result<(), RunError> {
    let scenario = setup.scenario;
    let ledger = setup.layout.rows() * scenario.months;
    let cohorts =
        2 * setup.pair_cells.len() * scenario.months + setup.renewals.iter().sum::<usize>();
    let bytes = (ledger + cohorts + 2 * scenario.quantities.len()) * size_of::<f64>();
    if bytes > MOST_PATH_BYTES {
        return Err(RunError::TooLarge { bytes });
    }
    Ok(())
}

/// Paths in a block, and blocks in a wave, when `paths` come in one go: of few, every thread gets a share.
fn block_size(setup: &Setup, threads: usize, paths: usize) -> (usize, usize) {
    let path_bytes = setup.layout.rows() * setup.scenario.months * size_of::<f64>();
    let threads = threads.max(1);
    let share = paths.div_ceil(threads).next_multiple_of(LANES);
    let ledger = LEDGER_BYTES.min(LEDGERS_BYTES / (OPEN * threads));
    let most = (ledger / path_bytes.max(1)).clamp(8, BLOCK_PATHS.min(share));
    let lanes = even_blocks(paths, threads, most);
    let most = (LEDGERS_BYTES / (OPEN * lanes * path_bytes).max(1)).max(1);
    (lanes, threads.max(WAVE_BLOCKS).min(most))
}

/// Paths in a block, at most and not much less than `most`, such that all threads end at about the same time.
fn even_blocks(paths: usize, threads: usize, most: usize) -> usize {
    // of a block, what does not depend on its paths costs about as much as a few of them
    const OVERHEAD: usize = 4;
    let time = |lanes: usize| paths.div_ceil(lanes).div_ceil(threads) * (lanes + OVERHEAD);
    let sizes = (0..4).map(|less| most.saturating_sub(less * LANES));
    let sizes = sizes.filter(|lanes| *lanes >= most.min(8 * LANES));
    sizes.min_by_key(|lanes| time(*lanes)).unwrap_or(most)
}

/// What is told about a run while it goes on.
pub trait Observer: Sync {
    /// So many more paths are done.
    fn advanced(&self, paths: usize);

    /// Whether the run should stop.
    fn cancelled(&self) -> bool {
        false
    }
}

/// An observer that looks away.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn advanced(&self, _paths: usize) {}
}

/// Why a run did not end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunError {
    /// The observer asked to stop.
    #[error("interrupted")]
    Cancelled,
    /// More people are expected in a month than can be counted.
    #[error("the scenario expects more {what} in a month than can be counted (10¹²)")]
    TooMany {
        /// Who.
        what: &'static str,
    },
    /// One path alone would take too much memory.
    #[error(
        "one path of this scenario takes {} MiB, more than {} MiB",
        bytes >> 20,
        MOST_PATH_BYTES >> 20
    )]
    TooLarge {
        /// What a path takes.
        bytes: usize,
    },
    /// The operating system gave no threads.
    #[error("can't start {threads} threads: {reason}")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        reason: String,
    },
}

/// Most people of one kind that are expected in a month: hundreds of mankinds. With it, head
/// counts of any horizon stay exact.
const MOST_PEOPLE: f64 = 1e12;

/// Whether so many people can be counted.
///
/// # Errors
///
/// They can't, or the number is none.
pub(super) fn countable(what: &'static str, expected: f64) -> Result<(), RunError> {
    if expected <= MOST_PEOPLE {
        Ok(())
    } else {
        Err(RunError::TooMany { what })
    }
}

/// Simulates `paths` paths and hands their records, in path order, to `take`.
///
/// The values are the same on any number of threads: a draw depends on its path alone, and
/// `take` sees the blocks in order.
///
/// # Errors
///
/// The observer cancelled the run, the scenario is too large, or there are no threads.
pub fn run(
    setup: &Setup,
    paths: usize,
    threads: usize,
    observer: &dyn Observer,
    mut take: impl FnMut(&[Record]) + Send,
) -> Result<(), RunError> {
    run_together(slice::from_ref(setup), paths, threads, observer, |parts| {
        take(parts[0]);
    })
}

/// Simulates paths of several scenarios up to the last of `ends`, or until `take` breaks off, and hands over the same paths of all
/// in path order: what `take` gets has for each scenario the records of the same blocks.
///
/// The values are those of a [`run`] of each: nothing depends on what else is simulated. What `take` gets at once never passes
/// one of `ends`, which must ascend: after so many paths it can look at what it has. A few paths beyond may have been simulated
/// by then; they are dropped.
///
/// # Errors
///
/// The observer cancelled the run, a scenario is too large, or there are no threads.
pub fn run_in_parts(
    setups: &[Setup],
    ends: &[usize],
    threads: usize,
    observer: &dyn Observer,
    mut take: impl FnMut(&[&[Record]]) -> ControlFlow<()> + Send,
) -> Result<(), RunError> {
    let first_end = ends.first().copied().unwrap_or(0).max(1);
    in_waves(setups, first_end, ends, threads, observer, |parts| {
        let goes_on = |record: &Record, _: &Record| {
            let end = record.first_path + record.lanes();
            ends.binary_search(&end).is_err()
        };
        let mut begin = 0;
        parts[0].chunk_by(goes_on).try_for_each(|chunk| {
            let places = begin..begin + chunk.len();
            begin = places.end;
            let chunks: Vec<&[Record]> = parts.iter().map(|own| &own[places.clone()]).collect();
            take(&chunks)
        })
    })
}

/// Simulates `paths` paths of several scenarios as [`run_in_parts`] does.
///
/// # Errors
///
/// The observer cancelled the run, a scenario is too large, or there are no threads.
pub fn run_together(
    setups: &[Setup],
    paths: usize,
    threads: usize,
    observer: &dyn Observer,
    mut take: impl FnMut(&[&[Record]]) + Send,
) -> Result<(), RunError> {
    run_in_parts(setups, &[paths], threads, observer, |parts| {
        take(parts);
        ControlFlow::Continue(())
    })
}

/// Simulates blocks of paths of every scenario, some at a time, none of which passes one of `ends`; blocks are as for `first`
/// paths. `take` gets for each scenario the records of the same blocks, until it breaks off.
fn in_waves(
    setups: &[Setup],
    first: usize,
    ends: &[usize],
    threads: usize,
    observer: &dyn Observer,
    take: impl FnMut(&[Vec<Record>]) -> ControlFlow<()> + Send,
) -> Result<(), RunError> {
    for setup in setups {
        affordable(setup)?;
    }
    let sizes = setups.iter().map(|setup| block_size(setup, threads, first));
    let (block, wave) = sizes.min().unwrap_or((1, 1));
    let wave = wave.div_ceil(setups.len().max(1));
    let blocks = blocks(ends, block).collect();
    on_threads(threads, || {
        Waves::new(setups, blocks, wave, observer, take).run()
    })?
}

/// Does something on so many threads, wherever it shares out work: on those it is called from where there are as many, else
/// on new ones.
///
/// # Errors
///
/// There are no threads.
pub fn on_threads<R: Send>(threads: usize, act: impl FnOnce() -> R + Send) -> Result<R, RunError> {
    if has_threads() && rayon::current_num_threads() == threads {
        return Ok(act());
    }
    Ok(pool(threads)?.install(act))
}

/// Whether there are threads to share work out to, which is inside of [`on_threads`].
fn has_threads() -> bool {
    rayon::current_thread_index().is_some()
}

/// Does two things, side by side where there are threads for it.
pub fn both<A: Send, B: Send>(
    first: impl FnOnce() -> A + Send,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    if has_threads() {
        rayon::join(first, second)
    } else {
        (first(), second())
    }
}

/// What `act` makes of each, in their order, side by side where there are threads for it.
pub fn each<T: Sync, R: Send>(all: &[T], act: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    if has_threads() {
        all.par_iter().map(act).collect()
    } else {
        all.iter().map(act).collect()
    }
}

/// What `act` makes of [`each`] part of at most `size` of `paths` paths.
pub(super) fn side_by_side<R: Send>(
    paths: usize,
    size: usize,
    act: impl Fn(Range<usize>) -> R + Send + Sync,
) -> Vec<R> {
    let parts: Vec<Range<usize>> = blocks(&[paths], size).collect();
    each(&parts, |part| act(part.clone()))
}

/// Threads of a run's own.
fn pool(threads: usize) -> Result<rayon::ThreadPool, RunError> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| RunError::Threads {
            threads,
            reason: error.to_string(),
        })
}

/// The record of a block, with what its paths should show on average where the twin reaches that far.
pub(super) fn simulate_block(
    setup: &Setup,
    paths: &Range<usize>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Record, RunError> {
    let first = u32::try_from(paths.start).unwrap_or(u32::MAX);
    let block = Block::new(setup, first, paths.len());
    let twins = paths
        .len()
        .min(setup.twin_paths.saturating_sub(paths.start));
    if twins == 0 {
        return block.run(stop);
    }
    let drawn = block.values.part(0, twins);
    let (record, expected) = rayon::join(|| block.run(stop), || expect(setup, first, &drawn));
    record.map(|mut record| {
        record.expected = Some(expected);
        record
    })
}

/// Blocks of at most `block` paths, none of which passes an end.
fn blocks(ends: &[usize], block: usize) -> impl Iterator<Item = Range<usize>> {
    let starts = iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).flat_map(move |(start, end)| {
        (start..*end)
            .step_by(block)
            .map(move |first| first..(first + block).min(*end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_keep_all_threads_at_work() {
        assert_eq!(even_blocks(10_000, 2, 256), 240);
        assert_eq!(even_blocks(1_000_000, 1, 256), 256);
        assert_eq!(even_blocks(100, 2, 64), 64);
        assert_eq!(even_blocks(50, 1, 8), 8);
    }

    #[test]
    fn work_is_shared_out_only_where_there_are_threads() {
        let here = |number: &i32| (*number, rayon::current_thread_index().is_some());
        let found = || each(&[3, 1, 2], here);
        assert_eq!(found(), [3, 1, 2].map(|number| (number, false)));
        let shared = on_threads(2, || (found(), rayon::current_thread_index()));
        let (shared, outer) = shared.expect("threads");
        assert_eq!(shared, [3, 1, 2].map(|number| (number, true)));
        assert!(outer.is_some());
        let inner = on_threads(1, || {
            on_threads(1, rayon::current_num_threads).expect("the same thread")
        });
        assert_eq!(inner, Ok(1));
        assert_eq!(both(|| 1, || 2), (1, 2));
    }

    #[test]
    fn blocks_end_where_a_part_does() {
        let found: Vec<Range<usize>> = blocks(&[3, 10, 11], 4).collect();
        assert_eq!(found, [0..3, 3..7, 7..10, 10..11]);
    }
}
