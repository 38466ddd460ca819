//! How much of the spread is not knowing, the market's noise and chance.

use crate::model::Unit;
use crate::report::page::blocks::{Block, Section, Shown};
use crate::report::page::chart::{Outcome, SERIES};
use crate::report::page::charts::{Curve, Titled, tower_chart};
use crate::report::page::run::Page;

pub fn split(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    if figures.split.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![Block::Note(words.sentence("split-note", &[]))];
    for (index, split) in figures.split.iter().enumerate() {
        let name = page.figure(split.metric.0, &split.key);
        let share = |part: usize, month: usize| split.months[month][part].0;
        let mut told = (0..split.months.len()).filter(|month| share(0, *month).is_finite());
        let Some((first, last)) = told
            .next()
            .map(|first| (first, told.next_back().unwrap_or(first)))
        else {
            let metric = [("metric", Shown::text(name))];
            blocks.push(Block::Lead(words.sentence("split-none", &metric)));
            continue;
        };
        let shown = |month: usize| words.alone(Unit::Share, share(0, month));
        let lead = words.sentence(
            "split-lead",
            &[
                ("metric", Shown::text(name.as_str())),
                ("first", page.month(first)),
                ("before", shown(first)),
                ("last", page.month(last)),
                ("after", shown(last)),
            ],
        );
        blocks.push(Block::Lead(lead.clone()));
        let id = format!("split-{}", index + 1);
        let titled = Titled {
            id: &id,
            title: words.say("split-title", &[("metric", &name)]),
            axis: words.get("unit-variance"),
            unit: Unit::Share,
            alt: &lead,
        };
        let parts = ["split-inputs", "split-market", "split-chance"];
        let layers = parts.into_iter().enumerate().map(|(part, name)| Curve {
            name: words.get(name),
            values: (0..split.months.len())
                .map(|month| share(part, month))
                .collect(),
            colour: SERIES[part],
        });
        let layers: Vec<Curve> = layers.collect();
        blocks.push(tower_chart(&titled, words, page.months(), &layers, &[])?.block());
    }
    Ok(Some(Section::new("split", words, blocks)))
}
