//! Who brings what: plans, segments, the API.

use crate::model::{Key, Metric, Period};
use crate::report::money::{low_middle_high, quantity, symbol};
use crate::report::number::{compact, percent};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::{section, style};
use crate::report::{Report, plain};

/// Columns that a name keeps when the table is narrow.
const NAME: usize = 12;

/// The money by plan, top-ups, free users and API: means over the whole horizon, which add up.
#[must_use]
pub fn money(report: &Report, columns: usize) -> Option<String> {
    let scenario = report.scenario;
    if scenario.plans.is_empty() {
        return None;
    }
    let mut table = Table::new(vec![
        Column::names("", Fit::Shrinks(NAME)),
        Column::numbers("subscribers\nat the end", Fit::Fixed),
        Column::numbers("new", Fit::Optional(3)),
        Column::numbers("churn\na month", Fit::Optional(2)),
        Column::numbers("billings", Fit::Fixed),
        Column::numbers("revenue", Fit::Fixed),
        Column::numbers("compute\ncost", Fit::Optional(1)),
        Column::numbers("gross\nprofit", Fit::Fixed),
        Column::numbers("margin", Fit::Fixed),
        Column::numbers("\n5 %", Fit::Optional(4)),
        Column::numbers("\n95 %", Fit::Optional(4)),
    ]);
    let plans = scenario.plans.iter().enumerate();
    let mut keys: Vec<(String, Key)> = plans
        .map(|(index, plan)| (plain(&plan.id), Key::Plan(index)))
        .collect();
    keys.push(("top-ups".to_owned(), Key::TopUps));
    keys.push(("free users".to_owned(), Key::Free));
    if !scenario.api.is_empty() {
        keys.push(("API".to_owned(), Key::Api));
    }
    for (name, key) in keys {
        table.row(money_row(report, name.into(), key));
    }
    let all = Cell::styled("all", style::STRONG);
    table.row(money_row(report, all, Key::Total));
    let symbol = symbol(scenario);
    let unit = if symbol.is_empty() { "" } else { ", in " };
    let remark = format!(
        "means over the horizon{unit}{symbol}; profit and median margin of plans with top-ups"
    );
    Some(section("By plan", &remark, &table.render(columns), columns))
}

fn money_row(report: &Report, name: Cell, key: Key) -> Vec<Cell> {
    let total = Period::total(report.scenario.months);
    let of = |metric| report.summary.statistics(metric, key, total);
    let mean = |metric: Metric| -> Cell {
        if !has_key(report, metric, key) {
            return "".into();
        }
        let statistics = of(metric);
        compact(statistics.mean, statistics.se).into()
    };
    let profit = of(Metric::GrossProfit);
    let [low, _, high] = low_middle_high(&profit);
    let bound = |value: f64| -> Cell {
        if has_key(report, Metric::GrossProfit, key) {
            compact(value, profit.se).into()
        } else {
            "".into()
        }
    };
    let churn = of(Metric::ChurnRate);
    vec![
        name,
        mean(Metric::Subscribers),
        mean(Metric::NewSubscribers),
        if has_key(report, Metric::ChurnRate, key) {
            percent(churn.mean, churn.se).into()
        } else {
            "".into()
        },
        mean(Metric::Billings),
        mean(Metric::Revenue),
        mean(Metric::ComputeCost),
        mean(Metric::GrossProfit),
        margin(report, key, total),
        bound(low),
        bound(high),
    ]
}

/// The median gross margin, of plans with their top-ups; empty where there is no revenue.
fn margin(report: &Report, key: Key, period: Period) -> Cell {
    let margin = report.summary.statistics(Metric::GrossMargin, key, period);
    if margin.defined == 0 {
        return "".into();
    }
    percent(margin.quantiles[2], margin.se).into()
}

fn has_key(report: &Report, metric: Metric, key: Key) -> bool {
    metric.keys(report.scenario).contains(&key)
}

/// Subscribers and free users by segment.
#[must_use]
pub fn segments(report: &Report, columns: usize) -> Option<String> {
    let scenario = report.scenario;
    if scenario.segments.is_empty() {
        return None;
    }
    let end = Period::month(scenario.months - 1);
    let mut table = Table::new(vec![
        Column::names("", Fit::Shrinks(NAME)),
        Column::numbers("subscribers", Fit::Fixed),
        Column::numbers("5 %", Fit::Fixed),
        Column::numbers("95 %", Fit::Fixed),
        Column::numbers("free users", Fit::Fixed),
        Column::numbers("5 %", Fit::Fixed),
        Column::numbers("95 %", Fit::Fixed),
    ]);
    for (index, segment) in scenario.segments.iter().enumerate() {
        let mut row = vec![plain(&segment.id).into()];
        for metric in [Metric::Subscribers, Metric::FreeUsers] {
            let statistics = report.summary.statistics(metric, Key::Segment(index), end);
            let [low, middle, high] = low_middle_high(&statistics);
            row.extend([middle, low, high].map(|value| compact(value, statistics.se).into()));
        }
        table.row(row);
    }
    let remark = "medians at the end";
    Some(section(
        "By segment",
        remark,
        &table.render(columns),
        columns,
    ))
}

/// The metered customers.
#[must_use]
pub fn api(report: &Report, columns: usize) -> Option<String> {
    let scenario = report.scenario;
    if scenario.api.is_empty() {
        return None;
    }
    let mut table = Table::new(vec![
        Column::names("", Fit::Shrinks(NAME)),
        Column::numbers("median", Fit::Fixed),
        Column::numbers("5 %", Fit::Fixed),
        Column::numbers("95 %", Fit::Fixed),
    ]);
    let mut row = |name: String, metric: Metric, key: Key, period: Period| {
        let statistics = report.summary.statistics(metric, key, period);
        let [low, middle, high] = low_middle_high(&statistics)
            .map(|value| quantity(scenario, metric.unit(), value, statistics.se));
        table.row(vec![name.into(), middle.into(), low.into(), high.into()]);
    };
    let total = Period::total(scenario.months);
    let end = Period::month(scenario.months - 1);
    row(
        "customers at the end".to_owned(),
        Metric::ApiCustomers,
        Key::Total,
        end,
    );
    if scenario.api.len() > 1 {
        for (index, class) in scenario.api.iter().enumerate() {
            let name = format!("  {}", plain(&class.id));
            row(name, Metric::ApiCustomers, Key::ApiClass(index), end);
        }
    }
    row(
        "credits used".to_owned(),
        Metric::ApiCredits,
        Key::Total,
        total,
    );
    row("revenue".to_owned(), Metric::Revenue, Key::Api, total);
    row(
        "compute cost".to_owned(),
        Metric::ComputeCost,
        Key::Api,
        total,
    );
    row(
        "gross profit".to_owned(),
        Metric::GrossProfit,
        Key::Api,
        total,
    );
    let remark = "over the horizon";
    Some(section("API", remark, &table.render(columns), columns))
}
