//! `--decide`, and what a sweep says of knowing an input before choosing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{TINY, done, home, refused, rows, said, simulate, text};

/// Three prices, the scenario's own among them.
const PRICES: [&str; 2] = ["--decide", "plans.basic.price=8,10,12"];

/// A decision of the tiny scenario with more arguments.
fn decision<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&[TINY, "--quiet"][..], &PRICES, more].concat()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().expect("a number")
}

#[test]
fn decision_says_what_knowing_is_worth() {
    let said = said(&decision(&[
        "--paths",
        "1000",
        "--group",
        "both=*elasticity,signups.*",
    ]));
    for words in [
        "What knowing is worth before choosing; from 1000 paths",
        "Knowing `",
        "both (2 inputs)",
        "everything and luck",
        "Without knowing anything `plans.basic.price=",
        "No study can be worth more",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("NaN"), "{said}");
}

#[test]
fn knowing_csv_has_everything_the_groups_and_every_input_that_is_not_chosen() {
    let home = home();
    let out = home.path().join("x");
    done(&decision(&[
        "--paths",
        "1000",
        "--out",
        text(&out),
        "--group",
        "both=*elasticity,signups.*",
    ]));
    let found = rows(&out.join("knowing.csv"));
    let what: Vec<&str> = found.iter().map(|row| row["what"].as_str()).collect();
    assert_eq!(what, ["everything", "group", "input", "input", "input"]);
    let everything = number(&found[0], "value");
    assert!(everything > 0.0);
    // what not knowing costs is the regret of the best
    let points = rows(&out.join("points.csv"));
    let best = points
        .iter()
        .find(|row| row["rank"] == "1")
        .expect("a best");
    assert!((number(best, "regret") / everything - 1.0).abs() < 1e-9);
    for row in &found {
        let [value, low, high] = ["value", "value_low", "value_high"].map(|name| number(row, name));
        assert!(0.0 <= low && low <= value && value <= high, "{row:?}");
        assert!(value <= everything, "{row:?}");
        assert_eq!(row["distinguishable"] == "true", value > 0.0, "{row:?}");
        let has_choice = !row["point_at_p10"].is_empty();
        assert_eq!(has_choice, row["what"] == "input" && value > 0.0, "{row:?}");
    }
    let places: Vec<&str> = found[2..].iter().map(|row| row["place"].as_str()).collect();
    assert_eq!(places, ["1", "2", "3"]);
    assert_eq!(found[1]["members"].split("; ").count(), 2, "{:?}", found[1]);
    let account = fs::read_to_string(out.join("run.json")).expect("an account");
    assert!(account.contains("\"knowing.csv\"") && account.contains("both=*elasticity"));
    // a key that is swept is no input
    let swept = home.path().join("swept");
    done(&[
        "sweep",
        TINY,
        "--quiet",
        "--paths",
        "200",
        "-L",
        "signups.trend.exponential.level=4000,6000",
        "--out",
        text(&swept),
    ]);
    let names = rows(&swept.join("knowing.csv"));
    assert!(names.iter().all(|row| !row["name"].starts_with("signups")));
    assert_eq!(names.len(), 3);
}

#[test]
fn options_are_those_that_are_named() {
    let home = home();
    let points = |name: &str, values: &str| {
        let out = home.path().join(name);
        let decide = format!("plans.basic.price={values}");
        done(&[
            TINY,
            "--quiet",
            "--paths",
            "120",
            "--decide",
            &decide,
            "--out",
            text(&out),
        ]);
        rows(&out.join("points.csv"))
    };
    // 10 is the scenario's own
    let with = points("with", "8,10,12");
    assert!(with.iter().all(|row| !row["rank"].is_empty()));
    let without = points("without", "8,12");
    let unranked: Vec<&str> = without
        .iter()
        .filter(|row| row["rank"].is_empty())
        .map(|row| row["plans.basic.price"].as_str())
        .collect();
    assert_eq!((without.len(), unranked), (3, vec!["10"]));
    assert_eq!(with[1]["objective"], without[1]["objective"]);
}

#[test]
fn decision_and_sweep_of_the_same_points_tell_the_same_and_so_do_parts_that_are_merged() {
    let home = home();
    let group = ["--group", "both=*elasticity,signups.*"];
    let paths = ["--paths", "300", "--quiet"];
    let out = |name: &str| home.path().join(name);
    let table = |place: &Path| fs::read(place.join("knowing.csv")).expect("a table");
    let (decided, swept, merged) = (out("decided"), out("swept"), out("merged"));
    done(&decision(
        &[
            &paths[..2],
            &group,
            &["--out", text(&decided), "--threads", "1"],
        ]
        .concat(),
    ));
    let sweep = ["sweep", TINY, "-L", "plans.basic.price=8,10,12"];
    done(&[&sweep[..], &paths, &group, &["--out", text(&swept)]].concat());
    let parts = [out("one"), out("two")];
    for (part, shard) in parts.iter().zip(["1/2", "2/2"]) {
        let part = ["--shard", shard, "--out", text(part)];
        done(&[&sweep[..], &paths, &part].concat());
    }
    let merge = ["merge", text(&parts[0]), text(&parts[1]), "--quiet"];
    done(&[&merge[..], &group, &["--out", text(&merged)]].concat());
    assert_eq!(table(&decided), table(&swept));
    assert_eq!(table(&merged), table(&swept));
}

