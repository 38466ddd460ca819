//! `simulate solve`: the value of a key that a goal asks for, where the answer is known.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

use tiercast::engine::Unobserved;
use tiercast::experiment::{Axis, Ending, Quest, Solution, Threads};
use tiercast::model::{Goal, Key, Metric, Period};
use tiercast::random::sampler::Sampler;
use tiercast::scenario::{LoadOptions, assemble, extends::read_text};

use crate::common::{scenario, summarise};

const TINY: &str = include_str!("../scenarios/tiny.toml");

/// One month, one plan at 60. Of those who sign up a fifth buys; at the price p the odds are `(p/60)^-2/4 = 900/p²`, so
/// billings a sign-up are `900·p/(p² + 900)`: 15 at the price 30, where they are highest, and
/// 10 at `45 ± √1125`, 11.459 and 78.541.
const SHOP: &str = r#"
name = "Shop"
currency = "USD"
start = "2025-01"
months = 1

[simulation]
paths = 400

[signups.trend.constant]
level = 10_000

[generations.clip]
credits = 10
gpu_seconds = 100

[free]
credits = 50

[plans.basic]
price = 60
credits = 300
retention = { constant = { churn = 0.2 } }

[segments.all]
share = 1
free_attrition = 0.4

[segments.all.buying]
conversion = [0.2]
plan_mix = { basic = 1 }
price_elasticity = -2

[segments.all.usage]
free = { clip = 1 }
paid = { clip = 10 }
cv = 1

[costs]
gpu_hour = 1
"#;

fn quest(text: &str, vary: &str, goal: &str, paths: usize, seed: u64) -> Quest {
    let chain = read_text(text, "test.toml", None).expect("readable");
    let base = assemble(&chain, &LoadOptions::default()).expect("valid");
    let axis = Axis::range(vary).expect("a range");
    Quest {
        chain,
        options: LoadOptions::default(),
        vary: vary.to_owned(),
        lattice: axis.lattice(1024).expect("of a range"),
        goal: Goal::parse(goal, &base.scenario).expect("a goal"),
        paths,
        seed,
        sampler: Sampler::LatinHypercube,
    }
}

fn solved(quest: &Quest) -> Solution {
    quest
        .solve(Threads(2), &Unobserved, &|_| ())
        .expect("it ends")
}

/// The answer and its interval.
fn answer(solution: &Solution) -> (f64, [f64; 2]) {
    let answer = solution.answer.expect("an answer");
    (answer.x, answer.interval.expect("an interval"))
}

#[test]
fn price_of_the_highest_billings_is_the_closed_form() {
    let mut held = 0;
    for seed in 1..=20 {
        let quest = quest(
            SHOP,
            "plans.basic.price=10:110",
            "mean(billings, total) max",
            100,
            seed,
        );
        let solution = solved(&quest);
        let (x, [low, high]) = answer(&solution);
        assert_eq!(solution.ending, Ending::Found);
        assert!((x - 30.0).abs() < 1.5, "{x}");
        assert!(low < x && x < high && high - low < 3.0, "{low} to {high}");
        held += u32::from(low <= 30.0 && 30.0 <= high);
        assert!(solution.points.len() <= 34, "{}", solution.points.len());
        assert!(solution.points.is_sorted_by(|a, b| a.x < b.x));
    }
    // 95 of 100 should; fewer than 16 of 20 come with a chance of 3 in 1000
    assert!(held >= 16, "{held} of 20 intervals hold the truth");
}

#[test]
fn lowest_crossing_is_the_closed_form_and_the_other_is_told() {
    let mut held = 0;
    let truth = 45.0 - 1125.0_f64.sqrt();
    for seed in 1..=20 {
        let quest = quest(
            SHOP,
            "plans.basic.price=5:110",
            "mean(billings, total) = 100_000",
            100,
            seed,
        );
        let solution = solved(&quest);
        let (x, [low, high]) = answer(&solution);
        assert_eq!(solution.ending, Ending::Found);
        assert!((x - truth).abs() < 0.3, "{x}");
        held += u32::from(low <= truth && truth <= high);
        let [[from, to]] = solution.others[..] else {
            panic!("{:?}", solution.others);
        };
        assert!(from < 78.541 && 78.541 < to, "{from} to {to}");
    }
    assert!(held >= 16, "{held} of 20 intervals hold the truth");
}

