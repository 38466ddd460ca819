//! Comparisons: the numbers of runs of their own, differences path by path, and parts that add up.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::program::{Row, TINY, done, home, rows, simulate, text};

fn refused(arguments: &[&str], message: &str) {
    let output = simulate(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains(message),
        "expected `{message}`, found:\n{said}"
    );
    assert_eq!(output.status.code(), Some(2), "{said}");
}

fn number(row: &Row, name: &str) -> f64 {
    row[name].parse().unwrap_or(f64::NAN)
}

/// What a comparison with more arguments finds, as JSON.
fn json(scenarios: &[&str], more: &[&str]) -> Value {
    let home = home();
    let file = home.path().join("x.json");
    let export = ["--export", text(&file), "--paths", "100", "--quiet"];
    done(&[&["compare"], scenarios, &export, more].concat());
    serde_json::from_str(&fs::read_to_string(&file).expect("a file")).expect("JSON")
}

#[test]
fn scenarios_have_the_numbers_of_runs_of_their_own() {
    let home = home();
    let (file, single) = (home.path().join("x.csv"), home.path().join("single"));
    let variant = format!("{TINY}@plans.basic.price=12@plans.basic.intro=none");
    done(&[
        "compare",
        TINY,
        &variant,
        "--paths",
        "150",
        "--export",
        text(&file),
        "--quiet",
    ]);
    done(&[
        TINY,
        "--paths",
        "150",
        "--set",
        "plans.basic.price=12",
        "--set",
        "plans.basic.intro=none",
        "--out",
        text(&single),
        "--quiet",
    ]);
    let compared = rows(&file);
    let mut found = 0;
    for (table, period) in [("monthly.csv", "month"), ("summary.csv", "period")] {
        for row in rows(&single.join(table)) {
            let is_same = |other: &&Row| {
                other["scenario"] == variant
                    && other["period"] == row[period]
                    && other["metric"] == row["metric"]
                    && other["key"] == row["key"]
            };
            let other = compared.iter().find(is_same).expect("the same row");
            for name in ["mean", "sd", "se", "p05", "p50", "p95"] {
                assert_eq!(other[name], row[name], "{row:?}");
            }
            found += 1;
        }
    }
    assert_eq!(found * 2, compared.len());
}

#[test]
fn scenario_against_itself_differs_in_nothing() {
    let found = json(&[TINY, TINY], &[]);
    let other = &found["scenarios"][1];
    assert_eq!(other["changes"].as_array().map(Vec::len), Some(0));
    for row in other["rows"].as_array().expect("rows") {
        if !row["mean"].is_null() {
            assert_eq!(
                (row["diff_mean"].as_f64(), row["p_better"].as_f64()),
                (Some(0.0), Some(0.5)),
                "{row}"
            );
        }
    }
}

#[test]
fn several_scenarios_are_compared_with_the_first_and_what_one_has_alone_stands_alone() {
    let variant = format!("{TINY}@costs.fixed=0");
    let without = format!(
        "{TINY}@plans.yearly=none@segments.everyone.buying.plan_mix={{ basic = 1 }}@plans.basic.switch=none"
    );
    let found = json(&[&without, &variant, TINY], &[]);
    let sides = found["scenarios"].as_array().expect("scenarios");
    assert_eq!(sides.len(), 3);
    let row = |side: usize, metric: &str, key: &str| {
        let rows = sides[side]["rows"].as_array().expect("rows");
        let mut rows = rows.iter();
        rows.find(|row| row["metric"] == metric && row["key"] == key && row["period"] == "total")
            .cloned()
    };
    assert_eq!(row(0, "revenue", "plan:yearly"), None);
    let yearly = row(1, "revenue", "plan:yearly").expect("a row");
    assert!(yearly["mean"].is_f64() && yearly["diff_mean"].is_null());
    assert!(row(1, "revenue", "plan:basic").expect("a row")["diff_mean"].is_f64());
    let changes = sides[1]["changes"].as_array().expect("changes");
    let mut keys: Vec<&str> = changes
        .iter()
        .filter_map(|change| change["key"].as_str())
        .collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "costs.fixed",
            "plans.basic.switch",
            "plans.yearly",
            "segments.everyone.buying.plan_mix"
        ]
    );
}

