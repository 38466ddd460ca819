//! `guards.csv`: what must hold, and whether it does.

use std::io::{self, Write};

use crate::model::Comparison;
use crate::report::values::{name, number, write_error};
use crate::report::{Exporter, Report};

/// One row per guard, in the order of the scenario.
#[derive(Debug, Clone, Copy)]
pub struct GuardsCsv;

impl Exporter for GuardsCsv {
    fn file_name(&self) -> &'static str {
        "guards.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["guard", "figure", "value", "relation", "bound", "holds"])
            .map_err(write_error)?;
        for guard in &report.scenario.guards {
            let result = report.summary.guard(guard);
            csv.write_record([
                &*name(&guard.text),
                &*name(&guard.figure.text),
                &number(result.value),
                sign(guard.comparison),
                &number(guard.bound),
                if result.holds { "true" } else { "false" },
            ])
            .map_err(write_error)?;
        }
        csv.flush()
    }
}

/// A comparison as it is written.
#[must_use]
pub fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Greater => ">",
        Comparison::AtLeast => ">=",
    }
}
