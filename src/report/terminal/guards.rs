//! What must hold, and whether it does.

use crate::model::Guard;
use crate::report::guards_csv::sign;
use crate::report::money::{published, quantity};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::{section, style};
use crate::report::{Report, plain};

/// A row per guard.
#[must_use]
pub fn table(report: &Report, columns: usize) -> Option<String> {
    let guards = &report.scenario.guards;
    if guards.is_empty() {
        return None;
    }
    let mut table = Table::new(vec![
        Column::names("", Fit::Fixed),
        Column::names("figure", Fit::Shrinks(20)),
        Column::numbers("is", Fit::Fixed),
        Column::names("must be", Fit::Fixed),
    ]);
    let mut failed = 0;
    for guard in guards {
        let result = report.summary.guard(guard);
        let (word, style) = if result.holds {
            ("holds", style::GOOD)
        } else {
            ("fails", style::BAD)
        };
        failed += usize::from(!result.holds);
        table.row(vec![
            Cell::styled(word, style),
            plain(&guard.figure.text).into(),
            value(report, guard, result.value).into(),
            format!("{} {}", sign(guard.comparison), bound(report, guard)).into(),
        ]);
    }
    let remark = match failed {
        0 => "all hold".to_owned(),
        1 => "1 fails".to_owned(),
        more => format!("{more} fail"),
    };
    Some(section("Guards", &remark, &table.render(columns), columns))
}

/// The value, with all its digits where rounded it would look like the bound.
fn value(report: &Report, guard: &Guard, value: f64) -> String {
    let unit = guard.figure.metric.unit();
    let rounded = |value| quantity(report.scenario, unit, value, f64::NAN);
    let text = rounded(value);
    if text == rounded(guard.bound) && value.total_cmp(&guard.bound).is_ne() {
        return published(report.scenario, unit, value);
    }
    text
}

fn bound(report: &Report, guard: &Guard) -> String {
    published(report.scenario, guard.figure.metric.unit(), guard.bound)
}
