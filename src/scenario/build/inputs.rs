//! The numbering of uncertain inputs, which decides their dimension of the Sobol' sequence.

use std::collections::BTreeMap;

use super::Builder;
use super::events::changes;
use crate::random::distribution::{Distribution, Kind};
use crate::scenario::document::{Node, Sources};
use crate::scenario::merge::merge;
use crate::scenario::numbers::{Amount, is_uncertain};
use crate::scenario::walk::{Content, walk};

impl Builder<'_> {
    /// Numbers the inputs of the first file by name, then what each further file adds, then what the
    /// overrides add, so that an override that makes an input known moves no other.
    pub(super) fn number_inputs(&mut self) {
        let (layers, sources) = (self.material.layers, self.material.sources);
        let mut merged: Option<Node> = None;
        for layer in layers {
            let tree = merged.map_or_else(|| layer.clone(), |below| merge(&below, layer));
            let walked = TreeKeys::of(&tree, sources);
            // what a file says of a number that a further file replaces is passed over
            self.file_keys.extend(walked.all);
            self.number(walked.uncertain.keys());
            self.file_inputs.extend(walked.uncertain);
            merged = Some(tree);
        }
        let walked = TreeKeys::of(self.material.tree, sources);
        self.number(walked.uncertain.keys());
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
    fn of(tree: &Node, sources: &Sources) -> Self {
        let mut keys = Self {
            all: Vec::new(),
            uncertain: BTreeMap::new(),
        };
        for leaf in walk(tree, sources).leaves {
            keys.all.push(leaf.key.clone());
            if let Content::Number(Some(Amount::Uncertain(distribution)), number) = leaf.content {
                let drawn_from = Some((distribution, number.kind));
                keys.uncertain.insert(leaf.key, drawn_from);
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
