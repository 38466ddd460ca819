//! Where numbers come from.

use std::ops::Bound;

use super::{Builder, text};
use crate::model::{Grade, Source};
use crate::scenario::document::Node;
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::overrides::normalized;
use crate::scenario::wording::{shown, suggestion};

impl Builder<'_> {
    pub(super) fn cited_sources(&mut self) -> Vec<(String, Source)> {
        for leaf in &self.leaves {
            self.file_keys.insert(leaf.key.clone());
        }
        // which file is extended is no part of the scenario that comes out
        self.file_keys.remove("extends");
        let mut cited = Vec::new();
        for (name, node) in self.entries("sources") {
            let key = normalized(name);
            if !self.has_key_under(&key) {
                self.unknown_source(&key, node);
                continue;
            }
            let grade = match node.get("grade").and_then(Node::text) {
                Some("measured") => Grade::Measured,
                Some("benchmark") => Grade::Benchmark,
                _ => Grade::Guess,
            };
            let note = text(node.get("note"));
            cited.push((key, Source { note, grade }));
        }
        cited
    }

    /// Whether a dotted key is one of the scenario, or a table or list of such keys.
    fn has_key_under(&self, key: &str) -> bool {
        if self.file_keys.contains(key) {
            return true;
        }
        let prefix = format!("{key}.");
        let after = (Bound::Excluded(prefix.clone()), Bound::Unbounded);
        self.file_keys
            .range(after)
            .next()
            .is_some_and(|next| next.starts_with(&prefix))
    }

    fn unknown_source(&mut self, key: &str, node: &Node) {
        let problem = Problem::Mention {
            speaker: "`sources`",
            key: shown(key),
            trouble: "is not a number of this scenario".to_owned(),
        };
        let help =
            self.advice(|builder| suggestion(key, builder.file_keys.iter().map(String::as_str)));
        self.error(ScenarioError::new(problem, node.key_origin).help_if(help));
    }
}
