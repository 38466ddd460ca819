//! What a killed process leaves behind, laid out by hand, and what the next start makes of it.

use std::fs;
use std::time::Duration;

use tiercast::report::directory::repair;

use super::{EARLIER, FILES, Ground, NEW, code, entries, simulate, stderr};

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
