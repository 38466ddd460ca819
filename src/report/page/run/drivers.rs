//! What the width of the bands comes from.

use crate::model::Unit;
use crate::report::page::blocks::{Block, Section, Sentence, Shown, Table};
use crate::report::page::chart::{Outcome, SERIES};
use crate::report::page::charts::{Row, Titled, rows_chart};
use crate::report::page::figures::{DrivenFigures, DriverFigures};
use crate::report::page::run::Page;
use crate::report::plain;

pub fn drivers(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    if figures.drivers.is_empty() {
        return Ok(None);
    }
    let mut blocks = vec![Block::Note(words.sentence("drivers-note", &[]))];
    for (index, driven) in figures.drivers.iter().enumerate() {
        let lead = lead(page, driven);
        blocks.push(Block::Lead(lead.clone()));
        if driven.drivers.is_empty() {
            continue;
        }
        let id = format!("drivers-{}", index + 1);
        let titled = Titled {
            id: &id,
            title: words.say("drivers-title", &[("metric", &plain(&driven.text))]),
            axis: words.get("unit-variance"),
            unit: Unit::Share,
            alt: &lead,
        };
        let rows: Vec<Row> = driven.drivers.iter().map(row).collect();
        blocks.push(rows_chart(&titled, words, table(page, driven), &rows)?.block());
    }
    Ok(Some(Section::new("drivers", words, blocks)))
}

/// What explains most, and what that rests on.
fn lead(page: Page, driven: &DrivenFigures) -> Sentence {
    let words = page.words;
    let metric = (
        "metric",
        Shown::text(page.figure(driven.metric.0, &driven.key)),
    );
    let Some(first) = driven.drivers.first() else {
        return words.sentence("drivers-none", &[metric]);
    };
    let mut lead = words.sentence(
        "drivers-lead",
        &[
            metric,
            ("input", Shown::name(&first.key)),
            ("share", words.alone(Unit::Share, first.share.0)),
        ],
    );
    if let Some(guessed) = driven.guessed {
        let share = [("share", words.alone(Unit::Share, guessed.0))];
        lead = lead.and(words, &words.sentence("drivers-guessed", &share));
    }
    lead
}

/// An input that the scenario correlates with others has a star.
fn name(driver: &DriverFigures) -> String {
    let star = if driver.moves_with_others { " *" } else { "" };
    format!("{}{star}", plain(&driver.key))
}

fn row(driver: &DriverFigures) -> Row {
    Row {
        name: name(driver),
        ends: [0.0, driver.share.0],
        whisker: Some(driver.interval.map(|end| end.0)),
        colour: SERIES[0],
    }
}

fn table(page: Page, driven: &DrivenFigures) -> Table {
    let words = page.words;
    let headings = [
        "input-heading",
        "grade-heading",
        "variance-heading",
        "interval-low",
        "interval-high",
        "correlation-heading",
        "low-heading",
        "high-heading",
    ];
    let mut table = Table::of(words, &headings);
    let unit = driven.metric.0.unit();
    for driver in &driven.drivers {
        let correlation = driver.rank_correlation.0;
        let mut cells = vec![
            Shown::text(name(driver)),
            words.grade(driver.grade.as_ref()),
            words.alone(Unit::Share, driver.share.0),
        ];
        cells.extend(driver.interval.map(|end| words.alone(Unit::Share, end.0)));
        cells.push(Shown::number(correlation, format!("{correlation:.2}")));
        cells.extend(driver.means.map(|mean| words.alone(unit, mean.0)));
        table.rows.push(cells);
    }
    table
}
