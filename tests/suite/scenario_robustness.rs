//! Whatever is in a file or an argument, loading ends with a scenario or with errors.

use proptest::prelude::*;
use tiercast::scenario::check::{describe, to_text};
use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load_text};

use crate::common::cases;

const SEED: &str = r#"name = "test"
currency = "CNY"
start = "2024-06"
months = 12
[signups]
trend = { constant = { level = 1000 } }
[generations.video]
credits = 10
[plans.standard]
price = 58
intro = { price = 19, periods = 1 }
credits = 660
top_up_price = 0.1
retention = { constant = { churn = 0.2 } }
switch = { pro = 0.01 }
[plans.pro]
price = "200 to 260"
credits = 3000
retention = { sbg = { alpha = 0.9, beta = 1.6 } }
[segments.hobbyist]
share = 0.85
[segments.hobbyist.buying]
conversion = [0.01, 0.004]
plan_mix = { standard = 0.9, pro = 0.1 }
price_elasticity = "-2.4 to -1.2"
[segments.studio]
share = 0.15
[segments.studio.buying]
conversion = [0.05]
plan_mix = { pro = 1 }
price_elasticity = "-1.4 to -0.4"
[segments.hobbyist.usage]
paid = { video = 3 }
cv = 1
[api.studio]
arrivals = { exponential = { level = 4, growth = 0.1 } }
credits = 1000
cv = 2
price = 0.1
churn = { table = { churn = [0.1, 0.2] } }
mix = { video = 1 }
[opening]
subscribers = [{ plan = "standard", segment = "studio", count = "5 to 9", renewals = 1 }]
[[events]]
month = "2024-09"
until = "2025-01"
set = { "plans.standard.price" = 68, "plans.pro.intro" = { price = 30 }, "segments.hobbyist.buying.conversion" = [0.1, 0.2, 0.3], "plans.pro.top_up_price" = "1 to 2" }
grandfather = true
[[events]]
month = "2024-09"
scale = { signups = "1.1 to 1.2", "segments.studio.buying.conversion" = 1.1 }
set = { "plans.standard.intro" = "none", "plans.standard.top_up_price" = "none" }
[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 0.5
[[facts]]
month = "2024-07"
from = "2024-06"
metric = "signups"
equals = 3
source = "x"
[[guards]]
that = "p05(gross_profit.plan:pro, 2025-Q1) > 0"
[sources]
"plans.standard.price" = { note = "x", grade = "guess" }
"#;

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
    let mut text: Vec<char> = SEED.chars().collect();
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
        loads_or_says_why(SEED, vec![format!("{path}={value}")]);
    }

    #[test]
    fn any_value_at_a_known_path_never_panics(path in 0_usize..6, fragment in 0_usize..28) {
        const PATHS: [&str; 6] = [
            "plans.standard.price", "plans.pro.intro", "events.0", "segments.hobbyist.buying.conversion.1", "start", "plans",
        ];
        loads_or_says_why(SEED, vec![format!("{}={}", PATHS[path], FRAGMENTS[fragment])]);
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{ a = ", " }")] {
        let text = format!("name = {}1{}", open.repeat(100_000), close.repeat(100_000));
        loads_or_says_why(&text, Vec::new());
        loads_or_says_why(
            SEED,
            vec![format!("name={}", text.trim_start_matches("name = "))],
        );
    }
    loads_or_says_why(SEED, vec![format!("{}=1", vec!["a"; 100_000].join("."))]);
}
