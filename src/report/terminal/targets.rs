//! Whether targets are reached, and where, on a terminal.

use crate::report::number::{compact, grouped, percent};
use crate::report::terminal::headline::plural;
use crate::report::terminal::section as titled;
use crate::report::terminal::wrap::wrapped;
use crate::report::{Report, plain};
use crate::summary::Estimate;
use crate::summary::drivers::FEWEST_PATHS;
use crate::summary::targets::{FEWEST, Range, Reach, Rule, Targets};

/// With fewer paths ranges are missed that more would show.
const FEW_PATHS: usize = 2000;

/// A few sentences for each target; nothing where none are asked for.
#[must_use]
pub fn section(report: &Report, columns: usize) -> Option<String> {
    let targets = report.targets?;
    let told = targets.targets.iter().map(|reach| {
        let sentences = told(targets, reach);
        let lines = sentences.iter().map(|sentence| wrapped(sentence, columns));
        lines.collect::<String>()
    });
    let body: Vec<String> = told.collect();
    Some(titled("Targets", "", &body.join("\n"), columns))
}

/// What there is to say of a target, sentence by sentence.
fn told(targets: &Targets, reach: &Reach) -> Vec<String> {
    let text = plain(&reach.target.text);
    if reach.paths == 0 {
        return vec![format!("`{text}`: the metric is undefined on every path.")];
    }
    if reach.paths < FEWEST_PATHS {
        return vec![format!(
            "`{text}` is reached on {} of {}, too few to tell how probable that is: take more `--paths` ({FEWEST_PATHS} are needed).",
            grouped(reach.reached),
            plural(reach.paths, "path")
        )];
    }
    let mut sentences = vec![probability(&text, reach)];
    if targets.inputs.is_empty() {
        sentences.push(
            "No input is uncertain: what decides is the market's noise and chance.".to_owned(),
        );
    } else if !reach.is_open() {
        let (rare, what) = if reach.reached * 2 <= reach.paths {
            (reach.reached, "reach")
        } else {
            (reach.paths - reach.reached, "miss")
        };
        if rare > 0 {
            sentences.push(format!(
                "{} that {what} it: too few to say where; take more `--paths` ({FEWEST} of both are needed).",
                plural(rare, "path")
            ));
        }
    } else {
        let rules: Vec<String> = reach
            .rules()
            .map(|(outcome, rule)| where_it_happens(targets, outcome, rule))
            .collect();
        if rules.is_empty() {
            let more = if reach.paths < FEW_PATHS {
                " With more `--paths` they may."
            } else {
                ""
            };
            sentences.push(format!("No ranges of up to three inputs tell where.{more}"));
        }
        sentences.extend(rules);
    }
    sentences
}

fn probability(text: &str, reach: &Reach) -> String {
    let share = reach.probability();
    let paths = plural(reach.paths, "path");
    let rare = || format!("3 in {} (95 % confidence)", grouped(reach.paths));
    match reach.bound() {
        Some(_) if reach.reached == 0 => format!(
            "`{text}` is reached on none of {paths}: its probability is at most {}.",
            rare()
        ),
        Some(_) => format!(
            "`{text}` is reached on every one of {paths}: the probability of missing it is at most {}.",
            rare()
        ),
        None => format!(
            "`{text}` is reached on {} of {paths}: its probability is {}.",
            grouped(reach.reached),
            with_error(share)
        ),
    }
}

/// The rule in words.
fn where_it_happens(targets: &Targets, outcome: &str, rule: &Rule) -> String {
    let (does, verb) = match outcome {
        "reached" => ("Reached", "reach"),
        _ => ("Missed", "miss"),
    };
    let ranges: Vec<String> = rule
        .ranges
        .iter()
        .map(|range| {
            format!(
                "`{}` is {}",
                plain(&targets.inputs[range.input].key),
                words(range)
            )
        })
        .collect();
    let (last, first) = ranges
        .split_last()
        .map_or(("", &ranges[..0]), |(last, first)| (last.as_str(), first));
    let ranges = if first.is_empty() {
        last.to_owned()
    } else {
        format!("{} and {last}", first.join(", "))
    };
    format!(
        "{does} on {} of the paths where {ranges}: {} of all paths, and {} of those that {verb} it.",
        with_error(rule.density),
        with_error(rule.support),
        with_error(rule.coverage)
    )
}

fn words(range: &Range) -> String {
    let value = |value: f64| compact(value, value.abs() / 200.0);
    let share = |share: f64| percent(share, 0.01);
    let (low, high) = (range.low, range.high);
    match (low.0.is_finite(), high.0.is_finite()) {
        (true, false) => format!("above {} (its upper {})", value(low.0), share(1.0 - low.1)),
        (false, true) => format!("below {} (its lower {})", value(high.0), share(high.1)),
        _ => format!(
            "from {} to {} (its {} to {})",
            value(low.0),
            value(high.0),
            share(low.1),
            share(high.1)
        ),
    }
}

/// A share and half its 95 % interval.
fn with_error(share: Estimate) -> String {
    let half = share.half();
    format!(
        "{} ±{}",
        percent(share.value, half),
        percent(half.max(0.001), half / 5.0)
    )
}
