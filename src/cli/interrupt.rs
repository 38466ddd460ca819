//! Ctrl-C, and the signals that ask a program to end.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::cli::{Exit, messages};
use crate::engine::RunError;

/// What an interruption has to respect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Stage {
    /// Nothing is under way that would be left half done: the program ends at once.
    #[default]
    Reading,
    /// A run, whose files are to be cleared away: it is asked to stop.
    Running,
    /// The results are in place and are being shown: the program ends at once.
    Showing,
}

/// Whether the user wants to stop. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    requested: AtomicBool,
    /// Locked while an interruption ends the program, so that no stage begins then.
    stage: Mutex<Stage>,
}

impl Interrupt {
    /// Listens from now on. A system that does not let us listen ends the program its own way.
    #[must_use]
    pub fn listen() -> Self {
        let interrupt = Self::default();
        listen(interrupt.clone());
        interrupt
    }

    /// The user wants to stop.
    fn request(&self) {
        let stage = self.stage();
        self.shared.requested.store(true, Ordering::SeqCst);
        if *stage == Stage::Reading {
            messages::interrupted();
        }
        if *stage != Stage::Running {
            process::exit(Exit::Interrupted as i32);
        }
    }

    /// Enters a stage. Where the user wanted to stop and it was too late for that, showing what
    /// came out is left out.
    pub fn enter(&self, stage: Stage) {
        let mut current = self.stage();
        *current = stage;
        if stage == Stage::Showing && self.is_requested() {
            process::exit(Exit::Interrupted as i32);
        }
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        let stage = self.shared.stage.lock();
        stage.unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on unless the user wants to stop.
    ///
    /// # Errors
    ///
    /// The user wants to stop.
    pub fn check(&self) -> Result<(), RunError> {
        if self.is_requested() {
            return Err(RunError::Cancelled);
        }
        Ok(())
    }

    /// Whether the user wants to stop.
    #[must_use]
    pub fn is_requested(&self) -> bool {
        self.shared.requested.load(Ordering::SeqCst)
    }
}

/// Listens for the signals in a thread of its own.
#[cfg(unix)]
fn listen(interrupt: Interrupt) {
    // a file that may not grow further is then an error of the write, which is told, and not the
    // sudden end of the program
    let unread = Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(libc::SIGXFSZ, unread);

    let mut signals = vec![libc::SIGINT, libc::SIGTERM];
    if !is_ignored(libc::SIGHUP) {
        signals.push(libc::SIGHUP);
    }
    let Ok(mut signals) = signal_hook::iterator::Signals::new(signals) else {
        return;
    };
    let _ = std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(move || signals.forever().for_each(|_| interrupt.request()));
}

/// Whether this process was started with the signal ignored, as `nohup` does: such a run goes on
/// when its terminal closes.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

#[cfg(not(unix))]
fn listen(interrupt: Interrupt) {
    let _ = ctrlc::set_handler(move || interrupt.request());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interrupt_during_a_run_is_seen_by_every_clone() {
        let interrupt = Interrupt::default();
        let seen = interrupt.clone();
        interrupt.enter(Stage::Running);
        assert!(seen.check().is_ok());
        interrupt.request();
        assert_eq!(seen.check(), Err(RunError::Cancelled));
    }
}