#[test]
fn sweep_says_it_shortly_and_a_decision_at_length() {
    let sweep = said(&[
        "sweep",
        TINY,
        "--quiet",
        "--paths",
        "1000",
        "-L",
        "plans.basic.price=8,10,12",
    ]);
    let decision = said(&decision(&["--paths", "1000"]));
    assert!(sweep.contains("What knowing is worth"), "{sweep}");
    let more = "Values of several inputs do not add up";
    assert!(
        !sweep.contains(more) && decision.contains(more),
        "{decision}"
    );
}

#[test]
fn decision_by_a_percentile_says_that_the_mean_decides_what_knowing_is_worth() {
    let said = said(&decision(&[
        "--paths",
        "500",
        "--objective",
        "p10(cash, last)",
    ]));
    assert!(
        said.contains("Values are judged by the mean of `cash, last`, whatever the objective"),
        "{said}"
    );
}

#[test]
fn nothing_is_told_where_nothing_can_be() {
    let known = [
        "--set",
        "signups.trend.exponential.level=5000",
        "--set",
        "generations.clip.gpu_seconds=150",
        "--set",
        "segments.everyone.buying.price_elasticity=-1.5",
    ];
    let few = ["--paths", "120"];
    let said_of = |more: &[&str]| said(&decision(more));
    let nothing = said_of(&[&known[..], &few].concat());
    assert!(
        nothing.contains("Nothing can be found out: no input"),
        "{nothing}"
    );
    let few = said_of(&["--paths", "99"]);
    assert!(few.contains("on 99 of the paths looked at"), "{few}");
    let same = said_of(&["--paths", "120", "--objective", "mean(signups, total)"]);
    assert!(same.contains("is the same for all options"), "{same}");
    let none = said_of(&["--paths", "120", "--subject-to", "p05(cash, last) > 1e15"]);
    assert!(
        none.contains("fewer than two options have the objective and may be chosen"),
        "{none}"
    );
}

#[test]
fn wrong_decisions_are_refused() {
    let one = ["--decide", "plans.basic.price=8"];
    let of = |more: &[&'static str]| [&[TINY, "--quiet", "--paths", "120"][..], more].concat();
    refused(
        &of(&one),
        "a decision with one option leaves nothing to choose",
        "name two values",
    );
    refused(
        &of(&["--decide", "plans.basic.prise=8,9"]),
        "unknown key `prise`",
        "did you mean `price`?",
    );
    for text in ["plans.basic.price", "=8,9", "plans.basic.price="] {
        refused(
            &[TINY, "--decide", text],
            "names no key and values",
            "write `--decide KEY=A,B,…`",
        );
    }
    refused(
        &of(&["--decide", "plans.basic.price=8,,9"]),
        "has an empty place",
        "--decide",
    );
    refused(
        &of(&[
            "--decide",
            "plans.basic.price=8,9",
            "--decide",
            "plans.basic.price=7,6",
        ]),
        "`plans.basic.price` is swept twice",
        "name each key once",
    );
    for (other, value) in [
        ("--format", Some("csv")),
        ("--chart", Some("revenue")),
        ("--drivers", None),
        ("--drivers-of", Some("cash, last")),
        ("--until", Some("p50(revenue, total)=1%")),
    ] {
        let mut arguments = decision(&[other]);
        arguments.extend(value);
        refused(&arguments, "cannot go with", "--help");
    }
    for option in ["--objective", "--subject-to", "--group"] {
        refused(
            &[TINY, option, "x"],
            &format!("`{option}` is about a decision, and none is asked for"),
            "--decide",
        );
    }
}

#[test]
fn wrong_groups_are_refused() {
    let of = |group: &'static str| decision(&["--paths", "120", "--group", group]);
    refused(
        &of("both"),
        "names no group and its inputs",
        "write `--group NAME=KEY,…`",
    );
    refused(
        &of("both=signups.trend.exponential.levle"),
        "no uncertain input is called `signups.trend.exponential.levle`",
        "did you mean `signups.trend.exponential.level`?",
    );
    refused(
        &of("price=plans.basic.price"),
        "no uncertain input is called",
        "there is `signups",
    );
    refused(
        &decision(&["--group", "a=signups.*", "--group", "a=segments.*"]),
        "`a` is the name of two groups",
        "a name of its own",
    );
    refused(
        &[
            "sweep",
            TINY,
            "-L",
            "plans.basic.price=8,9",
            "--shard",
            "1/2",
            "--out",
            "/nowhere",
            "--group",
            "a=signups.*",
        ],
        "a part of a sweep does not tell what knowing is worth",
        "simulate merge",
    );
}

#[test]
fn decision_keeps_earlier_results_unless_it_is_forced() {
    let home = home();
    let out = home.path().join("x");
    let arguments = decision(&["--paths", "120", "--out", text(&out)]);
    done(&arguments);
    let output = simulate(&arguments);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    // a decision that was broken off does not stand in the way of another
    let journal = home.path().join(".x.journal");
    fs::write(&journal, "{\"program\":").expect("room");
    done(&[&arguments[..], &["--force", "--seed", "3"]].concat());
    assert!(!journal.exists());
    let account = fs::read_to_string(out.join("run.json")).expect("an account");
    assert!(account.contains("\"decision\": true") && account.contains("\"seed\": 3"));
}
