//! The numbering of uncertain inputs, which decides their dimension of the Sobol' sequence.

use std::collections::BTreeMap;

use super::events::changes;
use super::{Builder, Material};
use crate::random::distribution::{Distribution, Kind};
use crate::scenario::document::Node;
use crate::scenario::merge::merge;
use crate::scenario::numbers::{Amount, is_uncertain};
use crate::scenario::walk::{Content, Leaf, walk};

impl Builder<'_> {
    /// Numbers the inputs of the first file by name, then what each further file adds, then what the
    /// overrides add, so that an override that makes an input known moves no other.
    pub(super) fn number_inputs(&mut self) {
        let Material {
            layers, tree: last, ..
        } = self.material;
        let mut merged: Option<Node> = None;
        for layer in layers {
            let tree = merged.map_or_else(|| layer.clone(), |below| merge(&below, layer));
            let keys = self.keys(&tree);
            // what a file says of a number that a further file replaces is passed over
            self.file_keys.extend(keys.all);
            self.number(keys.uncertain.keys());
            self.file_inputs.extend(keys.uncertain);
            merged = Some(tree);
        }
        // without overrides there is nothing more
        if merged.as_ref() != Some(last) {
            self.number(self.keys(last).uncertain.keys());
        }
    }

    /// The keys of a tree; the one with overrides was walked through already.
    fn keys(&self, tree: &Node) -> TreeKeys {
        if tree == self.material.tree {
            TreeKeys::new(tree, &self.leaves)
        } else {
            TreeKeys::new(tree, &walk(tree, self.material.sources).leaves)
        }
    }

    /// Numbers in the order of their names what has no number yet.
    fn number<'k>(&mut self, keys: impl Iterator<Item = &'k String>) {
        for key in keys {
            let next = u32::try_from(self.dimensions.len()).unwrap_or(u32::MAX);
            self.dimensions.entry(key.clone()).or_insert(next);
        }
    }
}

/// The dotted keys of a tree, those of its events included.
struct TreeKeys {
    all: Vec<String>,
    /// The uncertain ones, with what they are drawn from; nothing for the amounts of events.
    uncertain: BTreeMap<String, Option<(Distribution, Kind)>>,
}

impl TreeKeys {
    fn new(tree: &Node, leaves: &[Leaf]) -> Self {
        let mut keys = Self {
            all: Vec::new(),
            uncertain: BTreeMap::new(),
        };
        for leaf in leaves {
            keys.all.push(leaf.key.clone());
            if let Content::Number(Some(Amount::Uncertain(distribution)), number) = &leaf.content {
                let drawn_from = Some((distribution.clone(), number.kind));
                keys.uncertain.insert(leaf.key.clone(), drawn_from);
            }
        }
        for change in changes(tree) {
            keys.all.push(change.name.clone());
            if is_uncertain(change.node) {
                keys.uncertain.insert(change.name, None);
            }
        }
        keys
    }
}
