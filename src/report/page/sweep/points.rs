//! Every point, and how they were simulated.

use crate::model::Unit;
use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Section, Shown, Table};
use crate::report::page::sweep::Page;
use crate::report::plain;

/// The points as a table that can be sorted.
pub fn points(page: Page) -> Section {
    let Page { figures, words } = page;
    let mut headings = vec![words.get("rank-heading"), words.get("point-heading")];
    headings.extend(figures.keys.iter().map(|key| plain(key)));
    headings.extend(
        [
            "objective-heading",
            "difference-heading",
            "error-heading",
            "p-better-heading",
            "p-best-heading",
            "regret-heading",
        ]
        .map(|heading| words.get(heading)),
    );
    headings.extend(figures.constraints.iter().map(|bound| plain(&bound.text)));
    let mut table = Table::new(headings);
    table.caption = words.get("points-caption");
    table.is_sortable = true;
    let ranked = figures.order.iter().copied();
    let others = (0..figures.points.len()).filter(|point| !figures.order.contains(point));
    for point in ranked.chain(others) {
        table.rows.push(row(page, point));
    }
    let lead = words.sentence(
        "points-lead",
        &[
            ("count", Shown::text(grouped(figures.points.len()))),
            ("reference", page.name(figures.reference)),
        ],
    );
    Section::new(
        "points",
        words,
        vec![Block::Lead(lead), Block::Table(table)],
    )
}

fn row(page: Page, point: usize) -> Vec<Shown> {
    let Page { figures, words } = page;
    let one = page.standing(point);
    let rank = one.rank.map_or_else(|| "–".to_owned(), grouped);
    let mut row = vec![Shown::text(rank), Shown::text(grouped(point))];
    row.extend(figures.points[point].iter().map(|value| Shown::name(value)));
    // levels share their error, so that differences are known better than the error of a level tells
    row.push(page.amount(one.objective.0, f64::NAN));
    if point == figures.reference {
        row.extend([const { String::new() }; 3].map(Shown::text));
    } else {
        row.extend([
            words.difference(page.unit(), one.difference.0, one.difference_se.0),
            page.amount(one.difference_se.0, f64::NAN),
            words.alone(Unit::Share, one.p_better.0),
        ]);
    }
    row.extend([
        words.alone(Unit::Share, one.p_best.0),
        page.amount(one.regret.0, f64::NAN),
    ]);
    let figures = figures.constraints.iter().zip(&one.constraints);
    row.extend(figures.map(|(bound, figure)| words.alone(bound.metric.0.unit(), figure.0)));
    row
}

/// How the points were simulated.
pub fn method(page: Page) -> Section {
    let Page { figures, words } = page;
    let about = &figures.about;
    let lead = words.sentence(
        "sweep-method",
        &[
            ("version", Shown::text(&*about.version)),
            ("points", Shown::text(grouped(figures.points.len()))),
            ("paths", Shown::text(grouped(about.paths))),
            ("seed", Shown::text(about.seed.to_string())),
            ("months", Shown::text(grouped(about.months.len()))),
        ],
    );
    let blocks = vec![
        Block::Lead(lead),
        Block::Note(words.sentence("sweep-method-note", &[])),
    ];
    Section::new("method", words, blocks)
}
