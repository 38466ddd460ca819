use std::fs;
use std::io;
use std::path::Path;

use super::*;

fn build(path: &Path, earlier: Earlier, text: &str) -> Result<InPlace, DirectoryError> {
    let directory = OutputDirectory::open(path, earlier)?;
    directory.write("monthly.csv", |out| out.write_all(text.as_bytes()))?;
    directory.write("run.json", |out| {
        out.write_all(br#"{"program":"tiercast"}"#)
    })?;
    directory.put_in_place()
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

#[test]
fn directory_appears_whole_with_the_parents_it_needs() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("a/b/results");
    let in_place = build(&path, Earlier::Keep, "x").expect("written");
    assert_eq!(in_place.leftover, None);
    assert_eq!(entries(&path), ["monthly.csv", "run.json"]);
    assert_eq!(entries(path.parent().expect("a parent")), ["results"]);
}

#[test]
fn directory_that_is_given_up_leaves_nothing_behind() {
    let home = tempfile::tempdir().expect("a directory");
    let directory = OutputDirectory::open(&home.path().join("a/results"), Earlier::Keep);
    let directory = directory.expect("opened");
    assert_eq!(entries(home.path()), ["a"]);
    drop(directory);
    assert!(entries(home.path()).is_empty());
}

#[test]
fn failed_write_names_the_file_and_leaves_the_earlier_result() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    build(&path, Earlier::Keep, "earlier").expect("written");
    let directory = OutputDirectory::open(&path, Earlier::Replace).expect("opened");
    let full = || io::Error::from(io::ErrorKind::StorageFull);
    let error = directory
        .write("facts.csv", |_| Err(full()))
        .expect_err("a full disk");
    assert!(
        error
            .to_string()
            .contains("results/facts.csv`: no storage space"),
        "{error}"
    );
    drop(directory);
    assert_eq!(entries(home.path()), ["results"]);
    let kept = fs::read_to_string(path.join("monthly.csv")).expect("the earlier file");
    assert_eq!(kept, "earlier");
}

#[test]
fn earlier_result_stays_unless_it_may_be_replaced() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    build(&path, Earlier::Keep, "earlier").expect("written");
    let error = build(&path, Earlier::Keep, "new").expect_err("taken");
    assert!(matches!(error, DirectoryError::Taken { .. }), "{error}");
    assert!(error.help().contains("--force"));
    build(&path, Earlier::Replace, "new").expect("replaced");
    let text = fs::read_to_string(path.join("monthly.csv")).expect("the new file");
    assert_eq!(text, "new");
    assert_eq!(entries(home.path()), ["results"]);
}

#[test]
fn directory_with_foreign_files_is_never_replaced() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    build(&path, Earlier::Keep, "earlier").expect("written");
    fs::write(path.join("thesis.tex"), "years of work").expect("written");
    for earlier in [Earlier::Keep, Earlier::Replace] {
        let error = build(&path, earlier, "new").expect_err("foreign");
        assert!(error.to_string().contains("thesis.tex"), "{error}");
    }
    let error = build(home.path(), Earlier::Replace, "new").expect_err("foreign");
    assert!(matches!(error, DirectoryError::Foreign { .. }), "{error}");
    assert_eq!(entries(&path).len(), 3);
}

#[test]
fn directory_whose_run_is_of_another_program_is_never_replaced() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    fs::create_dir(&path).expect("made");
    fs::write(path.join("run.json"), r#"{"program":"other"}"#).expect("written");
    let error = build(&path, Earlier::Replace, "new").expect_err("foreign");
    assert!(
        matches!(error, DirectoryError::Unaccounted { .. }),
        "{error}"
    );
}

#[test]
fn foreign_file_that_comes_during_the_run_stops_the_replacing() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    build(&path, Earlier::Keep, "earlier").expect("written");
    let directory = OutputDirectory::open(&path, Earlier::Replace).expect("opened");
    fs::write(path.join("notes.txt"), "mine").expect("written");
    let error = directory.put_in_place().expect_err("foreign");
    assert!(error.to_string().contains("notes.txt"), "{error}");
    assert_eq!(entries(&path), ["monthly.csv", "notes.txt", "run.json"]);
    assert_eq!(entries(home.path()), ["results"]);
}

#[test]
fn empty_directory_takes_the_results() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    fs::create_dir(&path).expect("made");
    build(&path, Earlier::Keep, "new").expect("written");
    assert_eq!(entries(&path), ["monthly.csv", "run.json"]);
}

#[test]
fn file_in_the_place_of_the_results_is_refused() {
    let home = tempfile::tempdir().expect("a directory");
    let path = home.path().join("results");
    fs::write(&path, "").expect("written");
    let error = OutputDirectory::open(&path, Earlier::Replace).expect_err("a file");
    assert!(error.to_string().contains("is a file"), "{error}");
    let below = path.join("below");
    let error = OutputDirectory::open(&below, Earlier::Keep).expect_err("below a file");
    assert!(matches!(error, DirectoryError::System { .. }), "{error}");
    for nameless in ["", "..", "/"] {
        assert!(
            OutputDirectory::open(Path::new(nameless), Earlier::Keep).is_err(),
            "{nameless}"
        );
    }
}
