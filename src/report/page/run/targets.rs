//! How probable targets are, and where they are reached.

use crate::model::Unit;
use crate::report::number::{compact, grouped};
use crate::report::page::blocks::{Block, Section, Shown, Table};
use crate::report::page::figures::{Number, RangeFigures, RuleFigures};
use crate::report::page::run::Page;

pub fn targets(page: Page) -> Option<Section> {
    let Page { figures, words } = page;
    if figures.targets.is_empty() {
        return None;
    }
    let mut blocks = vec![Block::Note(words.sentence("targets-note", &[]))];
    for target in &figures.targets {
        let lead = words.sentence(
            "targets-lead",
            &[
                ("target", Shown::name(&target.text)),
                ("reached", Shown::text(grouped(target.reached))),
                ("paths", Shown::text(grouped(target.paths))),
                ("share", share(page, target.probability)),
            ],
        );
        blocks.push(Block::Lead(lead));
        for rule in &target.rules {
            blocks.push(Block::Table(table(page, rule)));
        }
        if target.rules.is_empty() {
            blocks.push(Block::Note(words.sentence("targets-none", &[])));
        }
    }
    Some(Section::new("targets", words, blocks))
}

fn share(page: Page, [value, se]: [Number; 2]) -> Shown {
    page.words.quantity(Unit::Share, value.0, se.0)
}

/// The ranges of a rule under what it says.
fn table(page: Page, rule: &RuleFigures) -> Table {
    let words = page.words;
    let shares = [
        ("density", share(page, rule.density)),
        ("support", share(page, rule.support)),
        ("coverage", share(page, rule.coverage)),
    ];
    let caption = words.sentence(&format!("targets-{}", rule.outcome), &shares);
    let headings = [
        "input-heading",
        "grade-heading",
        "from-heading",
        "to-heading",
        "range-part-heading",
    ];
    let mut table = Table::of(words, &headings);
    table.caption = caption.plain;
    table.rows = rule.ranges.iter().map(|range| row(page, range)).collect();
    table
}

fn row(page: Page, range: &RangeFigures) -> Vec<Shown> {
    let words = page.words;
    let end = |value: f64| {
        if value.is_finite() {
            Shown::number(value, compact(value, value.abs() / 200.0))
        } else {
            Shown::text("–")
        }
    };
    let [below, above] = range
        .shares
        .map(|share| words.quantity(Unit::Share, share.0, 0.01));
    vec![
        Shown::name(&range.key),
        words.grade(range.grade.as_ref()),
        end(range.low.0),
        end(range.high.0),
        Shown::text(format!("{} – {}", below.text, above.text)),
    ]
}
