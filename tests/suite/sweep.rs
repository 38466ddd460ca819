//! Sweeps: what they find is what single runs find, on shared luck; whatever interrupts them, the files are the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tiercast::engine::{Setup, Unobserved, run};
use tiercast::model::{Key, Metric, Period, Scenario};
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;
use tiercast::summary::{Measure, Sample, Selection};

use crate::common::shipped;
use crate::program::{TINY, done, home, rows, simulate, text};

/// Three prices; the middle one is the scenario's own.
const PRICES: [&str; 2] = ["-P", "plans.basic.price=8:12:2"];

/// A sweep of the tiny scenario into `out`, with more arguments.
fn sweep<'a>(out: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [
        &["sweep", TINY, "--paths", "120", "--out", out][..],
        &PRICES,
        more,
    ]
    .concat()
}

/// The files of a directory.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).expect("a directory");
    entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read(&path).expect("a file"))
        })
        .collect()
}

fn refused(arguments: &[&str], message: &str) {
    let output = simulate(arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains(message),
        "expected `{message}`, found:\n{said}"
    );
    assert!(matches!(output.status.code(), Some(2 | 3)), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn points_have_the_numbers_of_runs_of_their_own() {
    let home = home();
    let (swept, single) = (home.path().join("swept"), home.path().join("single"));
    let more = ["--metrics", "revenue,churn_rate", "--months-csv", "--quiet"];
    done(&sweep(text(&swept), &more));
    done(&[
        TINY,
        "--paths",
        "120",
        "--set",
        "plans.basic.price=12",
        "--out",
        text(&single),
        "--quiet",
    ]);
    for (table, own, period) in [
        ("sweep.csv", "summary.csv", "period"),
        ("months.csv", "monthly.csv", "month"),
    ] {
        let alone = rows(&single.join(own));
        let found: Vec<_> = rows(&swept.join(table))
            .into_iter()
            .filter(|row| row["point"] == "2")
            .collect();
        assert!(found.len() > 20);
        for row in found {
            assert_eq!(row["plans.basic.price"], "12");
            let is_same = |other: &&BTreeMap<String, String>| {
                ["metric", "key"]
                    .iter()
                    .all(|name| other[*name] == row[*name])
                    && other.values().any(|value| *value == row[period])
            };
            let other = alone.iter().find(is_same).expect("the same row");
            for name in ["mean", "sd", "se", "p05", "p25", "p50", "p75", "p95"] {
                assert_eq!(other[name], row[name], "{table} {row:?}");
            }
        }
    }
}

#[test]
fn differences_are_path_by_path_and_the_base_is_point_zero() {
    let home = home();
    let out = home.path().join("x");
    done(&sweep(
        text(&out),
        &["--metrics", "revenue,compute_cost", "--quiet"],
    ));
    let points = rows(&out.join("points.csv"));
    let prices: Vec<&str> = points
        .iter()
        .map(|row| row["plans.basic.price"].as_str())
        .collect();
    // 10 is the scenario's own price
    assert_eq!(prices, ["10", "8", "12"]);
    let table = rows(&out.join("sweep.csv"));
    for row in &table {
        let number = |name: &str| row[name].parse::<f64>();
        if row["point"] == "0" {
            assert_eq!(
                (row["diff_mean"].as_str(), row["p_better"].as_str()),
                ("0", "0.5")
            );
            continue;
        }
        let is_base = |other: &&BTreeMap<String, String>| {
            other["point"] == "0"
                && ["metric", "key", "period"]
                    .iter()
                    .all(|name| other[*name] == row[*name])
        };
        let base: f64 = table.iter().find(is_base).expect("the base's")["mean"]
            .parse()
            .expect("a number");
        let (Ok(mean), Ok(difference), Ok(se)) =
            (number("mean"), number("diff_mean"), number("diff_se"))
        else {
            panic!("{row:?}");
        };
        assert!(
            (mean - base - difference).abs() <= 1e-9 * mean.abs().max(1.0),
            "{row:?}"
        );
        assert!(se <= number("se").expect("a number") * 1.5, "{row:?}");
    }
    // less is better of costs: a lower price brings more users, who cost more
    let cost = table
        .iter()
        .find(|row| row["point"] == "1" && row["metric"] == "compute_cost");
    let cost = cost.expect("a row");
    assert!(cost["diff_mean"].parse::<f64>().expect("a number") > 0.0);
    assert!(cost["p_better"].parse::<f64>().expect("a number") < 0.5);
}

#[test]
fn every_option_of_a_sweep_shows() {
    let home = home();
    let out = home.path().join("x");
    let table = home.path().join("points.csv");
    fs::write(&table, "plans.basic.price,plans.basic.intro\n9,\n11,none\n").expect("written");
    done(&[
        "sweep",
        TINY,
        "--paths",
        "60",
        "--points",
        text(&table),
        "--out",
        text(&out),
        "--quiet",
        "--metrics",
        "cash",
        "--quantiles",
        "2.5,50,97.5",
        "--objective",
        "p50(cash, last) min",
        "--subject-to",
        "mean(cash, last) < 1e9",
        "--subject-to",
        "p05(cash, last) > 1e8",
        "--reference",
        "plans.basic.price=9",
        "--set",
        "costs.fixed=0",
    ]);
    let text_of = fs::read_to_string(out.join("sweep.csv")).expect("a table");
    assert!(text_of.starts_with(
        "point,plans.basic.price,plans.basic.intro,metric,key,period,mean,sd,se,p02.5,p50,p97.5,diff_mean"
    ));
    let points = rows(&out.join("points.csv"));
    assert_eq!(points.len(), 3);
    assert_eq!(points[1]["diff"], "0", "the reference is the point named");
    assert_ne!(points[0]["diff"], "0");
    assert_eq!(points[2]["plans.basic.intro"], "none");
    assert_eq!(points[0]["plans.basic.intro"], "{ price = 5, periods = 1 }");
    for row in &points {
        assert_eq!(
            (row["constraints_met"].as_str(), row["rank"].as_str()),
            ("no", "")
        );
        assert!(row.contains_key("p05(cash, last) > 1e8"));
    }
    let account = fs::read_to_string(out.join("run.json")).expect("an account");
    let account: serde_json::Value = serde_json::from_str(&account).expect("JSON");
    assert_eq!(account["overrides"][0], "costs.fixed=0");

    let lists = home.path().join("lists");
    let more = [
        "-L",
        "costs.gpu_hour=1 to 3,{ normal = { mean = 2, sd = 0.1 } },-1",
        "--quiet",
    ];
    refused(&sweep(text(&lists), &more), "point 3 is no scenario");
    let more = ["-L", "costs.gpu_hour=1 to 3,4", "--zip", "--quiet"];
    refused(
        &sweep(text(&lists), &more),
        "zipped values pair up one by one",
    );
    done(&[
        "sweep",
        TINY,
        "--paths",
        "60",
        "-P",
        "plans.basic.price=8:9",
        "--design",
        "sobol:4",
        "--out",
        text(&lists),
    ]);
    assert_eq!(rows(&lists.join("points.csv")).len(), 5);
}

#[test]
fn ranks_follow_the_objective_and_the_least_regret_has_the_best() {
    let home = home();
    let out = home.path().join("x");
    done(&[
        "sweep",
        TINY,
        "--paths",
        "200",
        "-P",
        "plans.basic.price=6:30:3",
        "--out",
        text(&out),
        "--quiet",
    ]);
    let points = rows(&out.join("points.csv"));
    let number =
        |row: &BTreeMap<String, String>, name: &str| row[name].parse::<f64>().expect("a number");
    let mut by_rank: Vec<_> = points.iter().collect();
    by_rank.sort_by_key(|row| row["rank"].parse::<usize>().expect("a rank"));
    for pair in by_rank.windows(2) {
        assert!(number(pair[0], "objective") >= number(pair[1], "objective"));
        // of a mean the regret is the distance to the same bound
        assert!(number(pair[0], "regret") <= number(pair[1], "regret") + 1e-9);
        let gap = number(pair[0], "objective") - number(pair[1], "objective");
        let regrets = number(pair[1], "regret") - number(pair[0], "regret");
        assert!(
            (gap - regrets).abs() < 1e-6 * number(pair[0], "objective").abs(),
            "{gap} {regrets}"
        );
    }
    let shares: f64 = points.iter().map(|row| number(row, "p_best")).sum();
    assert!((shares - 1.0).abs() < 1e-9, "{shares}");
}

#[test]
fn files_are_the_same_on_any_number_of_threads_and_after_any_interruption() {
    let home = home();
    let whole = home.path().join("whole");
    let more = ["--months-csv", "--quiet"];
    done(&sweep(
        text(&whole),
        &[&more[..], &["--threads", "1"]].concat(),
    ));
    let expected = files(&whole);
    assert_eq!(
        expected.keys().collect::<Vec<_>>(),
        [
            "figures.json",
            "knowing.csv",
            "months.csv",
            "points.csv",
            "report.html",
            "run.json",
            "sweep.csv"
        ]
    );
    for threads in ["2", "7"] {
        let out = home.path().join(threads);
        done(&sweep(
            text(&out),
            &[&more[..], &["--threads", threads]].concat(),
        ));
        assert!(files(&out) == expected, "{threads} threads");
    }

    // a journal as a killed process leaves it: cut anywhere
    let shard = home.path().join("shard");
    done(&sweep(
        text(&shard),
        &[&more[..], &["--shard", "1/1"]].concat(),
    ));
    let journal = fs::read_to_string(shard.join("journal.jsonl")).expect("a journal");
    let journal = journal.replacen("\"shard\":[1,1]", "\"shard\":null", 1);
    let lines: Vec<usize> = journal
        .match_indices('\n')
        .map(|(end, _)| end + 1)
        .collect();
    for cut in [
        0,
        1,
        20,
        lines[0] - 1,
        lines[0],
        lines[1] - 1,
        lines[1],
        lines[2] - 7,
        lines[3],
    ] {
        let out = home.path().join(format!("cut{cut}"));
        fs::write(
            home.path().join(format!(".cut{cut}.journal")),
            &journal[..cut],
        )
        .expect("written");
        done(&sweep(text(&out), &more));
        assert!(files(&out) == expected, "cut at {cut}");
        assert!(!home.path().join(format!(".cut{cut}.journal")).exists());
    }
    // a line that was damaged, and what follows it, is done again
    let damaged = journal.replacen("0,10,", "0,11,", 1);
    fs::write(home.path().join(".damaged.journal"), damaged).expect("written");
    let out = home.path().join("damaged");
    done(&sweep(text(&out), &more));
    assert!(files(&out) == expected);
}

#[test]
fn interrupted_sweep_goes_on_only_with_the_same_arguments() {
    let home = home();
    let shard = home.path().join("shard");
    done(&sweep(text(&shard), &["--shard", "1/1", "--quiet"]));
    let journal = fs::read_to_string(shard.join("journal.jsonl")).expect("a journal");
    let journal = journal.replacen("\"shard\":[1,1]", "\"shard\":null", 1);
    let out = home.path().join("x");
    let place = home.path().join(".x.journal");
    fs::write(&place, &journal).expect("written");
    for (more, message) in [
        (&["--seed", "8"][..], "`--seed` was 7, and is 8"),
        (&["--metrics", "cash"], "`--metrics` was "),
        (
            &["--objective", "mean(cash, last)"],
            "and is `mean(cash, last)`",
        ),
        (
            &["--set", "costs.fixed=2"],
            "`--set` was none, and is `costs.fixed=2`",
        ),
        (&["-L", "plans.basic.credits=600"], "the swept keys was"),
    ] {
        refused(&sweep(text(&out), more), message);
        assert_eq!(
            fs::read_to_string(&place).expect("the journal"),
            journal,
            "it is untouched"
        );
    }
    fs::write(&place, "my notes\n").expect("written");
    refused(&sweep(text(&out), &[]), "is no journal of a sweep");
    assert_eq!(fs::read_to_string(&place).expect("the notes"), "my notes\n");
    done(&sweep(text(&out), &["--restart", "--quiet"]));
    assert!(!place.exists());
}

#[test]
fn shards_join_to_the_whole_and_nothing_else_does() {
    let home = home();
    let whole = home.path().join("whole");
    done(&sweep(
        text(&whole),
        &["--quiet", "--reference", "plans.basic.price=12"],
    ));
    let parts: Vec<_> = (1..=3)
        .map(|part| home.path().join(format!("part{part}")))
        .collect();
    for (part, out) in parts.iter().enumerate() {
        let shard = format!("{}/3", part + 1);
        done(&sweep(
            text(out),
            &[
                "--quiet",
                "--reference",
                "plans.basic.price=12",
                "--shard",
                &shard,
            ],
        ));
    }
    let joined = home.path().join("joined");
    let [a, b, c] = [0, 1, 2].map(|part| text(&parts[part]));
    done(&["merge", c, a, b, "--out", text(&joined), "--quiet"]);
    assert!(files(&joined) == files(&whole));

    let other = home.path().join("other");
    done(&sweep(
        text(&other),
        &["--quiet", "--shard", "2/3", "--seed", "9"],
    ));
    let two = home.path().join("two");
    let two = text(&two);
    refused(&["merge", a, b, "--out", two], "parts are missing: 3/3");
    refused(&["merge", a, b, b, c, "--out", two], "is named twice");
    refused(
        &["merge", a, text(&other), c, "--out", two],
        "is of another sweep than",
    );
    refused(
        &["merge", a, text(&whole), "--out", two],
        "holds a whole run or sweep",
    );
    refused(
        &["merge", a, b, c, "--out", a, "--force"],
        "is a part, and the whole cannot take its place",
    );
    refused(
        &["merge", a, b, "nowhere", "--out", two],
        "`nowhere` is no part of a sweep",
    );
    let journal = fs::read_to_string(parts[1].join("journal.jsonl")).expect("a journal");
    let kept: Vec<&str> = journal.split_inclusive('\n').take(2).collect();
    fs::write(parts[1].join("journal.jsonl"), kept.concat()).expect("written");
    let message = "part2` is damaged: it has no whole point 1";
    refused(&["merge", a, b, c, "--out", two], message);
    fs::write(parts[1].join("journal.jsonl"), "x").expect("written");
    refused(
        &["merge", a, b, c, "--out", two],
        "is no journal of a sweep",
    );
    assert!(!Path::new(two).exists());
}

#[test]
fn event_that_overwrites_a_swept_key_is_pointed_out() {
    let rise = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/kling-price-rise.toml"
    );
    let output = done(&[
        "sweep",
        rise,
        "-L",
        "plans.gold.price=60",
        "--paths",
        "20",
        "--metrics",
        "revenue",
    ]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("an event sets `plans.gold.price` from 2025-06 on"),
        "{said}"
    );
}

/// Twelve months of revenue on every path.
fn revenue(scenario: &Scenario, paths: usize, seed: u64) -> Vec<f64> {
    let setup = Setup::new(scenario, Sampler::Random, Seeds::from_seed(seed)).expect("inputs");
    let year = Period { first: 2, last: 13 };
    let measure = Measure {
        metric: Metric::Revenue,
        key: Key::Total,
        period: year,
    };
    let selection = Selection::new(&setup.layout, [measure]);
    let mut sample = Sample::new(&selection, paths);
    run(&setup, paths, 2, &Unobserved, |records| {
        sample.absorb(&selection, records);
    })
    .expect("a run");
    sample.into_columns().remove(0)
}

fn variance(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count = tiercast::units::count_to_float(values.clone().count());
    let mean = values.clone().sum::<f64>() / count;
    values.map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0)
}

