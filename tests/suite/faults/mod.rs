//! What may go wrong from outside: killed processes, what they leave behind, other runs, streams
//! and places. Afterwards the earlier result or the new one is there whole, and the user is told.
//!
//! `TIERCAST_KILLS` says how many processes are killed (10 by default, 200 in the heavy checks);
//! `tests/faults/run` does what needs a system administrator.

mod kills;
mod leftovers;
mod surroundings;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;
use tiercast::report::directory::sha256;

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

/// In the order they are deleted; they are written the other way round.
const FILES: [&str; 9] = [
    "run.json",
    "monthly.csv",
    "figures.json",
    "report.html",
    "summary.csv",
    "facts.csv",
    "guards.csv",
    "drivers.csv",
    "timing.json",
];

/// The seeds of the earlier result and of the new one.
const EARLIER: &str = "1";
const NEW: &str = "2";

/// Arguments of a run that does not end by itself.
const ENDLESS: [&str; 2] = ["--paths", "100000000"];

/// A place for results, and two results made elsewhere to compare with.
struct Ground {
    home: TempDir,
    results: TempDir,
}

impl Ground {
    fn new() -> Self {
        let ground = Self {
            home: tempfile::tempdir().expect("a directory"),
            results: tempfile::tempdir().expect("a directory"),
        };
        for seed in [EARLIER, NEW] {
            let output = simulate(seed, &ground.result(seed)).output();
            assert_eq!(code(&output.expect("a process")), 0);
        }
        ground
    }

    /// A whole result with this seed.
    fn result(&self, seed: &str) -> PathBuf {
        self.results.path().join(seed)
    }

    /// Where results go.
    fn out(&self) -> PathBuf {
        self.home.path().join("results")
    }

    fn hidden(&self, name: &str) -> PathBuf {
        self.home.path().join(format!(".results.{name}"))
    }

    /// Puts the first files of a whole result into `directory`.
    fn put(&self, seed: &str, files: &[&str], directory: &Path) {
        fs::create_dir(directory).expect("made");
        for name in files {
            fs::copy(self.result(seed).join(name), directory.join(name)).expect("copied");
        }
    }

    /// A result in the making.
    fn partial(&self) -> Option<PathBuf> {
        let names = entries(self.home.path()).into_iter();
        let partial = |name: &String| name.starts_with(".results.partial-");
        names
            .filter(partial)
            .map(|name| self.home.path().join(name))
            .next()
    }

    fn clear(&self) {
        for name in entries(self.home.path()) {
            let path = self.home.path().join(name);
            let removed = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
            removed.expect("removed");
        }
    }

    /// Fails unless a whole result is in its place and nothing beside it; returns its seed.
    fn seed_in_place(&self) -> &'static str {
        assert_eq!(entries(self.home.path()), ["results"]);
        self.whole(&self.out())
    }

    /// Fails unless `directory` is a whole result; returns its seed.
    fn whole(&self, directory: &Path) -> &'static str {
        let mut files = FILES;
        files.sort_unstable();
        assert_eq!(entries(directory), files);
        let account = fs::read(directory.join("run.json")).expect("the file");
        let account: serde_json::Value = serde_json::from_slice(&account).expect("JSON");
        for (name, expected) in account["files"].as_object().expect("hashes") {
            let found = sha256(&fs::read(directory.join(name)).expect("the file"));
            assert_eq!(expected["sha256"], found.as_str(), "{name}");
        }
        let is = |seed: &&str| {
            FILES
                .iter()
                .filter(|name| **name != "timing.json")
                .all(|name| {
                    let read = |directory: &Path| fs::read(directory.join(name)).expect("the file");
                    read(directory) == read(&self.result(seed))
                })
        };
        let seed = [EARLIER, NEW].into_iter().find(is);
        seed.expect("either result, without a mixture")
    }

    /// Starts once more without `--force`, which is refused since a result is there.
    fn start_again(&self) -> String {
        let output = simulate(NEW, &self.out()).output().expect("a process");
        let said = stderr(&output);
        assert_eq!(code(&output), 3, "{said}");
        assert!(
            said.contains("holds the results of an earlier run\n"),
            "{said}"
        );
        assert!(output.stdout.is_empty());
        said
    }
}

/// The program with a seed and a place for its results.
fn simulate(seed: &str, out: &Path) -> Command {
    let mut command = Command::cargo_bin("simulate").expect("the program");
    command.args([TINY, "--seed", seed, "--out"]).arg(out);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The program in a shell, which runs `script` with `"$@"` for the program and its arguments.
fn in_a_shell(script: &str, seed: &str, out: &Path) -> Output {
    let command = simulate(seed, out);
    let output = Command::new("sh")
        .args(["-c", script, "sh"])
        .arg(command.get_program())
        .args(command.get_args())
        .output();
    output.expect("a shell")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn entries(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).expect("a directory");
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

fn kills() -> usize {
    let asked = std::env::var("TIERCAST_KILLS").ok();
    asked.and_then(|kills| kills.parse().ok()).unwrap_or(10)
}

/// Says in the log of the tests what came out.
fn tell(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("a log");
}

/// Waits until a run has come so far.
fn wait_for(mut what: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !what() {
        assert!(begin.elapsed() < Duration::from_secs(60), "it never came");
        std::thread::sleep(Duration::from_micros(200));
    }
}
