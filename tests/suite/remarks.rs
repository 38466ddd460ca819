//! What is allowed but rarely meant is said.

use tiercast::scenario::{LoadOptions, load_text};

use crate::common::PLAIN;

fn notes(text: &str) -> Vec<String> {
    match load_text(text, "test.toml", None, &LoadOptions::default()) {
        Ok(loaded) => loaded.notes,
        Err(error) => panic!("{error}"),
    }
}

#[track_caller]
fn noted(text: &str, part: &str) {
    let notes = notes(text);
    assert!(
        notes.iter().any(|note| note.contains(part)),
        "{notes:?} lack `{part}`"
    );
}

#[test]
fn usual_scenario_has_no_remarks() {
    let noise = PLAIN.replace(
        "[generations.video]",
        "[noise]\nsignups = { sd = 0.2 }\n\n[generations.video]",
    );
    assert_eq!(notes(&noise), Vec::<String>::new());
}

#[test]
fn positive_elasticity_is_remarked() {
    let text = PLAIN.replace("price_elasticity = -1.5", "price_elasticity = 1.5");
    noted(&text, "`segments.all.buying.price_elasticity` is positive");
}

#[test]
fn percent_taken_for_a_number_of_market_noise_is_remarked() {
    let text = PLAIN.replace(
        "[generations.video]",
        "[noise]\nbuying = { sd = 15 }\n\n[generations.video]",
    );
    noted(&text, "15 % is written `0.15`");
}

#[test]
fn subscribers_who_want_nothing_are_remarked() {
    let text = PLAIN.replace("paid = { video = 25 }\n", "");
    noted(&text, "`segments.all.usage.paid` is missing");
}

#[test]
fn plan_that_comes_too_late_is_remarked() {
    let text = PLAIN.replace("price = 30\n", "price = 30\nfrom = \"2030-01\"\n");
    noted(&text, "plan `basic` is not on sale");
}
