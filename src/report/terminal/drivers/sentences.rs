//! What is said of drivers, in sentences.

use crate::model::Grade;
use crate::report::number::{grouped, percent};
use crate::report::terminal::drivers::SHOWN;
use crate::report::terminal::headline::plural;
use crate::report::terminal::wrap::wrapped;
use crate::report::{Report, plain};
use crate::summary::drivers::{Driven, Driver, Drivers, Evidence, Held};

/// Correlated inputs that are named.
const NAMED: usize = 4;

/// Of a scenario whose every number is known.
pub const NOTHING_UNCERTAIN: &str = "No input of this scenario is uncertain, so none drives anything: what spread there is comes \
    from the market's noise and from chance. Give a number that you are not sure of an interval, such as `\"3% to 6%\"`.";

/// The line of every report where most of what inputs explain rests on guesses.
#[must_use]
pub fn thin_evidence(report: &Report, columns: usize) -> Option<String> {
    let drivers = report.drivers?;
    if report.scenario.sources.is_empty() {
        return None;
    }
    let thin = drivers.driven.iter().filter_map(|driven| {
        let evidence = driven.evidence(&drivers.inputs).filter(Evidence::is_thin)?;
        Some((driven, evidence))
    });
    let thin: Vec<(&Driven, Evidence)> = thin.collect();
    let (_, first) = thin.first()?;
    let shares: Vec<String> = thin
        .iter()
        .map(|(driven, evidence)| {
            format!(
                "{} of `{}`",
                percent(evidence.guessed(), 0.01),
                plain(&driven.asked.text)
            )
        })
        .collect();
    let foremost = first
        .foremost
        .map(|input| format!(", above all on `{}`", plain(&drivers.inputs[input].key)));
    let text = format!(
        "Of the variance that single inputs explain, more than half rests on guesses: {}{}. `--drivers` says what else \
         matters.",
        shares.join(", "),
        foremost.unwrap_or_default()
    );
    Some(wrapped(&text, columns))
}

/// What the table of one metric does not show, and what it rests on.
#[must_use]
pub fn rest(drivers: &Drivers, driven: &Driven, clear: &[&Driver]) -> String {
    let mut sentences: Vec<String> = Vec::new();
    if clear
        .iter()
        .take(SHOWN)
        .any(|driver| moves(drivers, driver))
    {
        sentences.push("* moves with other inputs: a part of its share is theirs.".to_owned());
    }
    if let Some(more) = clear.get(SHOWN..).filter(|more| !more.is_empty()) {
        let most = percent(more[0].share.value, 0.001);
        let (verb, each) = match more.len() {
            1 => ("explains", ""),
            _ => ("explain", " or less each"),
        };
        let count = grouped(more.len());
        sentences.push(format!("{count} more {verb} {most}{each}."));
    }
    sentences.extend(unseen(driven, clear.len()));
    if !clear.is_empty() {
        let explained: f64 = driven.parts(&drivers.inputs).iter().sum();
        let overlap = if clear.iter().any(|driver| moves(drivers, driver)) {
            " (of inputs that move together the largest counts)"
        } else {
            ""
        };
        let all = if driven.r_squared.is_finite() {
            let share = percent(driven.r_squared, 0.01);
            format!("; a regression on the ranks of all explains {share} of the ranks")
        } else {
            String::new()
        };
        let explained = percent(explained, 0.01);
        sentences.push(format!(
            "One by one inputs explain {explained}{overlap}{all}."
        ));
    }
    let evidence = driven.evidence(&drivers.inputs);
    sentences.extend(evidence.and_then(|evidence| rests_on(drivers, &evidence)));
    sentences.join(" ")
}

/// The inputs without an effect that can be seen.
fn unseen(driven: &Driven, clear: usize) -> Option<String> {
    let open = driven
        .drivers
        .iter()
        .filter(|driver| !driver.share.is_clear);
    let highest = open.map(|driver| driver.share.high).fold(0.0, f64::max);
    let (who, verb) = match (driven.drivers.len() - clear, clear) {
        (0, _) => return None,
        (1, 0) => ("The only input".to_owned(), "explains"),
        (1, _) => ("One input".to_owned(), "explains"),
        (count, 0) => (format!("All {} inputs", grouped(count)), "explain"),
        (count, _) => (format!("{} inputs", grouped(count)), "explain"),
    };
    let most = percent(highest, 0.001);
    let what = "nothing that can be told from 0";
    Some(format!("{who} {verb} {what} (none more than {most})."))
}

