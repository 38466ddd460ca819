//! `--until`: a run that stops at a precision is the run of so many paths, and the precision is real.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use serde_json::Value;
use tempfile::TempDir;
use tiercast::model::Statistic;
use tiercast::random::stream::Cell;
use tiercast::summary::{Fourth, Known, Tally, check_points};

use crate::program::TABLES;

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args(arguments).env("COLUMNS", "160");
    command.output().expect("a process")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The account of the tiny scenario with these arguments, its results in a folder of that name.
fn results(home: &TempDir, name: &str, arguments: &[&str]) -> Value {
    let out = home.path().join(name);
    let out_text = out.to_str().expect("UTF-8");
    let output = run(&[&[TINY, "--out", out_text], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    account(&out)
}

fn account(folder: &Path) -> Value {
    let bytes = fs::read(folder.join("run.json")).expect("the file");
    serde_json::from_slice(&bytes).expect("JSON")
}

fn paths(account: &Value) -> usize {
    usize::try_from(account["paths"].as_u64().expect("a count")).expect("a count")
}

fn number(account: &Value, key: &str) -> f64 {
    account["until"][key].as_f64().expect("a number")
}

/// With the widest error at a value, and whether the run stops while every value is kept.
type Target = (&'static str, fn(f64) -> f64, bool);

const TARGETS: [Target; 6] = [
    ("mean(revenue, total)=0.9%", |value| 0.009 * value, true),
    ("p50(revenue, 2025-Q1)=2%", |value| 0.02 * value, true),
    ("p50(revenue, total)=0.8%", |value| 0.008 * value, false),
    ("sd(revenue, total)=300", |_| 300.0, false),
    (
        "p50(cash, 2025-02..2025-05)=1.5%",
        |value| 0.015 * value.abs(),
        false,
    ),
    ("p05(churn_rate.plan:basic, total)=0.0007", |_| 0.0007, true),
];

/// What the page shows, but for what was asked.
fn figures(home: &TempDir, folder: &str) -> Value {
    let text = fs::read(home.path().join(folder).join("figures.json")).expect("figures");
    let mut figures: Value = serde_json::from_slice(&text).expect("JSON");
    figures["until"].take();
    figures
}

#[test]
fn stop_at_a_precision_gives_the_bytes_of_so_many_paths() {
    let home = TempDir::new().expect("a folder");
    for (index, (target, _, short)) in TARGETS.into_iter().enumerate() {
        let (first, second) = (format!("until-{index}"), format!("outright-{index}"));
        let mut asked = results(&home, &first, &["--until", target]);
        let count = paths(&asked);
        assert_eq!(count <= 4096, short, "{target}: {count} paths");
        let mut outright = results(&home, &second, &["--paths", &count.to_string()]);
        for name in TABLES {
            let read = |folder: &str| fs::read(home.path().join(folder).join(name));
            let bytes = [&first, &second].map(|folder| read(folder).expect("a file"));
            assert!(bytes[0] == bytes[1], "{target}: {name}");
        }
        assert!(outright["until"].is_null());
        for account in [&mut asked, &mut outright] {
            account["until"].take();
            // it tells what was asked, too
            account["files"]["figures.json"].take();
        }
        assert_eq!(asked, outright, "{target}");
        assert_eq!(figures(&home, &first), figures(&home, &second), "{target}");
    }
}

#[test]
fn stop_is_where_the_error_first_is_below_the_bound() {
    let home = TempDir::new().expect("a folder");
    for (index, (target, widest, _)) in TARGETS.into_iter().enumerate() {
        let stopped = results(&home, &format!("stop-{index}"), &["--until", target]);
        let count = paths(&stopped);
        assert_eq!(stopped["until"]["ending"], "reached", "{target}");
        assert_eq!(stopped["until"]["asked"], target);
        assert_eq!(stopped["until"]["most"], 1_000_000);
        let (value, half_width) = (number(&stopped, "value"), number(&stopped, "half_width"));
        assert!(half_width <= widest(value), "{target}");
        let looks = check_points(1_000_000);
        let place = looks.binary_search(&count).expect("a check point");
        assert!(place > 0, "{target} stops at the first look");
        let before = looks[place - 1].to_string();
        let arguments = ["--until", target, "--paths", &before];
        let earlier = results(&home, &format!("before-{index}"), &arguments);
        assert_eq!(earlier["until"]["ending"], "too few paths", "{target}");
        let (value, half_width) = (number(&earlier, "value"), number(&earlier, "half_width"));
        assert!(half_width > widest(value), "{target}");
    }
}

#[test]
fn half_width_of_a_mean_is_two_of_its_standard_errors() {
    let home = TempDir::new().expect("a folder");
    let account = results(&home, "results", &["--until", "mean(revenue, total)=1%"]);
    let table = fs::read_to_string(home.path().join("results/summary.csv")).expect("the file");
    let row = table
        .lines()
        .find(|line| line.starts_with("total,revenue,,"));
    let cells: Vec<&str> = row.expect("a row").split(',').collect();
    let [mean, se]: [f64; 2] = [3, 5].map(|column| cells[column].parse().expect("a number"));
    assert_eq!(number(&account, "value"), mean);
    assert!((number(&account, "half_width") / se - 1.959_964).abs() < 1e-6);
}

#[test]
fn stop_is_the_same_on_1_2_and_7_threads() {
    for target in ["mean(revenue, total)=0.9%", "p50(revenue, total)=0.8%"] {
        let outputs = ["1", "2", "7"].map(|threads| {
            let output = run(&[TINY, "--until", target, "--threads", threads]);
            (output.stdout, output.stderr)
        });
        assert_eq!(outputs[0], outputs[1], "{target}");
        assert_eq!(outputs[0], outputs[2], "{target}");
    }
}

#[test]
fn stop_does_not_depend_on_the_sampler_having_an_end() {
    for sampler in ["random", "latin_hypercube", "sobol"] {
        let home = TempDir::new().expect("a folder");
        let arguments = ["--sampler", sampler, "--until", "p50(revenue, total)=2%"];
        let mut asked = results(&home, "until", &arguments);
        let count = paths(&asked).to_string();
        let mut outright = results(
            &home,
            "outright",
            &["--sampler", sampler, "--paths", &count],
        );
        for account in [&mut asked, &mut outright] {
            account["files"]["figures.json"].take();
        }
        assert_eq!(asked["files"], outright["files"], "{sampler}");
        assert_eq!(figures(&home, "until"), figures(&home, "outright"));
    }
}

#[test]
fn precision_that_is_reached_is_told() {
    let said = run(&[TINY, "--until", "mean(revenue, total)=3%"]);
    let clause = "`mean(revenue, total)` is known to ±1.52% (95 % interval), 3% was asked";
    assert_eq!(
        stderr(&said),
        format!("note: stopped after 1000 paths: {clause}\n")
    );
    assert!(stdout(&said).contains("1000 paths, seed 7"));
    let report = stdout(&said)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(report.contains(clause), "{report}");
    let quiet = run(&[TINY, "--until", "mean(revenue, total)=3%", "--quiet"]);
    assert_eq!(stderr(&quiet), "");
    assert_eq!(quiet.stdout, said.stdout);
}

#[test]
fn most_paths_without_the_precision_are_a_warning_with_the_results() {
    let output = run(&[
        TINY,
        "--until",
        "mean(revenue, total)=0.5%",
        "--paths",
        "2500",
        "-q",
    ]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(
        said.starts_with(
            "warning: stopped after 2500 paths: `mean(revenue, total)` is only known to ±0.9"
        ) && said.contains(" (95 % interval), 0.5% was asked\nhelp: it takes about ")
            && said.ends_with(" paths: allow more with `--paths`, or ask for less\n"),
        "{said}"
    );
    assert!(stdout(&output).contains("2500 paths, seed 7"));
    assert!(stdout(&output).contains("is only known to"));
    let hopeless = run(&[
        TINY,
        "--until",
        "mean(revenue, total)=1e-9%",
        "--paths",
        "50",
    ]);
    let help = "help: it takes more than 100000000 paths, the most there can be: ask for less";
    assert!(stderr(&hopeless).contains(help), "{}", stderr(&hopeless));
    let far_out = run(&[
        TINY,
        "--until",
        "p0.1(revenue, total)=1%",
        "--paths",
        "1000",
    ]);
    let help = "help: allow more with `--paths`, or name a percentile nearer to the middle";
    assert!(stderr(&far_out).contains(help), "{}", stderr(&far_out));
}

#[test]
fn figure_that_no_number_of_paths_settles_ends_the_run_at_once() {
    for (target, warning, help) in [
        (
            // nobody can churn in the first month
            "mean(churn_rate, 2025-01)=1%",
            "`mean(churn_rate, 2025-01)` is undefined, so its error is too",
            "name another figure or period",
        ),
        (
            "p60(reactivated_subscribers, 2025-03)=1%",
            "`p60(reactivated_subscribers, 2025-03)` is 0, and 1% of that is nothing",
            "say how precise in its unit: `--until 'p60(reactivated_subscribers, 2025-03)=NUMBER'`",
        ),
    ] {
        let output = run(&[TINY, "--until", target]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(
            stderr(&output),
            format!("warning: stopped after 1000 paths: {warning}\nhelp: {help}\n")
        );
        assert!(stdout(&output).contains("1000 paths, seed 7"));
    }
}

#[test]
fn figure_that_never_changes_is_precise_at_the_first_look() {
    // nobody is there to come back
    let output = run(&[
        TINY,
        "--until",
        "mean(reactivated_subscribers, 2025-01)=0.1%",
    ]);
    let note =
        "note: stopped after 1000 paths: `mean(reactivated_subscribers, 2025-01)` is known to ±0%";
    assert!(stderr(&output).starts_with(note), "{}", stderr(&output));
}

#[test]
fn wrong_precisions_say_what_to_do() {
    let example = "such as `--until 'p50(revenue, total)=0.5%'`, or `=10000` in the figure's unit";
    let number =
        "is no precision, expected a number above 0, or a percentage above 0% and up to 100%";
    let mut cases: Vec<(String, String, &str)> = [
        "0", "-5", "nan", "inf", "1e999", "%", "0%", "-1%", "101%", "nan%", "half", "",
    ]
    .into_iter()
    .map(|bound| {
        let text = format!("p50(revenue, total)={bound}");
        (text, format!("`{bound}` {number}"), example)
    })
    .collect();
    for (text, error, help) in [
        (
            "p50(revenue, total)",
            "`p50(revenue, total)` says no precision",
            example,
        ),
        ("", "`` says no precision", example),
        ("revenue=1%", "`revenue` is not a figure", example),
        (
            "p50(revenu, total)=1%",
            "unknown metric `revenu`",
            "did you mean `revenue`?",
        ),
        (
            "p50(revenue.plan:basik, total)=1%",
            "metric `revenue` has no key `plan:basik`",
            "did you mean `plan:basic`?",
        ),
        (
            "p50(revenue, sometime)=1%",
            "`sometime` is not a period",
            example,
        ),
        (
            "p50(revenue, 2031)=1%",
            "`2031` has no simulated month",
            "name months that are simulated",
        ),
        (
            "median(revenue, total)=1%",
            "unknown statistic `median`",
            example,
        ),
        (
            "p101(revenue, total)=1%",
            "unknown statistic `p101`",
            example,
        ),
        (
            "p0(revenue, total)=1%",
            "`p0(revenue, total)` is the smallest of all paths",
            "ask for a percentile between",
        ),
        (
            "p100(revenue, total)=1%",
            "`p100(revenue, total)` is the largest of all paths",
            "ask for a percentile between",
        ),
        (
            "p50(revenue, total)=\u{1b}[31m1%",
            "`\u{fffd}[31m1%` is no precision",
            example,
        ),
    ] {
        cases.push((text.to_owned(), error.to_owned(), help));
    }
    for (text, error, help) in cases {
        let output = run(&[TINY, "--until", &text]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}: {said}");
        assert!(
            said.starts_with(&format!("error: `--until`: {error}")),
            "{said}"
        );
        assert!(said.contains(&format!("\nhelp: {help}")), "{said}");
        assert!(
            output.stdout.is_empty() && !said.contains('\u{1b}'),
            "{said}"
        );
    }
}

/// How often, in `runs` runs, the 95 % interval holds the truth: of 1000 paths, and where a run for a
/// precision of 3 % stops. The law is exponential: skewed, like money.
fn coverage(statistic: Statistic, truth: f64, runs: u32) -> [f64; 2] {
    let looks = check_points(100_000);
    let mut held = [0.0; 2];
    for run in 0..runs {
        let cell = Cell::new(11, 12, run, 13);
        let mut tally = Tally::new(looks[looks.len() - 1]);
        let mut fourth = Fourth::default();
        let mut done = 0;
        for look in &looks {
            let mut values = vec![0.0; look - done];
            cell.fill(u32::try_from(done).expect("few paths"), &mut values);
            for value in &mut values {
                *value = -value.ln();
            }
            tally.add(&values);
            fourth.add(&values);
            done = *look;
            let known = Known::new(done, &tally, &fourth, statistic);
            let holds = f64::from((known.value - truth).abs() <= known.half_width);
            if done == 1000 {
                held[0] += holds;
            }
            if known.half_width <= 0.03 * known.value {
                held[1] += holds;
                break;
            }
        }
    }
    held.map(|held| held / f64::from(runs))
}

#[test]
fn interval_holds_the_truth_in_95_of_100_runs_wherever_it_stops() {
    const RUNS: u32 = 1000;
    for (statistic, truth) in [
        (Statistic::Mean, 1.0),
        (Statistic::Sd, 1.0),
        (Statistic::Quantile(0.5), std::f64::consts::LN_2),
        (Statistic::Quantile(0.95), 20.0_f64.ln()),
    ] {
        let [fixed, stopped] = coverage(statistic, truth, RUNS);
        // the chance is √(0.95·0.05/1000) = 0.0069 a standard deviation; 5 of them and 0.01 of skew
        // and stopping pass with a chance of one in a million
        for held in [fixed, stopped] {
            assert!(
                (held - 0.95).abs() < 0.045,
                "{statistic:?}: {fixed} {stopped}"
            );
        }
    }
}
