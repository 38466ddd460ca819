//! `simulate sensitivity`: Sobol' indices of a scenario, after a screening.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::program::{Row, home, rows, said, simulate, text};
use crate::shop::{SHOP, shop, written};

fn analysed(home: &TempDir, scenario: &str, more: &[&str]) -> (PathBuf, String) {
    let file = written(home, scenario);
    let out = home.path().join("out");
    let arguments = ["sensitivity", &file, "--force", "--out", text(&out)];
    let said = said(&[&arguments, more].concat());
    (out, said)
}

/// The row of a metric and a factor from all rows of the design.
fn row(out: &Path, metric: &str, factor: &str) -> Row {
    let mut rows = rows(&out.join("sensitivity.csv")).into_iter();
    let is_it = |row: &Row| {
        row["metric"] == metric && row["factor"].contains(factor) && !row["total_low"].is_empty()
    };
    rows.find(is_it).expect("such a row")
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

#[test]
fn sensitivity_of_a_product_is_its_closed_form() {
    let home = home();
    let (out, said) = analysed(&home, SHOP, &["--points", "4096"]);
    // of independent factors (1 + cv₁²)(1 + cv₂²) − 1, cv² = 1/12 and (0.2²/12)/0.15²: each alone, and with their product
    let squares = [1.0 / 12.0, 0.04 / 12.0 / 0.0225];
    let [level, conversion] = squares;
    let all = (1.0 + level) * (1.0 + conversion) - 1.0;
    for (key, own) in [("level", level), ("conversion", conversion)] {
        let row = row(&out, "revenue", key);
        for (index, truth) in [
            ("first_order", own / all),
            ("total", (own + level * conversion) / all),
        ] {
            let [low, high] = ["low", "high"].map(|end| number(&row, &format!("{index}_{end}")));
            // luck has less than 0.5 % of the variance
            assert!(
                low - 0.005 <= truth && truth <= high + 0.005,
                "{key}, {index}: {low} to {high}, expected {truth}"
            );
        }
    }
    // what changes nothing has exactly nothing, and is said to
    for column in ["first_order", "first_order_high", "total", "total_high"] {
        assert_eq!(row(&out, "revenue", "elasticity")[column], "0");
        assert_eq!(row(&out, "revenue", "gpu_hour")[column], "0");
    }
    assert!(number(&row(&out, "gross_profit", "gpu_hour"), "total_low") > 0.0);
    assert!(
        said.contains(
            "No part in it at all: `segments.all.buying.price_elasticity`, `costs.gpu_hour`."
        ),
        "{said}"
    );
    assert_eq!(row(&out, "revenue", "level")["grade"], "guess");
    assert!(number(&row(&out, "revenue", "(luck)"), "total_high") < 0.005);
    assert!(said.contains("with 512, 1024, 2048, 4096 rows"), "{said}");
}

#[test]
fn sensitivity_has_luck_as_a_factor_like_others() {
    let home = home();
    let small = shop(&[(
        "{ uniform = { min = 50_000, max = 150_000 } }",
        "{ uniform = { min = 50, max = 150 } }\n\n[noise]\nsignups = { sd = 0.2, autocorrelation = 0 }",
    )]);
    let arguments = ["--points", "4096", "--of", "signups, 2025-02"];
    let (out, _) = analysed(&home, &small, &arguments);
    // sign-ups are Poisson of a level λ, even on 50 … 150, times noise: Var λ, E λ²·(e^{sd²} − 1) and E λ
    let (mean, variance) = (100.0, 100.0 * 100.0 / 12.0);
    let noise = (0.2_f64 * 0.2).exp_m1();
    let all = variance + (mean * mean + variance) * noise + mean;
    // of luck alone what is left at the mean level; a Poisson's score is worth E √λ, λ^½ integrated over its range
    let root = (150.0_f64.powf(1.5) - 50.0_f64.powf(1.5)) / 150.0;
    let luck = mean * mean * noise + root * root;
    let truths = [
        ("level", "first_order", variance / all),
        ("level", "total", 1.0 - luck / all),
        ("(luck)", "first_order", luck / all),
        ("(luck)", "total", 1.0 - variance / all),
    ];
    for (factor, index, truth) in truths {
        let row = row(&out, "signups", factor);
        let [low, high] = ["low", "high"].map(|end| number(&row, &format!("{index}_{end}")));
        // an interval more on either side: six standard errors
        let half = (high - low) / 2.0;
        assert!(
            low - 2.0 * half <= truth && truth <= high + 2.0 * half,
            "{factor}, {index}: {low} to {high}, expected {truth}"
        );
        assert!(half < 0.06, "{factor}, {index}: {half}");
    }
}

#[test]
fn sensitivity_screens_out_what_has_no_effect_and_keeps_it_as_one_factor() {
    let home = home();
    let (out, said) = analysed(
        &home,
        SHOP,
        &["--points", "64", "--factors", "2", "--of", "revenue, total"],
    );
    let screened = rows(&out.join("screening.csv"));
    let kept: Vec<&str> = screened
        .iter()
        .filter(|row| row["kept"] == "true")
        .map(|row| row["factor"].as_str())
        .collect();
    assert_eq!(screened.len(), 4);
    assert_eq!(
        kept,
        [
            "signups.trend.constant.level",
            "segments.all.buying.conversion.0"
        ]
    );
    // over the whole range revenue grows by as much as sign-ups do on average: by all of its mean
    let effect = number(&screened[0], "mu_star");
    let mean = 100_000.0 * 0.15 * 60.0 * 2.8;
    assert!((effect / mean - 1.0).abs() < 0.15, "{effect} of {mean}");
    assert_eq!(number(&screened[0], "mu"), effect);
    assert_eq!(row(&out, "revenue", "other")["inputs"], "2");
    assert_eq!(row(&out, "revenue", "other")["total_high"], "0");
    assert!(said.contains("screening of 4 factors"), "{said}");
}

#[test]
fn sensitivity_moves_correlated_inputs_together() {
    let home = home();
    let text = format!(
        "{SHOP}\n[[correlate]]\ninputs = [\"signups.trend.constant.level\", \"segments.all.buying.conversion.0\"]\nrho = 0.8\n"
    );
    let (out, said) = analysed(&home, &text, &["--points", "256", "--of", "revenue, total"]);
    let both = row(&out, "revenue", "level");
    assert_eq!((both["inputs"].as_str(), both["grade"].as_str()), ("2", ""));
    assert!(number(&both, "total_high") > 0.99, "{both:?}");
    assert!(
        said.contains("level +1") && said.contains("together with one more"),
        "{said}"
    );
}

#[test]
fn sensitivity_is_the_same_on_any_number_of_threads_and_by_month_adds_rows() {
    let home = home();
    let run = |threads: &str, more: &[&str]| {
        let arguments = [
            "--points",
            "64",
            "--factors",
            "2",
            "--screening",
            "16",
            "--threads",
            threads,
        ];
        let (out, _) = analysed(&home, SHOP, &[&arguments, more].concat());
        ["sensitivity.csv", "screening.csv", "run.json"]
            .map(|file| fs::read_to_string(out.join(file)).expect("a file"))
    };
    let one = run("1", &[]);
    assert_eq!(one, run("2", &[]));
    assert_eq!(one, run("7", &[]));
    let monthly = run("2", &["--by-month"]);
    let months = |text: &str| {
        text.lines()
            .filter(|line| line.contains(",2025-02,"))
            .count()
    };
    assert_eq!((months(&one[0]), months(&monthly[0])), (0, 4 * 4));
    let without = |text: &str| {
        text.lines()
            .filter(|line| !line.contains(",2025-0"))
            .count()
    };
    assert_eq!(without(&one[0]), without(&monthly[0]));
}

#[test]
fn sensitivity_of_what_cannot_be_told_is_a_sentence() {
    let home = home();
    let known = SHOP
        .replace("{ uniform = { min = 50_000, max = 150_000 } }", "100")
        .replace("{ uniform = { min = 0.05, max = 0.25 } }", "0.1")
        .replace("{ uniform = { min = 1, max = 3 } }", "1")
        .replace("\"-3 to -1\"", "-2");
    let (out, said) = analysed(&home, &known, &[]);
    assert!(
        said.contains("No input of this scenario is uncertain"),
        "{said}"
    );
    assert_eq!(rows(&out.join("sensitivity.csv")).len(), 0);
    let (_, said) = analysed(
        &home,
        SHOP,
        &["--points", "16", "--of", "free_credits, total"],
    );
    assert!(
        said.contains("To nothing: it is 0 at every point."),
        "{said}"
    );
}

#[test]
fn sensitivity_refuses_what_makes_no_sense() {
    let home = home();
    let file = written(&home, SHOP);
    let cases: [(&[&str], &str); 5] = [
        (
            &["--points", "8"],
            "expected a whole number from 16 to 65536",
        ),
        (
            &["--factors", "0"],
            "expected a whole number from 1 to 10000",
        ),
        (&["--of", "revenu, total"], "did you mean `revenue`?"),
        (&["--of", "revenue, 2031"], "`--of`"),
        (
            &["--points", "65536", "--months", "1200", "--by-month"],
            "take fewer `--points`",
        ),
    ];
    for (arguments, error) in cases {
        let output = simulate(&[&["sensitivity", file.as_str()], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(error), "{said}");
    }
}
