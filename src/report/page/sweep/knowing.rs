//! What it is worth to know more before choosing.

use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Section, Shown, Table};
use crate::report::page::chart::{Outcome, SERIES};
use crate::report::page::charts::{Row, rows_chart};
use crate::report::page::figures::{KnowingFigures, WorthFigures};
use crate::report::page::sweep::Page;
use crate::report::plain;

pub fn knowing(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let Some(knowing) = &figures.knowing else {
        return Ok(None);
    };
    let everything = ("everything", worth(page, &knowing.everything));
    let lead = match knowing.inputs.first() {
        Some(first) => words.sentence(
            "knowing-lead",
            &[
                ("input", Shown::name(&first.name)),
                ("worth", worth(page, first)),
                everything,
            ],
        ),
        None => words.sentence("knowing-none", &[everything]),
    };
    let note = words.sentence(
        "knowing-note",
        &[("others", Shown::text(grouped(knowing.others)))],
    );
    let mut blocks = vec![Block::Lead(lead.clone())];
    let shown = || knowing.inputs.iter().chain(&knowing.groups);
    if shown().next().is_some() {
        let titled = page.titled("knowing-chart", "knowing-title", &lead);
        let inputs = knowing.inputs.iter().map(|known| (known, SERIES[0]));
        let groups = knowing.groups.iter().map(|known| (known, SERIES[1]));
        let rows: Vec<Row> = inputs
            .chain(groups)
            .map(|(known, colour)| Row {
                name: plain(&known.name),
                ends: [0.0, known.value.0],
                whisker: Some(known.interval.map(|end| end.0)),
                colour,
            })
            .collect();
        blocks.push(rows_chart(&titled, words, table(page, knowing), &rows)?.block());
    }
    blocks.push(Block::Note(note));
    Ok(Some(Section::new("knowing", words, blocks)))
}

fn worth(page: Page, known: &WorthFigures) -> Shown {
    page.amount(known.value.0, known.se.0)
}

fn table(page: Page, knowing: &KnowingFigures) -> Table {
    let words = page.words;
    let headings = [
        "input-heading",
        "grade-heading",
        "worth-heading",
        "interval-low",
        "interval-high",
        "choice-low-heading",
        "choice-high-heading",
    ];
    let mut table = Table::of(words, &headings);
    for known in knowing.inputs.iter().chain(&knowing.groups) {
        let [low, high] = known.interval.map(|end| page.amount(end.0, known.se.0));
        let points = match known.points {
            Some(points) => points.map(|point| page.name(point)),
            None => [const { String::new() }; 2].map(Shown::text),
        };
        let cells = [
            Shown::name(&known.name),
            words.grade(known.grade.as_ref()),
            worth(page, known),
            low,
            high,
        ];
        table.rows.push(cells.into_iter().chain(points).collect());
    }
    table
}
