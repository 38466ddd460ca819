//! Streams and places.

use std::fs;

use super::{Ground, NEW, code, entries, in_a_shell, simulate, stderr};

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

#[cfg(unix)]
#[test]
fn run_whose_results_cannot_be_kept_is_shown_all_the_same() {
    let home = tempfile::tempdir().expect("a directory");
    let program = simulate(NEW, &home.path().join("results"));
    let mut words = vec![program.get_program()];
    words.extend(program.get_args());
    // no file may grow beyond one block: the first table fails when all is computed
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -f 1; exec \"$@\"", "sh"])
        .args(words)
        .output()
        .expect("a shell");
    assert_eq!(code(&output), 3);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("monthly.csv"), "{said}");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("Revenue of the"), "{shown}");
    assert_eq!(fs::read_dir(home.path()).expect("a directory").count(), 0);
}
