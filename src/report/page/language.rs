//! The words of pages, in each language.

use std::collections::BTreeMap;

use crate::model::Metric;
use crate::report::money::Style;
use crate::report::number::{CHINESE, WESTERN};

/// All words.
const MESSAGES: &str = include_str!("messages.toml");

/// A language of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Chinese, in simplified characters, with 万 and 亿.
    Chinese,
}

impl Language {
    /// The code for documents: `en`, `zh-CN`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }
}

/// The words of one language, and how it writes amounts.
#[derive(Debug)]
pub struct Words<'a> {
    /// Which language.
    pub language: Language,
    /// How amounts are written.
    pub style: Style<'a>,
    table: BTreeMap<String, [String; 2]>,
}

impl<'a> Words<'a> {
    /// The words for a page whose amounts are in `currency`.
    #[must_use]
    pub fn new(language: Language, currency: &'a str) -> Self {
        Self {
            language,
            style: Style {
                currency,
                units: match language {
                    Language::English => WESTERN,
                    Language::Chinese => CHINESE,
                },
            },
            // a test reads it
            table: toml::from_str(MESSAGES).unwrap_or_default(),
        }
    }

    /// A message.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        let Some([english, chinese]) = self.table.get(key) else {
            return format!("⟦{key}⟧");
        };
        match self.language {
            Language::English => english.clone(),
            Language::Chinese => chinese.clone(),
        }
    }

    /// A message with its places filled in: `{name}`.
    #[must_use]
    pub fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(&self.get(key), key, values)
    }

    /// What a metric is called.
    #[must_use]
    pub fn metric(&self, metric: Metric) -> String {
        self.get(&format!("metric-{}", metric.name()))
    }

    /// What a part of a metric is called: its key, or the word for it.
    #[must_use]
    pub fn part(&self, key: &str) -> String {
        match key {
            "" => self.get("key-total"),
            "plans" | "top_ups" | "free" | "api" | "intro" => self.get(&format!("key-{key}")),
            _ => {
                let bare = key
                    .strip_prefix("plan:")
                    .or_else(|| key.strip_prefix("segment:"));
                crate::report::plain(bare.unwrap_or(key))
            }
        }
    }

    /// A month such as `2024-07`.
    #[must_use]
    pub fn month(&self, month: &str) -> String {
        let Some((year, number)) = month.split_once('-') else {
            return month.to_owned();
        };
        let name = self.get(&format!("month-{number}"));
        self.say("month", &[("year", year), ("month", &name)])
    }
}

/// The text of the message `key` with its places filled in.
pub fn fill(message: &str, key: &str, values: &[(&str, &str)]) -> String {
    let mut rest = message;
    let mut text = String::new();
    // what is filled in is not looked at again: it may have braces of its own
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => text.push_str(value),
            None => text.extend(["⟦", key, ".", name, "⟧"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_message_has_the_same_places_in_both_languages() {
        let table: BTreeMap<String, [String; 2]> = toml::from_str(MESSAGES).expect("messages");
        let places = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .map(|part| part.split('}').next().unwrap_or_default().to_owned())
                .collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        for (key, [english, chinese]) in &table {
            assert_eq!(places(english), places(chinese), "{key}");
            assert!(!english.is_empty() && !chinese.is_empty(), "{key}");
        }
        for metric in Metric::ALL {
            assert!(
                table.contains_key(&format!("metric-{}", metric.name())),
                "{metric:?}"
            );
        }
    }

    #[test]
    fn what_is_filled_in_is_not_read_as_a_place() {
        let words = Words::new(Language::Chinese, "CNY");
        assert_eq!(
            words.say("month", &[("year", "{month}"), ("month", "7月")]),
            "{month}年7月"
        );
        assert_eq!(words.month("2024-07"), "2024年7月");
        assert_eq!(
            Words::new(Language::English, "").month("2024-07"),
            "Jul 2024"
        );
    }
}
