//! The pages among the results: what they say is in the files beside them, and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use tiercast::report::directory::sha256;

use crate::program::{TINY, done, home, simulate, text};

const ODD: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/scenarios/odd-names.toml"
);

/// Elements that have no end.
const VOID: [&str; 3] = ["meta", "br", "img"];

/// The page of results that the program makes with these arguments.
fn page(arguments: &[&str], more: impl Fn(&Path, &str)) {
    let home = home();
    let out = home.path().join("out");
    done(&[arguments, &["--out", text(&out), "--quiet"]].concat());
    let html = fs::read_to_string(out.join("report.html")).expect("a page");
    more(&out, &html);
}

/// One of each kind.
const KINDS: [&[&str]; 6] = [
    &[TINY, "--paths", "60"],
    &[
        "sweep",
        TINY,
        "-P",
        "plans.basic.price=6:14:4",
        "--paths",
        "40",
    ],
    &[
        "sweep",
        TINY,
        "-P",
        "plans.basic.price=6:14:4",
        "-L",
        "plans.basic.credits=300,600",
        "-L",
        "free.credits=0,50",
        "--paths",
        "20",
    ],
    &["compare", TINY, VARIANT, "--paths", "40", "--explain"],
    &[
        TINY,
        "--paths",
        "400",
        "--variance",
        "--target",
        "revenue, total > 40_000",
    ],
    &[
        "sweep",
        TINY,
        "-P",
        "plans.basic.price=6:14:4",
        "--group",
        "all=*",
        "--paths",
        "400",
    ],
];

const VARIANT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/scenarios/tiny.toml@plans.basic.price=14"
);

/// Where each of some texts begins, and what follows up to `end`.
fn between<'a>(html: &'a str, begin: &str, end: char) -> Vec<&'a str> {
    html.split(begin)
        .skip(1)
        .map(|rest| rest.split(end).next().unwrap_or_default())
        .collect()
}

/// The numbers anywhere in JSON.
fn collect(value: &Value, numbers: &mut BTreeSet<u64>) {
    match value {
        Value::Number(number) => {
            numbers.insert(number.as_f64().expect("a float").to_bits());
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, numbers)),
        Value::Object(items) => items.values().for_each(|item| collect(item, numbers)),
        _ => {}
    }
}

/// Fails unless every element that begins ends, in order.
fn assert_well_formed(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a document");
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let tag = rest.split('>').next().expect("the end of a tag");
        let name = tag
            .split([' ', '/'])
            .find(|part| !part.is_empty())
            .expect("a name");
        assert_eq!(tag.matches('"').count() % 2, 0, "<{tag}>");
        rest = &rest[tag.len()..];
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "</{name}>");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
            if let "script" | "style" = name {
                rest = &rest[rest.find(&format!("</{name}")).expect("its end")..];
            }
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn every_figure_of_a_page_is_in_its_file() {
    for arguments in KINDS {
        page(arguments, |out, html| {
            let figures = fs::read_to_string(out.join("figures.json")).expect("figures");
            let mut known = BTreeSet::new();
            collect(&serde_json::from_str(&figures).expect("JSON"), &mut known);
            let shown = [
                between(html, "data-v=\"", '"'),
                between(html, "<data value=\"", '"'),
            ]
            .concat();
            assert!(shown.len() >= 40, "{arguments:?}: {}", shown.len());
            for text in shown {
                let number: f64 = text.parse().expect("a number");
                assert!(known.contains(&number.to_bits()), "{arguments:?}: {text}");
            }
        });
    }
}

