//! Sizes beyond all sense: each is a prompt error that states the limit, or it runs.

use std::fmt::Write as _;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load_text};

use super::bytes::assert_inert;
use super::trial::{Outcome, attempt};
use crate::common::COMPACT;

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

/// The first line of what is said of a scenario; empty where nothing is wrong.
fn said(text: &str) -> String {
    match load_text(text, "large.toml", None, &LoadOptions::default()) {
        Ok(_) => String::new(),
        Err(error) => {
            let said = report(&error, Style::Plain);
            said.lines().next().unwrap_or_default().to_owned()
        }
    }
}

/// The compact scenario with a line replaced.
fn with(old: &str, new: &str) -> String {
    assert!(COMPACT.contains(old), "{old}");
    COMPACT.replacen(old, new, 1)
}

fn listed(count: usize, element: impl Fn(usize) -> String) -> String {
    (0..count).map(element).collect::<Vec<_>>().join(", ")
}

#[test]
fn counts_without_end_are_refused_with_their_limits() {
    for (old, new, expected) in [
        (
            "months = 12",
            "months = 1_000_000_000",
            "`months` is `1_000_000_000`, expected a whole number from 1 to 1200",
        ),
        (
            "credits = 3000",
            "period = 1_000_000_000",
            "`plans.pro.period` is `1_000_000_000`, expected a whole number from 1 to 1200",
        ),
        (
            "periods = 1 }",
            "periods = 99999999999999999999 }",
            "`plans.standard.intro.periods` is `99999999999999999999`, expected a whole number from 0 to 1200",
        ),
        (
            "renewals = 1 }",
            "renewals = 1e18 }",
            "`opening.subscribers.0.renewals` is a number (`1e18`), expected a whole number from 0 to 1200",
        ),
        (
            "renewals = 1 }",
            "renewals = 1201 }",
            "`opening.subscribers.0.renewals` is `1201`, expected a whole number from 0 to 1200",
        ),
        (
            "[signups]",
            "[simulation]\npaths = 1_000_000_000_000_000_000\n[signups]",
            "`simulation.paths` is `1_000_000_000_000_000_000`, expected a whole number from 1 to 100000000",
        ),
    ] {
        assert_eq!(said(&with(old, new)), format!("error: {expected}"));
    }
}

#[test]
fn lists_and_tables_without_end_are_refused_with_their_limits() {
    let values = listed(500_000, |_| "1".to_owned());
    let series = with(
        "constant = { level = 1000 }",
        &format!("series = {{ values = [{values}] }}"),
    );
    assert_eq!(
        said(&series),
        "error: `signups.trend.series.values` is a list of 500000, expected 1 to 1200 elements"
    );
    let mut plans = COMPACT.to_owned();
    for index in 0..20_000 {
        let _ = writeln!(
            plans,
            "[plans.p{index}]\nprice = 1\nretention = {{ constant = {{ churn = 0 }} }}"
        );
    }
    assert_eq!(
        said(&plans),
        "error: `plans` is a table of 20002, expected at most 100 entries"
    );
    let table = listed(100_000, |index| format!("p{index} = 1"));
    for key in [
        "plan_mix = { standard = 0.9, pro = 0.1 }",
        "switch = { pro = 0.01 }",
        "mix = { video = 1 }",
    ] {
        let (name, _) = key.split_once(' ').expect("a key");
        let said = said(&with(key, &format!("{name} = {{ {table} }}")));
        assert!(
            said.ends_with("is a table of 100000, expected at most 100 entries"),
            "{said}"
        );
    }
    let keys = listed(100_000, |index| format!("a{index}")).replace(", ", " = 1\n");
    assert_eq!(
        said(&format!("{keys} = 1\n{COMPACT}")),
        "error: unknown key `a0`"
    );
    assert!(said(&format!("name = \"{}\"\n", "x".repeat(3_000_000))).contains("larger than 2 MiB"));
}

#[test]
fn many_wrong_mentions_are_counted_without_looking_for_what_was_meant() {
    let names = listed(99, |index| format!("\"plans.x{index}\""));
    let mut text = COMPACT.to_owned();
    for _ in 0..800 {
        let _ = writeln!(
            text,
            "[[correlate]]\ninputs = [\"plans.pro.price\", {names}]\nrho = 0.1"
        );
    }
    for index in 0..9_000 {
        let _ = writeln!(
            text,
            "[[events]]\nmonth = \"2024-09\"\nset = {{ \"plans.x{index}.price\" = 1 }}"
        );
    }
    let shown = load_text(&text, "large.toml", None, &LoadOptions::default());
    let shown = shown.map_err(|error| report(&error, Style::Plain));
    assert!(shown.is_err_and(|said| said.ends_with("more errors\n")));
}

