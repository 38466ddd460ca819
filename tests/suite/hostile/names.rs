//! Names and labels are data: they act on no terminal, break no table and become no formula.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;
use tiercast::report::width;

use super::bytes::{assert_csv, assert_inert};

/// Texts from somebody who means harm; the last are only odd.
const TEXTS: [&str; 16] = [
    "\u{1b}[2J\u{1b}]0;title\u{7}",
    "\u{9b}31mred\u{85}\u{8d}",
    "\u{202e}txet\u{2066}\u{200f}\u{61c}",
    "zero\u{200b}\u{200d}\u{feff}\u{2060}width",
    "line\nbreak\r\nand\ttab\u{0}\u{7f}\u{2028}\u{2029}",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "a\",\"b,c;d",
    "../../etc/passwd\u{0}",
    "tag\u{e0041}\u{e007f}\u{3164}\u{ad}",
    "❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}",
    "可灵会员黄金铂金钻石黑金可灵会员黄金铂金钻石黑金可灵会员黄金铂金钻石黑金可灵会员黄金铂金钻石黑金",
    "שלום عربي e\u{301}\u{301}\u{301}",
];

/// `text` as TOML.
fn toml(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for character in text.chars() {
        let _ = write!(quoted, "\\U{:08x}", u32::from(character));
    }
    quoted + "\""
}

/// The tiny scenario in which every label is `text`, and every name that can be odd is odd.
fn labelled(text: &str) -> String {
    let tiny = include_str!("../../scenarios/tiny.toml");
    let quoted = toml(text);
    tiny.replace("\"Tiny\"", &quoted)
        .replace("\"USD\"", &quoted)
        .replace("\"a letter to nobody, 2025-04-01\"", &quoted)
        .replace("yearly", "-עברית_عربي-")
        .replace("-עברית_عربي-]", "'-עברית_عربي-']")
        .replace(" -עברית_عربي- ", " '-עברית_عربي-' ")
        .replace("everyone", "'一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十'")
        .replace(
            "that = \"p05(subscribers, last) > 10\"",
            "that = \"p05(\\u2028\\n\\tsubscribers.plan:-עברית_عربي-,\\u0085last\\r)\\u2029>\\u000b-1\"",
        )
        + &format!("\n[sources]\n\"plans.basic.price\" = {{ note = {quoted}, grade = \"guess\" }}\n")
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn simulate(arguments: &[&Path], columns: &str) -> Output {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .env("COLUMNS", columns)
        .output()
        .expect("a process")
}

/// Both streams, after a look at their bytes.
fn streams(output: &Output) -> [String; 2] {
    [
        ("standard output", &output.stdout),
        ("standard error", &output.stderr),
    ]
    .map(|(what, bytes)| {
        let text = String::from_utf8(bytes.clone()).expect("UTF-8");
        assert_inert(what, &text);
        text
    })
}

#[test]
fn labels_of_a_scenario_stay_data_in_every_output() {
    for text in TEXTS {
        let home = home();
        let path = home.path().join("scenario.toml");
        fs::write(&path, labelled(text)).expect("written");
        let out = home.path().join("out");
        let quick = [Path::new("--paths"), Path::new("20")];
        let output = simulate(
            &[&[path.as_path(), Path::new("--out"), &out][..], &quick].concat(),
            "50",
        );
        let [report, said] = streams(&output);
        assert_eq!(output.status.code(), Some(0), "{text:?}: {said}");
        for line in report.lines() {
            assert!(width(line) <= 60, "{text:?}: {line}");
        }
        assert_eq!(
            fs::read_dir(home.path()).expect("a directory").count(),
            2,
            "names are no files"
        );
        for entry in fs::read_dir(&out).expect("a directory") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let written = fs::read_to_string(&path).expect("UTF-8");
            assert_inert(&name, &written);
            if path.extension().is_some_and(|extension| extension == "csv") {
                assert_csv(&name, &written);
            } else if name != "report.html" {
                let value: serde_json::Value = serde_json::from_str(&written).expect("JSON");
                assert!(name != "run.json" || value["name"] == text, "{text:?}");
            }
        }
        let json = [Path::new("--format"), Path::new("json")];
        let [rows, _] = streams(&simulate(
            &[&[path.as_path()][..], &json, &quick].concat(),
            "80",
        ));
        assert!(
            serde_json::from_str::<serde_json::Value>(&rows).is_ok(),
            "{text:?}"
        );
        let csv = [Path::new("--format"), Path::new("csv")];
        let [table, _] = streams(&simulate(
            &[&[path.as_path()][..], &csv, &quick].concat(),
            "80",
        ));
        assert_csv("--format csv", &table);
        streams(&simulate(&[Path::new("check"), &path], "80"));
    }
}

