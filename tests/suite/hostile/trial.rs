//! What happens to a scenario, whatever it says: it is refused in words, or it runs.

use std::path::Path;

use tiercast::engine::{RunError, Setup, Unobserved, run};
use tiercast::model::{Nature, Period};
use tiercast::random::stream::Seeds;
use tiercast::report::terminal::render;
use tiercast::report::{
    DriversCsv, Exporter, FactsCsv, GuardsCsv, MonthlyCsv, MonthlyJson, Report, Run, RunJson,
    SummaryCsv,
};
use tiercast::scenario::check::{describe, to_text};
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, Loaded, load_text};
use tiercast::summary::{AuditError, SummaryBuilder};

use super::bytes::{assert_csv, assert_inert};

/// The horizon of a trial, in months: enough for every mechanism to act.
const MONTHS: usize = 4;

/// Paths of a trial.
const PATHS: usize = 8;

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With errors about the scenario.
    Refused,
    /// With an orderly error of the run: counts or amounts beyond all bounds.
    Unbounded,
    /// With figures.
    Ran,
}

/// Tries a scenario.
pub fn attempt(text: &str) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let load = |months| {
        let options = LoadOptions {
            overrides: Vec::new(),
            months,
            ..LoadOptions::default()
        };
        load_text(text, "scenario.toml", Some(&folder), &options)
    };
    let mut loaded = match load(None) {
        Ok(loaded) => loaded,
        Err(error) => {
            let said = report(&error, Style::Plain);
            assert!(said.starts_with("error: "), "{said}");
            assert_inert("an error", &said);
            return Outcome::Refused;
        }
    };
    assert_inert("the check", &to_text(&describe(&loaded)));
    let canonical = load_text(&loaded.text, "again.toml", None, &LoadOptions::default());
    assert!(
        canonical.is_ok(),
        "the canonical text does not load:\n{}",
        loaded.text
    );
    if loaded.scenario.months > MONTHS {
        loaded = match load(Some(MONTHS)) {
            Ok(loaded) => loaded,
            // what a file says of months that are cut off may be an error then
            Err(_) => return Outcome::Refused,
        };
    }
    simulate(&loaded)
}

fn simulate(loaded: &Loaded) -> Outcome {
    let scenario = &loaded.scenario;
    let setup = Setup::new(scenario, scenario.simulation.sampler, Seeds::from_seed(1))
        .expect("inputs of a loaded scenario can be sampled");
    let mut builder = SummaryBuilder::new(scenario, &setup.layout, PATHS);
    match run(&setup, PATHS, 1, &Unobserved, |records| {
        builder.absorb(records);
    }) {
        Ok(()) => {}
        Err(RunError::TooMany { .. } | RunError::TooLarge { .. }) => return Outcome::Unbounded,
        Err(error) => panic!("{error}"),
    }
    let summary = builder.finish(scenario);
    match summary.audit(scenario) {
        Ok(()) => {}
        Err(AuditError::Overflow { .. }) => return Outcome::Unbounded,
        Err(error) => panic!("{error}"),
    }
    for (metric, key) in summary.series() {
        for month in 0..scenario.months {
            let statistics = summary.statistics(metric, key, Period::month(month));
            assert!(
                metric.nature() == Nature::Ratio || statistics.mean.is_finite(),
                "{} {}",
                metric.name(),
                key.text(scenario)
            );
        }
    }
    show(
        loaded,
        &Report {
            scenario,
            summary: &summary,
            drivers: None,
            targets: None,
            components: None,
            run: Run {
                paths: PATHS,
                until: None,
                seed: 1,
                sampler: scenario.simulation.sampler.name(),
                text: &loaded.text,
                overrides: &[],
                notes: &loaded.notes,
            },
        },
    );
    Outcome::Ran
}

/// Writes everything that a run writes, and looks at its bytes.
fn show(loaded: &Loaded, report: &Report) {
    let written = |exporter: &dyn Exporter| {
        let mut bytes = Vec::new();
        exporter
            .write(report, &mut bytes)
            .expect("memory takes everything");
        String::from_utf8(bytes).expect("UTF-8")
    };
    for exporter in [
        &MonthlyCsv as &dyn Exporter,
        &SummaryCsv,
        &FactsCsv,
        &GuardsCsv,
        &DriversCsv,
    ] {
        assert_csv(exporter.file_name(), &written(exporter));
    }
    for exporter in [
        &MonthlyJson as &dyn Exporter,
        &RunJson { files: Vec::new() },
    ] {
        let text = written(exporter);
        assert_inert(exporter.file_name(), &text);
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_ok(),
            "{text}"
        );
    }
    for columns in [40, 80] {
        let text = render(report, columns);
        let text = anstream::adapter::strip_str(&text).to_string();
        assert_inert("the report", &text);
    }
    assert_inert("a note", &loaded.notes.join("\n"));
}
