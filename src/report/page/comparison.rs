//! The report of a comparison.

use crate::model::{Metric, Unit};
use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Card, Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{Colour, FAINT, Outcome, SERIES, gain_or_loss};
use crate::report::page::charts::{Row, Titled, fans_chart, rows_chart};
use crate::report::page::figures::{ComparisonFigures, Explanation, Gap, Side, SideSeries};
use crate::report::page::language::Words;
use crate::report::plain;

/// What is drawn month by month.
const DRAWN: [Metric; 4] = [
    Metric::Revenue,
    Metric::Subscribers,
    Metric::GrossProfit,
    Metric::Cash,
];

/// The colours of the first scenario and of the others.
const COLOURS: [usize; 6] = [0, 3, 2, 1, 4, 7];

/// A comparison and the words for it.
#[derive(Clone, Copy)]
struct Page<'a> {
    figures: &'a ComparisonFigures,
    words: &'a Words<'a>,
}

/// The sections of a comparison's report.
pub fn sections(figures: &ComparisonFigures, words: &Words) -> Outcome<Vec<Section>> {
    let page = Page { figures, words };
    let sections = [
        Some(answer(page)),
        Some(changes(page)),
        explanation(page)?,
        Some(months(page)?),
        parts(page)?,
        Some(headline(page)),
        Some(method(page)),
    ];
    Ok(sections.into_iter().flatten().collect())
}

fn colour(side: usize) -> Colour {
    SERIES[COLOURS[side % COLOURS.len()]]
}

impl Page<'_> {
    fn first(&self) -> &Side {
        &self.figures.sides[0]
    }

    fn others(&self) -> &[Side] {
        &self.figures.sides[1..]
    }

    fn gap(&self, unit: Unit, gap: &Gap) -> Shown {
        self.words.difference(unit, gap.mean.0, gap.se.0)
    }

    fn ends(&self, unit: Unit, gap: &Gap) -> [Shown; 2] {
        let [low, _, high] = gap.quantiles;
        [low, high].map(|end| self.words.difference(unit, end.0, gap.se.0))
    }
}

fn answer(page: Page) -> Section {
    let words = page.words;
    let mut blocks = Vec::new();
    for side in page.others() {
        let gaps = [Metric::Revenue, Metric::GrossProfit]
            .map(|metric| Some((metric, side.series(metric, "")?.total_gap?)));
        let [Some((_, revenue)), Some((_, profit))] = gaps else {
            continue;
        };
        let mut lead = words.sentence(
            "comparison-lead",
            &[
                ("name", Shown::name(&side.name)),
                ("first", Shown::name(&page.first().name)),
                ("revenue", page.gap(Unit::Money, &revenue)),
                ("profit", page.gap(Unit::Money, &profit)),
            ],
        );
        if side.is_paired {
            let [low, high] = page.ends(Unit::Money, &profit);
            let more = words.sentence(
                "comparison-paired",
                &[
                    ("low", low),
                    ("high", high),
                    ("better", words.alone(Unit::Share, profit.p_better.0)),
                ],
            );
            lead = lead.and(words, &more);
        } else {
            lead = lead.and(words, &words.sentence("comparison-apart", &[]));
        }
        blocks.push(Block::Lead(lead));
        let cards = DRAWN
            .into_iter()
            .filter_map(|metric| card(page, side, metric));
        blocks.push(Block::Cards {
            cards: cards.collect(),
        });
    }
    Section::new("answer", words, blocks)
}

fn card(page: Page, side: &Side, metric: Metric) -> Option<Card> {
    let words = page.words;
    let gap = side.series(metric, "")?.total_gap?;
    let name = words.metric(metric);
    let band = if side.is_paired {
        let [low, high] = page.ends(metric.unit(), &gap);
        words.sentence("card-band", &[("low", low), ("high", high)])
    } else {
        let error = words.quantity(metric.unit(), gap.se.0, gap.se.0);
        words.sentence("card-error", &[("error", error)])
    };
    Some(Card {
        label: words.say("card-gap", &[("metric", &name)]),
        value: page.gap(metric.unit(), &gap),
        band,
    })
}

fn changes(page: Page) -> Section {
    let words = page.words;
    let mut blocks = Vec::new();
    for side in page.others() {
        if side.changes.is_empty() {
            let name = Shown::name(&side.name);
            blocks.push(Block::Lead(
                words.sentence("changes-none", &[("name", name)]),
            ));
            continue;
        }
        let mut table = Table::new(vec![
            words.get("key-heading"),
            plain(&page.first().name),
            plain(&side.name),
        ]);
        table.caption = words.say("changes-caption", &[("name", &plain(&side.name))]);
        for change in &side.changes {
            table.rows.push(
                [&change.key, &change.was, &change.is]
                    .map(|text| Shown::name(text))
                    .to_vec(),
            );
        }
        blocks.push(Block::Table(table));
    }
    Section::new("changes", words, blocks)
}

