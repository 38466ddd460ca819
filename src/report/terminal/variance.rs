//! How much of the spread is not knowing, the market's noise and chance, on a terminal.

use crate::model::{Metric, Nature, Period};
use crate::report::money::quantity;
use crate::report::terminal::Series;
use crate::report::terminal::headline::plural;
use crate::report::terminal::section;
use crate::report::terminal::share::{bar, with_error};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::report::{Report, plain};
use crate::summary::drivers::{FEWEST_PATHS, Share};
use crate::summary::{Components, Split, Varies};

/// Columns of text that the numbers of a row take; the picture has the rest.
const NUMBERS: usize = 84;

/// The narrowest and the widest picture of a row.
const PICTURE: (usize, usize) = (10, 40);

/// Parts of a picture: what is not known, the market, chance.
const FILLINGS: [char; 3] = ['█', '▒', '░'];

/// Months, counted from 1, that have a row; then every twelfth.
const EARLY: [usize; 4] = [1, 3, 6, 12];

/// A table for each metric, and what the columns are.
#[must_use]
pub fn sections(report: &Report, columns: usize) -> Vec<String> {
    let Some(components) = report.components else {
        return Vec::new();
    };
    if components.paths < FEWEST_PATHS {
        let text = format!(
            "Where a spread comes from can be told from {FEWEST_PATHS} paths on: take more `--paths`."
        );
        return vec![wrapped(&text, columns)];
    }
    let mut parts: Vec<String> = components
        .shown
        .iter()
        .map(|series| metric(report, components, *series, columns))
        .collect();
    parts.push(wrapped(&remarks(components), columns));
    parts
}

fn metric(report: &Report, components: &Components, series: Series, columns: usize) -> String {
    let (metric, key) = series;
    let key_text = key.text(report.scenario);
    let dot = if key_text.is_empty() { "" } else { "." };
    let heading = format!(
        "Where the spread of `{}{dot}{}` comes from",
        metric.name(),
        plain(&key_text)
    );
    let mut table = Table::new(vec![
        Column::names("", Fit::Fixed),
        Column::numbers("standard\ndeviation", Fit::Optional(1)),
        Column::numbers("not\nknowing", Fit::Fixed),
        Column::names("", Fit::Optional(2)),
        Column::numbers("market's\nnoise", Fit::Fixed),
        Column::names("", Fit::Optional(2)),
        Column::numbers("chance", Fit::Fixed),
        Column::names("", Fit::Optional(2)),
        Column::names("", Fit::Spare(PICTURE.0)),
    ]);
    let room = match columns.saturating_sub(NUMBERS) {
        room if room < PICTURE.0 => 0,
        room => room.min(PICTURE.1),
    };
    let mut any = false;
    for (name, period) in periods(report, metric) {
        let Some(split) = components.split(metric, key, period) else {
            continue;
        };
        any = true;
        table.row(row(report, components.varies, metric, name, &split, room));
    }
    let body = if any {
        table.render(columns)
    } else {
        let text = format!(
            "It has no spread in any month, is defined on fewer than {FEWEST_PATHS} paths, or so few of them differ that \
             nothing can be told."
        );
        wrapped(&text, columns)
    };
    section(&heading, "", &body, columns)
}

fn row(
    report: &Report,
    varies: Varies,
    metric: Metric,
    name: String,
    split: &Split,
    room: usize,
) -> Vec<Cell> {
    let sd = quantity(report.scenario, metric.unit(), split.sd, split.sd / 20.0);
    let shares = [split.inputs, split.market, split.chance];
    let told = [varies.inputs, varies.market, true];
    let mut cells: Vec<Cell> = vec![name.into(), sd.into()];
    for (share, told) in shares.into_iter().zip(told) {
        let texts = if told {
            with_error(share)
        } else {
            ["-".to_owned(), String::new()]
        };
        cells.extend(texts.map(Cell::from));
    }
    cells.push(picture(shares, room).into());
    cells
}

/// The shares as parts of a bar of so many columns.
fn picture(shares: [Share; 3], room: usize) -> String {
    let mut reached = 0.0;
    let ends = shares.into_iter().zip(FILLINGS).map(|(share, filling)| {
        reached += share.value;
        (reached, filling)
    });
    bar(&ends.collect::<Vec<_>>(), room)
}

/// Some months, the last, and of what adds up the horizon.
fn periods(report: &Report, metric: Metric) -> Vec<(String, Period)> {
    let months = report.scenario.months;
    let name = |month: usize| {
        let of = report.scenario.month(month - 1);
        (format!("{of}, month {month}"), Period::month(month - 1))
    };
    let mut periods: Vec<_> = shown_months(months).into_iter().map(name).collect();
    if metric.nature() != Nature::Stock {
        periods.push(("total".to_owned(), Period::total(months)));
    }
    periods
}

/// Months that tables have, counted from 1.
#[must_use]
pub fn shown_months(months: usize) -> Vec<usize> {
    let yearly = (24..=months).step_by(12);
    let mut shown: Vec<usize> = EARLY.into_iter().chain(yearly).chain([months]).collect();
    shown.retain(|month| *month <= months);
    shown.dedup();
    shown
}

fn remarks(components: &Components) -> String {
    let [inputs, market, chance] = FILLINGS;
    let varies = components.varies;
    let mut text = format!(
        "Shares of variance ± half their 95 % interval, from {} and {} of each. Not knowing ({inputs}) is what better knowledge of \
         the inputs would take away, and `--drivers` says of which; the market's noise ({market}) and chance ({chance}), what people \
         happen to do, would stay.",
        plural(components.paths, "path"),
        plural(if varies.market { 2 } else { 1 }, "replicate")
    );
    if !varies.inputs {
        text.push_str(" No input of this scenario is uncertain.");
    }
    if !varies.market {
        text.push_str(" The market of this scenario has no noise.");
    }
    text
}
