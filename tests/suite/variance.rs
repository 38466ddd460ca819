//! `--variance`: how much of the spread is not knowing, the market's noise and chance.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::program::{done, rows, simulate, text};
use crate::shop::{shop, written};

/// A hundred sign-ups a month, give or take: of a level that is not known, in a market with noise, by chance.
static SHOP: LazyLock<String> = LazyLock::new(|| {
    shop(&[
        ("months = 2", "months = 3"),
        (
            "{ uniform = { min = 50_000, max = 150_000 } }",
            "{ uniform = { min = 50, max = 150 } }\n\n[noise]\nsignups = { sd = 0.2, autocorrelation = 0 }",
        ),
        ("{ uniform = { min = 0.05, max = 0.25 } }", "0.2"),
        ("price_elasticity = \"-3 to -1\"", "price_elasticity = -2"),
        (
            "gpu_hour = { uniform = { min = 1, max = 3 } }",
            "gpu_hour = 1",
        ),
    ])
});

/// A share and half its interval, of sign-ups in a month.
fn share(path: &Path, month: &str, name: &str) -> (f64, f64) {
    let rows = rows(path);
    let row = rows
        .iter()
        .find(|row| row["period"] == month && row["metric"] == "signups" && row["key"].is_empty())
        .expect("sign-ups of that month");
    let number = |column: &str| row[column].parse::<f64>().expect("a number");
    let [low, high] = ["low", "high"].map(|end| number(&format!("{name}_{end}")));
    (number(name), (high - low) / 2.0)
}

fn assert_shares(path: &Path, truth: [f64; 3]) {
    let sum: f64 = truth.iter().sum();
    for (name, truth) in ["inputs", "market", "chance"].into_iter().zip(truth) {
        let (found, half) = share(path, "2025-02", name);
        // three half intervals are six standard errors: by chance one of 10⁷
        let truth = truth / sum;
        assert!(
            (found - truth).abs() <= 3.0 * half,
            "{name}: {found} ± {half}, expected {truth}"
        );
    }
}

#[test]
fn variance_of_signups_is_split_as_the_closed_form_has_it() {
    let home = TempDir::new().expect("a folder");
    let file = written(&home, &SHOP);
    let out = home.path().join("out");
    done(&[&file, "--paths", "20000", "--variance", "--out", text(&out)]);
    // Var λ, E λ² · (e^{sd²} − 1) and E λ, λ uniform on 50 … 150
    let (mean, variance) = (100.0, 100.0 * 100.0 / 12.0);
    let noise = (0.2_f64 * 0.2).exp_m1();
    let market = (mean * mean + variance) * noise;
    assert_shares(&out.join("variance.csv"), [variance, market, mean]);
}

#[test]
fn variance_of_a_known_or_calm_scenario_has_no_such_part() {
    let home = TempDir::new().expect("a folder");
    let known = SHOP.replace("{ uniform = { min = 50, max = 150 } }", "100");
    let file = written(&home, &known);
    let out = home.path().join("known");
    let output = done(&[&file, "--paths", "4000", "--variance", "--out", text(&out)]);
    let said = String::from_utf8_lossy(&output.stdout).replace('\n', " ");
    assert!(
        said.contains("No input of this scenario is uncertain."),
        "{said}"
    );
    let market = 10_000.0 * (0.2_f64 * 0.2).exp_m1();
    assert_shares(&out.join("variance.csv"), [0.0, market, 100.0]);

    let calm = SHOP.replace("sd = 0.2", "sd = 0");
    let file = written(&home, &calm);
    let out = home.path().join("calm");
    let output = done(&[&file, "--paths", "4000", "--variance", "--out", text(&out)]);
    let said = String::from_utf8_lossy(&output.stdout).replace('\n', " ");
    assert!(
        said.contains("The market of this scenario has no noise.")
            && said.contains("1 replicate of each"),
        "{said}"
    );
    assert_shares(&out.join("variance.csv"), [10_000.0 / 12.0, 0.0, 100.0]);
}

#[test]
fn variance_is_the_same_on_any_number_of_threads_and_changes_nothing_else() {
    let home = TempDir::new().expect("a folder");
    let file = written(&home, &SHOP);
    let run = |name: &str, more: &[&str]| {
        let out = home.path().join(name);
        let arguments = [
            &[file.as_str(), "--paths", "700", "--out", text(&out)],
            more,
        ]
        .concat();
        done(&arguments);
        out
    };
    let plain = run("plain", &[]);
    let one = run("one", &["--variance", "--threads", "1"]);
    let bytes = |path: &Path, file: &str| fs::read(path.join(file)).expect("a file");
    for threads in ["2", "7"] {
        let other = run(threads, &["--variance", "--threads", threads]);
        assert_eq!(bytes(&one, "variance.csv"), bytes(&other, "variance.csv"));
    }
    assert!(!plain.join("variance.csv").exists());
    for file in ["monthly.csv", "summary.csv", "drivers.csv"] {
        assert_eq!(bytes(&plain, file), bytes(&one, file), "{file}");
    }
}

#[test]
fn variance_of_shows_that_metric_and_refuses_others() {
    let home = TempDir::new().expect("a folder");
    let file = written(&home, &SHOP);
    let output = done(&[
        &file,
        "--paths",
        "500",
        "--variance-of",
        "subscribers.plan:basic",
    ]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("Where the spread of `subscribers.plan:basic` comes from"),
        "{said}"
    );
    assert!(
        !said.contains("`revenue`") && said.contains("2025-03, month 3"),
        "{said}"
    );
    // both at once
    let output = done(&[&file, "--paths", "500", "--variance", "--drivers"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("What drives `cash, last`") && said.contains("Where the spread of `cash`"),
        "{said}"
    );
    // nothing to split
    let output = done(&[&file, "--paths", "99", "--variance-of", "revenue"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("can be told from 100 paths on"), "{said}");

    let cases: [(&[&str], &str); 3] = [
        (&["--variance-of", "revenu"], "did you mean `revenue`?"),
        (
            &["--variance", "--until", "mean(revenue, total)=1%"],
            "cannot go with",
        ),
        (&["--variance", "--format", "csv"], "cannot go with"),
    ];
    for (arguments, error) in cases {
        let output = simulate(&[&[file.as_str()], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(error), "{said}");
    }
}
