//! What may go wrong from outside: killed processes, what they leave behind, other runs, streams
//! and places. Afterwards the earlier result or the new one is there whole, and the user is told.
//!
//! `TIERCAST_KILLS` says how many processes are killed (10 by default, 200 in the heavy checks);
//! `tests/faults/run` does what needs a system administrator.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use assert_cmd::cargo::CommandCargoExt;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tempfile::TempDir;
use tiercast::report::directory::{Earlier, OutputDirectory, Repair, repair, sha256};

const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/tiny.toml");

/// In the order they are deleted; they are written the other way round.
const FILES: [&str; 6] = [
    "run.json",
    "monthly.csv",
    "summary.csv",
    "facts.csv",
    "guards.csv",
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

/// How long a run takes here and now.
fn usual_time(ground: &Ground) -> Duration {
    let begin = Instant::now();
    let output = simulate(NEW, &ground.results.path().join("timed")).output();
    assert_eq!(code(&output.expect("a process")), 0);
    begin.elapsed()
}

/// Most moments that matter are at the end of a run, whose time changes with what else is done.
fn nearer_to_the_end(usual: Duration, too_early: bool) -> Duration {
    usual.mul_f64(if too_early { 1.05 } else { 0.85 })
}

#[test]
fn kill_at_a_random_moment_leaves_the_earlier_or_the_new_result_whole() {
    let ground = Ground::new();
    let mut usual = usual_time(&ground);
    let mut random = SmallRng::seed_from_u64(1);
    let (mut killed, mut earlier, mut new, mut cleared) = (0, 0, 0, 0);
    for round in 0..kills() {
        ground.clear();
        let replaces = round % 2 == 0;
        if replaces {
            ground.put(EARLIER, &FILES, &ground.out());
        }
        let mut command = simulate(NEW, &ground.out());
        command.arg("--force");
        if round % 5 == 4 {
            command.args(ENDLESS);
        }
        let mut child = command.spawn().expect("a process");
        let by_the_clock = round % 4 < 2 || round % 5 == 4;
        if by_the_clock {
            std::thread::sleep(usual.mul_f64(random.random_range(0.0..1.2)));
        } else {
            // the moments in which files are put in place are few: wait for them
            wait_for(|| {
                ground
                    .partial()
                    .is_some_and(|partial| partial.join("timing.json").exists())
                    || !matches!(child.try_wait(), Ok(None))
            });
            std::thread::sleep(Duration::from_micros(random.random_range(0..3000)));
        }
        // SIGKILL; a process that has ended by itself is no matter
        let _ = child.kill();
        let is_killed = child.wait().expect("an end").code().is_none();
        killed += usize::from(is_killed);
        if by_the_clock {
            usual = nearer_to_the_end(usual, is_killed);
        }
        cleared += usize::from(entries(ground.home.path()) != ["results"]);
        if replaces {
            if cfg!(target_os = "linux") {
                // exchanged in one step: it is whole even before the next start
                ground.whole(&ground.out());
            }
            ground.start_again();
        } else {
            if ground.out().exists() {
                assert_eq!(ground.whole(&ground.out()), NEW);
            }
            let output = simulate(NEW, &ground.out()).arg("--force").output();
            assert_eq!(code(&output.expect("a process")), 0);
        }
        match ground.seed_in_place() {
            EARLIER => earlier += 1,
            _ => new += 1,
        }
    }
    tell(&format!(
        "killed {killed}, left something behind {cleared}, earlier {earlier}, new {new}"
    ));
    assert!(killed > 0);
}

#[cfg(unix)]
#[test]
fn signal_at_a_random_moment_leaves_nothing_half_written() {
    let ground = Ground::new();
    let mut usual = usual_time(&ground);
    let mut random = SmallRng::seed_from_u64(2);
    let (mut interrupted, mut ended, mut by_itself) = (0, 0, 0);
    for round in 0..kills() / 2 {
        ground.clear();
        ground.put(EARLIER, &FILES, &ground.out());
        let mut command = simulate(NEW, &ground.out());
        command.arg("--force");
        if round % 5 == 4 {
            command.args(ENDLESS);
        }
        let child = command.spawn().expect("a process");
        std::thread::sleep(usual.mul_f64(random.random_range(0.0..1.1)));
        let signal = ["-INT", "-TERM", "-HUP"][round % 3];
        let _ = Command::new("kill")
            .args([signal, &child.id().to_string()])
            .output();
        let output = child.wait_with_output().expect("an end");
        let said = stderr(&output);
        let seed = ground.seed_in_place();
        usual = nearer_to_the_end(usual, output.status.code() != Some(0));
        match output.status.code() {
            Some(0) => {
                ended += 1;
                assert_eq!(seed, NEW);
            }
            Some(130) => {
                interrupted += 1;
                let is_told = said.contains("interrupted: nothing was written\n");
                assert_eq!(is_told, seed == EARLIER, "{said}");
            }
            // it did not listen yet
            other => {
                by_itself += 1;
                assert_eq!((other, seed, said.as_str()), (None, EARLIER, ""));
            }
        }
    }
    tell(&format!(
        "interrupted {interrupted}, at the very start {by_itself}, too late {ended}"
    ));
    assert!(interrupted + by_itself > 0);
}

#[cfg(unix)]
#[test]
fn hangup_does_not_end_a_run_that_was_started_to_ignore_it() {
    let ground = Ground::new();
    let command = simulate(NEW, &ground.out());
    let child = Command::new("sh")
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(command.get_program())
        .args(command.get_args())
        .args(["--paths", "5000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a shell");
    wait_for(|| !entries(ground.home.path()).is_empty());
    let kill = Command::new("kill")
        .args(["-HUP", &child.id().to_string()])
        .status();
    assert!(kill.expect("a signal").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(entries(ground.home.path()), ["results"]);
}

#[test]
fn partial_result_of_a_killed_run_is_deleted_and_the_earlier_result_stays() {
    let ground = Ground::new();
    for written in 0..=FILES.len() {
        ground.clear();
        ground.put(EARLIER, &FILES, &ground.out());
        let partial = ground.hidden("partial-4194305");
        ground.put(NEW, &FILES[FILES.len() - written..], &partial);
        if let Some(half) = FILES.get(FILES.len().wrapping_sub(written + 1)) {
            fs::write(partial.join(half), "month,met").expect("written");
        }
        let said = ground.start_again();
        let note = format!(
            "note: deleted `{}`, which a run that was killed",
            partial.display()
        );
        assert!(said.contains(&note), "{said}");
        assert_eq!(ground.seed_in_place(), EARLIER, "{written} files");
    }
}

#[test]
fn result_that_was_moved_away_by_a_killed_run_is_put_back() {
    let ground = Ground::new();
    for force in [false, true] {
        ground.clear();
        ground.put(EARLIER, &FILES, &ground.hidden("replaced-4194305"));
        ground.put(NEW, &FILES, &ground.hidden("partial-4194305"));
        let said = if force {
            let output = simulate(NEW, &ground.out()).arg("--force").output();
            let output = output.expect("a process");
            assert_eq!(code(&output), 0);
            stderr(&output)
        } else {
            ground.start_again()
        };
        assert!(said.contains("the earlier ones are back\n"), "{said}");
        let expected = if force { NEW } else { EARLIER };
        assert_eq!(ground.seed_in_place(), expected);
    }
}

#[test]
fn replaced_result_that_a_killed_run_did_not_delete_is_deleted() {
    let ground = Ground::new();
    // exchanged in one step, or moved away
    for name in ["partial-4194305", "replaced-4194305-1"] {
        for deleted in 0..=FILES.len() {
            ground.clear();
            ground.put(NEW, &FILES, &ground.out());
            ground.put(EARLIER, &FILES[deleted..], &ground.hidden(name));
            ground.start_again();
            assert_eq!(ground.seed_in_place(), NEW, "{name}, {deleted} deleted");
        }
    }
}

#[test]
fn moved_result_is_put_back_even_if_somebody_had_changed_it_or_the_clock_is_off() {
    let ground = Ground::new();
    let replaced = ground.hidden("replaced-4194305");
    ground.put(EARLIER, &FILES, &replaced);
    let changed = replaced.join("facts.csv");
    fs::write(&changed, "my own remarks").expect("written");
    let future = std::time::SystemTime::now() + Duration::from_secs(400_000_000);
    let file = fs::File::options().write(true).open(&changed);
    file.and_then(|file| file.set_modified(future))
        .expect("set");
    let output = simulate(NEW, &ground.out()).output().expect("a process");
    let said = stderr(&output);
    assert_eq!(code(&output), 3, "{said}");
    assert!(
        said.contains("and its `facts.csv` was changed since\n"),
        "{said}"
    );
    let kept = fs::read_to_string(ground.out().join("facts.csv")).expect("the file");
    assert_eq!(kept, "my own remarks");
    let output = simulate(NEW, &ground.out()).arg("--force").output();
    let said = stderr(&output.expect("a process"));
    let note = format!(
        "note: `{}` was changed",
        ground.out().join("facts.csv").display()
    );
    assert!(said.starts_with(&note), "{said}");
    assert_eq!(ground.seed_in_place(), NEW);
}

#[test]
fn hidden_directory_with_anything_else_in_it_is_left_alone() {
    let ground = Ground::new();
    ground.put(EARLIER, &FILES, &ground.out());
    for name in [
        "partial-4194305",
        "replaced-4194305",
        "unguarded-4194305",
        "partial-x",
        "partial-",
    ] {
        let hidden = ground.hidden(name);
        ground.put(NEW, &FILES, &hidden);
        if name.ends_with('5') && !name.starts_with("unguarded") {
            fs::write(hidden.join("thesis.tex"), "years of work").expect("written");
        }
    }
    // a result that another program seems to have written, and nothing in its place
    let unknown = ground.home.path().join(".gone.replaced-3");
    ground.put(NEW, &FILES, &unknown);
    fs::write(unknown.join("run.json"), "{").expect("written");
    // hidden directories of other places
    for name in [".results.partial-7.partial-3", ".other.partial-3"] {
        ground.put(NEW, &FILES, &ground.home.path().join(name));
    }
    let before = entries(ground.home.path());
    ground.start_again();
    assert!(repair(&ground.home.path().join("gone")).is_empty());
    assert_eq!(entries(ground.home.path()), before);
    assert_eq!(entries(&unknown).len(), FILES.len());
}

#[cfg(unix)]
#[test]
fn link_leads_to_the_moved_result_and_to_a_directory_that_is_yet_to_come() {
    let ground = Ground::new();
    let link = ground.home.path().join("link");
    std::os::unix::fs::symlink("results", &link).expect("a link");
    ground.put(EARLIER, &FILES, &ground.hidden("replaced-4194305"));
    let output = simulate(NEW, &link).output().expect("a process");
    assert!(
        stderr(&output).contains("the earlier ones are back"),
        "{}",
        stderr(&output)
    );
    assert_eq!(ground.whole(&ground.out()), EARLIER);
    fs::remove_dir_all(ground.out()).expect("removed");
    let output = simulate(NEW, &link).output().expect("a process");
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(entries(ground.home.path()), ["link", "results"]);
    assert_eq!(ground.whole(&ground.out()), NEW);
}

#[test]
fn two_runs_to_one_place_leave_one_whole_result() {
    let ground = Ground::new();
    for round in 0..kills().div_ceil(4) {
        ground.clear();
        let force = round % 2 == 0;
        let start = |seed| {
            let mut command = simulate(seed, &ground.out());
            if force {
                command.arg("--force");
            }
            command.spawn().expect("a process")
        };
        let runs = [start(EARLIER), start(NEW)];
        let outputs = runs.map(|child| child.wait_with_output().expect("an end"));
        let mut codes = [code(&outputs[0]), code(&outputs[1])];
        let seed = ground.seed_in_place();
        if !force {
            let loser = usize::from(seed == EARLIER);
            let said = stderr(&outputs[loser]);
            assert!(
                said.contains("holds the results of an earlier run\n"),
                "{said}"
            );
            codes.sort_unstable();
        }
        assert_eq!(codes, if force { [0, 0] } else { [0, 3] });
    }
}

#[test]
fn runs_that_replace_one_another_all_the_time_lose_and_leave_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    let build = |text: String| {
        let directory = OutputDirectory::open(&path, Earlier::Replace)?;
        let write = |name, text: &str| directory.write(name, |out| out.write_all(text.as_bytes()));
        let sha256 = write("monthly.csv", &text)?;
        let files = serde_json::json!({ "monthly.csv": { "sha256": sha256 } });
        let account = serde_json::json!({ "program": "tiercast", "files": files });
        write("run.json", &account.to_string())?;
        directory.put_in_place()
    };
    let running = AtomicUsize::new(3);
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let (build, running) = (&build, &running);
            scope.spawn(move || {
                for round in 0..3 * kills() {
                    let in_place = build(format!("writer {writer}, round {round}"));
                    // told here, since the scope ends only after the others
                    let failed = in_place
                        .as_ref()
                        .map_or(true, |placed| placed.leftover.is_some());
                    if failed {
                        running.fetch_sub(1, Ordering::SeqCst);
                        panic!("{in_place:?}");
                    }
                }
                running.fetch_sub(1, Ordering::SeqCst);
            });
        }
        while running.load(Ordering::SeqCst) > 0 {
            let put_back = |repair: &Repair| matches!(repair, Repair::PutBack { .. });
            assert!(!repair(&path).iter().any(put_back) || cfg!(not(target_os = "linux")));
        }
    });
    assert_eq!(entries(home.path()), ["results"]);
    assert_eq!(entries(&path), ["monthly.csv", "run.json"]);
    let error = OutputDirectory::open(&path, Earlier::Keep).expect_err("taken");
    assert!(error.to_string().ends_with("an earlier run"), "{error}");
}

