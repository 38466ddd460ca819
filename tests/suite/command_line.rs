//! What the program does as seen from a shell: exit codes, streams, files.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

use crate::program::TABLES;

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

/// The program with these arguments, away from what the environment says about terminals.
fn simulate(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args(arguments);
    for variable in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(variable);
    }
    command
}

fn run(arguments: &[&str]) -> Output {
    simulate(arguments).output().expect("a process")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn entries(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path)
        .expect("a directory")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// The tiny scenario with `more` at its end, in a file of its own.
fn scenario_with(more: &str, home: &TempDir) -> PathBuf {
    let path = home.path().join("scenario.toml");
    let tiny = fs::read_to_string(TINY).expect("the scenario");
    fs::write(&path, format!("{tiny}\n{more}\n")).expect("written");
    path
}

/// Fails unless the run failed with this code and this first line, and printed no result.
fn assert_refused(output: &Output, expected: i32, line: &str) {
    let said = stderr(output);
    assert_eq!(code(output), expected, "{said}");
    assert!(
        said.lines().any(|found| found == line),
        "expected `{line}`, found:\n{said}"
    );
    assert!(output.stdout.is_empty());
}

#[test]
fn report_is_printed_and_nothing_is_said_besides() {
    let output = run(&[TINY]);
    let report = stdout(&output);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(
        report.lines().nth(1).is_some_and(
            |line| line.starts_with("6 months, 2025-01 to 2025-06 · 300 paths, seed 7")
        ),
        "{report}"
    );
    for part in [
        "Revenue of",
        "By month",
        "By plan",
        "basic",
        "By segment",
        "API",
        "Facts",
        "Guards",
    ] {
        assert!(report.contains(part), "{part}:\n{report}");
    }
    assert_eq!(stderr(&output), "");
}

#[test]
fn report_fits_the_columns_it_is_given() {
    for columns in [60, 80, 120] {
        let mut command = simulate(&[TINY]);
        let output = command
            .env("COLUMNS", columns.to_string())
            .output()
            .expect("a process");
        for line in stdout(&output).lines() {
            assert!(
                tiercast::report::width(line) <= columns,
                "{columns}: {line}"
            );
        }
    }
}

#[test]
fn escape_codes_are_for_terminals() {
    assert!(!stdout(&run(&[TINY])).contains('\u{1b}'));
    let forced = simulate(&[TINY])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("a process");
    assert!(stdout(&forced).contains("\u{1b}["));
    let mut refused = simulate(&[TINY]);
    let refused = refused
        .env("CLICOLOR_FORCE", "1")
        .env("NO_COLOR", "1")
        .output();
    assert!(!stdout(&refused.expect("a process")).contains('\u{1b}'));
}

#[test]
fn name_with_escape_codes_does_not_reach_the_terminal() {
    let home = home();
    let path = home.path().join("scenario.toml");
    let tiny = fs::read_to_string(TINY).expect("the scenario");
    let evil = tiny.replace("\"Tiny\"", "\"\\u001b[31mTiny\\u0007\"");
    fs::write(&path, evil).expect("written");
    for arguments in [vec![text(&path)], vec!["check", text(&path)]] {
        let output = run(&arguments);
        assert!(
            !stdout(&output).contains(['\u{1b}', '\u{7}']),
            "{}",
            stdout(&output)
        );
        assert!(
            !stderr(&output).contains(['\u{1b}', '\u{7}']),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn command_line_overrides_the_scenario() {
    let output = run(&[
        TINY,
        "--paths",
        "50",
        "--seed",
        "9",
        "--months",
        "3",
        "--sampler",
        "sobol",
    ]);
    let report = stdout(&output);
    assert!(
        report.contains("3 months, 2025-01 to 2025-03 · 50 paths, seed 9, sobol"),
        "{report}"
    );
    let cheap = run(&[TINY, "--set", "plans.basic.price=2"]);
    assert_ne!(stdout(&cheap), stdout(&run(&[TINY])));
    assert!(stdout(&cheap).contains("with plans.basic.price=2"));
}

#[test]
fn number_of_threads_changes_no_byte() {
    let one = run(&[TINY, "--format", "csv", "--paths", "600", "--threads", "1"]);
    let three = run(&[TINY, "--format", "csv", "--paths", "600", "--threads", "3"]);
    assert!(!one.stdout.is_empty());
    assert_eq!(one.stdout, three.stdout);
}

#[test]
fn counts_of_zero_are_wrong_arguments() {
    for option in ["--paths", "--threads", "--months"] {
        for value in ["0", "-3", "many", ""] {
            let output = run(&[TINY, option, value]);
            let said = stderr(&output);
            assert_eq!(code(&output), 2, "{said}");
            assert!(said.starts_with(&format!("error: `{option}` ")), "{said}");
        }
    }
    assert_refused(
        &run(&[TINY, "--paths", "0"]),
        2,
        "error: `--paths` is `0`, expected a whole number from 1 to 100000000",
    );
}

#[test]
fn wrong_arguments_say_what_to_do() {
    for (arguments, error, help) in [
        (
            vec![],
            "no scenario given",
            "name a file: `simulate scenario.toml`",
        ),
        (
            vec![TINY, "--path", "3"],
            "unexpected argument `--path`",
            "did you mean `--paths`?",
        ),
        (
            vec![TINY, "more"],
            "unexpected argument `more`",
            "see `simulate --help`",
        ),
        (
            vec![TINY, "--format", "xml"],
            "`--format` is `xml`",
            "it is one of `csv`, `json`",
        ),
        (
            vec![TINY, "--sampler", "soboll"],
            "`--sampler` is `soboll`",
            "did you mean `sobol`?",
        ),
        (
            vec![TINY, "--seed"],
            "`--seed` needs a value",
            "such as `--seed <N>`",
        ),
        (
            vec![TINY, "--force"],
            "`--force` is about the results in a directory",
            "name it after `--out`",
        ),
        (
            vec![
                "sweep",
                TINY,
                "-P",
                "plans.basic.price=8:12:2",
                "--shard",
                "1/2",
            ],
            "`--shard` is about the results in a directory",
            "name it after `--out`",
        ),
        (
            vec!["completions", "tcl"],
            "`<SHELL>` is `tcl`",
            "it is one of `bash`",
        ),
    ] {
        let output = run(&arguments);
        let said = stderr(&output);
        assert_eq!(code(&output), 2, "{said}");
        assert!(said.contains(&format!("error: {error}")), "{said}");
        assert!(said.contains(&format!("help: {help}")), "{said}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn wrong_scenario_ends_with_two_and_missing_file_with_three() {
    let home = home();
    let wrong = scenario_with("[plans.basic.intro_wieght]", &home);
    let output = run(&[text(&wrong)]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("error"), "{}", stderr(&output));
    let output = run(&[TINY, "--set", "plans.basic.prise=3"]);
    assert_eq!(code(&output), 2, "{}", stderr(&output));
    assert!(stderr(&output).contains("price"), "{}", stderr(&output));
    for missing in ["nowhere.toml", text(home.path())] {
        let output = run(&[missing]);
        assert_eq!(code(&output), 3, "{}", stderr(&output));
        assert!(
            stderr(&output).contains("error: cannot read"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn failed_guard_ends_with_one_after_the_report() {
    let home = home();
    let path = scenario_with("[[guards]]\nthat = \"p05(cash, last) > 1e12\"", &home);
    let out = home.path().join("results");
    let output = run(&[text(&path), "--out", text(&out)]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    assert!(stdout(&output).contains("fails"), "{}", stdout(&output));
    let guards = fs::read_to_string(out.join("guards.csv")).expect("the file");
    let lines: Vec<&str> = guards.lines().collect();
    assert_eq!(lines[0], "guard,figure,value,relation,bound,holds");
    assert!(lines[1].ends_with(",>,10,true"), "{guards}");
    assert!(
        lines[2].starts_with("\"p05(cash, last) > 1e12\",\"p05(cash, last)\","),
        "{guards}"
    );
    assert!(lines[2].ends_with(",>,1000000000000,false"), "{guards}");
}

#[test]
fn formats_print_the_monthly_table_instead_of_the_report() {
    let home = home();
    let out = home.path().join("results");
    let output = run(&[TINY, "--format", "csv", "--out", text(&out)]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let table = stdout(&output);
    assert!(
        table.starts_with("month,metric,key,mean,sd,se,p05,p25,p50,p75,p95\n2025-01,signups,,")
    );
    assert_eq!(
        table,
        fs::read_to_string(out.join("monthly.csv")).expect("the file")
    );

    let output = run(&[TINY, "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = rows.as_array().expect("an array");
    assert_eq!(rows.len(), table.lines().count() - 1);
    assert_eq!(rows[0]["month"], "2025-01");
    assert_eq!(rows[0]["metric"], "signups");
    assert!(rows[0]["mean"].is_f64());
    // no subscribers at the start of the first month: the churn rate is undefined
    let churn = rows
        .iter()
        .find(|row| row["metric"] == "churn_rate")
        .expect("a row");
    assert!(churn["mean"].is_null());
    assert!(
        table
            .lines()
            .any(|line| line == "2025-01,churn_rate,,,,,,,,,"),
        "{table}"
    );
}

#[test]
fn results_are_complete_and_their_hashes_right() {
    let home = home();
    let out = home.path().join("deep/results");
    let output = run(&[TINY, "--out", text(&out), "--set", "plans.basic.price=11"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let files = [
        "drivers.csv",
        "facts.csv",
        "figures.json",
        "guards.csv",
        "monthly.csv",
        "report.html",
        "run.json",
        "summary.csv",
        "timing.json",
    ];
    assert_eq!(entries(&out), files);
    assert_eq!(entries(&home.path().join("deep")), ["results"]);
    let account = fs::read(out.join("run.json")).expect("the file");
    let account: serde_json::Value = serde_json::from_slice(&account).expect("JSON");
    assert_eq!(account["program"], "tiercast");
    assert_eq!(account["name"], "Tiny");
    assert_eq!(account["seed"], 7);
    assert_eq!(account["sampler"], "latin_hypercube");
    assert_eq!(account["overrides"][0], "plans.basic.price=11");
    for name in TABLES.into_iter().chain(["figures.json"]) {
        let bytes = fs::read(out.join(name)).expect("the file");
        let hash = tiercast::report::directory::sha256(&bytes);
        assert_eq!(account["files"][name]["sha256"], hash.as_str(), "{name}");
    }
    let summary = fs::read_to_string(out.join("summary.csv")).expect("the file");
    let mut periods: Vec<&str> = summary
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    periods.dedup();
    assert_eq!(periods, ["period", "total", "2025", "2025-Q1", "2025-Q2"]);
    let facts = fs::read_to_string(out.join("facts.csv")).expect("the file");
    assert!(facts.starts_with("month,metric,key,relation,value,p05,p50,p95,position,verdict\n"));
    assert!(
        facts.contains("\n2025-06,signups,,equals,1000000,"),
        "{facts}"
    );
    assert!(facts.trim_end().ends_with(",1,missed"), "{facts}");
}

#[test]
fn equal_runs_differ_in_their_timing_alone() {
    let home = home();
    let [first, second] = ["first", "second"].map(|name| home.path().join(name));
    run(&[TINY, "--out", text(&first), "--threads", "1"]);
    run(&[TINY, "--out", text(&second), "--threads", "2"]);
    for name in TABLES.into_iter().chain(["run.json"]) {
        let read = |path: &PathBuf| fs::read(path.join(name)).expect("the file");
        assert!(read(&first) == read(&second), "{name}");
    }
}

#[test]
fn earlier_results_need_force_to_be_replaced() {
    let home = home();
    let out = home.path().join("results");
    run(&[TINY, "--out", text(&out)]);
    let before = fs::read(out.join("monthly.csv")).expect("the file");
    let output = run(&[TINY, "--out", text(&out), "--seed", "8"]);
    assert_refused(
        &output,
        3,
        &format!(
            "error: `{}` holds the results of an earlier run",
            text(&out)
        ),
    );
    assert!(stderr(&output).contains("help: ") && stderr(&output).contains("--force"));
    assert_eq!(fs::read(out.join("monthly.csv")).expect("the file"), before);

    let output = run(&[TINY, "--out", text(&out), "--seed", "8", "--force"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_ne!(fs::read(out.join("monthly.csv")).expect("the file"), before);
    assert_eq!(entries(home.path()), ["results"]);
}

#[test]
fn foreign_directory_is_refused_even_with_force() {
    let home = home();
    fs::write(home.path().join("thesis.tex"), "years").expect("written");
    let output = run(&[TINY, "--out", text(home.path()), "--force"]);
    assert_eq!(code(&output), 3);
    assert!(
        stderr(&output).contains("thesis.tex"),
        "{}",
        stderr(&output)
    );
    assert_eq!(entries(home.path()), ["thesis.tex"]);
}

#[test]
fn working_directory_is_not_replaced_under_the_feet() {
    let home = home();
    let mut command = simulate(&[TINY, "--out", "."]);
    let output = command.current_dir(&home).output().expect("a process");
    assert_eq!(code(&output), 3);
    let said = stderr(&output);
    assert!(
        said.starts_with("error: `.` is the directory that this program runs in"),
        "{said}"
    );
}

#[test]
fn file_in_the_place_of_the_results_is_refused_before_the_run() {
    let home = home();
    let out = home.path().join("results");
    fs::write(&out, "").expect("written");
    let begin = Instant::now();
    let output = run(&[TINY, "--paths", "100000000", "--out", text(&out), "--force"]);
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("is a file"), "{}", stderr(&output));
}

#[cfg(target_os = "linux")]
#[test]
fn place_that_cannot_be_written_is_refused_before_the_run() {
    let output = run(&[TINY, "--paths", "100000000", "--out", "/proc/results"]);
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.starts_with("error: cannot write to `/proc/results`: "),
        "{said}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_leaves_the_earlier_result_and_no_partial_one() {
    let home = home();
    let out = home.path().join("results");
    run(&[TINY, "--out", text(&out)]);
    let before = fs::read(out.join("run.json")).expect("the file");
    // a limit on the size of files stands in for a full disk
    let program = assert_cmd::cargo::cargo_bin("simulate");
    let output = Command::new("sh")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"")
        .arg(program)
        .args([TINY, "--seed", "8", "--force", "--out", text(&out)])
        .output()
        .expect("a shell");
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.starts_with("error: cannot write `") && said.contains("monthly.csv`: "),
        "{said}"
    );
    assert_eq!(fs::read(out.join("run.json")).expect("the file"), before);
    assert_eq!(entries(home.path()), ["results"]);
}

#[cfg(target_os = "linux")]
#[test]
fn full_standard_output_ends_with_three() {
    for format in [vec![], vec!["--format", "csv"], vec!["--format", "json"]] {
        let full = fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("the device");
        let mut command = simulate(&[TINY]);
        let output = command
            .args(format)
            .stdout(full)
            .stderr(Stdio::piped())
            .output();
        let output = output.expect("a process");
        assert_eq!(code(&output), 3);
        let said = stderr(&output);
        assert!(
            said.starts_with("error: cannot write to standard output: "),
            "{said}"
        );
    }
}

#[test]
fn closed_pipe_is_no_error() {
    for arguments in [
        vec![TINY, "--format", "csv"],
        vec![TINY, "--format", "json"],
        vec![TINY],
        vec!["schema"],
        vec!["--help"],
        vec!["check", TINY],
    ] {
        let mut child = simulate(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("an end");
        assert_eq!(code(&output), 0, "{arguments:?}: {}", stderr(&output));
        assert_eq!(stderr(&output), "");
    }
}

#[cfg(unix)]
#[test]
fn interrupt_ends_within_a_second_and_leaves_nothing() {
    let home = home();
    let out = home.path().join("deep/results");
    let mut child = simulate(&[TINY, "--paths", "100000000", "--out", text(&out)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let begin = Instant::now();
    while entries(home.path()).is_empty() && begin.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    let asked = Instant::now();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("a signal").success());
    let status = child.wait().expect("an end");
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!(status.code(), Some(130));
    let mut said = String::new();
    let mut stream = child.stderr.take().expect("a stream");
    stream.read_to_string(&mut said).expect("UTF-8");
    assert_eq!(said, "interrupted: nothing was written\n");
    assert!(entries(home.path()).is_empty());
}

#[test]
fn other_commands_answer() {
    let check = run(&["check", TINY, "--set", "plans.basic.price=11"]);
    assert_eq!(code(&check), 0, "{}", stderr(&check));
    assert!(stdout(&check).contains("11"), "{}", stdout(&check));
    let schema: serde_json::Value = serde_json::from_slice(&run(&["schema"]).stdout).expect("JSON");
    assert!(schema["properties"].is_object());
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            stdout(&run(&["completions", shell])).contains("simulate"),
            "{shell}"
        );
    }
    assert!(stdout(&run(&["man"])).contains(".TH simulate"));
    assert!(stdout(&run(&["--version"])).starts_with("simulate "));
    let help = stdout(&run(&["--help"]));
    assert!(
        help.contains("Examples:") && help.contains("Exit codes:"),
        "{help}"
    );
}

#[test]
fn quiet_run_says_nothing_on_standard_error() {
    let output = run(&[TINY, "--quiet"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "");
    assert!(!output.stdout.is_empty());
}

#[test]
fn numbers_beyond_all_bounds_are_refused_and_nothing_is_written() {
    let home = home();
    let out = home.path().join("out");
    let output = run(&[
        TINY,
        "--set",
        "signups.trend.exponential.level=1e308",
        "--out",
        text(&out),
    ]);
    assert_refused(
        &output,
        2,
        "error: the scenario expects more sign-ups in a month than can be counted (10¹²)",
    );
    let output = run(&[TINY, "--set", "costs.fixed=1e308", "--out", text(&out)]);
    assert_refused(
        &output,
        2,
        "error: the numbers of this scenario grow beyond all bounds: `cash` is not finite in 2025-02",
    );
    assert!(entries(home.path()).is_empty());
}

#[test]
fn figures_that_would_not_fit_into_memory_are_refused_before_the_run() {
    let kling = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/kling.toml");
    let output = run(&[kling, "--months", "1200", "--paths", "4096"]);
    assert_eq!(code(&output), 2);
    let said = stderr(&output);
    assert!(said.contains("can take 20 GiB, more than 8 GiB"), "{said}");
    assert!(said.contains("--months"), "{said}");
}
