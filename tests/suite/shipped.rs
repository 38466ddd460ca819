//! Every shipped scenario loads, runs, keeps its books and its word.

use std::fs;
use std::path::Path;

use tiercast::summary::Verdict;

use crate::common::{shipped, summarise};

/// The files in `scenarios/`.
pub fn names() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder of scenarios")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml"))
        .collect();
    names.sort();
    names
}

#[test]
fn every_shipped_scenario_runs_and_meets_its_facts_and_guards() {
    let names = names();
    assert!(names.len() >= 6);
    for name in names {
        let scenario = shipped(&name, &[]);
        let summary = summarise(&scenario, 1000, scenario.simulation.seed, 2);
        assert!(
            summary.residuals().largest() < 1e-9,
            "{name}: {:?}",
            summary.residuals()
        );
        for fact in &scenario.facts {
            let result = summary.fact(fact);
            assert_eq!(result.verdict, Verdict::Met, "{name}: {fact:?} {result:?}");
        }
        for guard in &scenario.guards {
            let result = summary.guard(guard);
            assert!(result.holds, "{name}: {} is {}", guard.text, result.value);
        }
    }
}

#[test]
fn every_shipped_scenario_names_the_schema_in_its_first_line() {
    for name in names() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("scenarios")
            .join(&name);
        let text = fs::read_to_string(path).expect("a scenario");
        assert_eq!(text.lines().next(), Some("#:schema schema.json"), "{name}");
    }
}

#[test]
fn every_number_of_the_kling_scenarios_has_a_source() {
    for name in ["kling.toml", "kling-global.toml", "runway.toml"] {
        let scenario = shipped(name, &[]);
        for input in scenario.quantities.inputs() {
            let sourced = scenario
                .sources
                .iter()
                .any(|(key, _)| input.key == *key || input.key.starts_with(&format!("{key}.")));
            assert!(sourced, "{name}: `{}` has no source", input.key);
        }
    }
}

#[test]
fn the_committed_schema_is_the_one_that_the_program_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/schema.json");
    let committed = fs::read_to_string(path).expect("scenarios/schema.json");
    let committed: serde_json::Value = serde_json::from_str(&committed).expect("JSON");
    assert_eq!(committed, tiercast::scenario::json_schema());
}

#[test]
fn the_kling_facts_have_honest_bands() {
    let scenario = shipped("kling.toml", &[]);
    let summary = summarise(&scenario, 2000, 1, 2);
    let mut seen = 0;
    for fact in &scenario.facts {
        let name = fact.metric.name();
        if name == "users" || name == "billings" {
            seen += 1;
            let [low, _, high] = summary.fact(fact).quantiles;
            assert!(
                high / low <= 3.0 && high / low >= 1.1,
                "{name}: {low} to {high}"
            );
        }
    }
    assert!(seen >= 2);
}