/// What the explained variance rests on; nothing where no source is named at all.
fn rests_on(drivers: &Drivers, evidence: &Evidence) -> Option<String> {
    if drivers.inputs.iter().all(|input| input.grade.is_none()) {
        return None;
    }
    let parts = [
        (evidence.guess, "guesses"),
        (evidence.unsourced, "inputs without a source"),
        (evidence.benchmark, "benchmarks"),
        (evidence.measured, "measured inputs"),
    ];
    let named = parts.into_iter().filter(|(share, _)| *share > 0.0);
    let named = named.enumerate().map(|(place, (share, what))| {
        let rests = if place == 0 { "rests " } else { "" };
        format!("{} {rests}on {what}", percent(share, 0.01))
    });
    let parts = named.collect::<Vec<_>>().join(", ");
    let foremost = evidence.foremost.filter(|_| evidence.is_thin());
    let foremost = foremost.map(|input| {
        let key = plain(&drivers.inputs[input].key);
        format!("; find out about `{key}` first")
    });
    Some(format!(
        "Of what inputs explain, {parts}{}.",
        foremost.unwrap_or_default()
    ))
}

/// What holds of all metrics.
#[must_use]
pub fn remarks(drivers: &Drivers) -> String {
    let key = |input: usize| format!("`{}`", plain(&drivers.inputs[input].key));
    let tells = |driven: &Driven, input: usize| {
        let driver = driven.drivers.get(input);
        driver.is_some_and(|driver| driver.share.is_clear)
    };
    let matters = |input: usize| drivers.driven.iter().any(|driven| tells(driven, input));
    let mut sentences: Vec<String> = Vec::new();

    let count = drivers.inputs.len();
    let silent: Vec<usize> = (0..count).filter(|input| !matters(*input)).collect();
    if !silent.is_empty() {
        let is_measured = |input: &&usize| drivers.inputs[**input].grade == Some(Grade::Measured);
        let measured = match silent.iter().filter(is_measured).count() {
            0 => String::new(),
            measured => format!(", {} of them measured", grouped(measured)),
        };
        let none = if drivers.driven.len() == 1 {
            "not to this figure"
        } else {
            "to none of these figures"
        };
        sentences.push(format!(
            "{} of {} matter {none}, as far as these paths can tell{measured}.",
            grouped(silent.len()),
            plural(count, "uncertain input")
        ));
    }

    let mut pairs: Vec<String> = Vec::new();
    for (place, input) in drivers.inputs.iter().enumerate() {
        let later = input.moves_with.iter().filter(|(other, _)| *other > place);
        let telling = later.filter(|(other, _)| matters(place) || matters(*other));
        pairs.extend(
            telling.map(|(other, rho)| format!("{} with {} ({rho})", key(place), key(*other))),
        );
    }
    if !pairs.is_empty() {
        let more = match pairs.len().saturating_sub(NAMED) {
            0 => String::new(),
            count => format!(" and {count} more pairs"),
        };
        pairs.truncate(NAMED);
        let pairs = pairs.join(", ");
        sentences.push(format!(
            "Some inputs move together: {pairs}{more}. The share of one, and its means, have a part of the other's effect in \
             them; the partial rank correlation has not."
        ));
    }
    for group in &drivers.collinear {
        let keys: Vec<String> = group.iter().map(|input| key(*input)).collect();
        let keys = keys.join(" and ");
        sentences.push(format!(
            "{keys} determine one another on these paths: what each does alone cannot be told."
        ));
    }
    let inputs = plural(count, "input");
    match drivers.held {
        Held::Told => {}
        Held::TooFewPaths => sentences.push(format!(
            "{} are too few to tell what one of {inputs} does while the others are held: take more `--paths`.",
            plural(drivers.paths, "path")
        )),
        Held::TooManyInputs => sentences.push(format!(
            "Of {inputs} it would take too long to tell what one does while the others are held.",
        )),
    }
    let rest = "The rest of the variance comes from inputs acting together, the market's noise and chance. With `--out`, \
                `drivers.csv` has every input.";
    sentences.push(rest.to_owned());
    sentences.join(" ")
}

/// Whether the scenario correlates the input with another.
#[must_use]
pub fn moves(drivers: &Drivers, driver: &Driver) -> bool {
    !drivers.inputs[driver.input].moves_with.is_empty()
}
