//! A shop that several tests put to different questions.

use std::fs;

use tempfile::TempDir;

use crate::program::text;

/// Nobody's luck moves it much: 50 000 to 150 000 sign-ups a month of whom a share that is not known buys, one number that changes
/// nothing, and one that changes costs alone.
pub const SHOP: &str = r#"
name = "Shop"
currency = "USD"
start = "2025-01"
months = 2

[signups.trend.constant]
level = { uniform = { min = 50_000, max = 150_000 } }

[generations.clip]
credits = 10
gpu_seconds = 100

[plans.basic]
price = 60
credits = 300
retention = { constant = { churn = 0.2 } }

[segments.all]
share = 1
[segments.all.buying]
conversion = [{ uniform = { min = 0.05, max = 0.25 } }, 0.0]
plan_mix = { basic = 1 }
price_elasticity = "-3 to -1"

[segments.all.usage]
paid = { clip = 10 }
cv = 1

[costs]
gpu_hour = { uniform = { min = 1, max = 3 } }

[sources]
"signups.trend.constant" = { note = "a guess", grade = "guess" }
"#;

/// The shop with some of its lines changed.
pub fn shop(changes: &[(&str, &str)]) -> String {
    let changed = |text: String, (from, to): &(&str, &str)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    changes.iter().fold(SHOP.to_owned(), changed)
}

/// A scenario in a file of a folder.
pub fn written(home: &TempDir, scenario: &str) -> String {
    let file = home.path().join("shop.toml");
    fs::write(&file, scenario).expect("room");
    text(&file).to_owned()
}