#[cfg(unix)]
#[test]
fn living_run_keeps_its_partial_result_until_it_is_killed() {
    let ground = Ground::new();
    let long = simulate(EARLIER, &ground.out()).args(ENDLESS).spawn();
    let mut long = long.expect("a process");
    wait_for(|| ground.partial().is_some());
    let partial = ground.partial().expect("a partial result");
    // made and locked are two steps
    std::thread::sleep(Duration::from_millis(50));
    let output = simulate(NEW, &ground.out()).output().expect("a process");
    let said = stderr(&output);
    assert_eq!(code(&output), 0, "{said}");
    let note = "note: another run is about to write its results to `";
    assert!(said.starts_with(note), "{said}");
    assert!(partial.exists());
    long.kill().expect("killed");
    long.wait().expect("an end");
    ground.start_again();
    assert_eq!(ground.seed_in_place(), NEW);
}

#[cfg(unix)]
#[test]
fn closed_streams_do_no_harm_to_the_results() {
    let ground = Ground::new();
    for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        ground.clear();
        let output = in_a_shell(&format!("exec \"$@\" {closed}"), NEW, &ground.out());
        assert_eq!(code(&output), 0, "{closed}: {}", stderr(&output));
        assert_eq!(ground.seed_in_place(), NEW, "{closed}");
        assert_eq!(
            output.stdout.is_empty(),
            closed.contains(" >&-") || closed == ">&-"
        );
    }
}

