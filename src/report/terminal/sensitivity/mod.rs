//! What a sensitivity analysis found, on a terminal.

mod months;
mod sentences;

use crate::experiment::{Factor, Sensitive};
use crate::report::money::quantity;
use crate::report::terminal::drivers::{abbreviated, grade, grade_style};
use crate::report::terminal::headline::{plural, title_line};
use crate::report::terminal::share::{bar, with_error};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::report::terminal::{COLUMNS, section};
use crate::report::{SensitivityReport, plain};
use crate::summary::drivers::Share;
use crate::summary::sensitivity::{Effect, Index, Indices};
use months::by_month;
use sentences::{NOTHING_UNCERTAIN, converged, remarks, together, undefined};

/// Columns of text that the picture of a factor takes.
const PICTURE: usize = 20;

/// Columns that a key keeps when the table is narrow.
const KEY: usize = 24;

/// Columns that the rest of the table takes beside the keys.
const OTHERS: usize = 50;

/// The whole of it in `columns` columns.
#[must_use]
pub fn render_sensitivity(report: &SensitivityReport, columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let own = report.sensitivity;
    let how = format!(
        "{} · {} simulated, seed {}",
        plural(own.scenario.months, "month"),
        plural(own.paths(), "path"),
        own.seed
    );
    let mut parts = vec![title_line(own.scenario, &how, columns)];
    if report.sensitivity.inputs.is_empty() {
        parts.push(wrapped(NOTHING_UNCERTAIN, columns));
        return parts.join("\n");
    }
    for (place, metric) in report.found.metrics.iter().enumerate() {
        parts.push(sensitive(report, place, metric, columns));
        parts.extend(by_month(report, metric, columns));
    }
    parts.push(wrapped(&remarks(report), columns));
    parts.join("\n")
}

/// What one metric is sensitive to.
fn sensitive(
    report: &SensitivityReport,
    place: usize,
    metric: &Sensitive,
    columns: usize,
) -> String {
    let heading = format!("What `{}` is sensitive to", plain(&metric.asked.text));
    let Some(indices) = &metric.indices else {
        return section(
            &heading,
            "",
            &wrapped(&undefined(report, metric), columns),
            columns,
        );
    };
    let remark = format!(
        "on average {}, standard deviation {}; {}",
        amount(report, metric, indices.mean, indices.sd / 10.0),
        amount(report, metric, indices.sd, indices.sd / 20.0),
        plural(indices.rows, "row")
    );
    let effects = report.found.screening.as_ref().map(|screening| {
        let own = &screening.effects[place];
        let kept = screening.kept.iter().map(|factor| own[*factor]);
        kept.collect::<Vec<_>>()
    });
    let mut body = table(report, metric, indices, effects.as_deref(), columns).render(columns);
    body.push_str(&wrapped(
        &[together(report, indices), converged(metric, indices)].join(" "),
        columns,
    ));
    section(&heading, &remark, &body, columns)
}

fn table(
    report: &SensitivityReport,
    metric: &Sensitive,
    indices: &Indices,
    effects: Option<&[Option<Effect>]>,
    columns: usize,
) -> Table {
    let mut headings = vec![
        Column::names("input", Fit::Shrinks(KEY)),
        Column::numbers("total\nindex", Fit::Fixed),
        Column::names("", Fit::Optional(2)),
        Column::numbers("first\norder", Fit::Fixed),
        Column::names("", Fit::Optional(2)),
        Column::names("source", Fit::Wanted(1)),
    ];
    if effects.is_some() {
        headings.push(Column::numbers("mean\neffect", Fit::Optional(1)));
        headings.push(Column::numbers("its\nsd", Fit::Optional(3)));
    }
    headings.push(Column::names("", Fit::Spare(PICTURE)));
    let mut table = Table::new(headings);
    let found = report.found;
    for place in order(indices) {
        let (factor, index) = (&found.factors[place], indices.factors[place]);
        if does_nothing(index) {
            continue;
        }
        let effect = effects.map(|effects| effects.get(place).copied().flatten());
        let effect = effect.map(|effect| {
            effect.map_or([const { String::new() }; 2], |effect| {
                [effect.mu_star, effect.sigma].map(|value| amount(report, metric, value, effect.se))
            })
        });
        let [total, total_error] = with_error(index.total);
        let [first, first_error] = with_error(index.first);
        let source = match (factor, factor.inputs()) {
            (Factor::Inputs(_), [input]) => {
                let own = report.sensitivity.inputs[*input].grade;
                Cell::styled(grade(own), grade_style(own))
            }
            _ => "".into(),
        };
        let room = columns.saturating_sub(OTHERS).max(KEY);
        let mut cells = vec![
            label(report, factor, room).into(),
            total.into(),
            total_error.into(),
            first.into(),
            first_error.into(),
            source,
        ];
        cells.extend(effect.into_iter().flatten().map(Cell::from));
        cells.push(picture(index).into());
        table.row(cells);
    }
    table
}

/// Whether a factor changes nothing at any point.
fn does_nothing(index: Index) -> bool {
    index.total == Share::NONE
}

/// The factors by their total index, the largest first.
fn order(indices: &Indices) -> Vec<usize> {
    let mut order: Vec<usize> = (0..indices.factors.len()).collect();
    let total = |place: &usize| indices.factors[*place].total.value;
    order.sort_by(|a, b| total(b).total_cmp(&total(a)));
    order
}

/// A factor in so many columns.
fn label(report: &SensitivityReport, factor: &Factor, room: usize) -> String {
    let name = plain(&factor.name(&report.sensitivity.inputs));
    match (factor, factor.inputs().len()) {
        (Factor::Inputs(_), 0 | 1) => abbreviated(&name, room),
        (Factor::Inputs(_), count) => {
            let more = format!(" +{}", count - 1);
            abbreviated(&name, room - more.len()) + &more
        }
        (Factor::Others(_), count) => format!("({count} other inputs together)"),
        (Factor::Luck, _) => "(luck)".to_owned(),
    }
}

/// A bar: what the factor does alone, then what it does together with others.
fn picture(index: Index) -> String {
    bar(
        &[(index.first.value, '█'), (index.total.value, '░')],
        PICTURE,
    )
}

fn amount(report: &SensitivityReport, metric: &Sensitive, value: f64, se: f64) -> String {
    let unit = metric.asked.measure.metric.unit();
    quantity(report.sensitivity.scenario, unit, value, se)
}
