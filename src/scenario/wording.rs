//! How names and values appear in messages, and what was probably meant.

use std::path::Path;

use crate::scenario::document::{Node, Sources};
use crate::units::acts;

/// A name or value as it can be shown: on one line, without characters that act on a terminal, and
/// not longer than 60 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    shown_up_to(60, text)
}

/// A path as it can be shown; it is not shortened unless it is absurd.
#[must_use]
pub fn shown_path(path: &Path) -> String {
    shown_up_to(4096, &path.display().to_string())
}

fn shown_up_to(longest: usize, text: &str) -> String {
    let mut result = String::new();
    for (count, character) in text.chars().enumerate() {
        if count == longest {
            result.push('…');
            break;
        }
        push_shown(&mut result, character);
    }
    result
}

/// A message of any length on one line; what is in it is [`shown`] already, this is the last look.
#[must_use]
pub fn inert(message: &str) -> String {
    let mut result = String::with_capacity(message.len());
    for character in message.chars() {
        push_shown(&mut result, character);
    }
    result
}

fn push_shown(text: &mut String, character: char) {
    if acts(character) {
        text.extend(character.escape_unicode());
    } else {
        text.push(character);
    }
}

/// A value as it was written, ready to be shown; text without its quotes.
#[must_use]
pub fn written(node: &Node, sources: &Sources) -> String {
    shown(node.text().unwrap_or_else(|| sources.excerpt(node.origin)))
}

/// The candidate that `name` was probably meant to be.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 100;
    if name.len() > LONGEST {
        return None;
    }
    let allowed = (name.chars().count() / 3).max(1);
    let candidates = candidates.into_iter();
    let candidates: Vec<&str> = candidates.filter(|name| name.len() <= LONGEST).collect();
    // `churn` is a good part of `churn_rate`
    let begins_with = |candidate: &&&str| {
        let rest = candidate.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('_'))
    };
    let longer = candidates.iter().find(begins_with).copied();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
        .or(longer)
}

/// `did you mean …?`, or what there is where nothing is near and the list is short.
#[must_use]
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    const MOST: usize = 12;
    let candidates: Vec<&str> = candidates.into_iter().collect();
    if let Some(candidate) = nearest(name, candidates.iter().copied()) {
        return Some(format!("did you mean `{}`?", shown(candidate)));
    }
    (!candidates.is_empty() && candidates.len() <= MOST)
        .then(|| format!("there is {}", list(&candidates)))
}

/// `` `a`, `b` and `c` ``.
#[must_use]
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .map(|name| format!("`{}`", shown(name)))
        .collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shown_escapes_what_acts_on_a_terminal() {
        assert_eq!(
            shown("a\u{1b}[31m\n\u{202e}b"),
            "a\\u{1b}[31m\\u{a}\\u{202e}b"
        );
        assert_eq!(shown("标准"), "标准");
        assert_eq!(shown(&"x".repeat(1_000_000)).chars().count(), 61);
    }

    #[test]
    fn nearest_allows_one_slip_in_three_letters() {
        assert_eq!(
            nearest("intro_wieght", ["intro_weight", "winback"]),
            Some("intro_weight")
        );
        assert_eq!(nearest("prce", ["price", "period"]), Some("price"));
        assert_eq!(nearest("colour", ["price", "period"]), None);
        assert_eq!(nearest("churn", ["cash", "churn_rate"]), Some("churn_rate"));
    }

    #[test]
    fn suggestion_lists_what_there_is_when_nothing_is_near() {
        let help = suggestion("zzz", ["standard", "pro"]);
        assert_eq!(help.as_deref(), Some("there is `standard` and `pro`"));
        assert_eq!(suggestion("zzz", []), None);
    }
}