#[cfg(unix)]
#[test]
fn reader_who_wants_one_line_is_no_error() {
    let ground = Ground::new();
    let status = ground.home.path().join("status");
    let script = format!(
        "{{ \"$@\" --quiet --format csv; echo $? > '{}'; }} | head -1",
        status.display()
    );
    let output = in_a_shell(&script, NEW, &ground.out());
    assert_eq!(stderr(&output), "");
    assert_eq!(output.stdout.split(|byte| *byte == b'\n').count(), 2);
    assert_eq!(fs::read_to_string(status).expect("the file"), "0\n");
    assert_eq!(ground.whole(&ground.out()), NEW);
}

#[cfg(target_os = "linux")]
#[test]
fn full_device_matters_for_the_report_and_not_for_messages() {
    let ground = Ground::new();
    let output = in_a_shell("exec \"$@\" 2> /dev/full", NEW, &ground.out());
    assert_eq!(code(&output), 0);
    assert!(!output.stdout.is_empty());
    ground.clear();
    let output = in_a_shell("exec \"$@\" > /dev/full", NEW, &ground.out());
    let said = stderr(&output);
    assert_eq!(code(&output), 3);
    assert!(
        said.contains("error: cannot write to standard output: "),
        "{said}"
    );
    assert!(
        said.ends_with("help: make room, or send it elsewhere\n"),
        "{said}"
    );
    assert_eq!(ground.seed_in_place(), NEW);
}

