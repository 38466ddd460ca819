//! Scenarios that are wrong by construction: every one is refused, with the file, the line and the key.

use std::path::Path;

use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load_text};

use super::bytes::assert_inert;
use crate::common::COMPACT;

/// Keys whose values are probabilities.
const PROBABILITIES: [&str; 14] = [
    "share",
    "vat",
    "refund_rate",
    "store_share",
    "store_commission",
    "processing_fee",
    "payment_failure",
    "dunning_recovery",
    "free_attrition",
    "lapsed_attrition",
    "winback",
    "idle",
    "top_up_take",
    "gpu_utilisation",
];

/// Keys whose values cannot be negative, beside the probabilities.
const NOT_NEGATIVE: [&str; 8] = [
    "price",
    "credits",
    "top_up_price",
    "cv",
    "gpu_seconds",
    "months",
    "period",
    "level",
];

/// Keys whose values are texts.
const TEXTS: [&str; 6] = ["name", "currency", "start", "metric", "source", "that"];

/// What stands where a number should.
const NO_NUMBERS: [&str; 9] = [
    "nan",
    "inf",
    "-inf",
    "\"abc\"",
    "\"5\"",
    "true",
    "[1]",
    "{ a = 1 }",
    "1979-05-27",
];

/// A scenario with one thing wrong: the line, counted from 1, and the key that the message must name.
struct Wrong {
    text: String,
    line: usize,
    key: String,
}

/// `key = value` on one line, with the value as written.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let key = key.trim_end();
    let value = match value.split_once('#') {
        Some((_, _)) if value.contains(['"', '\'']) => return None,
        Some((value, _)) => value,
        None => value,
    };
    let value = value.trim();
    let is_whole = value.matches(['[', '{']).count() == value.matches([']', '}']).count();
    (!key.is_empty() && key.bytes().all(is_bare) && is_whole && !value.is_empty())
        .then_some((key, value))
}

fn is_number(value: &str) -> bool {
    value.replace('_', "").parse::<f64>().is_ok()
}

fn quoted(value: &str) -> Option<&str> {
    let inner = value.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.contains(['"', '\\'])).then_some(inner)
}

fn is_month(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 7
        && bytes[4] == b'-'
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'-')
}

/// The wrong values that can stand in place of one.
fn wrong_values(key: &str, value: &str) -> Vec<String> {
    let mut wrong: Vec<String> = Vec::new();
    let mut add = |values: &[&str]| wrong.extend(values.iter().map(|value| (*value).to_owned()));
    if is_number(value) {
        add(&NO_NUMBERS);
        if PROBABILITIES.contains(&key) {
            add(&["1.5", "-0.1", "\"150%\"", "1e308", "\"50% to 150%\""]);
        }
        if NOT_NEGATIVE.contains(&key) {
            add(&["-1", "-1e-320", "-99999999999999999999", "\"-2 to -1\""]);
        }
    }
    if let Some(text) = quoted(value) {
        if is_month(text) {
            add(&[
                "\"2025-13\"",
                "\"2025-00\"",
                "\"2025-1\"",
                "\"0000-01\"",
                "\"99999-01\"",
                "2025-01-01",
                "5",
            ]);
        } else if let Some((low, high)) = text.split_once(" to ").filter(|_| !TEXTS.contains(&key))
        {
            let swapped = format!("\"{high} to {low}\"");
            let half = format!("\"{low} to \"");
            add(&["\"nan to inf\"", &half]);
            if low != high {
                add(&[&swapped]);
            }
        }
        if TEXTS.contains(&key) {
            add(&["5", "[]", "{}", "\"\"", "\"  \"", "false"]);
        }
    }
    wrong
}

/// Everything that is wrong with a scenario by one change of one line.
fn wrongs(text: &str) -> Vec<Wrong> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut add = |at: usize, key: &str, new: &[String], line: usize| {
        let mut changed: Vec<&str> = lines[..at].to_vec();
        changed.extend(new.iter().map(String::as_str));
        changed.extend(&lines[at + 1..]);
        found.push(Wrong {
            text: changed.join("\n"),
            line,
            key: key.to_owned(),
        });
    };
    let mut inside = false;
    for (at, line) in lines.iter().enumerate() {
        let number = at + 1;
        if inside {
            inside = !line.trim_end().ends_with(']');
            continue;
        }
        if let Some(path) = line.strip_prefix('[').filter(|path| !path.starts_with('[')) {
            let Some((path, _)) = path.split_once(']') else {
                continue;
            };
            let last = path
                .rsplit(['.', '"'])
                .find(|step| !step.is_empty())
                .unwrap_or(path);
            // the same table again
            add(
                at,
                last,
                &[(*line).to_owned(), (*line).to_owned()],
                number + 1,
            );
            continue;
        }
        let Some((key, value)) = assignment(line) else {
            inside = line.contains("= [") && !line.contains(']');
            continue;
        };
        add(
            at,
            key,
            &[(*line).to_owned(), format!("{key} = {value}")],
            number + 1,
        );
        for wrong in wrong_values(key, value) {
            add(at, key, &[format!("{key} = {wrong}")], number);
        }
        if !value.starts_with('{') {
            let unknown = format!("{key}_x");
            add(at, &unknown, &[format!("{unknown} = {value}")], number);
        }
        if let Some(text) = quoted(value) {
            add(at, key, &[format!("{key} = \"{text}")], number);
        }
    }
    found
}

