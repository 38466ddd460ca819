//! `--target`: how probable it is that a metric reaches a number, and where.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use crate::program::{done, home, refused, rows, said, text};
use crate::shop::{shop, written};

/// A shop whose revenue is sign-ups times conversion, and hardly luck.
static SHOP: LazyLock<String> = LazyLock::new(|| {
    shop(&[
        ("months = 2", "months = 1"),
        (
            "{ uniform = { min = 0.05, max = 0.25 } }",
            "{ uniform = { min = 0.1, max = 0.2 } }",
        ),
        (
            "gpu_hour = { uniform = { min = 1, max = 3 } }",
            "gpu_hour = 1",
        ),
    ])
});

#[test]
fn target_has_its_probability_and_the_ranges_in_which_it_is_reached() {
    let home = home();
    let file = written(&home, &SHOP);
    let out = home.path().join("out");
    let arguments = [
        &file,
        "--paths",
        "8000",
        "--target",
        "new_subscribers, last > 20_000",
        "--out",
        text(&out),
    ];
    let told = said(&arguments);
    // 20 000 subscribers are 4 with x sign-ups in 50 000 and y conversion in 10 %
    let truth = area();
    let found = rows(&out.join("targets.csv"));
    let number = |column: &str| found[0][column].parse::<f64>().expect("a number");
    // five standard errors: one in two million
    assert!(
        (number("probability") - truth).abs() < 5.0 * number("probability_se"),
        "{truth}"
    );
    assert_eq!(number("reached"), number("probability") * 8000.0);
    let reached: Vec<&str> = found
        .iter()
        .filter(|row| row["outcome"] == "reached")
        .map(|row| row["input"].as_str())
        .collect();
    assert_eq!(reached.len(), 2, "{reached:?}");
    assert!(
        reached.iter().any(|key| key.ends_with("level")),
        "{reached:?}"
    );
    assert!(number("density") > 2.0 * truth && number("coverage") > 0.5);
    assert!(
        told.contains("Reached on")
            && told.contains("is above")
            && told.contains("of those that reach it"),
        "{told}"
    );
    let level = found
        .iter()
        .find(|row| row["input"].ends_with("level"))
        .expect("a row");
    assert_eq!(level["grade"], "guess");
    // the report is there too, and another run has no such file
    assert!(
        told.contains("Revenue of") || told.contains("By month"),
        "{told}"
    );
    let plain = home.path().join("plain");
    done(&[&file, "--paths", "500", "--out", text(&plain)]);
    assert!(!plain.join("targets.csv").exists());
}

/// The share of 1 … 3 times 1 … 2 where the product is above 4: ∫ (2 − 4/x) dx from 2 to 3, over the area 2.
fn area() -> f64 {
    (2.0 - 4.0 * 1.5_f64.ln()) / 2.0
}

#[test]
fn target_is_the_same_on_any_number_of_threads() {
    let home = home();
    let file = written(&home, &SHOP);
    let table = |threads: &str| {
        let out = home.path().join(threads);
        done(&[
            &file,
            "--paths",
            "1500",
            "--target",
            "revenue, total > 900_000",
            "--threads",
            threads,
            "--out",
            text(&out),
        ]);
        fs::read(Path::new(&out).join("targets.csv")).expect("a table")
    };
    let one = table("1");
    assert_eq!(one, table("2"));
    assert_eq!(one, table("7"));
}

#[test]
fn target_of_which_nothing_can_be_told_is_a_sentence() {
    let home = home();
    let file = written(&home, &SHOP);
    let of = |target: &str, paths: &str| said(&[&file, "--paths", paths, "--target", target]);
    let never = of("revenue, total > 1e12", "1000");
    assert!(never.contains("is reached on none of 1000 paths: its probability is at most 3 in 1000 (95 % confidence)."), "{never}");
    let always = of("revenue, total > 0", "1000");
    assert!(
        always.contains("the probability of missing it is at most 3 in 1000"),
        "{always}"
    );
    let few = of("new_subscribers, last > 28_000", "400");
    assert!(
        few.contains("too few to say where; take more `--paths`"),
        "{few}"
    );
    let undefined = of("churn_rate, last > 10%", "200");
    assert!(
        undefined.contains("the metric is undefined on every path"),
        "{undefined}"
    );
    let known = SHOP
        .replace("{ uniform = { min = 50_000, max = 150_000 } }", "100")
        .replace("{ uniform = { min = 0.1, max = 0.2 } }", "0.1")
        .replace("\"-3 to -1\"", "-2");
    let file = written(&home, &known);
    let told = said(&[
        &file,
        "--paths",
        "500",
        "--target",
        "new_subscribers, last > 9",
    ]);
    assert!(
        told.contains("No input is uncertain: what decides is the market's noise and chance."),
        "{told}"
    );
    // only luck, so that no range tells
    let lucky = known.replace("price_elasticity = -2", "price_elasticity = \"-3 to -1\"");
    let file = written(&home, &lucky);
    let told = said(&[
        &file,
        "--paths",
        "2000",
        "--target",
        "new_subscribers, last > 9",
    ]);
    assert!(
        told.contains("No ranges of up to three inputs tell where."),
        "{told}"
    );
}

#[test]
fn target_that_is_none_is_refused() {
    let home = home();
    let file = written(&home, &SHOP);
    let cases: [(&[&str], &str, &str); 6] = [
        (
            &["--target", "revenue, total"],
            "is not a target",
            "such as `revenue, 2025-12 > 20e6`",
        ),
        (&["--target", "revenue > 5"], "is not a target", "such as"),
        (
            &["--target", "p50(revenue, total) > 5"],
            "is not a target",
            "such as",
        ),
        (
            &["--target", "revenue, total > lots"],
            "is not a target",
            "such as",
        ),
        (
            &["--target", "revenu, total > 5"],
            "unknown metric `revenu`",
            "did you mean `revenue`?",
        ),
        (
            &["--target", "revenue, total > 5", "--format", "csv"],
            "cannot go with",
            "--help",
        ),
    ];
    for (arguments, error, help) in cases {
        refused(&[&[file.as_str()], arguments].concat(), error, help);
    }
}
