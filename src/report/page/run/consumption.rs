//! What is made and what it takes: credits, generations, compute.

use crate::model::{Metric, Unit};
use crate::report::page::blocks::{Block, Section, Shown};
use crate::report::page::chart::{Outcome, SERIES, series};
use crate::report::page::charts::{Curve, Orders, Titled, lines_chart, tower_chart};
use crate::report::page::figures::{Number, Stats};
use crate::report::page::run::Page;

/// Types whose largest is so many times the smallest need powers of ten.
const ORDERS: f64 = 30.0;

pub fn credits(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let total = |metric| {
        let series = figures.series(metric, "");
        let stats = series.map(|series: &crate::report::page::figures::Series| series.total);
        stats.map_or_else(
            || Shown::text(""),
            |stats| words.quantity(Unit::Credits, stats.mean, stats.se),
        )
    };
    let granted = figures.series(Metric::CreditsGranted, "");
    if granted.is_none_or(|granted| granted.total.mean == 0.0) {
        return Ok(None);
    }
    let lead = words.sentence(
        "credits-lead",
        &[
            ("granted", total(Metric::CreditsGranted)),
            ("breakage", total(Metric::Breakage)),
            ("unmet", total(Metric::UnmetCredits)),
            ("bought", total(Metric::TopUpCredits)),
        ],
    );
    let metrics = [
        (Metric::CreditsGranted, 7),
        (Metric::CreditsUsed, 0),
        (Metric::Breakage, 1),
        (Metric::UnmetCredits, 3),
        (Metric::TopUpCredits, 2),
    ];
    let titled = page.titled(
        "credits-by-month",
        "credits-title",
        Metric::CreditsUsed,
        &lead,
    );
    let curves = page.curves(&metrics, Stats::middle);
    let chart = lines_chart(&titled, words, page.months(), &curves, Orders::One)?;
    let blocks = vec![Block::Lead(lead), chart.block()];
    Ok(Some(Section::new("credits", words, blocks)))
}

pub fn generations(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let total = figures.series(Metric::Generations, "");
    let Some(total) = total.filter(|total| total.total.mean > 0.0) else {
        return Ok(None);
    };
    let lead = page.banded("generations-lead", Metric::Generations, &total.total, &[]);
    let kinds: Vec<Curve> = figures
        .generations
        .iter()
        .enumerate()
        .map(|(kind, name)| Curve {
            name: crate::report::plain(name),
            values: page.by_month(Metric::Generations, name, Stats::middle),
            colour: series(kind),
        })
        .collect();
    let mut blocks = vec![Block::Lead(lead.clone())];
    let at_end: Vec<f64> = kinds
        .iter()
        .filter_map(|kind| kind.values.last().copied())
        .filter(|value| *value > 0.0)
        .collect();
    let largest = at_end.iter().copied().fold(0.0, f64::max);
    let smallest = at_end.iter().copied().fold(f64::INFINITY, f64::min);
    let orders = if largest > ORDERS * smallest {
        Orders::Many
    } else {
        Orders::One
    };
    let titled = page.titled(
        "generations-by-type",
        "generations-types",
        Metric::Generations,
        &lead,
    );
    blocks.push(lines_chart(&titled, words, page.months(), &kinds, orders)?.block());
    if orders == Orders::Many {
        blocks.push(Block::Note(words.sentence("generations-orders", &[])));
    }
    let makers = ["generations-paid", "key-free", "key-api"]
        .into_iter()
        .enumerate();
    let makers: Vec<Curve> = makers
        .map(|(index, name)| Curve {
            name: words.get(name),
            values: figures.made_by.iter().map(|by| by[index].0).collect(),
            colour: SERIES[[0, 1, 2][index]],
        })
        .filter(|curve| curve.values.iter().any(|value| *value > 0.0))
        .collect();
    let titled = page.titled(
        "generations-by-maker",
        "generations-makers",
        Metric::Generations,
        &lead,
    );
    blocks.push(tower_chart(&titled, words, page.months(), &makers, &[])?.block());
    Ok(Some(Section::new("generations", words, blocks)))
}

pub fn compute(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let cost = figures.series(Metric::ComputeCost, "");
    let Some(cost) = cost.filter(|cost| cost.total.mean > 0.0) else {
        return Ok(None);
    };
    let high = |month: &usize| figures.gpus[*month][1].0;
    let busiest = (0..figures.gpus.len()).max_by(|a, b| high(a).total_cmp(&high(b)).then(b.cmp(a)));
    let busiest = busiest.unwrap_or(0);
    let gpus = words.alone(Unit::Hours, high(&busiest));
    let more = [("gpus", gpus), ("month", page.month(busiest))];
    let lead = page.banded("compute-lead", Metric::ComputeCost, &cost.total, &more);
    let hours = figures.series(Metric::GpuHours, "");
    let mut blocks = vec![
        Block::Lead(lead.clone()),
        page.fan("compute-cost-by-month", cost, &lead)?.block(),
    ];
    if let Some(hours) = hours {
        blocks.push(page.fan("gpu-hours-by-month", hours, &lead)?.block());
    }
    let gpus = |index: usize| {
        figures
            .gpus
            .iter()
            .map(|gpus: &[Number; 2]| gpus[index].0)
            .collect()
    };
    let titled = Titled {
        axis: words.get("unit-gpus"),
        ..page.titled("gpus-by-month", "compute-gpus", Metric::GpuHours, &lead)
    };
    let curves = [
        ("quantile-p50", 0, SERIES[0]),
        ("quantile-p95", 1, SERIES[3]),
    ];
    let curves = curves.map(|(name, index, colour)| Curve {
        name: words.get(name),
        values: gpus(index),
        colour,
    });
    blocks.push(lines_chart(&titled, words, page.months(), &curves, Orders::One)?.block());
    Ok(Some(Section::new("compute", words, blocks)))
}