#[test]
fn saved_results_are_compared_by_their_means() {
    let home = home();
    let saved = home.path().join("saved");
    done(&[
        TINY,
        "--paths",
        "150",
        "--seed",
        "3",
        "--out",
        text(&saved),
        "--quiet",
    ]);
    let variant = format!("{TINY}@plans.basic.price=12");
    for scenarios in [[text(&saved), &variant], [&variant, text(&saved)]] {
        let found = json(&scenarios, &[]);
        assert_eq!(found["scenarios"][1]["paired"], false);
        let changes = &found["scenarios"][1]["changes"];
        assert_eq!(changes[0]["key"], "plans.basic.price");
        let rows = |side: usize| {
            found["scenarios"][side]["rows"]
                .as_array()
                .expect("rows")
                .clone()
        };
        let is_it = |row: &&Value| {
            row["metric"] == "revenue" && row["key"] == "" && row["period"] == "2025-03"
        };
        let [first, other] =
            [0, 1].map(|side| rows(side).iter().find(is_it).expect("a row").clone());
        let of = |row: &Value, name: &str| row[name].as_f64().expect("a number");
        assert!((of(&other, "diff_mean") - of(&other, "mean") + of(&first, "mean")).abs() < 1e-6);
        let error = of(&first, "se").hypot(of(&other, "se"));
        assert!((of(&other, "diff_se") / error - 1.0).abs() < 1e-9);
        assert!(other["diff_p05"].is_null() && other["p_better"].is_null());
    }
}

/// The parts of an explanation by their keys, and the whole.
fn parts(variant: &str, more: &[&str]) -> (BTreeMap<String, f64>, f64) {
    let found = json(
        &[TINY, &format!("{TINY}{variant}")],
        &[&["--explain", "--explain-paths", "60"], more].concat(),
    );
    let explanation = &found["explanation"];
    let parts = explanation["parts"]
        .as_array()
        .expect("parts")
        .iter()
        .map(|part| {
            let keys: Vec<&str> = part["keys"]
                .as_array()
                .expect("keys")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            (keys.join(" "), part["share"].as_f64().expect("a number"))
        });
    let whole = explanation["after"].as_f64().expect("a number")
        - explanation["before"].as_f64().expect("a number");
    (parts.collect(), whole)
}

#[test]
fn explained_parts_add_up_and_are_each_changes_own_where_nothing_interacts() {
    let objective = ["--objective", "mean(operating_profit, total)"];
    let (found, whole) = parts(
        "@costs.fixed=1500@costs.support_per_subscriber=0.5@plans.basic.price=11",
        &objective,
    );
    let sum: f64 = found.values().sum();
    assert!((sum - whole).abs() < 1e-6 * whole.abs(), "{sum} {whole}");
    // six months of 500 more, whatever else changes
    assert!((found["costs.fixed"] + 3000.0).abs() < 1e-6, "{found:?}");
    assert_eq!(found.len(), 3);

    // a statistic that is no sum is shared out all the same
    let (found, whole) = parts(
        "@costs.fixed=1500@plans.basic.price=11",
        &["--objective", "p50(operating_profit, total)"],
    );
    assert!((found.values().sum::<f64>() - whole).abs() < 1e-6 * whole.abs());
}

#[test]
fn explanation_of_many_changes_tries_some_orders_and_adds_up() {
    let many = "@costs.fixed=1500@costs.support_per_subscriber=0.5@plans.basic.price=11@plans.yearly.price=90\
                @billing.vat=0.2@billing.processing_fee=0.04@costs.gpu_hour=3@free.credits=60@plans.basic.credits=500";
    let (found, whole) = parts(many, &["--objective", "mean(operating_profit, total)"]);
    assert_eq!(found.len(), 9);
    assert!((found.values().sum::<f64>() - whole).abs() < 1e-6 * whole.abs());
    assert!((found["costs.fixed"] + 3000.0).abs() < 1e-6, "{found:?}");
}

