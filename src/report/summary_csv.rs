//! `summary.csv`: every metric over the horizon, its calendar years and its calendar quarters.

use std::io::{self, Write};

use crate::report::monthly_csv::write_table;
use crate::report::{Exporter, Report};

/// One row per period, metric and key; `total` first, then years, then quarters.
#[derive(Debug, Clone, Copy)]
pub struct SummaryCsv;

impl Exporter for SummaryCsv {
    fn file_name(&self) -> &'static str {
        "summary.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let spans = report.summary.spans().iter();
        let periods = spans.map(|span| (span.name.clone(), span.period));
        write_table("period", periods, report, out)
    }
}
