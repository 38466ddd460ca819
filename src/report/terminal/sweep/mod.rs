//! A sweep on a terminal: the answer, then the points.

mod answer;
mod estimate;
mod knowing;
mod map;
mod ranking;

use crate::report::money::quantity;
use crate::report::plain;
use crate::report::sweep::SweepReport;
use crate::report::terminal::headline::{plural, title_line};
use crate::report::terminal::wrap::wrapped;
use crate::report::terminal::{COLUMNS, style};
use crate::summary::Estimate;

use answer::sentence;
pub use estimate::estimate;
use knowing::{Extent, knowing};
use map::heat_map;
pub(super) use ranking::last_steps;
use ranking::ranking;

/// Points that are shown; files have all of them.
const SHOWN: usize = 25;

/// The whole of it in `columns` columns.
#[must_use]
pub fn render_sweep(report: &SweepReport, columns: usize) -> String {
    render(report, Extent::Short, columns)
}

/// A decision in `columns` columns: the same, and more of what knowing is worth.
#[must_use]
pub fn render_decision(report: &SweepReport, columns: usize) -> String {
    render(report, Extent::Full, columns)
}

fn render(report: &SweepReport, extent: Extent, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let how = format!(
        "{} × {} × {}, seed {}",
        plural(report.points.points.len(), "point"),
        plural(report.paths, "path"),
        plural(report.scenario.months, "month"),
        report.seed
    );
    let mut parts = vec![
        title_line(report.scenario, &how, columns),
        wrapped(&sentence(report), columns),
    ];
    parts.extend(heat_map(report, columns));
    parts.push(ranking(report, columns));
    parts.extend(knowing(report, extent, columns));
    parts.join("\n")
}

/// A value of the objective's metric, no more exact than its error supports.
pub(super) fn amount(report: &SweepReport, estimate: Estimate) -> String {
    let unit = report.objective.figure.metric.unit();
    quantity(report.scenario, unit, estimate.value, estimate.se)
}

/// A value that is as exact as it is.
pub(super) fn alone(report: &SweepReport, value: f64) -> String {
    let se = f64::NAN;
    amount(report, Estimate { value, se })
}

/// A point in words.
pub(super) fn name(report: &SweepReport, point: usize) -> String {
    if point == 0 {
        return "the scenario as it is".to_owned();
    }
    format!("point {point} (`{}`)", plain(&report.points.name(point)))
}

/// How a point looks: the best stands out, one that is not allowed is faint.
pub(super) fn look(report: &SweepReport, point: usize) -> anstyle::Style {
    match report.ranking.standings[point].rank {
        Some(1) => style::STRONG,
        Some(_) => anstyle::Style::new(),
        None => style::FAINT,
    }
}