#[test]
fn figures_of_a_run_are_those_of_its_tables() {
    page(KINDS[0], |out, _| {
        let figures = fs::read_to_string(out.join("figures.json")).expect("figures");
        let figures: Value = serde_json::from_str(&figures).expect("JSON");
        let rows = crate::program::rows(&out.join("monthly.csv"));
        let mut compared = 0;
        for series in figures["series"].as_array().expect("series") {
            for (month, values) in figures["about"]["months"]
                .as_array()
                .expect("months")
                .iter()
                .zip(series["months"].as_array().expect("values"))
            {
                let row = rows.iter().find(|row| {
                    row["month"] == *month
                        && row["metric"] == series["metric"]
                        && row["key"] == series["key"]
                });
                let row = row.expect("a row");
                for (index, name) in ["mean", "se", "p05", "p25", "p50", "p75", "p95"]
                    .iter()
                    .enumerate()
                {
                    let table: Option<f64> = row[*name].parse().ok();
                    assert_eq!(values[index].as_f64(), table, "{row:?}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 500, "{compared}");
    });
}

#[test]
fn pages_are_well_formed_and_ask_for_nothing_from_elsewhere() {
    for arguments in KINDS.into_iter().chain([&[ODD, "--paths", "20"][..]]) {
        page(arguments, |_, html| {
            assert_well_formed(html);
            assert!(!html.contains('⟦'), "a message is missing");
            assert!(
                !html.contains("NaN<") && !html.contains("inf<"),
                "{arguments:?}"
            );
            assert!(html.contains("default-src 'none'"));
            for address in between(html, "href=\"", '"') {
                let target = address.strip_prefix('#').expect("a place on the page");
                assert!(html.contains(&format!("id=\"{target}\"")), "{target}");
            }
            for word in ["url(", "@import", "fetch(", "<link", "<iframe", "<img"] {
                assert!(!html.contains(word), "{word}");
            }
            let tags = between(html, "<", '>');
            assert!(
                !tags.iter().any(|tag| tag.contains(" src=")),
                "{arguments:?}"
            );
        });
    }
}

#[test]
fn text_of_a_scenario_stays_text() {
    page(
        &[ODD, "--paths", "20", "--set", "plans.plan_6.price=7 to 9"],
        |_, html| {
            assert_eq!(html.matches("<script").count(), 1);
            assert!(
                !html.contains("<img") && !html.contains("<i>") && !html.contains("<a href=&#x27;")
            );
            assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
            assert!(html.contains("&lt;i&gt;made up&lt;"), "a note of a source");
        },
    );
}

#[test]
fn a_page_is_drawn_again_from_its_figures() {
    for arguments in KINDS {
        let home = home();
        let out = home.path().join("out");
        done(&[arguments, &["--out", text(&out), "--quiet", "--lang", "zh"]].concat());
        let read = || fs::read_to_string(out.join("report.html")).expect("a page");
        let chinese = read();
        assert!(chinese.contains("lang=\"zh-CN\"") && chinese.contains("结论"));
        let names = || -> BTreeSet<_> {
            let entries = fs::read_dir(&out).expect("a directory");
            entries
                .map(|entry| entry.expect("an entry").file_name())
                .collect()
        };
        let before = names();
        done(&["report", text(&out)]);
        let english = read();
        assert!(english.contains("lang=\"en\"") && english.contains("The answer"));
        done(&["report", text(&out), "--lang", "zh", "--quiet"]);
        assert_eq!(read(), chinese);
        assert_eq!(names(), before);
        // the results are still known as such, unchanged
        let again = done(&[arguments, &["--out", text(&out), "--force"]].concat());
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        assert!(!said.contains("was changed"), "{said}");
    }
}

#[test]
fn a_chinese_page_counts_in_myriads() {
    page(&[ODD, "--paths", "20", "--lang", "zh"], |_, html| {
        assert!(html.contains("万</") && html.contains("2025年11月"));
        for english in ["Revenue", "median", "Subscribers", "The numbers"] {
            assert!(!html.contains(&format!(">{english}")), "{english}");
        }
    });
}

#[test]
fn scenarios_of_every_size_have_a_page() {
    let nothing = [
        "--set",
        "segments.everyone.buying.conversion=[0, 0]",
        "--set",
        "api=none",
    ];
    let cases: [&[&str]; 6] = [
        &["--months", "1"],
        &["--months", "120", "--paths", "20"],
        &["--paths", "1"],
        &[
            "--set",
            "api=none",
            "--set",
            "facts=none",
            "--set",
            "guards=none",
        ],
        &nothing,
        &[
            "--set",
            "plans.basic.switch=none",
            "--set",
            "plans.yearly=none",
            "--set",
            "segments.everyone.buying.plan_mix={ basic = 1 }",
            "--set",
            "segments.everyone.buying.conversion=[0.03]",
        ],
    ];
    for more in cases {
        let home = home();
        let out = home.path().join("out");
        let usual: &[&str] = if more.contains(&"--paths") {
            &[]
        } else {
            &["--paths", "20"]
        };
        let output = simulate(&[&[TINY, "--out", text(&out), "--quiet"], usual, more].concat());
        let code = output.status.code();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // a guard may fail
        assert!(matches!(code, Some(0 | 1)), "{more:?}: {said}");
        let html = fs::read_to_string(out.join("report.html")).expect("a page");
        assert_well_formed(&html);
        assert!(!html.contains('⟦') && !html.contains(">NaN"), "{more:?}");
    }
}

#[test]
fn what_is_no_result_has_no_page() {
    let home = home();
    let out = home.path().join("out");
    let refused = |arguments: &[&str], code: i32, message: &str| {
        let output = simulate(arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains(message),
            "expected `{message}`, found:\n{said}"
        );
        assert_eq!(output.status.code(), Some(code), "{said}");
    };
    refused(&["report", text(&out)], 3, "figures.json");
    done(&[TINY, "--paths", "20", "--out", text(&out), "--quiet"]);
    let figures = out.join("figures.json");
    let whole = fs::read_to_string(&figures).expect("figures");
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    for changed in [
        whole[..whole.len() / 2].to_owned(),
        whole.replace("\"revenue\"", "\"reverence\""),
    ] {
        fs::write(&figures, changed).expect("written");
        refused(
            &["report", text(&out)],
            2,
            "was changed since it was written",
        );
    }
    // one that this version cannot read, with an account that fits
    let later = whole.replace("\"version\":\"0.", "\"version\":\"7.");
    assert_ne!(later, whole);
    fs::write(&figures, &later).expect("written");
    let account = fs::read_to_string(out.join("run.json")).expect("an account");
    let [before, after] = [&whole, &later].map(|text| sha256(text.as_bytes()));
    fs::write(out.join("run.json"), account.replace(&before, &after)).expect("written");
    refused(
        &["report", text(&out)],
        2,
        "is not as this version writes it: version 7.",
    );
    assert_eq!(
        fs::read_to_string(out.join("report.html")).expect("a page"),
        page
    );
    let without = home.path().join("without");
    refused(&[TINY, "--lang", "zh"], 2, "`--lang` is about the results");
    refused(&[TINY, "--open"], 2, "`--open` is about the results");
    refused(&["compare", TINY, TINY, "--force"], 2, "after `--export`");
    refused(&[TINY, "--out", text(&without), "--lang", "fr"], 2, "fr");
    let shard = [
        "sweep",
        TINY,
        "-P",
        "plans.basic.price=6:14:4",
        "--shard",
        "1/2",
    ];
    refused(
        &[&shard[..], &["--out", text(&without), "--lang", "zh"]].concat(),
        2,
        "no page",
    );
    assert!(!without.exists());
}

#[cfg(target_os = "linux")]
#[test]
fn open_hands_the_page_to_the_browser() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    use std::time::Duration;

    use assert_cmd::cargo::CommandCargoExt;

    let home = home();
    let (out, asked) = (home.path().join("out"), home.path().join("asked"));
    let opener = home.path().join("xdg-open");
    fs::write(
        &opener,
        format!("#!/bin/sh\necho \"$1\" > '{}'\n", asked.display()),
    )
    .expect("written");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("executable");
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args([
        TINY,
        "--paths",
        "20",
        "--quiet",
        "--open",
        "--out",
        text(&out),
    ]);
    let output = command
        .env("PATH", home.path())
        .output()
        .expect("a process");
    assert!(output.status.success());
    // it is not waited for
    for _ in 0..100 {
        if fs::read_to_string(&asked).is_ok_and(|path| !path.is_empty()) {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let path = fs::read_to_string(&asked).expect("what was opened");
    let page = out.join("report.html").canonicalize().expect("a page");
    assert_eq!(path.trim_end(), text(&page));
}

/// What is read on a page: its text without marks, one line for each element that has any.
fn read(html: &str) -> String {
    let body = html.split("</header>").nth(1).expect("a body");
    let body = body.split("<script").next().expect("the text");
    let mut lines: Vec<String> = Vec::new();
    for part in body
        .split("</p>")
        .flat_map(|part| part.split("</figcaption>"))
    {
        let mut text = String::new();
        let mut is_mark = false;
        let part = part.split("<details").next().unwrap_or_default();
        for character in part.chars() {
            match character {
                '<' => {
                    is_mark = true;
                    text.push(' ');
                }
                '>' => is_mark = false,
                other if !is_mark => text.push(other),
                _ => {}
            }
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        if !words.is_empty() {
            lines.push(words.join(" "));
        }
    }
    lines.join("\n")
}

/// Word for word and line for line: a change here is what a reader notices.
#[test]
fn words_and_drawings_of_pages() {
    let names = [
        "run",
        "sweep",
        "sweep_of_three_keys",
        "comparison",
        "run_with_targets",
        "sweep_with_a_group",
    ];
    for (name, arguments) in names.iter().zip(KINDS) {
        page(arguments, |_, html| {
            // names of files differ from place to place
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/");
            let html = html.replace(&root.replace('/', "&#x2f;"), "");
            insta::assert_snapshot!(format!("page_of_a_{name}"), read(&html));
            let views = ["<div class=\"narrow\"", "<div class=\"small\""];
            let drawings: Vec<&str> = views
                .into_iter()
                .flat_map(|view| between(&html, view, '\n'))
                .filter_map(|rest| Some(&rest[rest.find("<svg")?..rest.find("</svg>")?]))
                .collect();
            assert!(drawings.len() >= 3, "{}", drawings.len());
            let first: Vec<String> = drawings
                .iter()
                .take(8)
                .map(|svg| svg.replace("><", ">\n<"))
                .collect();
            insta::assert_snapshot!(format!("drawings_of_a_{name}"), first.join("\n\n"));
        });
    }
}
