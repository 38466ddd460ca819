//! The numbering of uncertain inputs, which decides their dimension of the Sobol' sequence.

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
            // what a file says of a number that a further file replaces is passed over
            self.file_keys.extend(keys(&tree, sources));
            let uncertain = inputs(&tree, sources);
            self.number(uncertain.iter().map(|input| input.key.clone()).collect());
            for input in uncertain {
                self.file_inputs.insert(input.key, input.drawn_from);
            }
            merged = Some(tree);
        }
        let all = inputs(self.material.tree, sources).into_iter();
        self.number(all.map(|input| input.key).collect());
    }

    fn number(&mut self, mut keys: Vec<String>) {
        keys.sort();
        for key in keys {
            let next = u32::try_from(self.dimensions.len()).unwrap_or(u32::MAX);
            self.dimensions.entry(key).or_insert(next);
        }
    }
}

/// An uncertain number of a tree.
struct FileInput {
    key: String,
    /// Its distribution and kind; none for the amount of an event.
    drawn_from: Option<(Distribution, Kind)>,
}

/// The uncertain numbers of a tree.
fn inputs(tree: &Node, sources: &Sources) -> Vec<FileInput> {
    let leaves = walk(tree, sources).leaves.into_iter();
    let uncertain = leaves.filter_map(|leaf| match leaf.content {
        Content::Number(Some(Amount::Uncertain(distribution)), number) => Some(FileInput {
            key: leaf.key,
            drawn_from: Some((distribution, number.kind)),
        }),
        _ => None,
    });
    let amounts = changes(tree).into_iter();
    let amounts = amounts.filter(|change| is_uncertain(change.node));
    uncertain
        .chain(amounts.map(|change| FileInput {
            key: change.name,
            drawn_from: None,
        }))
        .collect()
}

/// The dotted keys of everything in a tree.
fn keys(tree: &Node, sources: &Sources) -> Vec<String> {
    let leaves = walk(tree, sources).leaves.into_iter().map(|leaf| leaf.key);
    leaves
        .chain(changes(tree).into_iter().map(|change| change.name))
        .collect()
}
