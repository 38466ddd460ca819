//! The answer of a search on a terminal, and the curve around it.

use std::fmt::Write as _;

use anstyle::Style;

use crate::experiment::{Answer, Ending, Evaluated};
use crate::model::{Aim, Direction};
use crate::report::money::{published, quantity};
use crate::report::number::grouped;
use crate::report::terminal::headline::{plural, title_line};
use crate::report::terminal::sparkline::{extent, range};
use crate::report::terminal::sweep::last_steps;
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::report::terminal::{COLUMNS, section, style};
use crate::report::{SolveReport, plain};
use crate::summary::Estimate;

/// Columns of text that the picture of a figure takes.
const PICTURE: usize = 30;

/// Digits after the point that a value has at most.
const MOST_DECIMALS: usize = 12;

/// The whole of it in `columns` columns.
#[must_use]
pub fn render_solution(report: &SolveReport, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let how = format!(
        "{} × {} × {}, seed {}",
        plural(report.solution.points.len(), "value"),
        plural(report.quest.paths, "path"),
        plural(report.scenario.months, "month"),
        report.quest.seed
    );
    [
        title_line(report.scenario, &how, columns),
        wrapped(&sentence(report), columns),
        curve(report, columns),
    ]
    .join("\n")
}

/// The answer: where, how surely, and what else there is to know.
fn sentence(report: &SolveReport) -> String {
    let SolveReport {
        quest, solution, ..
    } = report;
    let figure = plain(&quest.goal.figure.text);
    let Some(answer) = &solution.answer else {
        return format!("`{figure}` is undefined at every value.");
    };
    let key = plain(&quest.lattice.key);
    let [from, to] = [0, quest.lattice.last()].map(|index| plain(quest.lattice.text(index)));
    let is = is(report);
    let place = position(report, answer);
    let there = amount(report, answer.figure);
    let paths = plural(quest.paths, "path");
    let is_nothing = |point: &Evaluated| point.gap.value == 0.0 && point.gap.se == 0.0;
    let mut text = match solution.ending {
        Ending::Flat | Ending::OnBound if solution.points.iter().all(is_nothing) => {
            return format!(
                "`{figure}` does not depend on `{key}` from {from} to {to}: it is {there} everywhere."
            );
        }
        Ending::Found if quest.lattice.is_stepped && matches!(quest.goal.aim, Aim::Equal(_)) => {
            let sure = answer
                .interval
                .map(|ends| format!(" (95 % interval: {})", stretch(report, ends)));
            let comes = is.replacen("is", "comes nearest to", 1);
            format!(
                "`{figure}` {comes} at `{key}` = {place}{}",
                sure.unwrap_or_default()
            )
        }
        Ending::Found => {
            let is_best = matches!(quest.goal.aim, Aim::Extreme(_));
            let sure = match answer.interval {
                Some(ends) if quest.lattice.is_stepped && is_best => {
                    rivals_of(report, ends, &paths)
                }
                Some(ends) => format!(" (95 % interval: {})", stretch(report, ends)),
                None => " (too few paths to say how exactly)".to_owned(),
            };
            format!("`{figure}` {is} at `{key}` = {place}{sure}")
        }
        Ending::OnBound => {
            let mut text = format!(
                "`{figure}` {is} at an end of the range, `{key}` = {place}; it may go on beyond"
            );
            if let Some(ends) = answer.interval {
                text.push_str(&rivals_of(report, ends, &paths));
            }
            text
        }
        Ending::Flat => {
            let ends = answer.interval.map(|ends| stretch(report, ends));
            format!(
                "`{figure}` {is} at `{key}` = {place}, but {paths} cannot tell it from anything in {}: take more paths, or a wider range",
                ends.unwrap_or_else(|| format!("{from} to {to}"))
            )
        }
        Ending::NoCrossing => {
            return format!(
                "`{figure}` {} for no `{key}` from {from} to {to}. It comes nearest at {place}, where it is {there} (standard error {}).",
                is,
                error(report, answer.figure)
            );
        }
        Ending::Undefined => return format!("`{figure}` is undefined at every value."),
    };
    if matches!(quest.goal.aim, Aim::Extreme(_)) || quest.lattice.is_stepped {
        let _ = write!(
            text,
            ". There it is {there} (standard error {})",
            error(report, answer.figure)
        );
    }
    text.push('.');
    text.push_str(&others(report));
    text
}

/// `is highest`, `is 0`.
fn is(report: &SolveReport) -> String {
    match report.quest.goal.aim {
        Aim::Extreme(Direction::Higher) => "is highest".to_owned(),
        Aim::Extreme(Direction::Lower) => "is lowest".to_owned(),
        Aim::Equal(value) => {
            let unit = report.quest.goal.figure.metric.unit();
            format!("is {}", published(report.scenario, unit, value))
        }
    }
}

