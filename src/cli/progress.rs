//! How far a run has come, on standard error.

use std::fmt::Write;
use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::cli::Interrupt;
use crate::engine::Observer;

/// A bar with the paths done, the rate and the time left; cleared away at the end.
const TEMPLATE: &str = "{bar:30} {pos} of {len} paths, {rate}, {eta} left";

/// Where it is not known how many paths it takes: what is known after those done.
const OPEN_TEMPLATE: &str = "{spinner} {pos} paths, {rate}, {msg}";

/// Shows a run and can stop it.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    interrupt: Interrupt,
}

impl Progress {
    /// A bar for `paths` paths, hidden where standard error is no terminal.
    #[must_use]
    pub fn visible(paths: usize, interrupt: Interrupt) -> Self {
        let length = u64::try_from(paths).unwrap_or(u64::MAX);
        Self::shown(Some(length), TEMPLATE, interrupt)
    }

    /// The paths done and what is [said](Self::say) about them, for a run whose end is not known.
    #[must_use]
    pub fn open(interrupt: Interrupt) -> Self {
        Self::shown(None, OPEN_TEMPLATE, interrupt)
    }

    fn shown(length: Option<u64>, template: &str, interrupt: Interrupt) -> Self {
        if !io::stderr().is_terminal() {
            return Self::hidden(interrupt);
        }
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸ ").with_key("rate", rate));
        }
        bar.tick();
        Self { bar, interrupt }
    }

    /// What is known so far.
    pub fn say(&self, message: String) {
        self.bar.set_message(message);
    }

    /// No bar.
    #[must_use]
    pub fn hidden(interrupt: Interrupt) -> Self {
        Self {
            bar: ProgressBar::hidden(),
            interrupt,
        }
    }
}

/// Paths per second; a digit after the point only where it is slow.
fn rate(state: &ProgressState, text: &mut dyn Write) {
    let rate = state.per_sec();
    let decimals = usize::from(rate < 10.0);
    let _ = write!(text, "{rate:.decimals$}/s");
}

impl Observer for Progress {
    fn advanced(&self, paths: usize) {
        self.bar.inc(u64::try_from(paths).unwrap_or(0));
    }

    fn cancelled(&self) -> bool {
        self.interrupt.is_requested()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
