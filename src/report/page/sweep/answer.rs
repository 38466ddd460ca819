//! The best point, and how sure that is.

use crate::model::Unit;
use crate::report::page::blocks::{Block, Card, Section, Sentence, Shown};
use crate::report::page::sweep::Page;

pub fn answer(page: Page) -> Section {
    let words = page.words;
    let Some(best) = page.best() else {
        let none = words.sentence("sweep-none", &[]);
        return Section::new("answer", words, vec![Block::Warning(none)]);
    };
    let blocks = vec![
        Block::Lead(sentence(page, best)),
        Block::Cards {
            cards: cards(page, best),
        },
    ];
    Section::new("answer", words, blocks)
}

fn sentence(page: Page, best: usize) -> Sentence {
    let Page { figures, words } = page;
    let standing = page.standing(best);
    let mut text = words.sentence(
        "sweep-best",
        &[
            ("point", page.name(best)),
            ("objective", Shown::text(page.objective())),
            (
                "value",
                page.amount(standing.objective.0, standing.objective_se.0),
            ),
        ],
    );
    if let Some(lead) = &figures.lead {
        let gap = page.amount(lead.gap.0, lead.se.0);
        let rival = ("rival", page.name(lead.runner_up));
        let error = ("error", page.amount(lead.se.0, f64::NAN));
        let more = if lead.is_clear {
            words.sentence("sweep-clear", &[rival, ("gap", gap), error])
        } else if lead.gap.0 == 0.0 {
            words.sentence("sweep-same", &[rival])
        } else {
            words.sentence("sweep-unclear", &[rival, ("gap", gap), error])
        };
        text = text.and(words, &more);
        if let Some(needed) = lead
            .needed
            .filter(|needed| !lead.is_clear && needed.0.is_finite())
        {
            let needed = words.alone(Unit::People, needed.0);
            text = text.and(words, &words.sentence("sweep-needed", &[("paths", needed)]));
        }
    }
    if figures.is_at_an_end {
        text = text.and(words, &words.sentence("sweep-end", &[]));
    }
    text
}

fn cards(page: Page, best: usize) -> Vec<Card> {
    let words = page.words;
    let standing = page.standing(best);
    let interval = |ends: [crate::report::page::figures::Number; 2], se: f64| {
        let [low, high] = ends.map(|end| page.amount(end.0, se));
        words.sentence("card-interval", &[("low", low), ("high", high)])
    };
    let mut cards = vec![Card {
        label: words.get("card-objective"),
        value: page.amount(standing.objective.0, standing.objective_se.0),
        band: interval(standing.objective_interval, standing.objective_se.0),
    }];
    if best != page.figures.reference {
        cards.push(Card {
            label: words.get("card-difference"),
            value: words.difference(page.unit(), standing.difference.0, standing.difference_se.0),
            band: interval(standing.difference_interval, standing.difference_se.0),
        });
    }
    if standing.p_best.0.is_finite() {
        cards.push(Card {
            label: words.get("card-p-best"),
            value: words.alone(Unit::Share, standing.p_best.0),
            band: words.sentence("card-p-best-band", &[]),
        });
    }
    if standing.regret.0.is_finite() {
        cards.push(Card {
            label: words.get("card-regret"),
            value: page.amount(standing.regret.0, f64::NAN),
            band: words.sentence("card-regret-band", &[]),
        });
    }
    cards
}
