//! What a scenario says, number by number: value, where it comes from, how well it is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Grade, Value};
use crate::scenario::document::{Node, Origin, Role};
use crate::scenario::load::Loaded;
use crate::scenario::numbers::Amount;
use crate::scenario::walk::{Content, Leaf, walk};
use crate::scenario::wording::shown;

/// One value of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its dotted key.
    pub key: String,
    /// What was written, or the default.
    pub value: String,
    /// The 5th, 50th and 95th percentile of an uncertain number.
    pub percentiles: Option<[f64; 3]>,
    /// Who says so.
    pub origin: RowOrigin,
    /// How well it is known, where `[sources]` says so.
    pub grade: Option<Grade>,
    /// What it was before an override, or in the file that the scenario extends.
    pub was: Option<String>,
    /// What responses are relative to, where it is another number.
    pub reference: Option<String>,
}

/// Who says what a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOrigin {
    /// Nobody: it was left out.
    Default,
    /// The scenario file, at this line.
    File(usize),
    /// A file that it extends, at this line.
    Base(String, usize),
    /// A `--set` argument.
    Override,
}

/// Every value of a scenario in the order of the format, then what was taken away.
#[must_use]
pub fn describe(loaded: &Loaded) -> Vec<Row> {
    let before = Before::of(loaded);
    let index = Index::of(loaded);
    let spoken_for = |leaf: &&Leaf| !leaf.key.starts_with("sources.");
    let leaves = loaded.leaves.iter().filter(spoken_for);
    let mut rows: Vec<Row> = leaves
        .map(|leaf| row(leaf, loaded, &before, &index))
        .collect();
    let kept: BTreeSet<&str> = loaded.leaves.iter().map(|leaf| leaf.key.as_str()).collect();
    let gone = before.file.leaves.iter().filter(spoken_for);
    let gone = gone.filter(|leaf| leaf.place.is_some() && !kept.contains(leaf.key.as_str()));
    rows.extend(gone.map(|leaf| Row {
        key: leaf.key.clone(),
        value: "none".to_owned(),
        percentiles: None,
        origin: RowOrigin::Override,
        grade: None,
        was: Some(value(leaf, loaded).0),
        reference: None,
    }));
    rows
}

/// What the values were: in the files without overrides, and in what the scenario extends.
struct Before {
    file: Leaves,
    base: Leaves,
}

/// Leaves in the order of the format, and where each key is among them.
#[derive(Default)]
struct Leaves {
    leaves: Vec<Leaf>,
    places: BTreeMap<String, usize>,
}

impl Leaves {
    fn of(tree: &Node, loaded: &Loaded) -> Self {
        let leaves = walk(tree, &loaded.sources).leaves;
        let places = leaves.iter().enumerate().rev();
        Self {
            places: places
                .map(|(place, leaf)| (leaf.key.clone(), place))
                .collect(),
            leaves,
        }
    }

    fn get(&self, key: &str) -> Option<&Leaf> {
        self.places.get(key).map(|place| &self.leaves[*place])
    }
}

/// What is looked up for every row.
struct Index<'a> {
    /// The numbers of the scenario by their keys.
    values: BTreeMap<&'a str, Value>,
    /// Where the lines of each source end.
    ends: Vec<Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(loaded: &'a Loaded) -> Self {
        let quantities = loaded.scenario.quantities.iter();
        let by_key = quantities.map(|(_, quantity)| (quantity.key.as_str(), quantity.value));
        let ends = |text: &str| text.match_indices('\n').map(|(end, _)| end).collect();
        Self {
            // of equal keys the first counts
            values: by_key.rev().collect(),
            ends: (0..)
                .map_while(|source| Some(ends(&loaded.sources.get(source)?.text)))
                .collect(),
        }
    }

    /// The line of a place, counted from 1.
    fn line(&self, place: Origin) -> usize {
        let ends = &self.ends[place.source];
        ends.partition_point(|end| *end < place.start) + 1
    }
}

impl Before {
    fn of(loaded: &Loaded) -> Self {
        let base = loaded.base.as_ref();
        Self {
            file: Leaves::of(&loaded.file, loaded),
            base: base.map_or_else(Leaves::default, |base| Leaves::of(base, loaded)),
        }
    }
}

/// The text of a value, and the percentiles of an uncertain one.
fn value(leaf: &Leaf, loaded: &Loaded) -> (String, Option<[f64; 3]>) {
    let raw = leaf.place.map(|place| shown(loaded.sources.excerpt(place)));
    match &leaf.content {
        Content::Number(Some(Amount::Known(number)), _) => (number.to_string(), None),
        Content::Number(Some(Amount::Uncertain(distribution)), _) => {
            let percentiles =
                [0.05, 0.5, 0.95].map(|probability| distribution.quantile(probability));
            (raw.unwrap_or_default(), Some(percentiles))
        }
        Content::Number(None, _) => (String::new(), None),
        Content::Rest => ("rest".to_owned(), None),
        Content::Plain(text) => (text.clone(), None),
    }
}

