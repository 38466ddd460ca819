//! What is said of a sensitivity analysis, in sentences.

use std::fmt::Write as _;

use crate::experiment::{Factor, Sensitive};
use crate::report::number::{grouped, percent};
use crate::report::terminal::headline::plural;
use crate::report::terminal::sensitivity::{amount, does_nothing, label};
use crate::report::{SensitivityReport, plain};
use crate::summary::sensitivity::Indices;

/// Columns for a key within a sentence.
const ROOM: usize = 60;

/// Of a scenario whose every number is known.
pub const NOTHING_UNCERTAIN: &str = "No input of this scenario is uncertain, so there is nothing to be sensitive to: what spread \
    there is comes from the market's noise and from chance. Give a number that you are not sure of an interval, such as \
    `\"3% to 6%\"`.";

/// Why a metric has no indices.
pub fn undefined(report: &SensitivityReport, metric: &Sensitive) -> String {
    if metric.rows == 0 {
        return "It is undefined at every point: ask for other months.".to_owned();
    }
    if metric.rows < report.sensitivity.points {
        return format!(
            "It is defined on {} of {} at every point, too few or too alike to tell: take more `--points`, or another metric.",
            grouped(metric.rows),
            plural(report.sensitivity.points, "row")
        );
    }
    format!(
        "To nothing: it is {} at every point.",
        amount(report, metric, metric.mean, 0.0)
    )
}

/// What factors explain one by one, and what remains.
pub fn together(report: &SensitivityReport, indices: &Indices) -> String {
    let is_luck = |factor: &Factor| *factor == Factor::Luck;
    let luck = report.found.factors.iter().position(is_luck);
    let luck = luck.map_or(0.0, |place| indices.factors[place].total.high);
    let [value, low, high] = indices.alone;
    let half = (high - low) / 2.0;
    let alone = percent(value.clamp(0.0, 1.0), half);
    let error = percent(half.max(0.001), half / 5.0);
    let rest = if high < 1.0 {
        format!(
            "; {} comes from their acting together",
            percent(1.0 - value, half)
        )
    } else {
        String::new()
    };
    let mut text = format!("One by one they explain {alone} (±{error}) of the variance{rest}.");
    if luck < 0.01 {
        text.push_str(" Luck has next to no part in it.");
    }
    let idle = indices.factors.iter().zip(&report.found.factors);
    let idle =
        idle.filter(|(index, factor)| does_nothing(**index) && matches!(factor, Factor::Inputs(_)));
    let idle: Vec<String> = idle
        .map(|(_, factor)| label(report, factor, ROOM))
        .collect();
    if !idle.is_empty() {
        let _ = write!(text, " No part in it at all: `{}`.", idle.join("`, `"));
    }
    text
}

/// How the indices moved as rows were added.
pub fn converged(metric: &Sensitive, indices: &Indices) -> String {
    let Some(half) = metric.earlier.last() else {
        return "There are too few rows to see whether they have converged.".to_owned();
    };
    let pairs = half.factors.iter().zip(&indices.factors);
    let moves = pairs.map(|(half, whole)| {
        let of = |a: f64, b: f64| (a - b).abs();
        let first = of(half.first.value, whole.first.value);
        first.max(of(half.total.value, whole.total.value))
    });
    let most = moves.fold(0.0, f64::max);
    let top = indices.factors.iter().enumerate();
    let top = top.max_by(|a, b| a.1.total.value.total_cmp(&b.1.total.value));
    let course = top.map_or_else(String::new, |(place, _)| {
        let course = metric.earlier.iter().chain([indices]);
        let course: Vec<String> = course
            .map(|own| percent(own.factors[place].total.value, 0.001))
            .collect();
        let rows: Vec<String> = metric
            .earlier
            .iter()
            .chain([indices])
            .map(|own| grouped(own.rows))
            .collect();
        format!(
            "; the largest was {} with {} rows",
            course.join(", "),
            rows.join(", ")
        )
    });
    format!(
        "With half the rows no index differs by more than {}{course}.",
        percent(most.max(0.001), most.max(0.001) / 5.0)
    )
}

/// How to read the tables, and what was screened out.
pub fn remarks(report: &SensitivityReport) -> String {
    let mut text = String::from(
        "Total index: the share of the variance that the input has a part in, alone or together with others; what would remain if all \
         others were known. First order: what it explains alone (█). ± is half the 95 % interval of a bootstrap.",
    );
    let mut groups = report.found.factors.iter();
    if groups.any(|factor| matches!(factor, Factor::Inputs(own) if own.len() > 1)) {
        text.push_str(" `+1`: together with one more that the scenario correlates with it.");
    }
    let Some(screening) = &report.found.screening else {
        return text;
    };
    let rows = plural(report.sensitivity.screening, "point");
    let _ = write!(
        text,
        " Mean effect: of a step over the whole range of the input, at {rows}, for the screening of {} factors; what \
         `--factors` keeps have indices of their own.",
        grouped(screening.factors.len()),
    );
    let strongest = report.found.metrics.iter().zip(&screening.effects);
    let strongest = strongest.filter_map(|(metric, effects)| {
        let out = effects.iter().enumerate();
        let out = out.filter(|(place, _)| !screening.kept.contains(place));
        let out = out.filter_map(|(place, effect)| Some((place, (*effect)?)));
        let (place, effect) = out.max_by(|a, b| a.1.mu_star.total_cmp(&b.1.mu_star))?;
        Some(format!(
            "{} of `{}` for `{}`",
            amount(report, metric, effect.mu_star, effect.se),
            plain(&metric.asked.text),
            label(report, &screening.factors[place], ROOM)
        ))
    });
    let strongest: Vec<String> = strongest.collect();
    if !strongest.is_empty() {
        let _ = write!(
            text,
            " The largest mean effects of what was screened out: {}.",
            strongest.join("; ")
        );
    }
    text
}
