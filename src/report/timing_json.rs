//! `timing.json`: how long a run took and where. The one file that may differ between equal runs.

use std::io::{self, Write};
use std::time::Duration;

use serde_json::json;

use crate::report::{Exporter, Report};

/// What a run took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// From the first path to the last figure.
    pub wall: Duration,
    /// Threads that simulated.
    pub threads: usize,
}

/// Wall time, threads and the kind of machine.
#[derive(Debug, Clone, Copy)]
pub struct TimingJson {
    /// What the run took.
    pub timing: Timing,
}

impl Exporter for TimingJson {
    fn file_name(&self) -> &'static str {
        "timing.json"
    }

    fn write(&self, _report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let account = json!({
            "wall_seconds": self.timing.wall.as_secs_f64(),
            "threads": self.timing.threads,
            "system": std::env::consts::OS,
            "architecture": std::env::consts::ARCH,
        });
        serde_json::to_writer_pretty(&mut *out, &account)?;
        out.write_all(b"\n")
    }
}
