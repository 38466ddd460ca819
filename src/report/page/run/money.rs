//! Money: revenue, recurring revenue, profit, cash.

use crate::model::{Metric, Unit};
use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{Axis, FAINT, Outcome, SERIES, draw, gain_or_loss};
use crate::report::page::charts::{Curve, Row, Titled, rows_chart, tower_chart};
use crate::report::page::figures::{Fact, Number};
use crate::report::page::run::{Page, plain};

pub fn revenue(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let Some(series) = figures.series(Metric::Revenue, "") else {
        return Ok(None);
    };
    let [first, last] = [series.months[0], series.months[page.last()]];
    let last_month = ("last", page.month(page.last()));
    let mut lead = if page.last() == 0 {
        page.banded("revenue-lead-one", Metric::Revenue, &last, &[last_month])
    } else {
        let from = words.quantity(Unit::Money, first.middle(), first.se);
        let more = [("from", from), ("first", page.month(0)), last_month];
        page.banded("revenue-lead", Metric::Revenue, &last, &more)
    };
    let published = |fact: &&Fact| {
        fact.metric.0 == Metric::Revenue && fact.key.is_empty() && fact.first == fact.last
    };
    let facts: Vec<_> = figures.facts.iter().filter(published).collect();
    if !facts.is_empty() {
        let met = facts.iter().filter(|fact| fact.is_met).count();
        let more = words.sentence(
            "revenue-facts",
            &[
                ("met", Shown::text(grouped(met))),
                ("count", Shown::text(grouped(facts.len()))),
            ],
        );
        lead = lead.and(words, &more);
    }
    let chart = page.fan("revenue-by-month", series, &lead)?;
    let blocks = vec![Block::Lead(lead), chart.block()];
    Ok(Some(Section::new("revenue", words, blocks)))
}

pub fn bridge(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    if figures.plans.is_empty() {
        return Ok(None);
    }
    let moves = figures.bridge;
    let money = |Number(value): Number| words.alone(Unit::Money, value);
    let lead = words.sentence(
        "bridge-lead",
        &[
            ("before", money(moves.before)),
            ("new", money(moves.new)),
            ("churned", money(moves.churned)),
            ("after", money(moves.after)),
        ],
    );
    let gains = [
        (Metric::NewMrr, 0),
        (Metric::ReactivationMrr, 2),
        (Metric::ExpansionMrr, 5),
    ];
    let losses = [(Metric::ChurnedMrr, 3), (Metric::ContractionMrr, 1)];
    let blocks = vec![
        Block::Lead(lead.clone()),
        waterfall(page, &lead)?.block(),
        tower_chart(
            &page.titled("bridge-by-month", "bridge-monthly", Metric::NewMrr, &lead),
            words,
            page.months(),
            &page.curves(&gains, |stats| stats.mean),
            &page.curves(&losses, |stats| stats.mean),
        )?
        .block(),
    ];
    Ok(Some(Section::new("bridge", words, blocks)))
}

fn waterfall(page: Page, alt: &Sentence) -> Outcome<Chart> {
    let words = page.words;
    let moves = page.figures.bridge;
    let steps = [
        ("bridge-before", moves.before, 0.0),
        ("bridge-new", moves.new, 1.0),
        ("bridge-reactivation", moves.reactivation, 1.0),
        ("bridge-expansion", moves.expansion, 1.0),
        ("bridge-contraction", moves.contraction, -1.0),
        ("bridge-churned", moves.churned, -1.0),
        ("bridge-after", moves.after, 0.0),
    ];
    let mut level = 0.0;
    let mut rows = Vec::new();
    let mut table = Table::of(words, &["part-heading", "amount-heading"]);
    for (name, Number(value), sign) in steps {
        let name = words.get(name);
        let (ends, colour) = if sign == 0.0 {
            ([0.0, value], FAINT)
        } else {
            let colour = gain_or_loss(sign);
            ([level, level + sign * value], colour)
        };
        level = ends[1];
        table
            .rows
            .push(vec![Shown::text(&*name), words.alone(Unit::Money, value)]);
        rows.push(Row {
            name,
            ends,
            whisker: None,
            colour,
        });
    }
    let titled = page.titled("bridge-over-the-horizon", "bridge-title", Metric::Mrr, alt);
    rows_chart(&titled, words, table, &rows)
}

