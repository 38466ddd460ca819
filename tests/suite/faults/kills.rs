//! Killed and interrupted processes, and several at once.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tiercast::report::directory::{Earlier, OutputDirectory, Repair, repair};

use super::{
    EARLIER, ENDLESS, FILES, Ground, NEW, code, entries, kills, simulate, stderr, tell, wait_for,
};

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
/// Whether the tests run under `nohup`, and so does what they start.
fn hangups_are_ignored() -> bool {
    const HANGUP: u64 = 1;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & HANGUP != 0)
}

#[test]
fn signal_at_a_random_moment_leaves_nothing_half_written() {
    let ground = Ground::new();
    let mut usual = usual_time(&ground);
    let mut random = SmallRng::seed_from_u64(2);
    let (mut interrupted, mut ended, mut by_itself) = (0, 0, 0);
    let signals: &[&str] = if hangups_are_ignored() {
        &["-INT", "-TERM"]
    } else {
        &["-INT", "-TERM", "-HUP"]
    };
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
        let signal = signals[round % signals.len()];
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
