//! What the answer stands on: published figures, guards, the scenario, how it was computed.

use crate::model::{Metric, Unit};
use crate::report::number::{counted, grouped, tiny};
use crate::report::page::blocks::{Block, Section, Shown, Table};
use crate::report::page::figures::{Fact, Input};
use crate::report::page::run::Page;

pub fn facts(page: Page) -> Option<Section> {
    let Page { figures, words } = page;
    if figures.facts.is_empty() {
        return None;
    }
    let met = figures.facts.iter().filter(|fact| fact.is_met).count();
    let lead = words.sentence(
        "facts-lead",
        &[
            ("met", Shown::text(grouped(met))),
            ("count", Shown::text(grouped(figures.facts.len()))),
        ],
    );
    let headings = [
        "month-heading",
        "figure-heading",
        "published-heading",
        "quantile-p05",
        "quantile-p50",
        "quantile-p95",
        "position-heading",
        "verdict-heading",
        "source-heading",
    ];
    let mut table = Table::of(words, &headings);
    table.caption = words.get("facts-caption");
    for fact in &figures.facts {
        table.rows.push(row(page, fact));
    }
    Some(Section::new(
        "facts",
        words,
        vec![Block::Lead(lead), Block::Table(table)],
    ))
}

fn row(page: Page, fact: &Fact) -> Vec<Shown> {
    let words = page.words;
    let unit = fact.metric.0.unit();
    let last = page.month(fact.last).text;
    let when = if fact.first == fact.last {
        last
    } else {
        let first = page.month(fact.first).text;
        words.say("months-from-to", &[("first", &first), ("last", &last)])
    };
    let sign = match fact.relation.as_str() {
        "at_least" => "≥ ",
        "at_most" => "≤ ",
        _ => "= ",
    };
    let published = words.style.published(unit, fact.value.0);
    let mut cells = vec![
        Shown::text(when),
        Shown::text(page.figure(fact.metric.0, &fact.key)),
        Shown::number(fact.value.0, format!("{sign}{published}")),
    ];
    cells.extend(fact.model.map(|number| words.alone(unit, number.0)));
    cells.extend([
        words.alone(Unit::Share, fact.position.0),
        Shown::text(words.get(if fact.is_met {
            "verdict-met"
        } else {
            "verdict-missed"
        })),
        Shown::name(&fact.source),
    ]);
    cells
}

pub fn guards(page: Page) -> Option<Section> {
    let Page { figures, words } = page;
    if figures.guards.is_empty() {
        return None;
    }
    let held = figures.guards.iter().filter(|guard| guard.holds).count();
    let lead = words.sentence(
        "guards-lead",
        &[
            ("held", Shown::text(grouped(held))),
            ("count", Shown::text(grouped(figures.guards.len()))),
        ],
    );
    let headings = [
        "figure-heading",
        "value-heading",
        "bound-heading",
        "verdict-heading",
    ];
    let mut table = Table::of(words, &headings);
    table.caption = words.get("guards-caption");
    for guard in &figures.guards {
        let unit = guard.metric.0.unit();
        let bound = words.style.published(unit, guard.bound.0);
        let verdict = if guard.holds {
            "verdict-holds"
        } else {
            "verdict-fails"
        };
        table.rows.push(vec![
            Shown::name(&guard.figure),
            words.alone(unit, guard.value.0),
            Shown::number(guard.bound.0, format!("{} {bound}", guard.relation)),
            Shown::text(words.get(verdict)),
        ]);
    }
    Some(Section::new(
        "guards",
        words,
        vec![Block::Lead(lead), Block::Table(table)],
    ))
}

