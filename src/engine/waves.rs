//! Blocks of paths over threads, in path order, without one thread waiting for another before the end.
//!
//! Blocks are simulated in waves, and a wave is taken as a whole. While one thread takes it, the others are at the next.

use std::collections::VecDeque;
use std::mem;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::ScopeFifo;

use crate::engine::record::Record;
use crate::engine::run::{Observer, RunError, simulate_block};
use crate::engine::setup::Setup;

/// Waves that may be simulated before the first of them has been taken. The blocks of so many are the first wave: with that
/// many paths most histograms begin, and what was kept before can be forgotten.
pub const OPEN: usize = 2;

/// What a run of some scenarios, on the same paths, is made of.
pub struct Waves<'a, T> {
    setups: &'a [Setup<'a>],
    /// Paths of each block.
    blocks: Vec<Range<usize>>,
    /// Blocks in a wave.
    size: usize,
    observer: &'a dyn Observer,
    stopped: AtomicBool,
    state: Mutex<State>,
    take: Mutex<T>,
}

/// How far a run is.
#[derive(Debug, Default)]
struct State {
    /// Number of the first block that has not been begun.
    next: usize,
    /// Waves that were begun and not yet taken, in their order.
    open: VecDeque<Wave>,
    /// Blocks that were begun and not yet taken.
    waiting: usize,
    /// Waves that were taken, or are being.
    taken: usize,
    is_taking: bool,
    /// Why it ends before its last block, if it does.
    end: Option<Result<(), RunError>>,
}

/// The records of a wave.
#[derive(Debug)]
struct Wave {
    /// Number of its first block.
    first: usize,
    /// By scenario and block.
    records: Vec<Vec<Option<Record>>>,
    missing: usize,
}

impl<'a, T: FnMut(&[Vec<Record>]) -> ControlFlow<()> + Send> Waves<'a, T> {
    /// To simulate these blocks of every scenario, `size` at a time; `take` gets for each scenario the records of the same
    /// blocks, until it breaks off.
    pub fn new(
        setups: &'a [Setup<'a>],
        blocks: Vec<Range<usize>>,
        size: usize,
        observer: &'a dyn Observer,
        take: T,
    ) -> Self {
        Self {
            setups,
            blocks,
            size,
            observer,
            stopped: AtomicBool::new(false),
            state: Mutex::default(),
            take: Mutex::new(take),
        }
    }

    /// Simulates and takes all, on the threads of the pool at hand.
    ///
    /// # Errors
    ///
    /// The observer cancelled the run, or a scenario is too large.
    pub fn run(self) -> Result<(), RunError> {
        rayon::scope_fifo(|scope| self.begin(scope));
        let state = self.state.into_inner();
        state
            .unwrap_or_else(PoisonError::into_inner)
            .end
            .unwrap_or(Ok(()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins as many waves as may be open.
    fn begin<'s>(&'s self, scope: &ScopeFifo<'s>) {
        let mut state = self.state();
        while state.next < self.blocks.len() && state.end.is_none() {
            let size = if state.next == 0 {
                OPEN * self.size
            } else {
                self.size
            };
            if state.waiting + size > OPEN * self.size {
                break;
            }
            let wave = state.taken + state.open.len();
            let begun = state.next..(state.next + size).min(self.blocks.len());
            state.next = begun.end;
            state.waiting += begun.len();
            state.open.push_back(Wave {
                first: begun.start,
                records: vec![vec![None; begun.len()]; self.setups.len()],
                missing: begun.len() * self.setups.len(),
            });
            for scenario in 0..self.setups.len() {
                for block in begun.clone() {
                    scope.spawn_fifo(move |scope| self.simulate(scope, wave, scenario, block));
                }
            }
        }
    }

    /// Simulates a block, then takes what can be taken.
    fn simulate<'s>(&'s self, scope: &ScopeFifo<'s>, wave: usize, scenario: usize, block: usize) {
        let paths = &self.blocks[block];
        let record = simulate_block(&self.setups[scenario], paths, &|| self.is_stopped());
        let mut state = self.state();
        match record {
            Ok(_) if state.end.is_some() => (),
            Ok(record) => {
                self.observer.advanced(paths.len());
                let open = wave - state.taken;
                let wave = &mut state.open[open];
                wave.records[scenario][block - wave.first] = Some(record);
                wave.missing -= 1;
            }
            Err(error) => {
                self.stopped.store(true, Ordering::Relaxed);
                state.end.get_or_insert(Err(error));
            }
        }
        drop(state);
        while let Some(wave) = self.next_wave() {
            self.take(wave);
            self.begin(scope);
        }
    }

    fn is_stopped(&self) -> bool {
        if self.observer.cancelled() {
            self.stopped.store(true, Ordering::Relaxed);
        }
        self.stopped.load(Ordering::Relaxed)
    }

    /// The next wave, if it is complete and no other is being taken.
    fn next_wave(&self) -> Option<Vec<Vec<Record>>> {
        let mut state = self.state();
        if state.is_taking || state.end.is_some() || state.open.front()?.missing > 0 {
            return None;
        }
        let wave = state.open.pop_front()?;
        state.taken += 1;
        state.is_taking = true;
        let records = wave.records.into_iter();
        Some(
            records
                .map(|own| own.into_iter().flatten().collect())
                .collect(),
        )
    }

    fn take(&self, wave: Vec<Vec<Record>>) {
        let blocks = wave.first().map_or(0, Vec::len);
        let flow = {
            let mut take = self.take.lock().unwrap_or_else(PoisonError::into_inner);
            take(&wave)
        };
        for (setup, records) in self.setups.iter().zip(wave) {
            for record in records {
                setup.buffers.give(record.into_data());
            }
        }
        let mut state = self.state();
        state.is_taking = false;
        state.waiting -= blocks;
        if flow.is_break() {
            self.stopped.store(true, Ordering::Relaxed);
            state.end.get_or_insert(Ok(()));
            mem::take(&mut state.open);
        }
    }
}
