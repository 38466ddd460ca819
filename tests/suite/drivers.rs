//! `--drivers`: what a run says of the inputs that its spread comes from.

use std::fs;
use std::process::{Command, Output};
use std::sync::LazyLock;

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

use tiercast::engine::{Setup, Unobserved, run};
use tiercast::model::{Grade, Scenario};
use tiercast::random::stream::Seeds;
use tiercast::summary::drivers::{DriverSample, Drivers, MOST_DRIVER_PATHS, Spread, headline};

use crate::common::{scenario, scenario_with, shipped};
use crate::shop::shop;

/// A shop that nobody's luck moves much: 100 000 sign-ups a month of a known market, two numbers that are not known and one
/// that changes nothing.
static SHOP: LazyLock<String> = LazyLock::new(|| {
    shop(&[
        ("months = 2\n", "months = 2\n\n[simulation]\npaths = 1000\n"),
        (
            "{ uniform = { min = 0.05, max = 0.25 } }",
            "{ uniform = { min = 0.15, max = 0.25 } }",
        ),
        (
            "gpu_hour = { uniform = { min = 1, max = 3 } }",
            "gpu_hour = 1",
        ),
        (
            "grade = \"guess\" }\n",
            "grade = \"guess\" }\n\"segments.all.buying.conversion\" = { note = \"measured\", grade = \"measured\" }\n",
        ),
    ])
});

fn told(scenario: &Scenario, paths: usize, threads: usize) -> Drivers {
    let sampler = scenario.simulation.sampler;
    let setup = Setup::new(scenario, sampler, Seeds::from_seed(1)).expect("independent inputs");
    let mut sample = DriverSample::new(&setup, headline(scenario), Vec::new(), paths);
    run(&setup, paths, threads, &Unobserved, |records| {
        sample.absorb(records);
    })
    .expect("it ends");
    sample.finish(&setup, &[]).0
}

fn simulate(text: &str, arguments: &[&str]) -> Output {
    let home = TempDir::new().expect("a folder");
    let file = home.path().join("shop.toml");
    fs::write(&file, text).expect("room");
    let mut process = Command::cargo_bin("simulate").expect("the program");
    process
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .arg(&file)
        .args(arguments);
    process.output().expect("a process")
}

