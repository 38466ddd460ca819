//! The points of a sweep as a table.

use std::fmt::Write as _;

use crate::report::number::percent;
use crate::report::plain;
use crate::report::sweep::SweepReport;
use crate::report::terminal::section;
use crate::report::terminal::sparkline::{extent, range};
use crate::report::terminal::sweep::map::numeric;
use crate::report::terminal::sweep::{SHOWN, alone, amount, look};
use crate::report::terminal::table::{Cell, Column, Fit, Table};

/// Columns that a value keeps when the table is narrow.
const KEY: usize = 8;

/// Columns of text that the picture of a difference takes.
const PICTURE: usize = 22;

/// The points: by value where one key is swept, else the best first.
pub fn ranking(report: &SweepReport, columns: usize) -> String {
    let points = &report.points;
    let is_curve = points.keys.len() == 1;
    let order = if is_curve {
        by_value(report)
    } else {
        by_rank(report)
    };
    let mut table = Table::new(headings(report, is_curve));
    let scale = scale(report);
    for point in &order {
        let mut texts = cells(report, *point);
        if is_curve {
            let interval = report.ranking.standings[*point].difference.interval();
            texts.push(range(interval, scale, PICTURE));
        }
        let look = look(report, *point);
        table.row(
            texts
                .into_iter()
                .map(|text| Cell::styled(text, look))
                .collect(),
        );
    }
    let mut remark = format!("`{}`", plain(&report.objective.figure.text));
    if points.reference > 0 {
        let _ = write!(remark, "; the reference is point {}", points.reference);
    }
    if order.len() < points.points.len() {
        let _ = write!(
            remark,
            "; {} of {} points",
            order.len(),
            points.points.len()
        );
    }
    let title = if is_curve { "By value" } else { "Ranking" };
    section(title, &remark, &table.render(columns), columns)
}

/// The points by the value of the one key; of many every so many, so that the whole range is seen, with the best.
fn by_value(report: &SweepReport) -> Vec<usize> {
    let value = |point: &usize| numeric(report.points.values(*point)[0]);
    let mut order: Vec<usize> = (0..report.points.points.len()).collect();
    order.sort_by(|a, b| value(a).total_cmp(&value(b)));
    let every = order.len().div_ceil(SHOWN);
    let best = report.ranking.order.first().copied();
    let shown = order.into_iter().enumerate().filter(|(place, point)| {
        place % every == 0 || Some(*point) == best || *point == report.points.reference
    });
    shown.map(|(_, point)| point).collect()
}

/// The best points first, then those that are not allowed.
fn by_rank(report: &SweepReport) -> Vec<usize> {
    let ranked = report.ranking.order.iter().copied();
    let is_unranked = |point: &usize| report.ranking.standings[*point].rank.is_none();
    let unranked = (0..report.points.points.len()).filter(is_unranked);
    ranked.chain(unranked).take(SHOWN).collect()
}

fn headings(report: &SweepReport, is_curve: bool) -> Vec<Column> {
    let key = |key: &String| Column::numbers(last_steps(key), Fit::Shrinks(KEY));
    let mut headings = vec![Column::numbers("point", Fit::Fixed)];
    headings.extend(report.points.keys.iter().map(key));
    headings.extend([
        Column::numbers("objective", Fit::Fixed),
        Column::numbers("difference\nto reference", Fit::Wanted(1)),
        Column::numbers("standard\nerror", Fit::Optional(2)),
        Column::numbers("P(better)", Fit::Optional(1)),
        Column::numbers("rank", Fit::Fixed),
        Column::numbers("P(best)", Fit::Wanted(2)),
        Column::numbers("regret", Fit::Wanted(3)),
    ]);
    if !report.constraints.is_empty() {
        headings.push(Column::names("allowed", Fit::Fixed));
    }
    if is_curve {
        headings.push(Column::names(
            "difference,\n95 % interval",
            Fit::Spare(PICTURE),
        ));
    }
    headings
}

fn cells(report: &SweepReport, point: usize) -> Vec<String> {
    let standing = &report.ranking.standings[point];
    let mut texts = vec![point.to_string()];
    texts.extend(report.points.values(point).into_iter().map(plain));
    // levels share their error, so that differences are known better than the error of a level tells
    texts.push(alone(report, standing.objective.value));
    texts.extend(if point == report.points.reference {
        [const { String::new() }; 3]
    } else {
        [
            amount(report, standing.difference),
            alone(report, standing.difference.se),
            percent(standing.p_better, 0.0),
        ]
    });
    let rank = standing.rank.map(|rank| rank.to_string());
    texts.extend([
        rank.unwrap_or_else(|| "-".to_owned()),
        percent(standing.p_best, 0.0),
        alone(report, standing.regret),
    ]);
    if !report.constraints.is_empty() {
        let allowed = if report.is_allowed(point) {
            "yes"
        } else {
            "no"
        };
        texts.push(allowed.to_owned());
    }
    texts
}

/// The scale of the picture: the intervals of all differences.
fn scale(report: &SweepReport) -> (f64, f64) {
    let standings = report.ranking.standings.iter();
    let ends = standings.flat_map(|standing| standing.difference.interval());
    extent(ends)
}

/// The last two steps of a key, on two lines: enough to know it by, short enough for a heading.
pub fn last_steps(key: &str) -> String {
    let steps: Vec<&str> = key.rsplitn(3, '.').take(2).collect();
    match steps[..] {
        [last, before] => format!("{}\n{}", plain(before), plain(last)),
        _ => plain(key),
    }
}
