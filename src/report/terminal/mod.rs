//! The report on the terminal.
//!
//! Lines end before the width that is given; styles are escape codes, to be stripped by the writer
//! where they are not wanted.

mod chart;
mod comparison;
mod drivers;
mod facts;
mod guards;
pub(super) mod headline;
mod months;
mod parts;
mod sensitivity;
mod share;
mod solve;
mod sparkline;
mod style;
mod sweep;
mod table;
mod targets;
mod variance;
mod wrap;

use crate::report::Report;
pub use chart::{Series, render_charts};
pub use comparison::render_comparison;
pub use sensitivity::render_sensitivity;
pub use solve::render_solution;
pub use sweep::{estimate, render_decision, render_sweep};
use wrap::wrapped;

/// Columns of text where nothing says how many there are.
pub const USUAL_COLUMNS: usize = 80;

/// The narrowest and the widest that the report is laid out for.
const COLUMNS: (usize, usize) = (40, 160);

/// The report in `columns` columns of text.
#[must_use]
pub fn render(report: &Report, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let parts = [
        Some(headline::title(report, columns)),
        Some(headline::sentence(report, columns)),
        Some(months::table(report, columns)),
        parts::money(report, columns),
        parts::segments(report, columns),
        parts::api(report, columns),
        facts::table(report, columns),
        guards::table(report, columns),
        targets::section(report, columns),
        drivers::thin_evidence(report, columns),
        Some(headline::footer(report, columns)),
    ];
    let shown: Vec<String> = parts.into_iter().flatten().collect();
    shown.join("\n")
}

/// Something that is told of the spread of a run.
#[derive(Debug, Clone, Copy)]
pub enum Told {
    /// Which inputs it comes from.
    Drivers,
    /// How much of it is not knowing, the market's noise and chance, for some metrics.
    Variance,
}

/// What is told of the spread, in place of the report.
#[must_use]
pub fn render_told(report: &Report, told: &[Told], columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let mut parts = vec![headline::title(report, columns)];
    for told in told {
        parts.extend(match told {
            Told::Drivers => drivers::sections(report, columns),
            Told::Variance => variance::sections(report, columns),
        });
    }
    parts.extend(targets::section(report, columns));
    let fails = |guard| !report.summary.guard(guard).holds;
    if report.scenario.guards.iter().any(fails) {
        parts.extend(guards::table(report, columns));
    }
    parts.push(headline::footer(report, columns));
    parts.join("\n")
}

/// A section: its title, a remark after it, and what is in it.
fn section(title: &str, remark: &str, body: &str, columns: usize) -> String {
    let strong = style::STRONG;
    let faint = style::FAINT;
    let title_width = crate::report::width(title);
    let remark_width = crate::report::width(remark);
    if remark.is_empty() {
        format!("{strong}{title}{strong:#}\n{body}")
    } else if title_width + 2 + remark_width <= columns {
        format!("{strong}{title}{strong:#}  {faint}{remark}{faint:#}\n{body}")
    } else {
        let remark = wrapped(remark, columns);
        format!("{strong}{title}{strong:#}\n{faint}{remark}{faint:#}{body}")
    }
}