fn row(leaf: &Leaf, loaded: &Loaded, before: &Before, index: &Index) -> Row {
    let (text, percentiles) = value(leaf, loaded);
    let origin = origin(leaf, loaded, index);
    let before = match origin {
        RowOrigin::Override => before.file.get(leaf.key.as_str()),
        RowOrigin::File(_) => before.base.get(leaf.key.as_str()),
        RowOrigin::Default | RowOrigin::Base(..) => None,
    };
    let was = before.map(|other| value(other, loaded).0);
    Row {
        key: leaf.key.clone(),
        // what `[sources]` says is about the file's number
        grade: loaded
            .scenario
            .grade(&leaf.key)
            .filter(|_| origin != RowOrigin::Override),
        was: was.filter(|was| *was != text),
        reference: reference(&leaf.key, loaded, index),
        value: text,
        percentiles,
        origin,
    }
}

/// The reference of a number, where it is another.
fn reference(key: &str, loaded: &Loaded, index: &Index) -> Option<String> {
    let quantities = &loaded.scenario.quantities;
    let reference = *index.values.get(format!("{key}@reference").as_str())?;
    if Some(&reference) == index.values.get(key) {
        return None;
    }
    match reference {
        Value::Known(number) if number.is_nan() => None,
        Value::Known(number) => Some(number.to_string()),
        Value::Uncertain(input) => {
            let distribution = &quantities.inputs()[input].distribution;
            Some(percentiles(
                [0.05, 0.5, 0.95].map(|p| distribution.quantile(p)),
            ))
        }
    }
}

fn origin(leaf: &Leaf, loaded: &Loaded, index: &Index) -> RowOrigin {
    let source = leaf
        .place
        .and_then(|place| Some((place, loaded.sources.get(place.source)?)));
    let Some((place, source)) = source else {
        return RowOrigin::Default;
    };
    let line = index.line(place);
    match source.role {
        Role::Scenario => RowOrigin::File(line),
        Role::Base => RowOrigin::Base(source.name.clone(), line),
        Role::Override => RowOrigin::Override,
    }
}

/// Every value, grouped by table, for people.
#[must_use]
pub fn to_text(rows: &[Row]) -> String {
    const NARROWEST: usize = 22;
    let mut text = String::new();
    let lines = merged(rows);
    for group in lines.chunk_by(|before, after| before.table == after.table) {
        let separator = if text.is_empty() { "" } else { "\n" };
        let title = group.first().map_or("", |line| line.table.as_str());
        if !title.is_empty() {
            text.extend([separator, title, "\n"]);
        }
        let names = group.iter().map(|line| line.name.chars().count());
        let width = names.max().unwrap_or(0).max(NARROWEST);
        for Printed {
            name,
            value,
            grade,
            origin,
            ..
        } in group
        {
            let line = format!("  {name:<width$}  {value:<26}  {grade:<9}  {origin}");
            text.extend([line.trim_end(), "\n"]);
        }
    }
    text
}

/// A printed line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Printed {
    table: String,
    name: String,
    value: String,
    grade: String,
    origin: String,
}

/// One line for each value; equal neighbours in a list share one.
fn merged(rows: &[Row]) -> Vec<Printed> {
    let mut lines: Vec<Printed> = Vec::new();
    let mut open: Option<String> = None;
    for row in rows {
        let line = printed(row);
        let (parent, step) = row.key.rsplit_once('.').unwrap_or(("", &row.key));
        let index = step.parse::<usize>().ok();
        let continues = open.as_deref() == Some(parent)
            && lines.last().is_some_and(|before| {
                before.value == line.value
                    && before.grade == line.grade
                    && before.origin == line.origin
            });
        match (lines.last_mut(), index) {
            (Some(before), Some(index)) if continues => {
                let begin = before
                    .name
                    .split(" to ")
                    .next()
                    .unwrap_or_default()
                    .to_owned();
                before.name = format!("{begin} to {index}");
            }
            _ => lines.push(line),
        }
        open = index.map(|_| parent.to_owned());
    }
    lines
}

/// Tables whose entries are printed apart.
const BY_NAME: [&str; 8] = [
    "plans",
    "generations",
    "api",
    "segments",
    "events",
    "facts",
    "guards",
    "correlate",
];

fn printed(row: &Row) -> Printed {
    let steps: Vec<&str> = row.key.split('.').collect();
    let depth = match steps.as_slice() {
        [_] => 0,
        ["segments", _, "buying" | "usage", ..] => 3,
        [table, _, ..] if BY_NAME.contains(table) => 2,
        _ => 1,
    };
    let value = match row.percentiles {
        Some(numbers) => percentiles(numbers),
        None => row.value.clone(),
    };
    Printed {
        table: steps[..depth].join("."),
        name: steps[depth..].join("."),
        value,
        grade: row.grade.map(|grade| grade.to_string()).unwrap_or_default(),
        origin: said_of(row),
    }
}

