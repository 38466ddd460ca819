//! Standard output. A reader who has seen enough and closed the pipe is no error; neither is an
//! output that was closed from the start (`>&-`), which the runtime opens as `/dev/null`.

use std::io::{self, BufWriter, ErrorKind, Write};

use terminal_size::{Width, terminal_size_of};

use crate::cli::{Failure, Format};
use crate::report::terminal::{Series, Told, USUAL_COLUMNS, render, render_charts, render_told};
use crate::report::{Exporter, MonthlyCsv, MonthlyJson, Report};

/// Prints a report: on the terminal, pictures of some metrics, or the monthly table in a format.
///
/// # Errors
///
/// Standard output takes no more, for another reason than a closed pipe.
pub fn print_report(
    report: &Report,
    format: Option<Format>,
    charts: &[Series],
) -> Result<(), Failure> {
    match format {
        None if !charts.is_empty() => print(&render_charts(report, charts, columns())),
        None => print(&render(report, columns())),
        Some(Format::Csv) => export(&MonthlyCsv, report),
        Some(Format::Json) => export(&MonthlyJson, report),
    }
}

/// Prints what is told of the spread, in place of the report.
///
/// # Errors
///
/// Standard output takes no more, for another reason than a closed pipe.
pub fn print_told(report: &Report, told: &[Told]) -> Result<(), Failure> {
    print(&render_told(report, told, columns()))
}

/// Prints text, its styles only where they are shown.
///
/// # Errors
///
/// Standard output takes no more, for another reason than a closed pipe.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    settle(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
}

fn export(exporter: &dyn Exporter, report: &Report) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    settle(exporter.write(report, &mut out).and_then(|()| out.flush()))
}

fn settle(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(reason) if reason.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(reason)),
        _ => Ok(()),
    }
}

/// Columns of the terminal: `COLUMNS` if that is set, else what the terminal says.
pub fn columns() -> usize {
    let told = std::env::var("COLUMNS").ok();
    let told = told.and_then(|columns| columns.parse().ok());
    let seen = || terminal_size_of(io::stdout()).map(|(Width(columns), _)| usize::from(columns));
    told.filter(|columns| *columns > 0)
        .or_else(seen)
        .unwrap_or(USUAL_COLUMNS)
}
