//! Files that are no plain scenario: chains without end, pipes, devices, other encodings.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load};

use crate::common::COMPACT;

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn file(home: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = home.path().join(name);
    fs::write(&path, bytes).expect("written");
    path
}

/// What is said of a file, with the folder left out; empty where nothing is wrong.
fn said(path: &Path) -> String {
    let folder = path.parent().unwrap_or(path).display().to_string();
    match load(path, &LoadOptions::default()) {
        Ok(_) => String::new(),
        Err(error) => report(&error, Style::Plain).replace(&format!("{folder}/"), ""),
    }
}

#[test]
fn file_that_extends_itself_is_refused_by_whatever_name() {
    let home = home();
    let path = file(&home, "a.toml", b"extends = \"./../x/../a.toml\"\n");
    fs::create_dir(home.path().join("x")).expect("a directory");
    for name in ["a.toml", "./a.toml", "x/../a.toml"] {
        fs::write(&path, format!("extends = \"{name}\"\n")).expect("written");
        assert!(
            said(&path).contains("goes round in a circle"),
            "{}",
            said(&path)
        );
    }
}

#[test]
fn chain_of_a_thousand_files_is_refused_with_the_limit() {
    let home = home();
    for index in 0..1000 {
        file(
            &home,
            &format!("{index}.toml"),
            format!("extends = \"{}.toml\"\n", index + 1).as_bytes(),
        );
    }
    file(&home, "1000.toml", COMPACT.as_bytes());
    let said_of_all = said(&home.path().join("0.toml"));
    assert!(
        said_of_all.starts_with("error: more than 16 files extend one another"),
        "{said_of_all}"
    );
    assert!(said_of_all.contains(" --> 15.toml:1:"), "{said_of_all}");
    assert_eq!(said(&home.path().join("985.toml")), "");
}

#[test]
fn large_file_is_refused_with_the_limit_alone_or_in_a_chain() {
    let home = home();
    let hundred_megabytes = vec![b'#'; 100_000_000];
    let path = file(&home, "large.toml", &hundred_megabytes);
    let limit = "it is larger than 2 MiB, with the files that extend it";
    assert_eq!(
        said(&path),
        format!("error: cannot read `large.toml`: {limit}\n")
    );
    let half = format!("{COMPACT}{}", "#".repeat(1_500_000));
    file(&home, "half.toml", half.as_bytes());
    let top = format!("extends = \"half.toml\"\n#{}", "#".repeat(1_000_000));
    let path = file(&home, "top.toml", top.as_bytes());
    assert_eq!(
        said(&path),
        format!("error: cannot read `half.toml`: {limit}\n --> top.toml\n")
    );
    assert_eq!(said(&home.path().join("half.toml")), "");
}

#[test]
fn folder_missing_or_forbidden_target_of_extends_names_both_files() {
    let home = home();
    for (target, reason) in [
        (".", "it is a folder"),
        ("nowhere.toml", "No such file"),
        ("a.toml/b", "Not a directory"),
    ] {
        let path = file(
            &home,
            "a.toml",
            format!("extends = \"{target}\"\n").as_bytes(),
        );
        let said = said(&path);
        assert!(said.starts_with("error: cannot read `"), "{said}");
        assert!(
            said.contains(reason) && said.contains(" --> a.toml"),
            "{said}"
        );
    }
}

#[test]
fn other_encodings_are_refused_and_marks_and_line_ends_of_windows_are_not() {
    let home = home();
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(COMPACT.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(
        said(&file(&home, "a.toml", &utf16)),
        "error: cannot read `a.toml`: it is not UTF-8 text (byte 0)\n"
    );
    assert!(said(&file(&home, "a.toml", &utf16[2..])).starts_with("error: "));
    assert!(said(&file(&home, "a.toml", b"\x7fELF\x02\x01\x01\0\0\0")).starts_with("error: "));
    assert!(said(&file(&home, "a.toml", b"name = \"\xe9\"")).contains("byte 8"));
    let windows = format!("\u{feff}{}", COMPACT.replace('\n', "\r\n"));
    assert_eq!(said(&file(&home, "a.toml", windows.as_bytes())), "");
    let wrong = windows.replace("price = 58", "price = -58");
    let said_of_wrong = said(&file(&home, "a.toml", wrong.as_bytes()));
    assert!(
        said_of_wrong.contains(" --> a.toml:10:9\n"),
        "{said_of_wrong}"
    );
    assert!(!said_of_wrong.contains('\r'));
}

#[test]
fn empty_file_lacks_what_must_be_there() {
    let home = home();
    for bytes in [&b""[..], b"\n\n", b"\xef\xbb\xbf", b"# nothing\n"] {
        let said = said(&file(&home, "a.toml", bytes));
        assert!(said.contains("missing key `name`"), "{said}");
    }
}

#[cfg(unix)]
mod unix {
    use std::fs::OpenOptions;
    use std::io::Write;
    use std::process::Command;
    use std::thread;

    use super::*;

    fn pipe(home: &TempDir) -> PathBuf {
        let path = home.path().join("pipe.toml");
        let made = Command::new("mkfifo")
            .arg(&path)
            .status()
            .expect("a process");
        assert!(made.success());
        path
    }

    #[test]
    fn pipe_without_a_writer_is_refused_without_waiting() {
        let home = home();
        let path = pipe(&home);
        assert_eq!(
            said(&path),
            "error: cannot read `pipe.toml`: nothing comes out of it\n"
        );
        let child = file(&home, "a.toml", b"extends = \"pipe.toml\"\n");
        assert!(
            said(&child).contains("nothing comes out of it"),
            "{}",
            said(&child)
        );
    }

    #[test]
    fn pipe_with_a_writer_is_read_to_its_end() {
        let home = home();
        let path = pipe(&home);
        let mut end = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&path)
            .expect("both ends");
        let reader = thread::spawn({
            let path = path.clone();
            move || said(&path)
        });
        // in parts: the reader has to wait for the rest
        for part in COMPACT.as_bytes().chunks(500) {
            end.write_all(part).expect("written");
            thread::sleep(std::time::Duration::from_millis(2));
        }
        // the reader has opened the pipe once it is empty
        thread::sleep(std::time::Duration::from_millis(300));
        drop(end);
        assert_eq!(reader.join().expect("a reader"), "");
    }

    #[test]
    fn endless_device_is_refused_with_the_limit() {
        let said = said(Path::new("/dev/zero"));
        assert!(said.contains("larger than 2 MiB"), "{said}");
        assert!(super::said(Path::new("/dev/null")).contains("nothing comes out of it"));
    }
}
