//! The generator of scenarios has no blind spot, and the loader takes all that it makes.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tiercast::scenario::document::Node;
use tiercast::scenario::schema::{ROOT, Shape};
use tiercast::scenario::{LoadOptions, Loaded, load_text};

use crate::arbitrary::arbitrary;
use crate::common::cases;

fn loaded(text: &str) -> Result<Loaded, TestCaseError> {
    load_text(text, "arbitrary.toml", None, &LoadOptions::default())
        .map_err(|error| TestCaseError::fail(error.to_string()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(256), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_arbitrary_scenario_loads_and_so_does_its_canonical_text(arbitrary in arbitrary()) {
        let once = loaded(&arbitrary.text)?;
        let again = loaded(&once.text)?;
        prop_assert_eq!(&once.text, &again.text);
    }
}

/// Every key of the format below `shape`, the user's names as `*`; what it has in `node` alone where there is one.
fn keys(shape: &Shape, path: &str, node: Option<&Node>, found: &mut BTreeSet<String>) {
    match shape {
        Shape::List(list) => match node {
            None => keys(&list.element, path, None, found),
            Some(node) => {
                for element in node.elements().unwrap_or_default() {
                    keys(&list.element, path, Some(element), found);
                }
            }
        },
        Shape::Map(map) => {
            let path = format!("{path}.*");
            match node {
                None => keys(&map.entry, &path, None, found),
                Some(node) => {
                    for (_, entry) in node.entries().unwrap_or_default() {
                        keys(&map.entry, &path, Some(entry), found);
                    }
                }
            }
        }
        _ => {}
    }
    for field in shape.fields() {
        let inner = node.map(|node| node.get(field.name));
        if inner == Some(None) {
            continue;
        }
        let path = format!("{path}.{}", field.name);
        keys(&field.shape, &path, inner.flatten(), found);
        found.insert(path);
    }
}

#[test]
fn arbitrary_scenarios_have_every_key_and_every_form_of_the_format() {
    let mut expected = BTreeSet::new();
    keys(&Shape::Table(&ROOT), "", None, &mut expected);
    expected.remove(".extends");
    let mut seen = BTreeSet::new();
    let mut all = String::new();
    let mut runner = TestRunner::deterministic();
    for _ in 0..200 {
        let tree = arbitrary().new_tree(&mut runner).expect("a scenario");
        let text = tree.current().text;
        let loaded = loaded(&text).expect("a valid scenario");
        keys(&Shape::Table(&ROOT), "", Some(&loaded.file), &mut seen);
        all.push_str(&text);
    }
    let missing: Vec<&String> = expected.difference(&seen).collect();
    assert!(missing.is_empty(), "never generated: {missing:?}");
    for form in [
        "normal",
        "lognormal",
        "beta",
        "gamma",
        "uniform",
        "triangular",
        "pert",
        "discrete",
    ] {
        assert!(all.contains(&format!("{{ {form} = {{")), "no {form}");
    }
    for part in [
        "% to ",
        "\"rest\"",
        "\"none\"",
        "grandfather = true",
        "e-",
        "until",
    ] {
        assert!(all.contains(part), "no {part}");
    }
}

#[test]
fn events_on_what_is_called_intro_or_top_up_price_are_not_taken_for_the_terms_of_a_plan() {
    let text = crate::common::PLAIN
        .replace("video", "intro")
        .replace("basic", "top_up_price");
    let set =
        |change: &str| format!("{text}\n[[events]]\nmonth = \"2025-03\"\nset = {{ {change} }}\n");
    for change in [
        "\"segments.all.usage.paid.intro\" = { uniform = { min = 10, max = 30 } }",
        "\"segments.all.buying.plan_mix.top_up_price\" = 0.5",
        "\"plans.top_up_price.price\" = 31",
    ] {
        assert!(loaded(&set(change)).is_ok(), "{change}");
    }
    for change in [
        "\"segments.all.usage.paid.intro\" = \"none\"",
        "\"segments.all.buying.plan_mix.top_up_price\" = \"none\"",
    ] {
        let error = loaded(&set(change)).expect_err("no end of a plan's terms");
        assert!(error.to_string().contains("cannot remove"), "{error}");
    }
}
