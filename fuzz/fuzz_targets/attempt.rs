//! What both targets do with a scenario: it is refused in words, or it runs and its books balance.

use tiercast::engine::{RunError, Setup, Unobserved, run};
use tiercast::random::stream::Seeds;
use tiercast::scenario::check::{describe, to_text};
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load_text};
use tiercast::summary::{AuditError, SummaryBuilder};

/// The horizon of a trial, in months.
const MONTHS: usize = 4;

/// Paths of a trial.
const PATHS: usize = 8;

/// Loads a scenario and, where it is one, simulates it.
pub fn attempt(text: &str) {
    let load = |months| {
        let options = LoadOptions {
            overrides: Vec::new(),
            months,
            ..LoadOptions::default()
        };
        load_text(text, "scenario.toml", None, &options)
    };
    let mut loaded = match load(None) {
        Ok(loaded) => loaded,
        Err(error) => {
            assert!(report(&error, Style::Plain).starts_with("error: "));
            return;
        }
    };
    let _ = to_text(&describe(&loaded));
    let again = load_text(&loaded.text, "again.toml", None, &LoadOptions::default());
    assert!(again.is_ok(), "the canonical text does not load");
    if loaded.scenario.months > MONTHS {
        match load(Some(MONTHS)) {
            Ok(shorter) => loaded = shorter,
            Err(_) => return,
        }
    }
    let scenario = &loaded.scenario;
    let setup = Setup::new(scenario, scenario.simulation.sampler, Seeds::from_seed(1))
        .expect("inputs of a loaded scenario can be sampled");
    let mut builder = SummaryBuilder::new(scenario, &setup.layout, PATHS);
    match run(&setup, PATHS, 1, &Unobserved, |records| {
        builder.absorb(records);
    }) {
        Ok(()) => {}
        Err(RunError::TooMany { .. } | RunError::TooLarge { .. }) => return,
        Err(error) => panic!("{error}"),
    }
    match builder.finish(scenario).audit(scenario) {
        Ok(()) | Err(AuditError::Overflow { .. }) => {}
        Err(error) => panic!("{error}"),
    }
}
