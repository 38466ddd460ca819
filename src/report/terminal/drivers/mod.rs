//! What drives the headline, on a terminal.

mod sentences;

use crate::model::Grade;
use crate::report::money::quantity;
use crate::report::number::{grouped, percent};
use crate::report::terminal::headline::{footer, plural, title};
use crate::report::terminal::sparkline::{extent, range};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::report::terminal::{COLUMNS, section, style};
use crate::report::{Report, plain, width};
use crate::summary::drivers::{Driven, Driver, Drivers, FEWEST_PATHS, Spread};
pub use sentences::thin_evidence;
use sentences::{NOTHING_UNCERTAIN, moves, remarks, rest};

/// Inputs that are shown for a metric; the file has all of them.
const SHOWN: usize = 10;

/// Columns of text that the picture of a driver takes.
const PICTURE: usize = 24;

/// Columns that a key keeps when the table is narrow.
const KEY: usize = 24;

/// Columns that the rest of the table takes beside the keys.
const OTHERS: usize = 51;

/// What drives each metric, in place of the report.
#[must_use]
pub fn render_drivers(report: &Report, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let mut parts = vec![title(report, columns)];
    match report.drivers {
        Some(drivers) if !drivers.inputs.is_empty() => {
            let driven = drivers.driven.iter();
            parts.extend(driven.map(|driven| metric(report, drivers, driven, columns)));
            parts.push(wrapped(&remarks(drivers), columns));
        }
        _ => parts.push(wrapped(NOTHING_UNCERTAIN, columns)),
    }
    parts.push(footer(report, columns));
    parts.join("\n")
}

/// The drivers of one metric.
fn metric(report: &Report, drivers: &Drivers, driven: &Driven, columns: usize) -> String {
    let heading = format!("What drives `{}`", plain(&driven.asked.text));
    let nothing = |text: String| section(&heading, "", &wrapped(&text, columns), columns);
    match driven.spread {
        Spread::Varies => {}
        Spread::Constant => {
            return nothing(format!(
                "Nothing: it is {} on every path.",
                amount(report, driven, driven.mean, 0.0)
            ));
        }
        Spread::TooFewPaths => {
            return nothing(format!(
                "It is defined on {} of the paths looked at; what drives it can be told from {FEWEST_PATHS} on: take more \
                 `--paths`.",
                grouped(driven.paths)
            ));
        }
    }
    let clear = driven.clear();
    let mut body = String::new();
    if !clear.is_empty() {
        body.push_str(&table(report, drivers, driven, &clear, columns).render(columns));
    }
    body.push_str(&wrapped(&rest(drivers, driven, &clear), columns));
    let remark = format!(
        "on average {}; from {}",
        amount(report, driven, driven.mean, f64::NAN),
        plural(driven.paths, "path")
    );
    section(&heading, &remark, &body, columns)
}

fn table(
    report: &Report,
    drivers: &Drivers,
    driven: &Driven,
    clear: &[&Driver],
    columns: usize,
) -> Table {
    let mut table = Table::new(vec![
        Column::names("input", Fit::Shrinks(KEY)),
        Column::numbers("share of\nvariance", Fit::Fixed),
        Column::names("95 %\ninterval", Fit::Optional(2)),
        Column::numbers("mean at\nits 10 %", Fit::Fixed),
        Column::numbers("at its\n90 %", Fit::Fixed),
        Column::names("source", Fit::Wanted(1)),
        Column::numbers("partial\nrank c.", Fit::Optional(1)),
        Column::numbers("rank\ncorr.", Fit::Optional(3)),
        Column::names("", Fit::Spare(PICTURE)),
    ]);
    let shown = &clear[..clear.len().min(SHOWN)];
    let any_moves = shown.iter().any(|driver| moves(drivers, driver));
    let mark = |driver: &Driver| match (any_moves, moves(drivers, driver)) {
        (false, _) => "",
        (true, false) => " ",
        (true, true) => "*",
    };
    let ends = shown
        .iter()
        .flat_map(|driver| [driver.low.value, driver.high.value]);
    let scale = extent(ends);
    for driver in shown {
        let input = &drivers.inputs[driver.input];
        let share = driver.share;
        let error = (share.high - share.low) / 2.0;
        let (low, high) = (driver.low, driver.high);
        let mut picture = [low.value, driven.mean, high.value];
        picture.sort_by(f64::total_cmp);
        table.row(vec![
            abbreviated(&plain(&input.key), columns.saturating_sub(OTHERS).max(KEY)).into(),
            format!("{}{}", percent(share.value, error), mark(driver)).into(),
            format!(
                "{} to {}",
                percent(share.low, error),
                percent(share.high, error)
            )
            .into(),
            amount(report, driven, low.value, low.se).into(),
            amount(report, driven, high.value, high.se).into(),
            Cell::styled(grade(input.grade), grade_style(input.grade)),
            correlation(driver.partial).into(),
            correlation(driver.rank_correlation).into(),
            range(picture, scale, PICTURE).into(),
        ]);
    }
    table
}

fn amount(report: &Report, driven: &Driven, value: f64, se: f64) -> String {
    quantity(
        report.scenario,
        driven.asked.measure.metric.unit(),
        value,
        se,
    )
}

/// How well an input is known, in a word.
pub(super) fn grade(grade: Option<Grade>) -> String {
    grade.map_or_else(|| "-".to_owned(), |grade| grade.to_string())
}

/// How that looks.
pub(super) fn grade_style(grade: Option<Grade>) -> anstyle::Style {
    match grade {
        Some(Grade::Measured) => style::GOOD,
        Some(Grade::Guess) | None => style::BAD,
        Some(Grade::Benchmark) => anstyle::Style::new(),
    }
}

fn correlation(value: f64) -> String {
    if value.is_nan() {
        "-".to_owned()
    } else {
        format!("{:+.2}", value + 0.0)
    }
}

/// A key in so many columns: without its first step, then without some in the middle, so that what it is of and its end stay.
pub(super) fn abbreviated(key: &str, columns: usize) -> String {
    let steps: Vec<&str> = key.split('.').collect();
    if width(key) <= columns || steps.len() < 3 {
        return key.to_owned();
    }
    let whole = format!("…{}", steps[1..].join("."));
    let parted = (3..steps.len()).map(|from| format!("…{}…{}", steps[1], steps[from..].join(".")));
    let mut candidates = [whole].into_iter().chain(parted);
    candidates
        .find(|text| width(text) <= columns)
        .unwrap_or_else(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviated_keys_keep_what_they_are_of_and_their_end() {
        let key = "plans.standard.retention.sbg.first_churn";
        assert_eq!(abbreviated(key, 40), key);
        assert_eq!(abbreviated(key, 39), "…standard.retention.sbg.first_churn");
        assert_eq!(abbreviated(key, 30), "…standard…sbg.first_churn");
        assert_eq!(abbreviated(key, 21), "…standard…first_churn");
        assert_eq!(abbreviated(key, 9), key);
        assert_eq!(abbreviated("costs.gpu_hour", 5), "costs.gpu_hour");
    }
}