fn explanation(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let Some(explanation) = &figures.explanation else {
        return Ok(None);
    };
    let Explanation {
        objective,
        metric,
        before,
        after,
        paths,
        runs,
        parts,
    } = explanation;
    let unit = metric.0.unit();
    let lead = words.sentence(
        "explanation-lead",
        &[
            ("objective", Shown::name(objective)),
            ("before", words.alone(unit, before.0)),
            ("after", words.alone(unit, after.0)),
            ("paths", Shown::text(grouped(*paths))),
            ("runs", Shown::text(grouped(*runs))),
        ],
    );
    let mut table = Table::of(words, &["part-heading", "amount-heading", "error-heading"]);
    let mut rows = Vec::new();
    let mut at = 0.0;
    for part in parts {
        let name = part
            .keys
            .iter()
            .map(|key| plain(key))
            .collect::<Vec<_>>()
            .join(", ");
        table.rows.push(vec![
            Shown::text(&*name),
            words.difference(unit, part.share.0, part.error.0),
            words.quantity(unit, part.error.0, part.error.0),
        ]);
        rows.push(Row {
            name,
            ends: [at, at + part.share.0],
            whisker: None,
            colour: gain_or_loss(part.share.0),
        });
        at += part.share.0;
    }
    rows.push(Row {
        name: words.get("difference-heading"),
        ends: [0.0, at],
        whisker: None,
        colour: FAINT,
    });
    let titled = Titled {
        id: "explained-difference",
        title: words.say("explanation-title", &[("objective", &plain(objective))]),
        axis: words.unit(unit),
        unit,
        alt: &lead,
    };
    let chart = rows_chart(&titled, words, table, &rows)?;
    let blocks = vec![Block::Lead(lead.clone()), chart.block()];
    Ok(Some(Section::new("explanation", words, blocks)))
}

fn months(page: Page) -> Outcome<Section> {
    let Page { figures, words } = page;
    let lead = words.sentence("fans-lead", &[]);
    let mut blocks = vec![Block::Lead(lead.clone())];
    for metric in DRAWN {
        let sides: Vec<(usize, &Side, &SideSeries)> = figures
            .sides
            .iter()
            .enumerate()
            .filter_map(|(index, side)| Some((index, side, side.series(metric, "")?)))
            .filter(|(_, _, series)| series.months.len() == figures.about.months.len())
            .collect();
        if sides.is_empty() {
            continue;
        }
        let id = format!("{}-by-month", metric.name().replace('_', "-"));
        let titled = Titled {
            id: &id,
            title: words.metric(metric),
            axis: words.axis(metric),
            unit: metric.unit(),
            alt: &lead,
        };
        let fans: Vec<_> = sides
            .iter()
            .map(|(index, side, series)| {
                let quantiles = series.months.iter().map(|month| month.quantiles).collect();
                (plain(&side.name), quantiles, colour(*index))
            })
            .collect();
        blocks.push(fans_chart(&titled, words, &figures.about.months, &fans)?.block());
        blocks.extend(differences(page, metric, &sides)?.map(Chart::block));
    }
    Ok(Section::new("fans", words, blocks))
}

/// The difference path by path as a fan around 0.
fn differences(
    page: Page,
    metric: Metric,
    sides: &[(usize, &Side, &SideSeries)],
) -> Outcome<Option<Chart>> {
    let Page { figures, words } = page;
    let paired = sides.iter().filter(|(_, side, series)| {
        side.is_paired && series.gaps.len() == figures.about.months.len()
    });
    let is_known = |gap: &Gap| gap.quantiles[1].0.is_finite();
    let fans: Vec<_> = paired
        .filter(|(index, _, series)| *index > 0 && series.gaps.iter().any(is_known))
        .map(|(index, side, series)| {
            let quantiles = series.gaps.iter().map(|gap| {
                let [low, middle, high] = gap.quantiles.map(|number| number.0);
                [low, f64::NAN, middle, f64::NAN, high]
            });
            (plain(&side.name), quantiles.collect(), colour(*index))
        })
        .collect();
    if fans.is_empty() {
        return Ok(None);
    }
    let id = format!("{}-difference", metric.name().replace('_', "-"));
    let first = plain(&page.first().name);
    let alt = words.sentence("fans-lead", &[]);
    let titled = Titled {
        id: &id,
        title: words.say(
            "fans-difference",
            &[("metric", &words.metric(metric)), ("first", &first)],
        ),
        axis: words.axis(metric),
        unit: metric.unit(),
        alt: &alt,
    };
    fans_chart(&titled, words, &figures.about.months, &fans).map(Some)
}

