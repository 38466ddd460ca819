//! The course of the business: a row per month, quarter or year.

use crate::model::{Key, Metric, Period, Unit};
use crate::report::Report;
use crate::report::money::{amount, low_middle_high, symbol};
use crate::report::number::{compact, percent};
use crate::report::terminal::sparkline::{bounds, range, sparkline};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::{section, style};
use crate::report::width;
use crate::summary::{Span, Statistics};

/// Up to this many months each has a row.
const MONTHS: usize = 18;

/// Up to this many months each quarter has a row.
const QUARTERS: usize = 72;

/// Columns that the numbers of a row take; the picture of its range has the rest.
const NUMBERS: usize = 102;

/// The narrowest and the widest picture of a range.
const PICTURE: (usize, usize) = (12, 30);

/// Columns left for the amount after the line of bars.
const AMOUNT: usize = 12;

/// Stands after a period that the horizon cuts.
const CUT: &str = "*";

/// A row per period, and the revenue of the months in a line.
#[must_use]
pub fn table(report: &Report, columns: usize) -> String {
    let months = report.scenario.months;
    let (title, whole, spans) = if months <= MONTHS {
        ("By month", 1, month_spans(report))
    } else if months <= QUARTERS {
        (
            "By quarter",
            3,
            named_spans(report, |name| name.contains("-Q")),
        )
    } else {
        let is_year = |name: &str| name != "total" && !name.contains("-Q");
        ("By year", 12, named_spans(report, is_year))
    };
    let is_cut = |span: &Span| span.period.last - span.period.first + 1 < whole;
    let symbol = symbol(report.scenario);
    let mut remark = "medians over the paths".to_owned();
    if !symbol.is_empty() {
        remark.extend([", money in ", &symbol]);
    }
    if spans.iter().any(is_cut) {
        remark.extend(["; ", CUT, " not all of its months"]);
    }
    let names = spans.iter().map(|span| {
        let mark = if is_cut(span) { CUT } else { "" };
        format!("{}{mark}", span.name)
    });
    let picture = columns.saturating_sub(NUMBERS).clamp(PICTURE.0, PICTURE.1);
    let body = rows(report, &spans, names, picture, &symbol).render(columns);
    let line = revenue_line(report, &spans, columns);
    section(title, &remark, &format!("{body}{line}"), columns)
}

fn rows(
    report: &Report,
    spans: &[Span],
    names: impl Iterator<Item = String>,
    picture: usize,
    symbol: &str,
) -> Table {
    let of = |metric, period| report.summary.statistics(metric, Key::Total, period);
    let ranges = spans
        .iter()
        .flat_map(|span| low_middle_high(&of(Metric::Revenue, span.period)));
    let scale = bounds(ranges);
    let mut table = Table::new(vec![
        Column::names("", Fit::Fixed),
        Column::numbers("sub-\nscribers", Fit::Fixed),
        Column::numbers("new", Fit::Optional(3)),
        Column::numbers("churn\na month", Fit::Fixed),
        Column::numbers("MRR", Fit::Wanted(1)),
        Column::numbers(format!("revenue\n{symbol}"), Fit::Fixed),
        Column::numbers("\n5 %", Fit::Fixed),
        Column::numbers("\n95 %", Fit::Fixed),
        Column::names("", Fit::Optional(5)),
        Column::numbers("compute\ncost", Fit::Wanted(2)),
        Column::numbers("gross\nprofit", Fit::Fixed),
        Column::numbers("operating\nprofit", Fit::Optional(4)),
        Column::numbers("cash", Fit::Fixed),
    ]);
    for (span, name) in spans.iter().zip(names) {
        let middle = |metric: Metric| median(metric.unit(), &of(metric, span.period));
        let revenue = of(Metric::Revenue, span.period);
        let [low, _, high] = low_middle_high(&revenue);
        table.row(vec![
            name.into(),
            middle(Metric::Subscribers).into(),
            middle(Metric::NewSubscribers).into(),
            middle(Metric::ChurnRate).into(),
            middle(Metric::Mrr).into(),
            Cell::styled(middle(Metric::Revenue), style::STRONG),
            compact(low, revenue.se).into(),
            compact(high, revenue.se).into(),
            range(low_middle_high(&revenue), scale, picture).into(),
            middle(Metric::ComputeCost).into(),
            middle(Metric::GrossProfit).into(),
            middle(Metric::OperatingProfit).into(),
            middle(Metric::Cash).into(),
        ]);
    }
    table
}

fn median(unit: Unit, statistics: &Statistics) -> String {
    let [_, middle, _] = low_middle_high(statistics);
    match unit {
        Unit::Share => percent(middle, statistics.se),
        _ => compact(middle, statistics.se),
    }
}

/// Median revenue as a line of bars: of months, or of the table's periods where those are too many.
fn revenue_line(report: &Report, spans: &[Span], columns: usize) -> String {
    let label = "revenue by month  ";
    let by_month = month_spans(report);
    let (label, shown) = if width(label) + by_month.len() + AMOUNT <= columns {
        (label, by_month.as_slice())
    } else {
        ("revenue  ", spans)
    };
    let revenue: Vec<Statistics> = shown
        .iter()
        .map(|span| {
            report
                .summary
                .statistics(Metric::Revenue, Key::Total, span.period)
        })
        .collect();
    let medians: Vec<f64> = revenue
        .iter()
        .map(|month| low_middle_high(month)[1])
        .collect();
    let last = revenue.last().map_or_else(String::new, |last| {
        amount(report.scenario, &median(Unit::Money, last))
    });
    let faint = style::FAINT;
    format!(
        "\n{faint}{label}{faint:#}{} {faint}{last}{faint:#}\n",
        sparkline(&medians)
    )
}

fn month_spans(report: &Report) -> Vec<Span> {
    (0..report.scenario.months)
        .map(|index| Span {
            name: report.scenario.month(index).to_string(),
            period: Period::month(index),
        })
        .collect()
}

fn named_spans(report: &Report, is_wanted: impl Fn(&str) -> bool) -> Vec<Span> {
    let spans = report.summary.spans().iter();
    spans
        .filter(|span| is_wanted(&span.name))
        .cloned()
        .collect()
}
