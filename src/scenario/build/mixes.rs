//! Proportions: shares of sign-ups, plan mixes, mixes of generation types, switches.

use super::Builder;
use crate::model::Mix;
use crate::scenario::document::{Node, Origin};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::wording::shown;

/// Known amounts may miss their sum by this.
const TOLERANCE: f64 = 1e-6;

/// An entry: its name, the index of what it names, its dotted key and its node.
pub(super) type Entry<'a> = (&'a str, usize, String, &'a Node);

impl<'a> Builder<'a> {
    /// The mix in the table at `key`, over the entries of the table `of` at the top of the file.
    pub(super) fn mix(&mut self, key: &str, of: &str) -> Mix {
        let Some(table) = self.node(key) else {
            return Mix::default();
        };
        let indices = self.indices(of);
        let entries: Vec<Entry<'a>> = self
            .entries(key)
            .iter()
            .filter_map(|(name, node)| {
                let index = *indices.get(name.as_str())?;
                Some((name.as_str(), index, format!("{key}.{name}"), node))
            })
            .collect();
        let all_exist = entries.len() == self.entries(key).len();
        self.mix_of(
            &format!("the entries of `{}`", shown(key)),
            &entries,
            Some(table.origin).filter(|_| all_exist),
        )
    }

    /// The shares of the segments.
    pub(super) fn shares(&mut self) -> Mix {
        let segments = self.entries("segments").iter().enumerate();
        let entries: Vec<Entry<'a>> = segments
            .filter_map(|(index, (id, node))| {
                Some((
                    id.as_str(),
                    index,
                    format!("segments.{id}.share"),
                    node.get("share")?,
                ))
            })
            .collect();
        let place = entries.first().map(|(_, _, _, node)| node.origin);
        let missing = entries.len() < self.entries("segments").len();
        self.mix_of("segment shares", &entries, place.filter(|_| !missing))
    }

    fn mix_of(&mut self, what: &str, entries: &[Entry<'_>], place: Option<Origin>) -> Mix {
        let mut mix = Mix::default();
        let mut known = Vec::new();
        let mut all_known = true;
        for (name, index, key, node) in entries {
            if node.text() == Some("rest") {
                if mix.rest.replace(*index).is_some() {
                    let text = format!("{what} have more than one `rest`");
                    self.conflict(
                        node.origin,
                        text,
                        Some("give all but one of them a number".to_owned()),
                    );
                }
                continue;
            }
            let Some(slot) = self.slots.get(key).copied() else {
                continue;
            };
            mix.given.push((*index, slot));
            match self.quantities.known(slot) {
                Some(value) => known.push((*name, value)),
                None => all_known = false,
            }
        }
        let sum = known.iter().fold(0.0, |sum, (_, value)| sum + value);
        if let Some(place) = place.filter(|_| !sum.is_nan()) {
            if mix.rest.is_some() && sum > 1.0 + TOLERANCE {
                self.sum(what, &known, sum, "at most 1 beside `rest`", place);
            } else if mix.rest.is_none() && all_known && (sum - 1.0).abs() > TOLERANCE {
                self.sum(what, &known, sum, "1", place);
            }
        }
        mix
    }

    /// The known entries of the table at `key` must not sum to more than 1.
    pub(super) fn at_most_one(&mut self, key: &str) {
        let Some(table) = self.node(key) else { return };
        let slots = &self.slots;
        let known: Vec<(&str, f64)> = self
            .entries(key)
            .iter()
            .filter_map(|(name, _)| {
                let slot = slots.get(&format!("{key}.{name}"))?;
                Some((name.as_str(), self.quantities.known(*slot)?))
            })
            .collect();
        let sum = known.iter().fold(0.0, |sum, (_, value)| sum + value);
        if sum > 1.0 + TOLERANCE {
            self.sum(
                &format!("the entries of `{}`", shown(key)),
                &known,
                sum,
                "at most 1",
                table.origin,
            );
        }
    }

    fn sum(
        &mut self,
        what: &str,
        known: &[(&str, f64)],
        sum: f64,
        expected: &'static str,
        place: Origin,
    ) {
        const MOST: usize = 8;
        let mut amounts: Vec<String> = known
            .iter()
            .take(MOST)
            .map(|(name, value)| format!("{} {}", shown(name), decimals(*value)))
            .collect();
        if known.len() > MOST {
            amounts.push(format!("and {} more", known.len() - MOST));
        }
        let difference = decimals((1.0 - sum).abs());
        let help = if known.is_empty() {
            "give at least one entry".to_owned()
        } else if sum < 1.0 {
            format!("raise one of them by {difference}, or let one be `\"rest\"`")
        } else {
            format!("lower one of them by {difference}")
        };
        let problem = Problem::Sum {
            what: what.to_owned(),
            sum: decimals(sum),
            expected,
            amounts: if amounts.is_empty() {
                "none".to_owned()
            } else {
                amounts.join(", ")
            },
        };
        self.error(ScenarioError::new(problem, place).help(help));
    }
}

/// At least two decimals, at most seven.
fn decimals(number: f64) -> String {
    let text = format!("{number:.7}");
    let shortest = text.find('.').map_or(text.len(), |point| point + 3);
    let trimmed = text.trim_end_matches('0');
    text[..trimmed.len().max(shortest)].to_owned()
}