/// The values that are as good as the best.
fn rivals_of(report: &SolveReport, ends: [f64; 2], paths: &str) -> String {
    if ends[0] == ends[1] {
        return format!("; {paths} tell it from every other value that was tried");
    }
    format!(
        "; {paths} cannot tell it from others in {}",
        stretch(report, ends)
    )
}

/// What else there is: further crossings, or tops as high.
fn others(report: &SolveReport) -> String {
    let others = &report.solution.others;
    if others.is_empty() {
        return String::new();
    }
    let places: Vec<String> = others
        .iter()
        .map(|[low, high]| format!("between {} and {}", exact(*low), exact(*high)))
        .collect();
    let places = places.join(", ");
    match report.quest.goal.aim {
        Aim::Equal(_) => format!(" This is the lowest of several crossings; others are {places}."),
        Aim::Extreme(_) => format!(" It is as good {places}, as far as these paths can tell."),
    }
}

/// The answer's value, no more exact than its interval supports.
fn position(report: &SolveReport, answer: &Answer) -> String {
    if report.quest.lattice.is_stepped || report.solution.ending != Ending::Found {
        return exact(answer.x);
    }
    let decimals = decimals(report, answer.interval);
    format!("{:.decimals$}", answer.x)
}

/// `12.5 to 13.1`.
fn stretch(report: &SolveReport, ends: [f64; 2]) -> String {
    let is_exact = report.quest.lattice.is_stepped || report.solution.ending != Ending::Found;
    let decimals = decimals(report, Some(ends));
    let [low, high] = ends.map(|end| {
        if is_exact {
            exact(end)
        } else {
            format!("{end:.decimals$}")
        }
    });
    format!("{low} to {high}")
}

/// Digits after the point that an interval supports: two of its width, and never more than the values of the range have.
fn decimals(report: &SolveReport, interval: Option<[f64; 2]>) -> usize {
    let lattice = &report.quest.lattice;
    let of = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let most = (0..=lattice.last()).map(|index| of(lattice.text(index)));
    let most = most.max().unwrap_or(0);
    let width = interval.map_or(0.0, |[low, high]| high - low);
    (0..most)
        .find(|decimals| {
            let tens = i32::try_from(*decimals).unwrap_or(0);
            width >= 10.0 * 10.0_f64.powi(-tens)
        })
        .unwrap_or(most)
}

/// A value of the lattice, as it is.
fn exact(value: f64) -> String {
    let text = format!("{value:.MOST_DECIMALS$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A value of the figure, no more exact than its error supports.
fn amount(report: &SolveReport, estimate: Estimate) -> String {
    let unit = report.quest.goal.figure.metric.unit();
    quantity(report.scenario, unit, estimate.value, estimate.se)
}

/// A standard error of the figure.
fn error(report: &SolveReport, estimate: Estimate) -> String {
    let value = estimate.se;
    amount(
        report,
        Estimate {
            value,
            se: f64::NAN,
        },
    )
}

/// Every value that was simulated.
fn curve(report: &SolveReport, columns: usize) -> String {
    let points = &report.solution.points;
    let rest = match report.quest.goal.aim {
        Aim::Extreme(_) => "difference\nto best",
        Aim::Equal(_) => "difference\nto goal",
    };
    let mut table = Table::new(vec![
        Column::numbers(last_steps(&report.quest.lattice.key), Fit::Fixed),
        Column::numbers("figure", Fit::Fixed),
        Column::numbers("standard\nerror", Fit::Optional(1)),
        Column::numbers(rest, Fit::Wanted(1)),
        Column::numbers("standard\nerror", Fit::Optional(2)),
        Column::names("", Fit::Spare(PICTURE)),
    ]);
    let scale = scale(points);
    for point in points {
        let look = look(report, point);
        let texts = [
            plain(&point.text),
            amount(report, point.figure),
            error(report, point.figure),
            amount(report, point.gap),
            error(report, point.gap),
            range(point.figure.interval(), scale, PICTURE),
        ];
        table.row(
            texts
                .into_iter()
                .map(|text| Cell::styled(text, look))
                .collect(),
        );
    }
    let remark = format!(
        "`{}`, its 95 % interval; {} tried on the same inputs and luck",
        plain(&report.quest.goal.figure.text),
        grouped(points.len())
    );
    section("Curve", &remark, &table.render(columns), columns)
}

/// The scale of the picture: all intervals.
fn scale(points: &[Evaluated]) -> (f64, f64) {
    let ends = points.iter().flat_map(|point| point.figure.interval());
    extent(ends)
}

/// What lies in the answer's interval stands out.
fn look(report: &SolveReport, point: &Evaluated) -> Style {
    let answer = report.solution.answer.as_ref();
    let interval = answer.and_then(|answer| answer.interval);
    match interval {
        Some([low, high]) if low <= point.x && point.x <= high => style::STRONG,
        _ => Style::new(),
    }
}
