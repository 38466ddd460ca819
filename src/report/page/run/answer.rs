//! The answer first: a sentence and four figures.

use crate::model::Metric;
use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Card, Section, Sentence, Shown};
use crate::report::page::run::Page;

pub fn answer(page: Page) -> Option<Section> {
    let Page { figures, words } = page;
    let year = |metric| figures.series(metric, "").map(|series| series.year);
    let span = match figures.year {
        1 => page.month(page.last()).text,
        12 => words.get("span-year"),
        months => words.say("span-months", &[("months", &grouped(months))]),
    };
    let mut sentence = page.banded(
        "answer-revenue",
        Metric::Revenue,
        &year(Metric::Revenue)?,
        &[("span", Shown::text(&*span))],
    );
    let subscribers = year(Metric::Subscribers)?;
    if !figures.plans.is_empty() {
        let more = page.banded("answer-subscribers", Metric::Subscribers, &subscribers, &[]);
        sentence = sentence.and(words, &more);
    }
    let margin = year(Metric::GrossMargin)?;
    if margin.middle().is_finite() {
        let more = page.banded("answer-margin", Metric::GrossMargin, &margin, &[]);
        sentence = sentence.and(words, &more);
    }
    let mut blocks = vec![Block::Lead(sentence)];
    let cards = [
        Metric::Revenue,
        Metric::Subscribers,
        Metric::GrossProfit,
        Metric::Cash,
    ];
    let cards = cards
        .into_iter()
        .filter_map(|metric| page.card(metric, &span));
    blocks.push(Block::Cards {
        cards: cards.collect(),
    });
    blocks.extend(warnings(page).into_iter().map(Block::Warning));
    Some(Section::new("answer", words, blocks))
}

impl Page<'_> {
    fn card(&self, metric: Metric, span: &str) -> Option<Card> {
        let stats = self.figures.series(metric, "")?.year;
        let when = match metric {
            Metric::Subscribers | Metric::Cash => self.words.get("span-end"),
            _ => span.to_owned(),
        };
        let name = self.words.metric(metric);
        let label = self
            .words
            .say("card-label", &[("metric", &name), ("span", &when)]);
        Some(Card {
            label,
            value: self.words.quantity(metric.unit(), stats.middle(), stats.se),
            band: self.banded("card-band", metric, &stats, &[]),
        })
    }
}

/// What must not be overlooked.
fn warnings(page: Page) -> Vec<Sentence> {
    let Page { figures, words } = page;
    let mut warnings = Vec::new();
    let failed = figures.guards.iter().filter(|guard| !guard.holds).count();
    if failed > 0 {
        let failed = Shown::text(grouped(failed));
        warnings.push(words.sentence("warning-guards", &[("count", failed)]));
    }
    if figures.twin.as_ref().is_some_and(|twin| twin.is_alarming) {
        warnings.push(words.sentence("warning-twin", &[]));
    }
    if let Some(until) = figures.until.as_ref().filter(|until| !until.is_reached) {
        let asked = Shown::name(&until.asked);
        warnings.push(words.sentence("warning-until", &[("asked", asked)]));
    }
    if figures.about.paths == 1 {
        warnings.push(words.sentence("warning-one-path", &[]));
    }
    warnings
}
