//! Numbers as they are typed.

use crate::experiment::MOST_POINTS;
use crate::report::sweep::Shard;

/// The most paths that a run takes.
pub const MOST_PATHS: usize = 100_000_000;

/// The most threads that make sense on any machine.
const MOST_THREADS: usize = 1024;

/// The longest horizon, as in scenario files.
const MOST_MONTHS: usize = 1200;

pub fn paths(text: &str) -> Result<usize, String> {
    count(text, MOST_PATHS)
}

pub fn threads(text: &str) -> Result<usize, String> {
    count(text, MOST_THREADS)
}

pub fn shard(text: &str) -> Result<Shard, String> {
    let expected = || "expected a part and how many there are, such as `3/16`".to_owned();
    let (number, of) = text.split_once('/').ok_or_else(expected)?;
    let of = count(of, MOST_POINTS).map_err(|_| expected())?;
    let number = count(number, of).map_err(|_| expected())?;
    Ok(Shard { number, of })
}

pub fn months(text: &str) -> Result<usize, String> {
    count(text, MOST_MONTHS)
}

/// A whole number from 1 on; `_` may part the digits, as in scenarios.
pub fn count(text: &str, most: usize) -> Result<usize, String> {
    let expected = || format!("expected a whole number from 1 to {most}");
    let number: usize = digits(text).parse().map_err(|_| expected())?;
    if (1..=most).contains(&number) {
        Ok(number)
    } else {
        Err(expected())
    }
}

pub fn seed(text: &str) -> Result<u64, String> {
    let wrong = |_| format!("expected a whole number from 0 to {}", u64::MAX);
    digits(text).parse().map_err(wrong)
}

pub fn digits(text: &str) -> String {
    if text.starts_with(['_', '+']) || text.ends_with('_') {
        return String::new();
    }
    text.replace('_', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_starts_at_one() {
        assert_eq!(paths("10_000"), Ok(10_000));
        for text in [
            "0",
            "-1",
            "1.5",
            "_1",
            "1e3",
            "",
            "99999999999999999999",
            "100000001",
        ] {
            assert!(paths(text).is_err(), "{text}");
        }
        assert_eq!(seed("0"), Ok(0));
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        assert!(seed("-1").is_err());
    }
}
