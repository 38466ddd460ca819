//! Every number of every scenario and its difference, as one tidy table.

use std::io::{self, Write};

use crate::experiment::Line;
use crate::report::comparison::ComparisonReport;
use crate::report::values::{DIFFERENCE, STATISTICS, name, number, write_error};

/// Writes the table: the scenarios outermost, then as their results have it.
///
/// # Errors
///
/// `out` takes no more.
pub fn write(report: &ComparisonReport, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let heading = ["scenario", "period", "metric", "key"]
        .iter()
        .chain(&STATISTICS)
        .chain(&DIFFERENCE);
    csv.write_record(heading).map_err(write_error)?;
    for side in &report.sides {
        for line in side.lines {
            let names = [side.name, &line.period, line.metric.name(), &line.key];
            for text in names {
                csv.write_field(name(text).as_ref()).map_err(write_error)?;
            }
            csv.write_record(cells(line).map(number))
                .map_err(write_error)?;
        }
    }
    csv.flush()
}

/// The numbers of a line in the order of the columns.
#[must_use]
pub fn cells(line: &Line) -> [f64; 14] {
    let own = line.own;
    let [p05, p25, p50, p75, p95] = own.quantiles;
    let gap = line.gap.map_or([f64::NAN; 6], |gap| {
        let [low, middle, high] = gap.quantiles;
        [gap.mean, gap.se, low, middle, high, gap.p_better]
    });
    let [mean, se, low, middle, high, better] = gap;
    [
        own.mean, own.sd, own.se, p05, p25, p50, p75, p95, mean, se, low, middle, high, better,
    ]
}