#[test]
fn changes_that_are_no_scenario_without_one_another_count_as_one() {
    let (found, whole) = parts(
        "@plans.yearly=none@segments.everyone.buying.plan_mix={ basic = 1 }@plans.basic.switch=none@costs.fixed=900",
        &[],
    );
    assert!(found.len() < 4 && found.len() > 1, "{found:?}");
    assert!((found.values().sum::<f64>() - whole).abs() < 1e-6 * whole.abs());
}

#[test]
fn two_events_are_two_causes() {
    let rise = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/kling-price-rise.toml"
    );
    let kling = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/kling.toml");
    let found = json(&[kling, rise], &["--explain", "--explain-paths", "30"]);
    let parts = found["explanation"]["parts"].as_array().expect("parts");
    let sum: f64 = parts.iter().filter_map(|part| part["share"].as_f64()).sum();
    let [before, after] =
        ["before", "after"].map(|end| found["explanation"][end].as_f64().expect("a number"));
    assert_eq!(
        (parts.len(), found["explanation"]["runs"].as_u64()),
        (2, Some(4))
    );
    assert!(
        (sum - (after - before)).abs() < 1e-6 * before.abs(),
        "{sum}"
    );
}

#[test]
fn comparison_is_the_same_on_any_number_of_threads_and_files_are_not_overwritten() {
    let home = home();
    let variant = format!("{TINY}@plans.basic.price=12");
    let written: Vec<Vec<u8>> = ["1", "2", "7"]
        .into_iter()
        .map(|threads| {
            let file = home.path().join(format!("{threads}.csv"));
            let arguments = [
                "compare",
                TINY,
                &variant,
                "--paths",
                "150",
                "--quiet",
                "--threads",
                threads,
            ];
            done(&[&arguments[..], &["--export", text(&file)]].concat());
            fs::read(&file).expect("a file")
        })
        .collect();
    assert!(written[0] == written[1] && written[0] == written[2]);
    let file = home.path().join("1.csv");
    let output = simulate(&[
        "compare",
        TINY,
        &variant,
        "--paths",
        "50",
        "--export",
        text(&file),
    ]);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(fs::read(&file).expect("the file"), written[0]);
    let markdown = home.path().join("x.md");
    done(&[
        "compare",
        TINY,
        &variant,
        "--paths",
        "50",
        "--export",
        text(&file),
        "--export",
        text(&markdown),
        "--force",
    ]);
    assert_ne!(fs::read(&file).expect("the file"), written[0]);
    let tables = fs::read_to_string(&markdown).expect("a file");
    assert!(
        tables.contains("| plans.basic.price | 10 | 12 |"),
        "{tables}"
    );
    assert!(number(&rows(&file)[0], "mean") > 0.0);
}

#[test]
fn comparison_that_makes_no_sense_is_refused() {
    let startup = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/startup.toml");
    refused(
        &["compare", TINY],
        "there is one scenario, and nothing to compare it with",
    );
    refused(
        &["compare", TINY, startup],
        "simulates 6 months from 2025-01",
    );
    let euro = format!("{TINY}@currency=EUR");
    refused(&["compare", TINY, &euro], "counts in `USD`");
    refused(
        &["compare", TINY, &format!("{TINY}@plans.basic.pric=3")],
        "unknown key `pric`",
    );
    refused(&["compare", TINY, TINY, "--explain"], "nothing differs");
    refused(
        &["compare", TINY, TINY, TINY, "--explain"],
        "`--explain` takes two scenarios",
    );
    refused(
        &["compare", TINY, TINY, "--export", "x.pdf"],
        "names no format",
    );
    let bad = ["--explain", "--objective", "mean(profit, total)"];
    refused(
        &[&["compare", TINY, TINY][..], &bad].concat(),
        "unknown metric `profit`",
    );
    let home = home();
    fs::write(home.path().join("run.json"), "{}").expect("written");
    refused(
        &["compare", TINY, text(home.path())],
        "does not hold the results of a run",
    );
}