#[test]
fn largest_scenarios_of_each_kind_load_and_run() {
    let mut events = COMPACT.to_owned();
    for index in 0..9_000 {
        let plan = ["standard", "pro"][index % 2];
        let _ = writeln!(
            events,
            "[[events]]\nmonth = \"2024-09\"\nscale = {{ \"plans.{plan}.credits\" = 1.0 }}"
        );
    }
    assert_eq!(attempt(&events), Outcome::Ran);

    let churn = listed(1200, |_| "0.1".to_owned());
    let mut lists = COMPACT.to_owned();
    for _ in 0..30 {
        let key = "segments.hobbyist.buying.conversion";
        let _ = writeln!(
            lists,
            "[[events]]\nmonth = \"2024-09\"\nset = {{ \"{key}\" = [{churn}] }}"
        );
    }
    assert_eq!(attempt(&lists), Outcome::Ran);

    let group = |index: usize| {
        format!(
            "{{ plan = \"standard\", segment = \"studio\", count = \"5 to 9\", renewals = {} }}",
            index % 1200
        )
    };
    let opening = format!("subscribers = [{}]", listed(5_000, group));
    let old = "subscribers = [{ plan = \"standard\", segment = \"studio\", count = \"5 to 9\", renewals = 1 }]";
    // every count is an uncertain input, with a dimension of its own
    let sobol = format!("[simulation]\nsampler = \"sobol\"\n{}", with(old, &opening));
    assert_eq!(
        attempt(&sobol.replacen("name = ", "#", 1)),
        Outcome::Refused
    );
    let sobol =
        with(old, &opening).replace("[signups]", "[simulation]\nsampler = \"sobol\"\n[signups]");
    assert_eq!(attempt(&sobol), Outcome::Ran);
}

#[test]
fn scenario_whose_paths_take_too_much_memory_is_refused() {
    let mut text = COMPACT.replace("months = 12", "months = 1200");
    for index in 0..98 {
        let _ = writeln!(
            text,
            "[plans.p{index}]\nprice = 1\nretention = {{ constant = {{ churn = 0 }} }}"
        );
    }
    for index in 0..98 {
        let _ = writeln!(
            text,
            "[segments.s{index}]\nshare = 0\n[segments.s{index}.buying]\nconversion = [0]"
        );
        let _ = writeln!(text, "plan_mix = {{ pro = 1 }}\nprice_elasticity = -1");
    }
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("wide.toml");
    std::fs::write(&path, text).expect("written");
    let output = simulate(&[path.to_str().expect("UTF-8"), "--paths", "1"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("one path of this scenario takes") && said.contains("more than 32 MiB"),
        "{said}"
    );
}

fn simulate(arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args(arguments).output().expect("a process")
}

#[test]
fn extreme_arguments_are_refused_in_words_or_run() {
    let long = "x".repeat(100_000);
    let deep = format!("name={}", "[".repeat(100_000));
    let plans = format!("plans={{{}}}", listed(9_000, |index| format!("p{index}=1")));
    for (code, arguments) in [
        (2, ["--paths", "1000000000000000000"]),
        (2, ["--paths", "99999999999999999999"]),
        (2, ["--paths", "-0"]),
        (2, ["--paths", "1e308"]),
        (2, ["--paths", "nan"]),
        (2, ["--paths", "٣"]),
        (2, ["--paths", &long]),
        (2, ["--months", "1000000000"]),
        (2, ["--months", "0x10"]),
        (2, ["--seed", "18446744073709551616"]),
        (0, ["--seed", "18446744073709551615"]),
        (2, ["--threads", "1025"]),
        (2, ["--threads", "18446744073709551615"]),
        (0, ["--threads", "1024"]),
        (2, ["--set", ""]),
        (2, ["--set", "="]),
        (2, ["--set", "=\u{1b}[31m"]),
        (2, ["--set", "\u{202e}=1"]),
        (2, ["--set", "months=1e9"]),
        (2, ["--set", "plans.basic.price=nan"]),
        (2, ["--set", "plans.basic.price=-inf"]),
        (2, ["--set", "plans.basic.price=1e400"]),
        (0, ["--set", "plans.basic.price=1e-300"]),
        (2, ["--set", "signups.trend.exponential.level=1e308"]),
        (2, ["--set", "facts.18446744073709551616.equals=1"]),
        (2, ["--set", "facts[18446744073709551615].equals=1"]),
        (2, ["--set", &deep]),
        (2, ["--set", &plans]),
        (2, ["--set", &long]),
        (2, ["--sampler", "\u{9b}31m"]),
        (2, ["--format", "\u{202e}"]),
    ] {
        let output = simulate(
            &[
                &[TINY, "--paths", "20"][..if arguments[0] == "--paths" { 1 } else { 3 }],
                &arguments,
            ]
            .concat(),
        );
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        let shown: String = arguments.concat().chars().take(60).collect();
        assert_eq!(output.status.code(), Some(code), "{shown}: {said}");
        assert_inert(&shown, &said);
        assert!(said.len() < 3_000, "{shown}: {} bytes", said.len());
        assert_eq!(said.starts_with("error: "), code == 2, "{shown}: {said}");
    }
}