fn parts(page: Page) -> Outcome<Option<Section>> {
    let words = page.words;
    let mut blocks = Vec::new();
    for (index, side) in page.others().iter().enumerate() {
        let changed = side.series.iter().filter_map(|series| {
            let gap = series
                .total_gap
                .filter(|gap| gap.mean.0 != 0.0 || gap.se.0 != 0.0)?;
            let is_part = series.metric.0 == Metric::GrossProfit && !series.key.is_empty();
            is_part.then_some((series, gap))
        });
        let changed: Vec<_> = changed.collect();
        if changed.is_empty() {
            continue;
        }
        let lead = words.sentence("parts-lead", &[("name", Shown::name(&side.name))]);
        let headings = [
            "part-heading",
            "metric-subscribers",
            "metric-revenue",
            "metric-gross_profit",
        ];
        let mut headings = headings.map(|heading| words.get(heading)).to_vec();
        headings.extend(["quantile-p05", "quantile-p95"].map(|heading| words.get(heading)));
        let mut table = Table::new(headings);
        let mut rows = Vec::new();
        for (series, gap) in changed {
            let name = words.part(&series.key);
            let mut row = vec![Shown::text(&*name)];
            for metric in [Metric::Subscribers, Metric::Revenue] {
                let gap = side
                    .series(metric, &series.key)
                    .and_then(|series| series.total_gap);
                row.push(gap.map_or_else(|| Shown::text(""), |gap| page.gap(metric.unit(), &gap)));
            }
            row.push(page.gap(Unit::Money, &gap));
            row.extend(page.ends(Unit::Money, &gap));
            table.rows.push(row);
            let [low, _, high] = gap.quantiles;
            rows.push(Row {
                name,
                ends: [0.0, gap.mean.0],
                whisker: side.is_paired.then_some([low.0, high.0]),
                colour: gain_or_loss(gap.mean.0),
            });
        }
        let id = format!("gross-profit-by-part-{}", index + 1);
        let titled = Titled {
            id: &id,
            title: words.say(
                if side.is_paired {
                    "parts-title"
                } else {
                    "parts-title-apart"
                },
                &[("name", &plain(&side.name))],
            ),
            axis: words.unit(Unit::Money),
            unit: Unit::Money,
            alt: &lead,
        };
        blocks.push(Block::Lead(lead.clone()));
        blocks.push(rows_chart(&titled, words, table, &rows)?.block());
    }
    if blocks.is_empty() {
        return Ok(None);
    }
    Ok(Some(Section::new("parts", words, blocks)))
}

fn headline(page: Page) -> Section {
    let words = page.words;
    let mut blocks = vec![Block::Lead(words.sentence("headline-lead", &[]))];
    for side in page.others() {
        let mut headings = vec![
            words.get("figure-heading"),
            plain(&page.first().name),
            plain(&side.name),
        ];
        let more = [
            "difference-heading",
            "quantile-p05",
            "quantile-p95",
            "p-better-heading",
        ];
        headings.extend(more.map(|heading| words.get(heading)));
        let mut table = Table::new(headings);
        table.caption = words.say("headline-caption", &[("name", &plain(&side.name))]);
        for series in side.series.iter().filter(|series| series.key.is_empty()) {
            table.rows.push(headline_row(page, series));
        }
        blocks.push(Block::Table(table));
    }
    Section::new("headline", words, blocks)
}

fn headline_row(page: Page, series: &SideSeries) -> Vec<Shown> {
    let words = page.words;
    let metric = series.metric.0;
    let unit = metric.unit();
    let before = page.first().series(metric, "");
    let mut row = vec![
        Shown::text(words.metric(metric)),
        before.map_or_else(
            || Shown::text(""),
            |before| words.quantity(unit, before.total.mean, before.total.se),
        ),
        words.quantity(unit, series.total.mean, series.total.se),
    ];
    match &series.total_gap {
        Some(gap) => {
            row.push(page.gap(unit, gap));
            row.extend(page.ends(unit, gap));
            row.push(words.alone(Unit::Share, gap.p_better.0));
        }
        None => row.extend([const { String::new() }; 4].map(Shown::text)),
    }
    row
}

fn method(page: Page) -> Section {
    let Page { figures, words } = page;
    let about = &figures.about;
    let lead: Sentence = words.sentence(
        "comparison-method",
        &[
            ("version", Shown::text(&*about.version)),
            ("paths", Shown::text(grouped(about.paths))),
            ("seed", Shown::text(about.seed.to_string())),
            ("months", Shown::text(grouped(about.months.len()))),
        ],
    );
    Section::new("method", words, vec![Block::Lead(lead)])
}
