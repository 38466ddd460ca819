//! What knowing is worth, on a terminal.

use std::fmt::Write as _;

use crate::model::{Grade, Statistic};
use crate::report::number::{grouped, percent};
use crate::report::plain;
use crate::report::sweep::SweepReport;
use crate::report::terminal::drivers::{abbreviated, grade, grade_style};
use crate::report::terminal::headline::plural;
use crate::report::terminal::section;
use crate::report::terminal::sweep::{alone, amount};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::wrap::wrapped;
use crate::summary::Estimate;
use crate::summary::knowing::{FEWEST_PATHS, Found, KnownInput, Silence, Worth};

/// Columns that a key keeps when the table is narrow.
const KEY: usize = 26;

/// Columns that the rest of the table takes beside the keys.
const OTHERS: usize = 54;

/// How much is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// After the ranking of a sweep.
    Short,
    /// What was asked for.
    Full,
}

impl Extent {
    /// Inputs that are shown; the file has all of them.
    fn shown(self) -> usize {
        match self {
            Self::Short => 5,
            Self::Full => 12,
        }
    }
}

/// What knowing is worth before a point is chosen; nothing after a sweep in which there is no choice.
pub fn knowing(report: &SweepReport, extent: Extent, columns: usize) -> Option<String> {
    let title = "What knowing is worth";
    let found = match &report.knowing.found {
        Ok(found) => found,
        Err(silence) => {
            let why = silent(report, *silence, extent)?;
            return Some(section(title, "", &wrapped(&why, columns), columns));
        }
    };
    let clear = found.clear();
    let shown = &clear[..clear.len().min(extent.shown())];
    let mut body = wrapped(&sentence(report, found, &clear), columns);
    if !shown.is_empty() || !found.groups.is_empty() {
        body.push_str(&table(report, found, shown, columns).render(columns));
    }
    body.push_str(&wrapped(&remarks(report, found, &clear, extent), columns));
    let remark = format!(
        "before choosing; from {}",
        plural(report.knowing.paths, "path")
    );
    Some(section(title, &remark, &body, columns))
}

/// Why nothing is told.
fn silent(report: &SweepReport, silence: Silence, extent: Extent) -> Option<String> {
    let metric = metric(report);
    let said = match (silence, extent) {
        // the answer of a sweep has said it
        (Silence::NoChoice | Silence::Same, Extent::Short) => return None,
        (Silence::NoChoice, Extent::Full) => {
            "Nothing: fewer than two options have the objective and may be chosen, so whatever one knew, the choice would be the same.".to_owned()
        }
        (Silence::Same, Extent::Full) => format!(
            "Nothing: {metric} is the same for all options on every path, so it does not matter which is chosen."
        ),
        (Silence::NothingUncertain, _) => {
            "Nothing can be found out: no input that is not chosen is uncertain. What spread there is comes from the \
             market's noise and from chance."
                .to_owned()
        }
        (Silence::TooFewPaths, _) => format!(
            "{metric} is defined for all options on {} of the paths looked at; what knowing is worth can be told from \
             {FEWEST_PATHS} on: take more `--paths`.",
            grouped(report.knowing.paths)
        ),
    };
    Some(said)
}

/// The answer.
fn sentence(report: &SweepReport, found: &Found, clear: &[&KnownInput]) -> String {
    let Some(first) = clear.first() else {
        let all = found.inputs.iter();
        return match found.inputs.len() {
            1 => format!(
                "Knowing the only uncertain input before choosing is worth nothing that can be told from 0{}.",
                at_most(report, all, "no")
            ),
            count => format!(
                "Knowing any one of {} uncertain inputs before choosing is worth nothing that can be told from 0{}.",
                grouped(count),
                at_most(report, all, "none")
            ),
        };
    };
    let mut text = format!(
        "Knowing `{}` before choosing is worth {}",
        plain(&first.input.key),
        with_error(report, &first.worth)
    );
    if let Some(second) = clear.get(1) {
        let _ = write!(
            text,
            "; knowing `{}`, {}",
            plain(&second.input.key),
            with_error(report, &second.worth)
        );
    }
    let open = found.inputs.iter().filter(|known| !known.worth.is_clear);
    let bound = |who: &str| at_most(report, open.clone(), who);
    let others = match open.clone().count() {
        0 => String::new(),
        1 => format!(
            "; knowing the other input, nothing that can be told from 0{}",
            bound("no")
        ),
        count => format!(
            "; knowing one of {} others, nothing that can be told from 0{}",
            grouped(count),
            bound("none")
        ),
    };
    text.push_str(&others);
    text.push('.');
    text
}

/// The most that some inputs can be worth, in brackets; nothing where that is 0.
fn at_most<'a>(
    report: &SweepReport,
    inputs: impl Iterator<Item = &'a KnownInput>,
    who: &str,
) -> String {
    let most = inputs.map(|known| known.worth.high).fold(0.0, f64::max);
    if most > 0.0 {
        format!(" ({who} more than {})", alone(report, most))
    } else {
        String::new()
    }
}

