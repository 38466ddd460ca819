//! `monthly.csv`: every metric in every month.

use std::io::{self, Write};

use crate::model::Period;
use crate::report::values::{STATISTICS, in_order, name, push_number, write_error};
use crate::report::{Exporter, Report};

/// One row per month, metric and key; the months outermost, then the order of the catalogue.
#[derive(Debug, Clone, Copy)]
pub struct MonthlyCsv;

impl Exporter for MonthlyCsv {
    fn file_name(&self) -> &'static str {
        "monthly.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let months = (0..report.scenario.months).map(|month| {
            (
                report.scenario.month(month).to_string(),
                Period::month(month),
            )
        });
        write_table("month", months, report, out)
    }
}

/// A tidy table of all statistics: one row per period, metric and key.
///
/// # Errors
///
/// `out` takes no more.
pub fn write_table(
    first_column: &str,
    periods: impl Iterator<Item = (String, Period)>,
    report: &Report,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let heading = [first_column, "metric", "key"];
    csv.write_record(heading.iter().chain(&STATISTICS))
        .map_err(write_error)?;
    let keys: Vec<String> = report
        .summary
        .series()
        .map(|(_, key)| name(&key.text(report.scenario)).into_owned())
        .collect();
    let mut cell = String::new();
    for (period_name, period) in periods {
        for ((metric, key), key_text) in report.summary.series().zip(&keys) {
            csv.write_field(&period_name).map_err(write_error)?;
            csv.write_field(metric.name()).map_err(write_error)?;
            csv.write_field(key_text).map_err(write_error)?;
            let statistics = report.summary.statistics(metric, key, period);
            for number in in_order(&statistics) {
                cell.clear();
                push_number(&mut cell, number);
                csv.write_field(&cell).map_err(write_error)?;
            }
            csv.write_record(None::<&[u8]>).map_err(write_error)?;
        }
    }
    csv.flush()
}
