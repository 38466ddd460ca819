//! People: subscribers, churn, retention.

use crate::model::{Metric, Unit};
use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{
    Axis, Drawing, FAINT, Outcome, SERIES, Size, draw, month_bar, series, stack,
};
use crate::report::page::charts::{Curve, Titled, legend, table, tower_chart};
use crate::report::page::figures::{self, Number, Series, Stats};
use crate::report::page::run::{Page, plain};
use crate::units::count_to_float;

pub fn subscribers(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let total = figures.series(Metric::Subscribers, "");
    let Some(total) = total.filter(|_| !figures.plans.is_empty()) else {
        return Ok(None);
    };
    let end = total.months[page.last()];
    let month = [("month", page.month(page.last()))];
    let lead = page.banded("subscribers-lead", Metric::Subscribers, &end, &month);
    let plans: Vec<Curve> = figures
        .plans
        .iter()
        .enumerate()
        .map(|(plan, name)| Curve {
            name: crate::report::plain(name),
            values: page.by_month(Metric::Subscribers, &format!("plan:{name}"), Stats::middle),
            colour: series(plan),
        })
        .filter(|curve| curve.values.iter().any(|value| *value > 0.0))
        .collect();
    let mut blocks = vec![Block::Lead(lead.clone())];
    if plans.len() > 1 {
        blocks.push(stack_chart(page, &plans, &lead)?.block());
        blocks.push(Block::Note(words.sentence("subscribers-note", &[])));
    }
    blocks.push(page.fan("subscribers-by-month", total, &lead)?.block());
    let comings = [
        (Metric::NewSubscribers, 0),
        (Metric::ReactivatedSubscribers, 2),
    ];
    let titled = page.titled(
        "comings-and-goings",
        "subscribers-moves",
        Metric::NewSubscribers,
        &lead,
    );
    let chart = tower_chart(
        &titled,
        words,
        page.months(),
        &page.curves(&comings, |stats| stats.mean),
        &page.curves(&[(Metric::ChurnedSubscribers, 3)], |stats| stats.mean),
    )?;
    blocks.push(chart.block());
    Ok(Some(Section::new("subscribers", words, blocks)))
}

fn stack_chart(page: Page, plans: &[Curve], alt: &Sentence) -> Outcome<Chart> {
    let words = page.words;
    let titled = page.titled(
        "subscribers-by-plan",
        "subscribers-plans",
        Metric::Subscribers,
        alt,
    );
    let table = table(words, page.months(), titled.unit, plans);
    let layers: Vec<_> = plans
        .iter()
        .map(|curve| (curve.values.clone(), curve.colour))
        .collect();
    let tops: Vec<f64> = (0..page.months().len())
        .map(|month| plans.iter().map(|curve| curve.values[month]).sum())
        .collect();
    let names = words.months(page.months());
    let chart = Chart::new(&titled, table, |size| {
        let x = Axis::names(&names, size);
        let y = Axis::amounts(tops.iter().copied(), titled.unit, words.style, size);
        draw(size, None, x, y, |plot| stack(plot, &layers))
    })?;
    // as they lie on one another
    Ok(chart.with_legend(legend(plans.iter().rev())))
}

pub fn churn(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let rate = figures.series(Metric::ChurnRate, "");
    let is_shown = |rate: &&Series| !figures.plans.is_empty() && rate.total.mean.is_finite();
    let Some(rate) = rate.filter(is_shown) else {
        return Ok(None);
    };
    let total = |metric| figures.series(metric, "").map(|series| series.total);
    let (Some(churned), Some(unpaid)) = (
        total(Metric::ChurnedSubscribers),
        total(Metric::InvoluntaryChurn),
    ) else {
        return Ok(None);
    };
    let people = |stats: Stats| words.quantity(Unit::People, stats.mean, stats.se);
    let more = [("churned", people(churned)), ("unpaid", people(unpaid))];
    let lead = page.banded("churn-lead", Metric::ChurnRate, &rate.total, &more);
    let fan = page.fan("churn-by-month", rate, &lead)?;
    let titled = page.titled(
        "churned-by-month",
        "churn-kinds",
        Metric::ChurnedSubscribers,
        &lead,
    );
    let kinds = [
        (Metric::ChurnedSubscribers, 1),
        (Metric::InvoluntaryChurn, 3),
    ];
    let curves = page.curves(&kinds, |stats| stats.mean);
    let table = table(words, page.months(), titled.unit, &curves);
    let names = words.months(page.months());
    let chart = Chart::new(&titled, table, |size| {
        let x = Axis::names(&names, size);
        let y = Axis::amounts(
            curves[0].values.iter().copied(),
            Unit::People,
            words.style,
            size,
        );
        // one in front of the other: it is a part of it
        draw(size, None, x, y, |plot| {
            for curve in &curves {
                for (month, value) in curve.values.iter().enumerate() {
                    month_bar(plot, month, [0.0, *value], curve.colour)?;
                }
            }
            Ok(())
        })
    })?;
    let chart = chart.with_legend(legend(&curves));
    let blocks = vec![Block::Lead(lead), fan.block(), chart.block()];
    Ok(Some(Section::new("churn", words, blocks)))
}