/// A value, and half its interval.
fn with_error(report: &SweepReport, worth: &Worth) -> String {
    let half = worth.half();
    let error = amount(
        report,
        Estimate {
            value: half,
            se: half,
        },
    );
    format!("{} (± {error})", value(report, worth))
}

fn value(report: &SweepReport, worth: &Worth) -> String {
    let estimate = Estimate {
        value: worth.value,
        se: worth.half(),
    };
    amount(report, estimate)
}

fn table(report: &SweepReport, found: &Found, shown: &[&KnownInput], columns: usize) -> Table {
    let mut table = Table::new(vec![
        Column::names("known before", Fit::Shrinks(KEY)),
        Column::numbers("worth", Fit::Fixed),
        Column::names("95 %\ninterval", Fit::Optional(1)),
        Column::numbers("share of\nall", Fit::Wanted(1)),
        Column::numbers("chosen at\nits 10 %", Fit::Fixed),
        Column::numbers("at its\n90 %", Fit::Fixed),
        Column::names("source", Fit::Wanted(2)),
    ]);
    let width = columns.saturating_sub(OTHERS).max(KEY);
    let mut row = |name: String, worth: &Worth, choices: [String; 2], source: Cell| {
        let value = if worth.is_clear {
            value(report, worth)
        } else {
            "nothing".to_owned()
        };
        let end = |value: f64| {
            amount(
                report,
                Estimate {
                    value,
                    se: worth.half(),
                },
            )
        };
        let error = if found.everything.value > 0.0 {
            worth.half() / found.everything.value
        } else {
            f64::NAN
        };
        let [low, high] = choices;
        table.row(vec![
            name.into(),
            value.into(),
            format!("{} to {}", end(worth.low), end(worth.high)).into(),
            percent(found.share(worth), error).into(),
            low.into(),
            high.into(),
            source,
        ]);
    };
    for known in shown {
        let choices = known
            .choices
            .map_or([const { String::new() }; 2], |choices| {
                [choices.low, choices.high].map(|point| choice(report, point))
            });
        let key = abbreviated(&plain(&known.input.key), width);
        let source = known.input.grade;
        row(key, &known.worth, choices, source_cell(source));
    }
    let none = || [const { String::new() }; 2];
    for group in &found.groups {
        let members = plural(group.members.len(), "input");
        let name = format!("{} ({members})", plain(&group.name));
        row(name, &group.worth, none(), "".into());
    }
    row(
        "everything and luck".to_owned(),
        &found.everything,
        none(),
        "".into(),
    );
    table
}

fn source_cell(source: Option<Grade>) -> Cell {
    Cell::styled(grade(source), grade_style(source))
}

/// What is chosen: the value of the one key that varies, or the point.
fn choice(report: &SweepReport, point: usize) -> String {
    match report.points.values(point)[..] {
        [value] => plain(value),
        _ => format!("point {point}"),
    }
}

/// What the table does not show.
fn remarks(report: &SweepReport, found: &Found, clear: &[&KnownInput], extent: Extent) -> String {
    let mut sentences = Vec::new();
    if let Some(more) = clear.get(extent.shown()..).filter(|more| !more.is_empty()) {
        let (verb, each) = match more.len() {
            1 => ("is", ""),
            _ => ("are", " or less each"),
        };
        sentences.push(format!(
            "{} more {verb} worth {}{each}.",
            grouped(more.len()),
            value(report, &more[0].worth)
        ));
    }
    sentences.push(format!(
        "Without knowing anything {} is best on average.",
        match report.points.values(found.best)[..] {
            [value] => format!("`{}={}`", plain(&report.points.keys[0]), plain(value)),
            _ => format!("point {}", found.best),
        }
    ));
    if clear.is_empty() && found.groups.is_empty() {
        sentences.push(format!(
            "Knowing everything, the luck included, would be worth {}.",
            with_error(report, &found.everything)
        ));
    }
    sentences.push("No study can be worth more than knowing everything.".to_owned());
    if extent == Extent::Full && !clear.is_empty() {
        sentences.push(
            "Values of several inputs do not add up: `--group` values them together. The lower end is of a choice learnt from \
             these paths; the true value may be a little higher."
                .to_owned(),
        );
    }
    let guessed = |known: &&&KnownInput| matches!(known.input.grade, None | Some(Grade::Guess));
    if extent == Extent::Full
        && !report.scenario.sources.is_empty()
        && let Some(first) = clear.iter().find(guessed)
    {
        sentences.push(format!(
            "Of guesses find out about `{}` first, if finding out is equally dear.",
            plain(&first.input.key)
        ));
    }
    if report.objective.figure.statistic != Statistic::Mean {
        sentences.push(format!(
            "Values are judged by the mean of {}, whatever the objective.",
            metric(report)
        ));
    }
    sentences.join(" ")
}

/// What is judged without its statistic: `gross_profit, total`.
fn metric(report: &SweepReport) -> String {
    let text = &report.objective.figure.text;
    let inner = text
        .split_once('(')
        .map_or(text.as_str(), |(_, inner)| inner);
    format!("`{}`", plain(inner.trim_end_matches(')').trim()))
}
