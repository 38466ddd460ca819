//! Ctrl-C, and the signals that ask a program to end.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crate::cli::{Exit, messages};
use crate::engine::RunError;

/// What an interruption has to respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    /// Nothing is under way that would be left half done: the program ends at once.
    Reading = 0,
    /// A run, whose files are to be cleared away: it is asked to stop.
    Running = 1,
    /// The results are in place and are being shown: the program ends at once.
    Showing = 2,
}

/// Whether the user wants to stop. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    requested: AtomicBool,
    stage: AtomicU8,
}

impl Interrupt {
    /// Listens from now on. A system that does not let us listen ends the program its own way.
    #[must_use]
    pub fn listen() -> Self {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        let _ = ctrlc::set_handler(move || heard.request());
        #[cfg(unix)]
        {
            // a file that may not grow further is then an error of the write, which is told,
            // and not the sudden end of the program
            let unread = Arc::new(AtomicBool::new(false));
            let _ = signal_hook::flag::register(libc::SIGXFSZ, unread);
        }
        interrupt
    }

    /// The user wants to stop.
    fn request(&self) {
        self.shared.requested.store(true, Ordering::SeqCst);
        let stage = self.shared.stage.load(Ordering::SeqCst);
        if stage == Stage::Reading as u8 {
            messages::interrupted();
        }
        if stage != Stage::Running as u8 {
            process::exit(Exit::Interrupted as i32);
        }
    }

    /// Enters a stage.
    pub fn enter(&self, stage: Stage) {
        self.shared.stage.store(stage as u8, Ordering::SeqCst);
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