pub fn retention(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let size_of = |curve: &&figures::Curve| {
        let key = format!("plan:{}", curve.plan);
        let series = figures.series(Metric::Subscribers, &key);
        series.map_or(0.0, |series| series.total.mean)
    };
    let largest = figures
        .retention
        .iter()
        .max_by(|a, b| size_of(a).total_cmp(&size_of(b)));
    let Some(largest) = largest else {
        return Ok(None);
    };
    let lead = left_after(page, largest);
    let charts = figures
        .retention
        .iter()
        .enumerate()
        .map(|(index, curve)| small(page, index, curve))
        .collect::<Outcome<Vec<_>>>()?;
    let blocks = vec![
        Block::Lead(lead),
        Block::Note(words.sentence("retention-note", &[])),
        Block::Charts { charts },
    ];
    Ok(Some(Section::new("retention", words, blocks)))
}

/// How many are left in the end.
fn left_after(page: Page, curve: &figures::Curve) -> Sentence {
    let words = page.words;
    let renewals = match curve.left.len() {
        1 => words.get("renewals-one"),
        count => words.say("renewals-many", &[("count", &grouped(count))]),
    };
    let last = curve.left.len() - 1;
    words.sentence(
        "retention-lead",
        &[
            ("plan", Shown::name(&curve.plan)),
            ("left", words.alone(Unit::Share, curve.left[last][2].0)),
            ("renewals", Shown::text(renewals)),
            ("constant", words.alone(Unit::Share, curve.constant[last].0)),
        ],
    )
}

fn small(page: Page, index: usize, curve: &figures::Curve) -> Outcome<Chart> {
    let words = page.words;
    let axis = if curve.period == 1 {
        words.get("unit-left")
    } else {
        words.say("unit-left-period", &[("period", &grouped(curve.period))])
    };
    let plan = crate::report::plain(&curve.plan);
    let alt = left_after(page, curve);
    let constant = plain(&curve.constant);
    let mut headings = vec![words.get("renewal-heading")];
    headings.extend(["quantile-p05", "quantile-p50", "quantile-p95"].map(|name| words.get(name)));
    headings.push(words.get("retention-constant"));
    let mut table = Table::new(headings);
    let quantiles: Vec<[f64; 5]> = curve
        .left
        .iter()
        .map(|left| left.map(|Number(value)| value))
        .collect();
    for (renewal, left) in quantiles.iter().enumerate() {
        let mut row = vec![Shown::text(grouped(renewal + 1))];
        let values = [left[0], left[2], left[4], constant[renewal]];
        row.extend(values.map(|value| words.alone(Unit::Share, value)));
        table.rows.push(row);
    }
    let id = format!("retention-{}", index + 1);
    let titled = Titled {
        id: &id,
        title: plan,
        axis,
        unit: Unit::Share,
        alt: &alt,
    };
    let drawing = draw_retention(page, &quantiles, &constant)?;
    Ok(Chart::small(&titled, table, drawing))
}

/// Everybody is there before the first renewal.
fn draw_retention(page: Page, left: &[[f64; 5]], constant: &[f64]) -> Outcome<Drawing> {
    let all: Vec<[f64; 5]> = [[1.0; 5]].into_iter().chain(left.iter().copied()).collect();
    let constant: Vec<f64> = [1.0].into_iter().chain(constant.iter().copied()).collect();
    let last = count_to_float(left.len());
    let x = Axis::within(0.0, last, Unit::People, page.words.style, Size::Small);
    let y = Axis::within(0.0, 1.0, Unit::Share, page.words.style, Size::Small);
    draw(Size::Small, None, x, y, |plot| {
        crate::report::page::chart::fan(plot, &all, SERIES[0])?;
        crate::report::page::chart::line(plot, &constant, FAINT, 3)
    })
}