#[cfg(unix)]
#[test]
fn place_that_cannot_be_is_named_with_what_to_do() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let ground = Ground::new();
    let home = ground.home.path();
    fs::write(home.join("file"), "mine").expect("written");
    symlink("loop", home.join("loop")).expect("a link");
    for (name, error, help) in [
        (
            "file",
            "is a file, expected a directory",
            "name a new directory",
        ),
        (
            "file/below",
            "cannot write to `",
            "a part of the path is a file",
        ),
        ("loop", "cannot write to `", "name another directory"),
        ("loop/below", "cannot write to `", "name another directory"),
        (&"n".repeat(255), "cannot write to `", "name a shorter one"),
        (&"n".repeat(300), "cannot write to `", "name a shorter one"),
    ] {
        let path = home.join(name);
        let output = simulate(NEW, &path).arg("--force").output();
        let output = output.expect("a process");
        let said = stderr(&output);
        assert_eq!(code(&output), 3, "{name}: {said}");
        assert!(
            said.starts_with("error: ") && said.contains(error),
            "{said}"
        );
        assert!(said.contains(&format!("`{}`", path.display())), "{said}");
        assert!(said.contains(&format!("\nhelp: {help}")), "{said}");
        assert_eq!(entries(home), ["file", "loop"]);
    }
    let path = home.join(OsStr::from_bytes(b"caf\xe9"));
    for force in [vec![], vec!["--force"]] {
        let output = simulate(NEW, &path).args(force).output();
        let output = output.expect("a process");
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(ground.whole(&path), NEW);
    }
    assert_eq!(entries(home).len(), 3);
}
