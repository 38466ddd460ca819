//! `--set` of a number that the file has, to what the file has, changes nothing.

use proptest::prelude::*;
use proptest::sample::Index;
use tiercast::engine::block::Block;
use tiercast::engine::{Record, Setup};
use tiercast::model::Scenario;
use tiercast::random::stream::Seeds;
use tiercast::report::{Exporter, MonthlyCsv, Report, Run, SummaryCsv};
use tiercast::scenario::document::Node;
use tiercast::scenario::walk::Content;
use tiercast::scenario::{LoadOptions, Loaded};

use crate::arbitrary::arbitrary;
use crate::common::scenario_with;
use crate::common::{cases, shipped, shipped_with_sources, summarise, with_sources};

/// `PATH=VALUE` for every number in the files, with the text that stands there.
fn own_values(loaded: &Loaded) -> Vec<String> {
    let mut own = Vec::new();
    for leaf in &loaded.leaves {
        // amounts of events have names of their own; their places come below
        let (Content::Number(..), Some(place)) = (&leaf.content, leaf.place) else {
            continue;
        };
        if !leaf.key.starts_with("events.") {
            own.push(format!("{}={}", leaf.key, loaded.sources.excerpt(place)));
        }
    }
    let events = loaded.file.get("events").and_then(Node::elements);
    for (index, event) in events.unwrap_or_default().iter().enumerate() {
        for word in ["set", "scale"] {
            let changes = event.get(word).and_then(Node::entries);
            for (key, node) in changes.unwrap_or_default() {
                let value = loaded.sources.excerpt(node.origin);
                own.push(format!("events.{index}.{word}.\"{key}\"={value}"));
            }
        }
    }
    own
}

/// The two files that must not change.
fn files(scenario: &Scenario, paths: usize) -> [String; 2] {
    let summary = summarise(scenario, paths, 7, 1);
    let run = Run {
        paths,
        until: None,
        seed: 7,
        sampler: "",
        text: "",
        overrides: &[],
        notes: &[],
    };
    let report = Report {
        scenario,
        summary: &summary,
        drivers: None,
        targets: None,
        components: None,
        run,
    };
    let exporters: [&dyn Exporter; 2] = [&MonthlyCsv, &SummaryCsv];
    exporters.map(|exporter| {
        let mut out = Vec::new();
        exporter.write(&report, &mut out).expect("room");
        String::from_utf8(out).expect("text")
    })
}

/// Every bit of the ledgers of a few paths.
fn bits(scenario: &Scenario) -> Vec<u64> {
    let sampler = scenario.simulation.sampler;
    let setup = Setup::new(scenario, sampler, Seeds::from_seed(7)).expect("independent inputs");
    let record: Record = Block::new(&setup, 0, 3)
        .run(|| false)
        .expect("few enough people");
    let rows = 0..setup.layout.rows();
    let months = |row| (0..record.months()).map(move |month| (month, row));
    rows.flat_map(months)
        .flat_map(|(month, row)| record.row(month, row).iter().map(|value| value.to_bits()))
        .collect()
}

fn first_difference(one: &str, other: &str) -> Option<String> {
    let mut lines = one.lines().zip(other.lines());
    let (one, other) = lines.find(|(one, other)| one != other)?;
    Some(format!("{one}\n{other}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(32), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn overriding_numbers_of_an_arbitrary_scenario_with_its_own_changes_no_byte(
        arbitrary in arbitrary(), some in prop::collection::vec(any::<Index>(), 3),
    ) {
        let loaded = with_sources(&arbitrary.text);
        let own = own_values(&loaded);
        let all: Vec<&str> = own.iter().map(String::as_str).collect();
        let before = files(&loaded.scenario, 9);
        let after = files(&scenario_with(&arbitrary.text, &all), 9);
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(first_difference(before, after), None, "{:?}", all);
        }
        if !all.is_empty() {
            let before = bits(&loaded.scenario);
            for place in some {
                let one = *place.get(&all);
                let after = bits(&scenario_with(&arbitrary.text, &[one]));
                prop_assert!(before == after, "`{}` changes something", one);
            }
        }
    }
}

#[test]
fn overriding_numbers_of_a_shipped_scenario_with_its_own_changes_no_byte() {
    for name in crate::shipped::names() {
        let loaded = shipped_with_sources(&name, &LoadOptions::default());
        let own = own_values(&loaded);
        assert!(own.len() > 30, "{name}");
        let all: Vec<&str> = own.iter().map(String::as_str).collect();
        let before = files(&loaded.scenario, 40);
        let after = files(&shipped(&name, &all), 40);
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(first_difference(before, after), None, "{name}");
            assert!(before == after, "{name}");
        }
    }
}

#[test]
fn overriding_each_number_of_a_shipped_scenario_with_its_own_changes_no_bit() {
    for name in ["kling-price-rise.toml", "established.toml"] {
        let loaded = shipped_with_sources(name, &LoadOptions::default());
        let before = bits(&loaded.scenario);
        for one in own_values(&loaded) {
            let after = bits(&shipped(name, &[&one]));
            assert!(before == after, "{name}: `{one}` changes something");
        }
    }
}