/// Fails unless a scenario is refused with the place and the key.
fn assert_refused(wrong: &Wrong) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let Wrong { text, line, key } = wrong;
    let shown = text.lines().nth(line - 1).unwrap_or_default();
    match load_text(text, "wrong.toml", Some(&folder), &LoadOptions::default()) {
        Ok(_) => panic!("accepted, line {line}: {shown}"),
        Err(error) => {
            let said = report(&error, Style::Plain);
            assert_inert("an error", &said);
            let place = format!("--> wrong.toml:{line}:");
            assert!(
                said.contains(&place) && said.contains(key.as_str()),
                "line {line}: {shown}\n{said}"
            );
        }
    }
}

#[test]
fn wrong_line_of_a_small_scenario_is_refused_with_its_place_and_key() {
    let mut tried = 0;
    for text in [COMPACT, include_str!("../../scenarios/tiny.toml")] {
        for wrong in wrongs(text) {
            assert_refused(&wrong);
            tried += 1;
        }
    }
    assert!(tried > 800, "{tried}");
}

#[test]
fn wrong_line_of_a_shipped_scenario_is_refused_with_its_place_and_key() {
    // all of them take minutes
    let step = if std::env::var_os("TIERCAST_CASES").is_some() {
        1
    } else {
        61
    };
    let mut tried = 0;
    for text in [
        include_str!("../../../scenarios/kling.toml"),
        include_str!("../../../scenarios/established.toml"),
        include_str!("../../../scenarios/runway.toml"),
        include_str!("../../../scenarios/startup.toml"),
    ] {
        for wrong in wrongs(text).iter().step_by(step) {
            assert_refused(wrong);
            tried += 1;
        }
    }
    assert!(tried > 50, "{tried}");
}

/// The correlation that the compact scenario has.
const ONE_CORRELATION: &str = r#"[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 0.5
"#;

/// Three that cannot all hold.
const THREE_CORRELATIONS: &str = r#"[[correlate]]
inputs = ["plans.pro.price", "segments.hobbyist.buying.price_elasticity"]
rho = 0.9
[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 0.9
[[correlate]]
inputs = ["segments.hobbyist.buying.price_elasticity", "segments.studio.buying.price_elasticity"]
rho = -0.9
"#;

/// What is replaced by what, a piece of the line that the message must point to, and the key it must
/// name; without a key the scenario is right.
const MISFITS: &[(&str, &str, &str, &str)] = &[
    (
        "share = 0.85",
        "share = 0.75",
        "share = 0.75",
        "segment shares sum to 0.9",
    ),
    ("share = 0.85", "share = \"rest\"\n#", "", ""),
    ("pro = 0.1 }", "por = 0.1 }", "por = 0.1", "por"),
    (
        "standard = 0.9, pro = 0.1",
        "standard = 0.9, pro = 0.2",
        "pro = 0.2",
        "plan_mix",
    ),
    (
        "standard = 0.9, pro = 0.1",
        "standard = \"rest\", pro = \"rest\"",
        "\"rest\"",
        "plan_mix",
    ),
    (
        "switch = { pro = 0.01 }",
        "switch = { prx = 0.01 }",
        "prx",
        "prx",
    ),
    (
        "switch = { pro = 0.01 }",
        "switch = { standard = 0.01 }",
        "standard = 0.01",
        "standard",
    ),
    (
        "segment = \"studio\"",
        "segment = \"nobody\"",
        "nobody",
        "nobody",
    ),
    ("plan = \"standard\"", "plan = \"gold\"", "gold", "gold"),
    ("mix = { video = 1 }", "mix = { film = 1 }", "film", "film"),
    ("rho = 0.5", "rho = 1.5", "rho = 1.5", "rho"),
    (
        ONE_CORRELATION,
        THREE_CORRELATIONS,
        "[[correlate]]",
        "not positive definite",
    ),
    (
        "\"plans.standard.price\" = 68",
        "\"plans.standard.prize\" = 68",
        "prize",
        "prize",
    ),
    (
        "\"plans.standard.price\" = 68",
        "\"plans.standard.price\" = -68",
        "-68",
        "price",
    ),
    (
        "until = \"2025-01\"",
        "until = \"2024-09\"",
        "until = \"2024-09\"",
        "until",
    ),
    (
        "month = \"2024-07\"",
        "month = \"2034-07\"",
        "2034-07",
        "2034-07",
    ),
    (
        "metric = \"signups\"",
        "metric = \"signup\"",
        "metric = \"signup\"",
        "signup",
    ),
    (
        "p05(gross_profit.plan:pro",
        "p05(gross_profit.plan:por",
        "plan:por",
        "plan:por",
    ),
    (
        "gross_profit.plan:pro",
        "gross_profit.plan:=1+1",
        "=1+1",
        "plan:=1+1",
    ),
    (
        "sbg = { alpha = 0.9, beta = 1.6 }",
        "sbg = { alpha = 0.9 }",
        "alpha = 0.9 }",
        "sbg",
    ),
    ("churn = [0.1, 0.2]", "churn = []", "churn = []", "churn"),
    (
        "\"plans.standard.price\" = { note",
        "\"plans.gold.price\" = { note",
        "plans.gold",
        "plans.gold.price",
    ),
];

#[test]
fn parts_that_do_not_fit_together_are_refused_with_their_place_and_key() {
    for (old, new, marked, key) in MISFITS {
        assert!(COMPACT.contains(old), "{old}");
        let text = COMPACT.replacen(old, new, 1);
        if key.is_empty() {
            assert!(
                load_text(&text, "right.toml", None, &LoadOptions::default()).is_ok(),
                "{new}"
            );
            continue;
        }
        let line = text.lines().position(|line| line.contains(*marked));
        let line = line.expect("the marked line");
        assert_refused(&Wrong {
            text,
            line: line + 1,
            key: (*key).to_owned(),
        });
    }
}
