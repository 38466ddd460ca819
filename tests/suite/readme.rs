//! Every command that the README shows works.

use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;
use tempfile::TempDir;

/// The indented command lines of the README, without comments.
fn commands() -> Vec<String> {
    include_str!("../../README.md")
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .map(|line| line.split('#').next().unwrap_or_default().trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn readme_shows_the_two_commands_first() {
    let commands = commands();
    assert_eq!(
        commands[..2],
        ["cargo run --release -- scenarios/kling.toml", "cargo test"]
    );
}

/// The words of a command line; what stands between `'` is one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (part, text) in line.split('\'').enumerate() {
        if part % 2 == 1 {
            words.last_mut().expect("a word").push_str(text);
            continue;
        }
        for character in text.chars() {
            if character == ' ' {
                words.push(String::new());
            } else {
                words.last_mut().expect("a word").push(character);
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_of_the_readme_works() {
    let home = TempDir::new().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(root.join("scenarios"), home.path().join("scenarios"))
        .expect("a link to the scenarios");
    let mut run = 0;
    for command in commands() {
        // `cargo test` is what runs this test
        let arguments = match command
            .strip_prefix("simulate ")
            .or_else(|| command.strip_prefix("cargo run --release -- "))
        {
            Some(arguments) => arguments,
            None if command == "cargo test" => continue,
            None => panic!("the README shows `{command}`, which no test runs"),
        };
        // a `>` between `'` is part of an argument
        let (arguments, target) = match arguments.rsplit_once('>') {
            Some((arguments, target)) if !target.contains('\'') => (arguments, Some(target.trim())),
            _ => (arguments, None),
        };
        let mut process = Command::cargo_bin("simulate").expect("the program");
        process.current_dir(home.path());
        process.args(words(arguments));
        let is_run = arguments.contains(".toml") && !arguments.starts_with("check");
        // an analysis of sensitivity has points in place of paths
        let takes_paths = is_run && !arguments.starts_with("sensitivity");
        if takes_paths && !arguments.contains("--paths") {
            // fewer paths than a user would ask for: the command is tested, not the figures
            process.args(["--paths", "300"]);
        }
        if arguments.contains("--explain") {
            process.args(["--explain-paths", "20"]);
        }
        let output = process.output().expect("a process");
        assert!(
            output.status.success(),
            "`{command}`: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let prints = !output.stdout.is_empty() || arguments.starts_with("report");
        assert!(prints, "`{command}` prints nothing");
        if let Some(target) = target {
            assert_eq!(target, "monthly.csv");
            assert!(output.stdout.starts_with(b"month,metric,key,mean,sd,se,"));
        }
        if let Some(directory) = arguments.split("--out ").nth(1) {
            let table = if arguments.starts_with("sweep") {
                "sweep.csv"
            } else {
                "monthly.csv"
            };
            assert!(home.path().join(directory.trim()).join(table).is_file());
        }
        run += 1;
    }
    assert!(run >= 8, "{run} commands were run");
}
