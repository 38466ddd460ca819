//! A comparison on a terminal.

use std::fmt::Write as _;

use crate::model::Metric;
use crate::report::comparison::{ComparisonReport, Sheet, sheets};
use crate::report::money::quantity;
use crate::report::number::percent;
use crate::report::plain;
use crate::report::terminal::headline::{plural, title_line};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::report::terminal::{COLUMNS, section};

/// Columns that a name keeps when the table is narrow.
const NAME: usize = 16;

/// The whole of it in `columns` columns.
#[must_use]
pub fn render_comparison(report: &ComparisonReport, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let Some(first) = report.sides.first() else {
        return String::new();
    };
    let simulated = report
        .sides
        .iter()
        .filter(|side| side.saved.is_none())
        .count();
    let mut how = format!("{} of", plural(first.scenario.months, "month"));
    if simulated > 0 {
        let _ = write!(
            how,
            " {} on {}, seed {}",
            plural(simulated, "scenario"),
            plural(report.paths, "path"),
            report.seed
        );
    }
    for side in &report.sides {
        if let Some(paths) = side.saved {
            let comma = if how.ends_with(" of") { "" } else { "," };
            let _ = write!(
                how,
                "{comma} `{}` as saved with {}",
                plain(side.name),
                plural(paths, "path")
            );
        }
    }
    let mut parts = vec![
        title_line(first.scenario, &how, columns),
        wrapped(&sentences(report), columns),
    ];
    parts.extend(sheets(report).iter().map(|sheet| table(sheet, columns)));
    parts.join("\n")
}

/// The answer for each of the others.
fn sentences(report: &ComparisonReport) -> String {
    let Some((first, others)) = report.sides.split_first() else {
        return String::new();
    };
    let sentence = |metric: Metric, side: &crate::report::comparison::Side| {
        let is_it = |line: &&crate::experiment::Line| {
            line.metric == metric && line.key.is_empty() && line.period == "total"
        };
        let gap = side.lines.iter().find(is_it)?.gap?;
        let [low, _, high] = gap.quantiles;
        let amount = |value: f64| quantity(first.scenario, metric.unit(), value, gap.se);
        let band = if side.is_paired {
            format!(
                " (5–95 %: {} to {}; better on {} of the paths)",
                amount(low),
                amount(high),
                percent(gap.p_better, 0.0)
            )
        } else {
            format!(
                " (standard error {})",
                quantity(first.scenario, metric.unit(), gap.se, f64::NAN)
            )
        };
        if gap.mean == 0.0 && gap.se == 0.0 {
            let noun = metric.name().replace('_', " ");
            return Some(format!(
                "`{}` does not change the {noun} over the horizon.",
                plain(side.name)
            ));
        }
        let way = if gap.mean < 0.0 { "lowers" } else { "raises" };
        let size = quantity(first.scenario, metric.unit(), gap.mean.abs(), gap.se);
        let noun = metric.name().replace('_', " ");
        Some(format!(
            "`{}` {way} the mean {noun} over the horizon by {size}{band}.",
            plain(side.name)
        ))
    };
    let of = |side| {
        [Metric::Revenue, Metric::GrossProfit]
            .into_iter()
            .filter_map(move |metric| sentence(metric, side))
    };
    others.iter().flat_map(of).collect::<Vec<_>>().join(" ")
}

fn table(sheet: &Sheet, columns: usize) -> String {
    let headings = sheet.headings.iter().enumerate().map(|(index, heading)| {
        if index < sheet.names {
            return Column::names(heading, Fit::Shrinks(NAME));
        }
        let fit = match sheet.spare.iter().position(|spare| *spare == index) {
            Some(rank) => Fit::Optional(u8::try_from(sheet.spare.len() - rank).unwrap_or(u8::MAX)),
            None => match heading.as_str() {
                "difference" | "part" | "gross profit" => Fit::Fixed,
                "5 %" | "95 %" => Fit::Wanted(2),
                "P(better)" | "standard error" => Fit::Wanted(3),
                _ => Fit::Wanted(1),
            },
        };
        Column::numbers(in_two_lines(heading), fit)
    });
    let mut table = Table::new(headings.collect());
    for row in &sheet.rows {
        table.row(row.iter().map(Cell::from).collect());
    }
    section(&sheet.title, &sheet.remark, &table.render(columns), columns)
}

/// A long heading broken at a blank, or shortened from the front where it is a file.
fn in_two_lines(heading: &str) -> String {
    const LONGEST: usize = 12;
    if let Some((first, second)) = heading.split_once(' ')
        && heading.len() > 6
    {
        return format!("{first}\n{second}");
    }
    let count = heading.chars().count();
    if count <= LONGEST {
        return heading.to_owned();
    }
    let tail: String = heading.chars().skip(count - LONGEST + 1).collect();
    format!("…{tail}")
}
