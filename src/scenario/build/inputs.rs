//! The numbering of uncertain inputs, which decides their dimension of the Sobol' sequence.

use super::Builder;
use super::events::changes;
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
            self.number(inputs(&tree, sources));
            merged = Some(tree);
        }
        self.file_inputs = inputs(self.material.file, sources).into_iter().collect();
        self.file_keys = keys(self.material.file, sources).into_iter().collect();
        self.number(inputs(self.material.tree, sources));
    }

    fn number(&mut self, mut keys: Vec<String>) {
        keys.sort();
        for key in keys {
            let next = u32::try_from(self.dimensions.len()).unwrap_or(u32::MAX);
            self.dimensions.entry(key).or_insert(next);
        }
    }
}

/// The dotted keys of the uncertain numbers of a tree.
fn inputs(tree: &Node, sources: &Sources) -> Vec<String> {
    let leaves = walk(tree, sources).leaves.into_iter();
    let uncertain = leaves
        .filter(|leaf| matches!(leaf.content, Content::Number(Some(Amount::Uncertain(_)), _)));
    let amounts = changes(tree)
        .into_iter()
        .filter(|change| is_uncertain(change.node));
    uncertain
        .map(|leaf| leaf.key)
        .chain(amounts.map(|change| change.name))
        .collect()
}

/// The dotted keys of everything in a tree.
fn keys(tree: &Node, sources: &Sources) -> Vec<String> {
    let leaves = walk(tree, sources).leaves.into_iter().map(|leaf| leaf.key);
    leaves
        .chain(changes(tree).into_iter().map(|change| change.name))
        .collect()
}