/// Who says a value, what it was, what it is compared with.
fn said_of(row: &Row) -> String {
    let origin = match (&row.origin, &row.was) {
        (RowOrigin::Default, _) => "default".to_owned(),
        (RowOrigin::File(_), None) => String::new(),
        (RowOrigin::File(_), Some(was)) => format!("was {was}"),
        (RowOrigin::Base(name, _), _) => shown(name.rsplit('/').next().unwrap_or(name)),
        (RowOrigin::Override, None) => "--set".to_owned(),
        (RowOrigin::Override, Some(was)) => format!("--set, was {was}"),
    };
    let reference = row.reference.as_ref();
    let reference = reference.filter(|reference| row.was.as_ref() != Some(reference));
    match reference {
        None => origin,
        Some(reference) if origin.is_empty() => format!("reference {reference}"),
        Some(reference) => format!("{origin}, reference {reference}"),
    }
}

/// Three percentiles; what rounding leaves of a zero is a zero.
fn percentiles(numbers: [f64; 3]) -> String {
    let largest = numbers
        .iter()
        .fold(0.0, |largest: f64, number| largest.max(number.abs()));
    let [low, middle, high] = numbers.map(|number| {
        let nothing = number.abs() < 1e-12 * largest;
        rounded(if nothing { 0.0 } else { number })
    });
    format!("{low} · {middle} · {high}")
}

/// Four significant digits.
fn rounded(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return number.to_string();
    }
    let magnitude = number.abs().log10().floor();
    if (-4.0..=6.0).contains(&magnitude) {
        let factor = 10_f64.powf(3.0 - magnitude);
        let value = (number * factor).round() / factor;
        let text = format!("{value:.7}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        format!("{number:.3e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{LoadOptions, load_text};

    const TEXT: &str = r#"
name = "test"
start = "2024-06"
months = 12
[plans.standard]
price = "50 to 66"
retention = { constant = { churn = 0.2 } }
[sources]
"plans.standard" = { note = "x", grade = "guess" }
"plans.standard.price" = { note = "x", grade = "measured" }
"#;

    fn rows(argument: &str) -> Vec<Row> {
        let options = LoadOptions {
            overrides: vec![argument.to_owned()],
            months: None,
            ..LoadOptions::default()
        };
        let loaded = load_text(TEXT, "test.toml", None, &options).expect("a scenario");
        describe(&loaded)
    }

    fn row(key: &str) -> Row {
        let mut rows = rows("plans.standard.credits=100").into_iter();
        rows.find(|row| row.key == key).expect("a row")
    }

    #[test]
    fn a_row_says_where_a_value_comes_from() {
        assert_eq!(row("plans.standard.price").origin, RowOrigin::File(6));
        assert_eq!(row("plans.standard.credits").origin, RowOrigin::Override);
        assert_eq!(row("plans.standard.demand").origin, RowOrigin::Default);
    }

    #[test]
    fn an_overridden_row_says_what_it_was_and_has_no_grade() {
        let rows = rows("plans.standard.price=70");
        let row = rows.iter().find(|row| row.key == "plans.standard.price");
        let row = row.expect("a row");
        assert_eq!(row.was.as_deref(), Some("\"50 to 66\""));
        assert_eq!(row.grade, None);
        assert!(to_text(&rows).contains("--set, was \"50 to 66\""));
    }

    #[test]
    fn a_row_shows_a_reference_that_is_another_number() {
        let rows = rows("plans.standard.reference={ price = 55 }");
        let text = to_text(&rows);
        assert!(text.contains("reference 55"), "{text}");
    }

    #[test]
    fn the_most_specific_source_grades_a_row() {
        assert_eq!(row("plans.standard.price").grade, Some(Grade::Measured));
        assert_eq!(
            row("plans.standard.retention.constant.churn").grade,
            Some(Grade::Guess)
        );
        assert_eq!(row("costs.fixed").grade, None);
    }

    #[test]
    fn an_uncertain_row_has_percentiles() {
        let [low, middle, high] = row("plans.standard.price")
            .percentiles
            .expect("percentiles");
        assert!((low - 50.0).abs() < 1e-9 && (high - 66.0).abs() < 1e-9 && low < middle);
    }

    #[test]
    fn the_text_has_tables_and_fits_the_screen() {
        let text = to_text(&rows("plans.standard.credits=100"));
        assert!(text.contains("\nplans.standard\n  price "), "{text}");
        assert!(text.contains("season.0 to 11"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
    }

    #[test]
    fn numbers_are_rounded_to_four_digits() {
        assert_eq!(rounded(57.445_6), "57.45");
        assert_eq!(rounded(0.012_345_6), "0.01235");
        assert_eq!(rounded(-1_234_567.0), "-1235000");
        assert_eq!(rounded(1.5e-9), "1.500e-9");
    }
}