/// What is printed, on one line.
fn said(text: &str, arguments: &[&str]) -> String {
    let output = simulate(text, arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_refused(arguments: &[&str], error: &str, help: &str) {
    let output = simulate(&SHOP, arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(error) && said.contains(help), "{said}");
}

#[test]
fn drivers_of_a_product_are_its_closed_form() {
    let scenario = scenario(&SHOP);
    let drivers = told(&scenario, 20_000, 2);
    let keys: Vec<&str> = drivers
        .inputs
        .iter()
        .map(|input| input.key.as_str())
        .collect();
    let of = |key: &str| {
        keys.iter()
            .position(|known| known.contains(key))
            .expect("an input")
    };
    let (level, conversion, inert) = (of("level"), of("conversion"), of("elasticity"));
    assert_eq!(keys.len(), 3);
    let revenue = &drivers.driven[0];
    // of independent factors (1 + cv₁²)(1 + cv₂²) − 1, cv² = 1/12 and 1/48: each alone, over both and their product
    let all = (13.0 / 12.0) * (49.0 / 48.0) - 1.0;
    for (input, alone) in [(level, 1.0 / 12.0), (conversion, 1.0 / 48.0)] {
        let share = revenue.drivers[input].share;
        let truth: f64 = alone / all;
        // chance takes less than 1 % of the variance
        assert!(
            share.low - 0.01 <= truth && truth <= share.high + 0.01,
            "{share:?} {truth}"
        );
    }
    assert!(!revenue.drivers[inert].share.is_clear && revenue.drivers[inert].partial.abs() < 0.03);
    assert_eq!(revenue.order(), [level, conversion, inert]);
    // at 10 % and 90 % of the range 60 000 to 140 000 sign-ups
    let [low, high] = [revenue.drivers[level].low, revenue.drivers[level].high];
    assert!(
        (low.value / revenue.mean - 0.6).abs() < 0.02
            && (high.value / revenue.mean - 1.4).abs() < 0.02
    );
    assert_eq!(
        (drivers.inputs[level].low, drivers.inputs[level].high),
        (60_000.0, 140_000.0)
    );
    let evidence = revenue.evidence(&drivers.inputs).expect("two drivers");
    assert!(evidence.is_thin() && evidence.foremost == Some(level));
    assert_eq!(drivers.inputs[conversion].grade, Some(Grade::Measured));
    assert_eq!(drivers.inputs[inert].grade, None);
}

#[test]
fn drivers_are_the_same_on_1_2_and_7_threads_and_take_the_first_paths_alone() {
    let scenario = scenario(&SHOP);
    let one = told(&scenario, 1500, 1);
    assert_eq!(
        format!("{one:?}"),
        format!("{:?}", told(&scenario, 1500, 2))
    );
    assert_eq!(
        format!("{one:?}"),
        format!("{:?}", told(&scenario, 1500, 7))
    );
    let most = told(&scenario, MOST_DRIVER_PATHS, 2);
    assert_eq!(
        format!("{most:?}"),
        format!("{:?}", told(&scenario, MOST_DRIVER_PATHS + 3000, 2))
    );
    assert_eq!(most.paths, MOST_DRIVER_PATHS);
}

#[test]
fn drivers_that_are_correlated_name_one_another_and_count_once() {
    let text = format!(
        "{}\n[[correlate]]\ninputs = [\"signups.trend.constant.level\", \"segments.all.buying.conversion.0\"]\nrho = 0.9\n",
        *SHOP
    );
    let drivers = told(&scenario(&text), 3000, 2);
    let revenue = &drivers.driven[0];
    let alone: f64 = revenue
        .drivers
        .iter()
        .map(|driver| driver.share.value)
        .sum();
    let parts: f64 = revenue.parts(&drivers.inputs).iter().sum();
    assert!(alone > 1.5 && parts < 1.0, "{alone} {parts}");
    let said = said(&text, &["--drivers", "--paths", "1000"]);
    for words in [
        "Some inputs move together: `segments.all.buying.conversion.0` with `signups.trend.constant.level` (0.9).",
        "of inputs that move together the largest counts",
    ] {
        assert!(
            said.contains(words)
                || said.contains(&words.replace(
                    "`segments.all.buying.conversion.0` with `signups.trend.constant.level`",
                    "`signups.trend.constant.level` with `segments.all.buying.conversion.0`"
                )),
            "{said}"
        );
    }
}

#[test]
fn drivers_of_a_number_that_an_override_made_known_are_gone() {
    let known = scenario_with(&SHOP, &["signups.trend.constant.level=100000"]);
    let drivers = told(&known, 1000, 2);
    assert!(
        drivers
            .inputs
            .iter()
            .all(|input| !input.key.contains("level")),
        "{:?}",
        drivers.inputs
    );
}

#[test]
fn drivers_of_nothing_uncertain_or_of_constants_are_said_in_words() {
    let known = [
        "--set",
        "signups.trend.constant.level=100000",
        "--set",
        "segments.all.buying.conversion.0=0.2",
        "--set",
        "segments.all.buying.price_elasticity=-2",
        "--drivers",
    ];
    assert!(
        said(&SHOP, &known)
            .contains("No input of this scenario is uncertain, so none drives anything")
    );
    let constant = said(&SHOP, &["--drivers-of", "api_credits, total"]);
    assert!(
        constant.contains("What drives `api_credits, total` Nothing: it is 0 on every path."),
        "{constant}"
    );
    let few = said(&SHOP, &["--drivers", "--paths", "20"]);
    assert!(
        few.contains(
            "It is defined on 20 of the paths looked at; what drives it can be told from 100 on"
        ),
        "{few}"
    );
    let drivers = told(&scenario(&SHOP), 20, 1);
    assert!(
        drivers
            .driven
            .iter()
            .all(|driven| driven.spread == Spread::TooFewPaths)
    );
}

#[test]
fn drivers_of_figures_that_do_not_exist_are_refused() {
    for (text, error, help) in [
        (
            "revenue",
            "`revenue` is not a metric and its months",
            "such as `gross_profit, 2025`",
        ),
        (
            "mean(revenue, total)",
            "`mean(revenue, total)` is not a metric and its months",
            "such as",
        ),
        (
            "revenu, total",
            "unknown metric `revenu`",
            "did you mean `revenue`?",
        ),
        (
            "revenue.plan:pro, total",
            "metric `revenue` has no key `plan:pro`",
            "plan:basic",
        ),
        (
            "revenue, 2031",
            "`2031` has no simulated month",
            "`total` or `last`",
        ),
    ] {
        assert_refused(
            &["--drivers-of", text],
            &format!("`--drivers-of`: {error}"),
            help,
        );
    }
    assert_refused(
        &["--drivers", "--chart", "revenue"],
        "cannot go with",
        "--help",
    );
}

#[test]
fn a_report_says_so_where_most_rests_on_guesses() {
    let thin = said(&SHOP, &[]);
    assert!(
        thin.contains(
            "Of the variance that single inputs explain, more than half rests on guesses:"
        ) && thin.contains("above all on `signups.trend.constant.level`"),
        "{thin}"
    );
    let measured = SHOP.replace(
        "a guess\", grade = \"guess\"",
        "counted\", grade = \"measured\"",
    );
    assert!(!said(&measured, &[]).contains("guesses"));
    let (without, _) = SHOP.split_once("[sources]").expect("sources");
    assert!(!said(without, &[]).contains("guesses"));
}

#[test]
fn an_override_has_not_the_grade_of_what_it_took_the_place_of() {
    let other = [
        "--set",
        "segments.all.buying.conversion=[\"10% to 30%\", 0.0]",
        "--drivers",
    ];
    let said = said(&SHOP, &other);
    assert!(
        said.contains("on inputs without a source") && !said.contains("measured inputs"),
        "{said}"
    );
}

#[test]
fn drivers_csv_has_every_metric_and_input() {
    let home = TempDir::new().expect("a folder");
    let out = home.path().join("results");
    let out_text = out.to_str().expect("UTF-8");
    let output = simulate(&SHOP, &["--out", out_text, "--quiet"]);
    assert!(output.status.success());
    let text = fs::read_to_string(out.join("drivers.csv")).expect("the file");
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(',').collect()).collect();
    assert!(text.starts_with(
        "metric,key,period,input,grade,place,first_order,first_order_low,first_order_high,"
    ));
    assert_eq!(rows.len(), 1 + 4 * 3);
    assert_eq!(
        rows[1][..6],
        [
            "revenue",
            "",
            "total",
            "signups.trend.constant.level",
            "guess",
            "1"
        ]
    );
    assert_eq!(rows[1][9], "true");
    let inert = rows
        .iter()
        .find(|row| row[0] == "revenue" && row[3].ends_with("elasticity"));
    assert_eq!(
        inert.expect("a row")[6..10],
        ["0", "0", inert.expect("a row")[8], "false"]
    );
    let run = fs::read_to_string(out.join("run.json")).expect("the account");
    assert!(run.contains("\"drivers.csv\""));
}

#[test]
fn drivers_of_the_kling_scenario_are_what_a_pricing_person_expects() {
    let scenario = shipped("kling.toml", &[]);
    let drivers = told(&scenario, 2000, 2);
    let foremost = |driven: usize| {
        let driven = &drivers.driven[driven];
        drivers.inputs[driven.order()[0]].key.as_str()
    };
    assert!(foremost(0).starts_with("signups.trend"), "{}", foremost(0));
    assert!(foremost(1).contains("gpu"), "{}", foremost(1));
    assert!(foremost(2).starts_with("signups.trend"), "{}", foremost(2));
    // a share of variance needs no more than all of it, whatever moves together
    for driven in &drivers.driven {
        let explained: f64 = driven.parts(&drivers.inputs).iter().sum();
        assert!((0.3..1.05).contains(&explained), "{explained}");
    }
}