#[test]
fn break_even_of_the_fixed_costs_is_that_of_many_more_paths() {
    let quest = quest(TINY, "costs.fixed=0:40000", "p50(cash, last) = 0", 1000, 3);
    let solution = solved(&quest);
    let (x, [low, high]) = answer(&solution);
    assert_eq!(solution.ending, Ending::Found);
    assert_eq!(solution.others.len(), 0);
    // cash is what it is without fixed costs, less six months of them
    let free = scenario(&TINY.replace("fixed    = 1_000", "fixed = 0"));
    let summary = summarise(&free, 20_000, 4, 2);
    let cash = summary.statistics(Metric::Cash, Key::Total, Period::month(5));
    let truth = cash.quantiles[2] / 6.0;
    assert!(low < truth && truth < high, "{low} to {high}: {truth}");
    assert!(
        low < x && x < high && high - low < 0.2 * x,
        "{low} to {high}"
    );
    let answer = solution.answer.expect("an answer");
    assert!(answer.figure.value.abs() < 1e-6 * truth);
}

#[test]
fn value_that_is_never_reached_is_told_with_the_nearest() {
    let quest = quest(
        SHOP,
        "plans.basic.price=10:110",
        "mean(billings, total) = 200000",
        100,
        1,
    );
    let solution = solved(&quest);
    assert_eq!(solution.ending, Ending::NoCrossing);
    assert_eq!(solution.points.len(), 13);
    let (x, _) = answer(&solution);
    assert!((x - 30.0).abs() < 10.0, "{x}");
}

#[test]
fn best_value_at_an_end_of_the_range_is_told() {
    for (vary, goal, bound) in [
        ("plans.basic.price=40:110", "max", 40.0),
        ("plans.basic.price=5:25", "max", 25.0),
        ("plans.basic.price=10:110", "min", 110.0),
        ("plans.basic.price=40:110:10", "max", 40.0),
    ] {
        let goal = format!("mean(billings, total) {goal}");
        let solution = solved(&quest(SHOP, vary, &goal, 100, 1));
        assert_eq!(solution.ending, Ending::OnBound, "{vary} {goal}");
        let (x, [low, high]) = answer(&solution);
        assert_eq!(x, bound);
        assert!(low <= x && x <= high && high - low < 5.0);
    }
}

#[test]
fn step_allows_its_values_alone() {
    let best = quest(
        SHOP,
        "plans.basic.price=12:108:8",
        "mean(billings, total) max",
        400,
        1,
    );
    let solution = solved(&best);
    assert_eq!(solution.ending, Ending::Found);
    assert_eq!(answer(&solution), (28.0, [28.0, 28.0]));
    let root = quest(
        SHOP,
        "plans.basic.price=32:108:4",
        "mean(billings, total) = 100000",
        400,
        1,
    );
    let (x, interval) = answer(&solved(&root));
    assert_eq!((x, interval), (80.0, [76.0, 80.0]));
}

#[test]
fn key_that_changes_nothing_is_flat() {
    let solution = solved(&quest(
        SHOP,
        "costs.fixed=0:100",
        "mean(billings, total) max",
        100,
        1,
    ));
    assert_eq!(solution.ending, Ending::Flat);
    assert_eq!(answer(&solution).1, [0.0, 100.0]);
    let undefined = solved(&quest(
        SHOP,
        "costs.fixed=0:100",
        "mean(churn_rate, last) = 3",
        100,
        1,
    ));
    assert_eq!(undefined.ending, Ending::Undefined);
    assert_eq!(undefined.answer, None);
}

/// The shop in a file.
fn shop(home: &TempDir) -> PathBuf {
    let path = home.path().join("shop.toml");
    std::fs::write(&path, SHOP).expect("written");
    path
}