/// How much smaller the variance of the difference between two prices is on shared luck.
fn reduction(overrides: &[String], paths: usize) -> f64 {
    let scenario = |price: &str| {
        let mut all = overrides.to_vec();
        all.push(format!("plans.gold.price={price}"));
        shipped(
            "kling.toml",
            &all.iter().map(String::as_str).collect::<Vec<_>>(),
        )
    };
    let (low, high) = (scenario("58"), scenario("59"));
    let base = revenue(&low, paths, 1);
    let difference = |other: Vec<f64>| {
        let pairs: Vec<f64> = other
            .iter()
            .zip(&base)
            .map(|(other, base)| other - base)
            .collect();
        variance(pairs.into_iter())
    };
    difference(revenue(&high, paths, 2)) / difference(revenue(&high, paths, 1))
}

/// Kling's gold at 58 and 59 yuan. The ratio of two variances over n paths has a relative error of about 2/√n.
#[test]
fn shared_luck_makes_the_variance_of_a_difference_small() {
    let random = reduction(&[], 400);
    assert!(random > 50.0, "everything random: {random}");
    let kling = shipped("kling.toml", &[]);
    let mut settled: Vec<String> = kling
        .quantities
        .inputs()
        .iter()
        .filter(|input| !input.key.contains("mix") && !input.key.contains("share"))
        .map(|input| format!("{}={}", input.key, input.distribution.quantile(0.5)))
        .collect();
    settled
        .extend(["signups", "buying", "churn", "api"].map(|series| format!("noise.{series}.sd=0")));
    let chance = reduction(&settled, 400);
    assert!(chance > 300.0, "chance alone: {chance}");
}