#[test]
fn text_in_an_override_stays_data() {
    for text in TEXTS.iter().filter(|text| !text.contains('\0')) {
        let home = home();
        let out = home.path().join("out");
        let tiny = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/tiny.toml");
        let change = format!("name={text}");
        let arguments = [
            &tiny,
            Path::new("--paths"),
            Path::new("9"),
            Path::new("--set"),
            Path::new(&change),
            Path::new("--out"),
            &out,
        ];
        let output = simulate(&arguments, "60");
        streams(&output);
        assert_eq!(output.status.code(), Some(0), "{text:?}");
        let account = fs::read_to_string(out.join("run.json")).expect("run.json");
        assert_inert("run.json", &account);
        let account: serde_json::Value = serde_json::from_str(&account).expect("JSON");
        assert_eq!(account["overrides"][0], change.as_str());
    }
}

#[test]
fn names_and_values_in_errors_stay_data() {
    let tiny = include_str!("../../scenarios/tiny.toml");
    for text in TEXTS {
        let quoted = toml(text);
        let home = home();
        let path = home.path().join("scenario.toml");
        // everything that an error may quote: keys, names of all kinds, texts in place of all else
        let hostile = tiny
            .replace(
                "[plans.basic]",
                &format!("[plans.{quoted}]\nintro = {{ price = 0 }}\n{quoted} = 1"),
            )
            .replace("intro     = ", "reference = ")
            .replace(
                "[segments.everyone]",
                &format!("{quoted} = 1\n[segments.{quoted}]"),
            )
            .replace("\"2025-03\"", &quoted)
            .replace("\"users\"", &quoted)
            .replace("\"latin_hypercube\"", &quoted)
            .replace("basic = 0.9", &format!("{quoted} = 0.9"))
            .replace(
                "p05(subscribers, last) > 10",
                &format!("p05({}, last) > 10", &quoted[1..quoted.len() - 1]),
            )
            + &format!(
                "[opening]\nsubscribers = [{{ plan = {quoted}, segment = {quoted}, count = 1, elapsed = 1 }}]\n\
                 [[correlate]]\ninputs = [{quoted}, {quoted}]\nrho = 0\n\
                 [[events]]\nmonth = \"2025-02\"\nset = {{ {quoted} = 1 }}\n[sources]\n{quoted} = {{ note = \"x\", grade = {quoted} }}\n"
            );
        fs::write(&path, &hostile).expect("written");
        let output = simulate(&[&path], "80");
        let [_, said] = streams(&output);
        assert_eq!(output.status.code(), Some(2), "{text:?}");
        assert!(said.matches("error: ").count() > 8, "{said}");
        // the same with the characters themselves, as far as TOML takes them
        fs::write(
            &path,
            tiny.replace("\"Tiny\"", &format!("5 # {text}\n'{text}' = '''{text}'''")),
        )
        .expect("written");
        let output = simulate(&[&path], "80");
        streams(&output);
        assert_eq!(output.status.code(), Some(2), "{text:?}");
    }
}

#[cfg(unix)]
#[test]
fn paths_and_arguments_in_messages_stay_data() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let tiny = include_str!("../../scenarios/tiny.toml");
    let latin = Path::new(OsStr::from_bytes(b"caf\xe9\x9b"));
    for text in TEXTS.iter().filter(|text| !text.contains(['\0', '/'])) {
        let home = home();
        let path = home.path().join(text);
        let missing = home.path().join(format!("missing {text}"));
        fs::write(&path, tiny.replace("months   = 6", "months = nan")).expect("written");
        let child = home.path().join("child.toml");
        fs::write(&child, format!("extends = {}\n", toml(text))).expect("written");
        let orphan = home.path().join("orphan.toml");
        fs::write(
            &orphan,
            format!("extends = {}\n", toml(&format!("missing {text}"))),
        )
        .expect("written");
        let base = Path::new("check");
        for arguments in [
            &[path.as_path()][..],
            &[&missing],
            &[&child],
            &[&orphan],
            &[base, &child],
            &[Path::new(&format!("--{text}"))],
            &[&child, Path::new("--format"), Path::new(text)],
            &[&child, Path::new("--paths"), Path::new(text)],
            &[&child, Path::new("--out"), &path],
            &[&child, Path::new(text), Path::new(text)],
            &[&child, Path::new("--set"), latin],
            &[latin],
        ] {
            let output = simulate(arguments, "80");
            let [_, said] = streams(&output);
            assert!(
                matches!(output.status.code(), Some(2 | 3)),
                "{arguments:?}: {said}"
            );
            assert!(said.starts_with("error: "), "{said}");
        }
        // results beside a file of that name, in a directory of that name
        fs::write(&path, tiny).expect("written");
        let out = home.path().join(format!("out {text}"));
        let output = simulate(
            &[
                &child,
                Path::new("--paths"),
                Path::new("9"),
                Path::new("--out"),
                &out,
            ],
            "80",
        );
        let [_, said] = streams(&output);
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(out.join("run.json").exists());
        streams(&simulate(&[base, &child], "80"));
    }
}
