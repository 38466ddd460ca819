//! Scenarios between two others: some of what differs changed, the rest not.

use std::collections::BTreeSet;

use crate::scenario::canonical::to_toml;
use crate::scenario::difference::{Change, differences, patched};
use crate::scenario::document::{Node, NodeValue, Origin, Sources};
use crate::scenario::extends::Chain;
use crate::scenario::{LoadError, Loaded, Parts};

/// Two scenarios, and what differs between them.
#[derive(Debug)]
pub struct Blend<'a> {
    before: &'a Loaded,
    /// Differences with overrides, and in the files alone.
    changes: [Vec<Change>; 2],
    keys: Vec<String>,
    layers: Vec<Node>,
    sources: Sources,
    months: Option<usize>,
}

impl<'a> Blend<'a> {
    /// Between a scenario and another, each with the files that it was made of.
    #[must_use]
    pub fn new(
        before: (&'a Loaded, &Chain),
        after: (&Loaded, &Chain),
        months: Option<usize>,
    ) -> Self {
        let ((before, before_chain), (after, after_chain)) = (before, after);
        let mut sources = before.sources.clone();
        let shift = sources.extend(&after.sources);
        let moved = |node: &Node| moved(node, shift);
        let changes = [
            differences(&before.tree, &moved(&after.tree)),
            differences(&before.file, &moved(&after.file)),
        ];
        let mut keys: Vec<String> = Vec::new();
        for change in changes.iter().flatten() {
            if !keys.contains(&change.key) {
                keys.push(change.key.clone());
            }
        }
        let (short, long) = (&before_chain.layers, &after_chain.layers);
        let layers = if begins_with(long, short) {
            short.clone()
        } else if begins_with(short, long) {
            long.iter().map(moved).collect()
        } else {
            Vec::new()
        };
        Self {
            before,
            changes,
            keys,
            layers,
            sources,
            months,
        }
    }

    /// What differs, in the order of the format.
    #[must_use]
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// What differs with overrides: value by value.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes[0]
    }

    /// The texts that the values were read from.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The first scenario with some of the changes made, by their place in [`keys`](Self::keys).
    ///
    /// # Errors
    ///
    /// It is no scenario.
    pub fn scenario(&self, made: &BTreeSet<usize>) -> Result<Loaded, LoadError> {
        let is_made = |change: &&Change| {
            let place = self.keys.iter().position(|key| *key == change.key);
            place.is_some_and(|place| made.contains(&place))
        };
        let [tree, file] = [
            (&self.before.tree, &self.changes[0]),
            (&self.before.file, &self.changes[1]),
        ]
        .map(|(tree, changes)| patched(tree, changes.iter().filter(is_made)));
        // where one extends the other, its values stay the reference of what is changed
        let mut layers = self.layers.clone();
        layers.push(file.clone());
        Parts {
            tree,
            file,
            layers: &layers,
            sources: self.sources.clone(),
            months: self.months,
        }
        .assemble(Vec::new())
    }
}

/// Whether the files of one scenario begin with those of another.
fn begins_with(long: &[Node], short: &[Node]) -> bool {
    long.len() >= short.len()
        && short
            .iter()
            .zip(long)
            .all(|(a, b)| to_toml(a) == to_toml(b))
}

/// A tree whose texts are `shift` further on in the list of sources.
fn moved(node: &Node, shift: usize) -> Node {
    let place = |origin: Origin| Origin {
        source: origin.source + shift,
        ..origin
    };
    let inner = |node: &Node| moved(node, shift);
    let value = match &node.value {
        NodeValue::Table(entries) => {
            let entries = entries
                .iter()
                .map(|(name, node)| (name.clone(), inner(node)));
            NodeValue::Table(entries.collect())
        }
        NodeValue::Array(elements) => NodeValue::Array(elements.iter().map(inner).collect()),
        other => other.clone(),
    };
    Node {
        value,
        origin: place(node.origin),
        key_origin: place(node.key_origin),
    }
}
