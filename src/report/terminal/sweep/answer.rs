//! The answer of a sweep in words.

use std::fmt::Write as _;

use crate::report::number::grouped;
use crate::report::number::percent;
use crate::report::plain;
use crate::report::sweep::SweepReport;
use crate::report::terminal::headline::plural;
use crate::report::terminal::sweep::{alone, amount, name};
use crate::summary::Estimate;

/// The answer: which is best, by how much, how surely.
#[must_use]
pub fn sentence(report: &SweepReport) -> String {
    let objective = plain(&report.objective.figure.text);
    let Some(best) = report.ranking.order.first() else {
        return if report.constraints.is_empty() {
            format!("`{objective}` is undefined at every point.")
        } else {
            let misses = report.constraints.iter().enumerate().map(|(place, guard)| {
                let figures = report.figures.iter().map(|figures| figures[place]);
                let missed = figures
                    .clone()
                    .filter(|figure| !guard.comparison.holds(*figure, guard.bound));
                let why = if figures.clone().all(f64::is_nan) {
                    ", being undefined"
                } else {
                    ""
                };
                format!(
                    "`{}` by {} of {}{why}",
                    plain(&guard.text),
                    missed.count(),
                    report.figures.len()
                )
            });
            let misses: Vec<String> = misses.collect();
            format!(
                "No point meets every constraint: missed are {}.",
                misses.join(", ")
            )
        };
    };
    let standing = &report.ranking.standings[*best];
    let is_same = |point: &usize| {
        let Estimate { value, se } = report.ranking.standings[*point].difference;
        value == 0.0 && se == 0.0
    };
    if report.ranking.order.len() > 1 && report.ranking.order.iter().all(is_same) {
        return format!(
            "`{objective}` is the same at every point: it does not depend on what is swept."
        );
    }
    let value = format!(
        "{} (standard error {})",
        alone(report, standing.objective.value),
        alone(report, standing.objective.se)
    );
    let mut text = format!("Best is {}: `{objective}` is {value}", name(report, *best));
    let paths = plural(report.paths, "path");
    match &report.ranking.lead {
        None => text.push_str(", the only point that has one."),
        Some(lead) => {
            let gap = amount(report, lead.gap);
            let error = alone(report, lead.gap.se);
            let rival = name(report, lead.runner_up);
            if lead.is_clear() {
                let _ = write!(
                    text,
                    ", better than the runner-up, {rival}, by {gap} (standard error {error}): \
                     more than chance explains over {paths}."
                );
            } else if lead.gap.value == 0.0 {
                let _ = write!(text, ", the same as {rival}.");
            } else {
                let needed = match lead.needed {
                    Some(needed) => format!("; it would take about {} paths", rough(needed)),
                    None => String::new(),
                };
                let _ = write!(
                    text,
                    "; but {paths} cannot tell it from {rival} ({gap} worse, standard error {error}{needed})."
                );
            }
        }
    }
    if report.points.is_at_an_end(*best) {
        text.push_str(" It lies at the end of the range: better ones may lie beyond.");
    }
    if standing.regret.is_nan() {
        return text;
    }
    let regret = alone(report, standing.regret);
    let _ = write!(
        text,
        " It is the best point on {} of the paths; not knowing which path comes true costs {regret} on average.",
        percent(standing.p_best, 0.0)
    );
    text
}

/// About so many, to two digits.
fn rough(paths: f64) -> String {
    let unit = 10.0_f64.powf(paths.log10().floor() - 1.0).max(100.0);
    let rounded = (paths / unit).ceil() * unit;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive; beyond 10¹⁵ it does not matter"
    )]
    let count = rounded.min(1e15) as usize;
    grouped(count)
}
