//! Whatever is in a file or an argument, loading ends with a scenario or with errors.

use proptest::prelude::*;
use tiercast::scenario::check::{describe, to_text};
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load_text};

use crate::common::{COMPACT, cases};

/// Fragments that are likely to break something.
const FRAGMENTS: [&str; 28] = [
    "=",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    ".",
    ",",
    "\"",
    "'",
    "\n",
    "nan",
    "inf",
    "-1",
    "1e308",
    "-0.0",
    "99999999999999999999",
    "\"rest\"",
    "\"1 to 2\"",
    "\"0% to 5%\"",
    "{ normal = { mean = 1, sd = 1 } }",
    "{}",
    "true",
    "2024-06-01",
    "__proto__",
    "\u{202e}",
    "\u{0}",
];

/// The seed with a fragment in place of what stands between two places.
fn mutated(edits: &[(prop::sample::Index, usize, usize)]) -> String {
    let mut text: Vec<char> = COMPACT.chars().collect();
    for (place, length, fragment) in edits {
        let start = place.index(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, FRAGMENTS[fragment % FRAGMENTS.len()].chars());
    }
    text.into_iter().collect()
}

fn loads_or_says_why(text: &str, overrides: Vec<String>) {
    let options = LoadOptions {
        overrides,
        months: None,
        ..LoadOptions::default()
    };
    match load_text(text, "scenario.toml", None, &options) {
        Ok(loaded) => {
            let _ = to_text(&describe(&loaded));
            let again = load_text(&loaded.text, "again.toml", None, &options);
            assert!(
                again.is_ok(),
                "the canonical text does not load:\n{}",
                loaded.text
            );
        }
        Err(error) => assert!(report(&error, Style::Plain).starts_with("error: ")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn broken_files_never_panic(edits in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..30, 0_usize..28), 1..4)) {
        loads_or_says_why(&mutated(&edits), Vec::new());
    }

    #[test]
    fn odd_overrides_never_panic(path in "[a-z_.0-9\"\\[\\]]{0,40}", value in "\\PC{0,30}") {
        loads_or_says_why(COMPACT, vec![format!("{path}={value}")]);
    }

    #[test]
    fn any_value_at_a_known_path_never_panics(path in 0_usize..6, fragment in 0_usize..28) {
        const PATHS: [&str; 6] = [
            "plans.standard.price", "plans.pro.intro", "events.0", "segments.hobbyist.buying.conversion.1", "start", "plans",
        ];
        loads_or_says_why(COMPACT, vec![format!("{}={}", PATHS[path], FRAGMENTS[fragment])]);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let text = format!("name = {}1{}", open.repeat(100_000), close.repeat(100_000));
        loads_or_says_why(&text, Vec::new());
        loads_or_says_why(
            COMPACT,
            vec![format!("name={}", text.trim_start_matches("name = "))],
        );
    }
    loads_or_says_why(COMPACT, vec![format!("{}=1", vec!["a"; 100_000].join("."))]);
}
