//! How a file is laid over the one it extends.

use std::collections::BTreeMap;

use crate::scenario::document::{Node, NodeValue};
use crate::scenario::schema::{ROOT, Shape, Table};

/// Lays `child` over `parent`: the child wins value by value; lists, numbers and other forms of a
/// value are replaced as a whole.
#[must_use]
pub fn merge(parent: &Node, child: &Node) -> Node {
    merge_as(&Shape::Table(&ROOT), parent, child)
}

fn merge_as(shape: &Shape, parent: &Node, child: &Node) -> Node {
    let (Some(old), Some(new)) = (parent.entries(), child.entries()) else {
        return child.clone();
    };
    let shape_of = |name: &str| match shape {
        Shape::Map(map) => Some(map.entry),
        _ => shape
            .fields()
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.shape),
    };
    let replaces = match shape {
        Shape::Table(table) => changes_choice(table, parent, child),
        Shape::OneOf(_) => match (old, new) {
            ([(old, _)], [(new, _)]) => old != new,
            _ => true,
        },
        Shape::Map(_) => false,
        _ => true,
    };
    if replaces {
        return child.clone();
    }
    let mut entries = old.to_vec();
    let places: BTreeMap<&str, usize> = old
        .iter()
        .enumerate()
        .map(|(index, (name, _))| (name.as_str(), index))
        .collect();
    for (name, node) in new {
        match (places.get(name.as_str()), shape_of(name)) {
            (Some(index), Some(shape)) => {
                let (_, entry) = &mut entries[*index];
                *entry = merge_as(&shape, entry, node);
            }
            (Some(index), None) => entries[*index].1 = node.clone(),
            (None, _) => entries.push((name.clone(), node.clone())),
        }
    }
    Node {
        value: NodeValue::Table(entries),
        ..child.clone()
    }
}

/// Whether the child gives another of the sets of keys than the parent (`first_churn` for `alpha`).
fn changes_choice(table: &Table, parent: &Node, child: &Node) -> bool {
    let given = |node: &Node| {
        table
            .choices
            .iter()
            .position(|names| names.iter().any(|name| node.get(name).is_some()))
    };
    match (given(parent), given(child)) {
        (Some(old), Some(new)) => old != new,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse_document;

    fn merged(parent: &str, child: &str) -> Node {
        let parent = parse_document(parent, 0).expect("a document");
        let child = parse_document(child, 1).expect("a document");
        merge(&parent, &child)
    }

    #[test]
    fn the_child_wins_value_by_value() {
        let node = merged(
            "[plans.a]\nprice = 1\ncredits = 5\n[plans.b]\nprice = 2\n",
            "[plans.a]\nprice = 3\n",
        );
        let price = node.at(&["plans", "a", "price"]).expect("a price");
        assert_eq!((price.number(), price.origin.source), (Some(3.0), 1));
        assert_eq!(
            node.at(&["plans", "a", "credits"])
                .map(|node| node.origin.source),
            Some(0)
        );
        assert!(node.at(&["plans", "b", "price"]).is_some());
    }

    #[test]
    fn a_distribution_is_replaced_as_a_whole() {
        let node = merged(
            "[costs]\nfixed = { normal = { mean = 5, sd = 1, min = 0 } }\n",
            "[costs]\nfixed = { normal = { mean = 6, sd = 2 } }\n",
        );
        assert!(node.at(&["costs", "fixed", "normal", "min"]).is_none());
    }

    #[test]
    fn the_same_retention_merges_and_another_replaces() {
        let parent = "[plans.a]\nretention = { sbg = { alpha = 1, beta = 2 } }\n";
        let same = merged(parent, "[plans.a.retention.sbg]\nbeta = 3\n");
        let retention = same
            .at(&["plans", "a", "retention", "sbg"])
            .expect("a retention");
        assert_eq!(retention.entries().map(<[_]>::len), Some(2));
        let moments = merged(
            parent,
            "[plans.a.retention.sbg]\nfirst_churn = 0.3\npolarization = 0.2\n",
        );
        assert!(
            moments
                .at(&["plans", "a", "retention", "sbg", "alpha"])
                .is_none()
        );
        let other = merged(
            parent,
            "[plans.a]\nretention = { constant = { churn = 0.1 } }\n",
        );
        assert!(other.at(&["plans", "a", "retention", "sbg"]).is_none());
    }

    #[test]
    fn lists_are_replaced_as_a_whole() {
        let node = merged(
            "[[guards]]\nthat = \"x\"\n[[guards]]\nthat = \"y\"\n",
            "[[guards]]\nthat = \"z\"\n",
        );
        assert_eq!(
            node.get("guards").and_then(Node::elements).map(<[_]>::len),
            Some(1)
        );
    }
}