fn run(arguments: &[&str]) -> Output {
    let home = TempDir::new().expect("a folder");
    let path = shop(&home);
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.arg("solve").arg(path).args(arguments);
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command.output().expect("a process")
}

fn text(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const PRICE: [&str; 2] = ["--vary", "plans.basic.price=5:110"];

#[test]
fn answers_are_sentences() {
    for (goal, said) in [
        (
            "mean(billings, total) max",
            "`mean(billings, total)` is highest at `plans.basic.price` = ",
        ),
        (
            "mean(billings, total) = 100000",
            "`mean(billings, total)` is $100k at `plans.basic.price` = 11.",
        ),
        (
            "mean(billings, total) = 100000",
            "This is the lowest of several crossings; others are between ",
        ),
        (
            "mean(billings, total) = 2e5",
            "`mean(billings, total)` is $200k for no `plans.basic.price` from 5 to 110. It comes nearest at ",
        ),
        (
            "mean(billings, total) min",
            "`mean(billings, total)` is lowest at an end of the range, `plans.basic.price` = 5; it may go on beyond",
        ),
        (
            "mean(churn_rate, last) max",
            "`mean(churn_rate, last)` is undefined at every value.",
        ),
    ] {
        let output = run(&[&PRICE[..], &["--goal", goal, "--paths", "100"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let found = text(&output.stdout);
        assert!(found.contains(said), "{goal}:\n{found}");
        assert!(found.contains("× 100 paths × 1 month, seed 1"), "{found}");
        assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    }
}

#[test]
fn answer_is_the_same_on_1_2_and_7_threads() {
    for goal in ["mean(billings, total) max", "p50(billings, total) = 100000"] {
        let outputs = ["1", "2", "7"].map(|threads| {
            let arguments = ["--goal", goal, "--paths", "500", "--threads", threads];
            run(&[&PRICE[..], &arguments].concat()).stdout
        });
        assert!(!outputs[0].is_empty());
        assert_eq!(outputs[0], outputs[1], "{goal}");
        assert_eq!(outputs[0], outputs[2], "{goal}");
    }
}

#[test]
fn files_have_the_curve_and_the_answer() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("best");
    let place = out.to_str().expect("UTF-8");
    let arguments = [
        "--goal",
        "mean(billings, total) max",
        "--paths",
        "200",
        "--out",
        place,
    ];
    let arguments = [&PRICE[..], &arguments].concat();
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let curve = std::fs::read_to_string(out.join("curve.csv")).expect("the curve");
    let account = std::fs::read(out.join("run.json")).expect("the account");
    let account: serde_json::Value = serde_json::from_slice(&account).expect("JSON");
    let mut lines = curve.lines();
    assert_eq!(lines.next(), Some("value,figure,se"));
    let rows: Vec<Vec<f64>> = lines
        .map(|line| {
            line.split(',')
                .map(|cell| cell.parse().expect("a number"))
                .collect()
        })
        .collect();
    assert!(rows.len() > 13 && rows.is_sorted_by(|a, b| a[0] < b[0]));
    let value = account["answer"]["value"].as_f64().expect("a number");
    assert!((value - 30.0).abs() < 1.5, "{value}");
    assert_eq!(account["experiment"], "solve");
    assert_eq!(account["ending"], "found");
    assert_eq!(account["vary"], PRICE[1]);
    let hash = tiercast::report::directory::sha256(curve.as_bytes());
    assert_eq!(account["files"]["curve.csv"]["sha256"], hash.as_str());

    let refused = run(&arguments);
    assert_eq!(refused.status.code(), Some(3));
    let again = run(&[&arguments[..], &["--force", "--quiet"]].concat());
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(again.stdout, output.stdout);
}

#[cfg(unix)]
#[test]
fn interrupt_leaves_nothing() {
    let home = TempDir::new().expect("a folder");
    let path = shop(&home);
    let results = home.path().join("results");
    let child = Command::cargo_bin("simulate")
        .expect("the program")
        .arg("solve")
        .arg(path)
        .args(PRICE)
        .args(["--goal", "mean(billings, total) max", "--paths", "5000000"])
        .arg("--out")
        .arg(results.join("best"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let begin = Instant::now();
    while !results.exists() && begin.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(200));
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("a signal").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(text(&output.stderr), "interrupted: nothing was written");
    assert!(output.stdout.is_empty() && !results.exists());
}

#[test]
fn one_path_has_an_answer_without_an_interval() {
    for goal in [
        "mean(billings, total) max",
        "mean(billings, total) = 100000",
    ] {
        let output = run(&[&PRICE[..], &["--goal", goal, "--paths", "1"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let found = text(&output.stdout);
        assert!(found.contains("1 path cannot tell it"), "{found}");
    }
}

const MAX: &str = "mean(billings, total) max";

/// Fails unless these arguments are refused, with this error and this help, and nothing is printed.
fn assert_refused(vary: &str, goal: &str, error: &str, help: &str) {
    let output = run(&["--vary", vary, "--goal", goal]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{vary} {goal}: {said}");
    assert!(said.contains(error), "{vary} {goal}: {said}");
    assert!(said.contains(help), "{vary} {goal}: {said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn wrong_ranges_say_what_to_do_before_anything_runs() {
    for (vary, error, help) in [
        (
            "plans.basic.price",
            "`--vary`: `plans.basic.price` names no key and values",
            "write `--vary KEY=FROM:TO`",
        ),
        (
            "plans.basic.price=5,9",
            "`--vary`: `5,9` is not a range",
            "write `--vary KEY=FROM:TO`",
        ),
        (
            "plans.basic.price=9:5",
            "`--vary`: the range `9:5` of `plans.basic.price` is backwards",
            "the last number must not be below",
        ),
        (
            "plans.basic.price=5:5",
            "`--vary`: `plans.basic.price=5:5` has a single value",
            "there is nothing to choose from",
        ),
        (
            "plans.basic.price=5:6:1e-9",
            "`--vary`: these are 1000000000 points",
            "take larger steps, or none",
        ),
        (
            "months=1:12",
            "`--vary`: `months` cannot vary",
            "name another key",
        ),
        (
            "simulation.seed=1:12",
            "`--vary`: `simulation.seed` cannot vary",
            "name another key",
        ),
        (
            "plans.basic.prise=5:110",
            "unknown key `prise`",
            "did you mean `price`?",
        ),
        (
            "plans.basic.price=-5:110",
            "`plans.basic.price=-5` makes no scenario",
            "",
        ),
    ] {
        assert_refused(vary, MAX, error, help);
    }
    let output = run(&[&PRICE[..], &["--goal", MAX, "--paths", "100000000"]].concat());
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("help: take fewer `--paths`"), "{said}");
}

#[test]
fn wrong_goals_say_what_to_do_before_anything_runs() {
    for (goal, error, help) in [
        (
            "mean(billings, total)",
            "`--goal`: `mean(billings, total)` is not a goal, expected `FIGURE max`, `FIGURE min` or `FIGURE = NUMBER`",
            "such as `mean(gross_profit, total) max`",
        ),
        (
            "mean(billings, total) = many",
            "`--goal`: `mean(billings, total) = many` is not a goal",
            "such as `mean(gross_profit, total) max`",
        ),
        (
            "mean(billings, total) >= 3",
            "`--goal`: `mean(billings, total) >` is not a figure",
            "such as `mean(gross_profit, total)`",
        ),
        (
            "mean(billing, total) max",
            "`--goal`: unknown metric `billing`",
            "did you mean `billings`?",
        ),
        (
            "mean(billings, 2031) max",
            "`--goal`: `2031` has no simulated month",
            "name months that are simulated",
        ),
        (
            "",
            "`--goal`: `` is not a goal",
            "such as `mean(gross_profit, total) max`",
        ),
    ] {
        assert_refused(PRICE[1], goal, error, help);
    }
}
