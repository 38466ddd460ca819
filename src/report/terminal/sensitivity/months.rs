//! Total indices month by month.

use crate::experiment::Sensitive;
use crate::report::number::percent;
use crate::report::terminal::section;
use crate::report::terminal::sensitivity::{KEY, label, order};
use crate::report::terminal::share::FINEST;
use crate::report::terminal::table::{Column, Fit, Table};
use crate::report::terminal::variance::shown_months;
use crate::report::{SensitivityReport, plain};

/// Factors that are shown; the file has all.
const SHOWN: usize = 8;

/// Columns that the numbers of the table take.
const NUMBERS: usize = 56;

/// A row for each of the strongest factors, a column for some months; nothing where months were not asked for.
pub fn by_month(report: &SensitivityReport, metric: &Sensitive, columns: usize) -> Option<String> {
    let indices = metric
        .indices
        .as_ref()
        .filter(|_| !metric.months.is_empty())?;
    let scenario = report.sensitivity.scenario;
    let shown = shown_months(metric.months.len());
    let headings = shown.iter().zip(1..).map(|(month, number)| {
        let heading = scenario.month(month - 1).to_string().replace('-', "-\n");
        Column::numbers(heading, Fit::Optional(number))
    });
    let input = Column::names("input", Fit::Shrinks(KEY));
    let mut table = Table::new([input].into_iter().chain(headings).collect());
    for place in order(indices).into_iter().take(SHOWN) {
        let room = columns.saturating_sub(NUMBERS).max(KEY);
        let name = label(report, &report.found.factors[place], room);
        let cells = shown.iter().map(|month| match &metric.months[month - 1] {
            Some(own) => percent(own.factors[place].total.value, 10.0 * FINEST),
            None => "-".to_owned(),
        });
        let row = [name].into_iter().chain(cells);
        table.row(row.map(Into::into).collect());
    }
    let name = metric.asked.text.split(',').next().unwrap_or_default();
    let heading = format!("Total indices of `{}` by month", plain(name.trim()));
    Some(section(&heading, "", &table.render(columns), columns))
}