pub fn scenario(page: Page) -> Section {
    let Page { figures, words } = page;
    let uncertain = figures
        .inputs
        .iter()
        .filter(|input| input.percentiles.is_some())
        .count();
    let lead = words.sentence(
        "scenario-lead",
        &[
            ("count", Shown::text(grouped(figures.inputs.len()))),
            ("uncertain", Shown::text(grouped(uncertain))),
        ],
    );
    let mut blocks = vec![Block::Lead(lead)];
    let changes = figures.about.overrides.iter();
    blocks.extend(changes.map(|change| {
        Block::Note(words.sentence("scenario-override", &[("change", Shown::name(change))]))
    }));
    let notes = figures.about.notes.iter();
    blocks.extend(
        notes.map(|note| {
            Block::Note(words.sentence("scenario-note", &[("note", Shown::name(note))]))
        }),
    );
    let headings = [
        "key-heading",
        "value-heading",
        "range-heading",
        "grade-heading",
        "origin-heading",
    ];
    let mut inputs = Table::of(words, &headings);
    inputs.caption = words.get("scenario-inputs");
    let said = figures
        .inputs
        .iter()
        .filter(|input| input.origin != "default");
    inputs.rows = said.map(|input| input_row(page, input)).collect();
    blocks.push(Block::Folded(inputs));
    let mut defaults = Table::of(words, &["key-heading", "value-heading"]);
    defaults.caption = words.get("scenario-defaults");
    defaults.rows = figures
        .inputs
        .iter()
        .filter(|input| input.origin == "default" && !input.value.is_empty())
        .map(|input| vec![Shown::name(&input.key), Shown::name(&input.value)])
        .collect();
    if !defaults.rows.is_empty() {
        blocks.push(Block::Folded(defaults));
    }
    if !figures.sources.is_empty() {
        let headings = ["key-heading", "grade-heading", "source-heading"];
        let mut sources = Table::of(words, &headings);
        sources.caption = words.get("scenario-sources");
        for source in &figures.sources {
            sources.rows.push(vec![
                Shown::name(&source.key),
                Shown::text(words.get(&format!("grade-{}", source.grade))),
                Shown::name(&source.note),
            ]);
        }
        blocks.push(Block::Folded(sources));
    }
    Section::new("scenario", words, blocks)
}

fn input_row(page: Page, input: &Input) -> Vec<Shown> {
    let words = page.words;
    let value = crate::report::plain(&input.value);
    let range = input.percentiles.map_or_else(String::new, |numbers| {
        let numbers = numbers.map(|number| counted(words.style.units, number.0, f64::NAN));
        numbers.join(" · ")
    });
    let origin = words.get(&format!("origin-{}", input.origin));
    let origin = match &input.was {
        Some(was) => {
            let was = crate::report::plain(was);
            words.say("origin-was", &[("origin", &origin), ("was", &was)])
        }
        None => origin,
    };
    vec![
        Shown::name(&input.key),
        Shown::text(value),
        Shown::text(range),
        words.grade(input.grade.as_ref()),
        Shown::text(origin),
    ]
}

pub fn method(page: Page) -> Section {
    let Page { figures, words } = page;
    let about = &figures.about;
    let mut blocks = vec![Block::Lead(words.sentence(
        "method-lead",
        &[
            ("version", Shown::text(&*about.version)),
            ("paths", Shown::text(grouped(about.paths))),
            ("seed", Shown::text(about.seed.to_string())),
            ("sampler", Shown::text(&*about.sampler)),
            ("months", Shown::text(grouped(about.months.len()))),
        ],
    ))];
    let mut table = Table::of(words, &["check-heading", "result-heading"]);
    table.caption = words.get("method-checks");
    if let Some(revenue) = figures
        .series(Metric::Revenue, "")
        .filter(|revenue| revenue.year.se.is_finite())
    {
        table.rows.push(vec![
            Shown::text(words.get("method-error")),
            words.quantity(Unit::Money, revenue.year.se, revenue.year.se),
        ]);
    }
    if let Some(until) = &figures.until {
        let unit = until.metric.0.unit();
        table.rows.push(vec![
            Shown::text(words.say(
                "method-until",
                &[("asked", &crate::report::plain(&until.asked))],
            )),
            words.alone(unit, until.half_width.0),
        ]);
    }
    if let Some(twin) = &figures.twin {
        let name = words.say(
            "method-twin",
            &[
                ("paths", &grouped(twin.paths)),
                ("comparisons", &grouped(twin.comparisons)),
            ],
        );
        table.rows.push(vec![
            Shown::text(name),
            Shown::number(twin.z.0, format!("{:.1}", twin.z.0)),
        ]);
    }
    for (identity, residual) in &figures.residuals {
        let name = words.get(&format!("identity-{identity}"));
        table.rows.push(vec![
            Shown::text(name),
            Shown::number(residual.0, tiny(residual.0)),
        ]);
    }
    blocks.push(Block::Table(table));
    blocks.push(Block::Note(words.sentence("method-references", &[])));
    Section::new("method", words, blocks)
}
