//! The rules of `ARCHITECTURE.md`, checked on the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path below `src/`, and its code without comments and unit tests.
struct Source {
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        // unit tests of a folder
        .filter(|file| !file.ends_with("tests.rs"))
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a readable source file");
            let code = text
                .split("#[cfg(test)]\nmod tests")
                .next()
                .unwrap_or_default()
                .split_inclusive('\n')
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            let path = file.strip_prefix(&root).expect("below src");
            Source {
                path: path.to_string_lossy().replace('\\', "/"),
                code,
            }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a folder entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Fails with every place below `folder` that has one of `forbidden`.
fn never(folder: &str, forbidden: &[&str], reason: &str) {
    let mut found = Vec::new();
    let mut looked_at = 0;
    for source in sources() {
        if !source.path.starts_with(folder) {
            continue;
        }
        looked_at += 1;
        for word in forbidden {
            if source.code.contains(word) {
                found.push(format!("src/{} has `{word}`", source.path));
            }
        }
    }
    assert!(looked_at > 0, "no source below src/{folder}");
    assert!(found.is_empty(), "{reason}:\n{}", found.join("\n"));
}

#[test]
fn units_and_random_stand_on_nothing_above_them() {
    let above = [
        "crate::model",
        "crate::scenario",
        "crate::engine",
        "crate::summary",
        "crate::report",
        "crate::cli",
    ];
    never("units/", &above, "units is the ground");
    never("random/", &above, "random is the ground");
}

#[test]
fn model_reads_no_file_and_is_not_deserialized() {
    never(
        "model/",
        &[
            "crate::scenario",
            "crate::engine",
            "crate::summary",
            "crate::report",
            "crate::cli",
            "serde",
            "std::fs",
            "std::io",
            "toml",
        ],
        "model is valid by construction and knows nothing above it",
    );
}

#[test]
fn engine_knows_no_file_report_clock_or_output() {
    never(
        "engine/",
        &[
            "crate::scenario",
            "crate::summary",
            "crate::report",
            "crate::cli",
            "serde",
            "clap",
            "std::fs",
            "std::io",
            "std::time",
            "std::env",
            "print!",
            "println!",
        ],
        "the engine serves runs, sweeps and tests alike",
    );
}

#[test]
fn summary_draws_no_random_number() {
    never(
        "summary/",
        &[
            // but for the vectors and special functions, which draw nothing
            "random::{",
            "random::b",
            "random::c",
            "random::d",
            "random::g",
            "random::h",
            "random::p",
            "random::sa",
            "random::so",
            "random::st",
            "crate::scenario",
            "crate::report",
            "crate::cli",
            "std::fs",
            "std::io",
        ],
        "figures are a function of the paths",
    );
}

#[test]
fn report_does_not_simulate() {
    never(
        "report/",
        &["crate::random", "engine::run(", "Setup::new", "crate::cli"],
        "a report shows what the summary has",
    );
}

#[test]
fn only_random_makes_generators() {
    let mut found = Vec::new();
    for source in sources() {
        if source.path.starts_with("random/") {
            continue;
        }
        for word in [
            "philox4x32_10",
            "rand::",
            "thread_rng",
            "SmallRng",
            "StdRng",
        ] {
            if source.code.contains(word) {
                found.push(format!("src/{} has `{word}`", source.path));
            }
        }
    }
    assert!(
        found.is_empty(),
        "every draw has an address:\n{}",
        found.join("\n")
    );
}

#[test]
fn threads_are_used_in_few_places() {
    // a pipe is waited for with the thread asleep, the disk in a thread that does nothing else
    let allowed = [
        "engine/run.rs",
        "engine/waves.rs",
        "summary/table.rs",
        "summary/components/mod.rs",
        "summary/drivers/prepared.rs",
        "summary/measure.rs",
        "summary/paired.rs",
        "experiment/sweep.rs",
        "scenario/pipe.rs",
        "report/directory/lasting.rs",
        "cli/",
    ];
    let mut found = Vec::new();
    for source in sources() {
        if allowed.iter().any(|place| source.path.starts_with(place)) {
            continue;
        }
        for word in ["rayon", "std::thread", "par_iter"] {
            if source.code.contains(word) {
                found.push(format!("src/{} has `{word}`", source.path));
            }
        }
    }
    assert!(
        found.is_empty(),
        "determinism is reviewed in few places:\n{}",
        found.join("\n")
    );
}

#[test]
fn unsafe_code_is_in_one_place() {
    let found: Vec<String> = sources()
        .into_iter()
        .filter(|source| source.code.contains("unsafe"))
        .map(|source| source.path)
        .collect();
    assert_eq!(found, ["random/wide.rs"]);
}

#[test]
fn no_float_is_summed_in_parallel() {
    for source in sources() {
        let code: String = source.code.split_whitespace().collect();
        for start in code.match_indices("par_iter").map(|(start, _)| start) {
            let statement = code[start..].split(';').next().unwrap_or_default();
            for fold in [".sum()", ".sum::<", ".reduce(", ".fold("] {
                assert!(
                    !statement.contains(fold),
                    "src/{}: `{fold}` on a parallel iterator",
                    source.path
                );
            }
        }
    }
}

#[test]
fn no_result_passes_through_a_hash_map() {
    for folder in ["model/", "engine/", "summary/", "report/"] {
        never(
            folder,
            &["HashMap", "HashSet"],
            "the order of a hash map is not stable",
        );
    }
}

#[test]
fn every_cited_reference_exists() {
    let references = include_str!("../../docs/references.md");
    let known: Vec<&str> = references
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .collect();
    assert!(known.len() > 10, "the table of references is read");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let mut cited = 0;
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable source file");
        for block in text.split("*Source*:").skip(1) {
            let line = block.lines().next().unwrap_or_default();
            for key in line.split('`').skip(1).step_by(2) {
                cited += 1;
                assert!(
                    known.contains(&key),
                    "{}: unknown reference `{key}`",
                    file.display()
                );
            }
        }
    }
    assert!(cited > 5, "citations are found");
}

#[test]
fn every_mechanism_has_a_section_in_the_model_page() {
    let page = include_str!("../../docs/model.md");
    for section in [
        "## Market",
        "## Buying",
        "## Renewing",
        "## Winning back",
        "## Events",
        "## Usage",
        "## API",
        "## Money",
        "## Metrics",
    ] {
        assert!(page.lines().any(|line| line == section), "{section}");
    }
}

#[test]
fn what_is_simulated_takes_no_elementary_function_of_the_system() {
    let mut found = Vec::new();
    for source in sources() {
        let simulates = ["random/", "engine/"]
            .iter()
            .any(|folder| source.path.starts_with(folder));
        if !simulates || source.path.contains("test") {
            continue;
        }
        let code = source.code.split("#[cfg(test)]").next().unwrap_or_default();
        for word in [
            ".exp()",
            ".exp2()",
            ".exp_m1()",
            ".ln()",
            ".ln_1p()",
            ".log2()",
            ".log10()",
            ".powf(",
            ".sin()",
            ".cos()",
            ".tan()",
            ".sinh()",
            ".cosh()",
            ".tanh()",
            ".cbrt()",
            ".hypot(",
        ] {
            if code.contains(word) {
                found.push(format!("src/{} has `{word}`", source.path));
            }
        }
    }
    assert!(
        found.is_empty(),
        "their last bits differ between systems; take `random::portable` or `random::elementary`:\n{}",
        found.join("\n")
    );
}