pub fn profit(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let Some(total) = figures.series(Metric::GrossProfit, "") else {
        return Ok(None);
    };
    let mut parts: Vec<_> = figures
        .series
        .iter()
        .filter(|series| series.metric.0 == Metric::GrossProfit && !series.key.is_empty())
        .filter(|series| series.total.mean != 0.0 || series.total.se != 0.0)
        .collect();
    parts.sort_by(|a, b| b.total.mean.total_cmp(&a.total.mean));
    let money = |value, se| words.quantity(Unit::Money, value, se);
    let mut lead = page.banded("profit-lead", Metric::GrossProfit, &total.total, &[]);
    if let Some(best) = parts.first().filter(|part| part.total.mean > 0.0) {
        let more = words.sentence(
            "profit-best",
            &[
                ("part", Shown::text(words.part(&best.key))),
                ("amount", money(best.total.mean, best.total.se)),
            ],
        );
        lead = lead.and(words, &more);
    }
    if let Some(worst) = parts.last().filter(|part| part.total.mean < 0.0) {
        let more = words.sentence(
            "profit-worst",
            &[
                ("part", Shown::text(words.part(&worst.key))),
                ("amount", money(worst.total.mean, worst.total.se)),
            ],
        );
        lead = lead.and(words, &more);
    }
    let mut blocks = vec![Block::Lead(lead.clone())];
    blocks.push(page.fan("gross-profit-by-month", total, &lead)?.block());
    if !parts.is_empty() {
        let mut table = Table::of(
            words,
            &[
                "part-heading",
                "mean-heading",
                "quantile-p05",
                "quantile-p50",
                "quantile-p95",
            ],
        );
        let mut rows = Vec::new();
        for part in parts {
            let stats = part.total;
            let name = words.part(&part.key);
            table.rows.push(vec![
                Shown::text(&*name),
                money(stats.mean, stats.se),
                money(stats.low(), stats.se),
                money(stats.middle(), stats.se),
                money(stats.high(), stats.se),
            ]);
            rows.push(Row {
                name,
                ends: [0.0, stats.mean],
                whisker: Some([stats.low(), stats.high()]),
                colour: gain_or_loss(stats.mean),
            });
        }
        let titled = Titled {
            axis: words.unit(Unit::Money),
            ..page.titled(
                "gross-profit-by-part",
                "profit-parts",
                Metric::GrossProfit,
                &lead,
            )
        };
        blocks.push(rows_chart(&titled, words, table, &rows)?.block());
    }
    Ok(Some(Section::new("profit", words, blocks)))
}

pub fn cash(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let Some(series) = figures.series(Metric::Cash, "") else {
        return Ok(None);
    };
    let end = series.months[page.last()];
    let lead = page.banded("cash-lead", Metric::Cash, &end, &[]);
    let broke = plain(&figures.broke);
    let worst = (0..broke.len()).max_by(|a, b| broke[*a].total_cmp(&broke[*b]).then(b.cmp(a)));
    let worst = worst.filter(|month| broke[*month] > 0.0);
    let more = match worst {
        Some(month) => words.sentence(
            "cash-broke",
            &[
                ("share", words.alone(Unit::Share, broke[month])),
                ("month", page.month(month)),
            ],
        ),
        None => words.sentence("cash-safe", &[]),
    };
    let lead = lead.and(words, &more);
    let chart = page.fan("cash-by-month", series, &lead)?;
    let mut blocks = vec![Block::Lead(lead.clone()), chart.block()];
    if worst.is_some() {
        let titled = page.of_paths("cash-below-zero", "cash-chances", &lead);
        let chances = Curve {
            name: titled.title.clone(),
            values: broke,
            colour: SERIES[3],
        };
        let chart = tower_chart(&titled, words, page.months(), &[chances], &[])?;
        blocks.push(chart.with_legend(Vec::new()).block());
    }
    Ok(Some(Section::new("cash", words, blocks)))
}

pub fn spread(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let (Some(spread), Some(series)) = (&figures.spread, figures.series(Metric::Revenue, ""))
    else {
        return Ok(None);
    };
    let total = series.total;
    let [_, quarter, _, three_quarters, _] = total.quantiles;
    let money = |value| words.quantity(Unit::Money, value, total.se);
    let lead = words.sentence(
        "spread-lead",
        &[
            ("low", money(quarter)),
            ("high", money(three_quarters)),
            ("mean", money(total.mean)),
            ("median", money(total.middle())),
        ],
    );
    let [edges, shares] = [&spread.edges, &spread.shares].map(|numbers| plain(numbers));
    let mut table = Table::of(words, &["from-heading", "below-heading", "share-heading"]);
    for (pair, share) in edges.windows(2).zip(&shares) {
        table.rows.push(vec![
            words.alone(Unit::Money, pair[0]),
            words.alone(Unit::Money, pair[1]),
            words.alone(Unit::Share, *share),
        ]);
    }
    let titled = page.of_paths("total-revenue", "spread-title", &lead);
    let chart = Chart::new(&titled, table, |size| {
        let x = Axis::within(
            edges[0],
            edges[edges.len() - 1],
            Unit::Money,
            words.style,
            size,
        );
        let y = Axis::amounts(shares.iter().copied(), Unit::Share, words.style, size);
        draw(size, None, x, y, |plot| {
            for (pair, share) in edges.windows(2).zip(&shares) {
                let gap = (pair[1] - pair[0]) * 0.06;
                plot.bar(
                    [pair[0] + gap, pair[1] - gap],
                    [0.0, *share],
                    SERIES[0],
                    1.0,
                )?;
            }
            Ok(())
        })
    })?;
    let mut blocks = vec![Block::Lead(lead), chart.block()];
    let beyond = words.sentence(
        "spread-beyond",
        &[
            ("below", words.alone(Unit::Share, spread.below.0)),
            ("above", words.alone(Unit::Share, spread.above.0)),
        ],
    );
    if spread.below.0 > 0.0 || spread.above.0 > 0.0 {
        blocks.push(Block::Note(beyond));
    }
    Ok(Some(Section::new("spread", words, blocks)))
}
