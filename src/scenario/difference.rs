//! What differs between two trees, key by key.

use crate::scenario::document::{Node, NodeValue};
use crate::scenario::schema::{Map, ROOT, Shape};

/// A key whose value is not the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its dotted key; of an event, its month and what it changes.
    pub key: String,
    /// The steps to it; none for an event, which has no place of its own.
    pub steps: Vec<String>,
    /// What it was; `None` where there was nothing.
    pub before: Option<Node>,
    /// What it is; `None` where nothing is left.
    pub after: Option<Node>,
}

/// Keys of a file that change no number.
const SAYINGS: [&str; 6] = [
    "name",
    "extends",
    "facts",
    "guards",
    "sources",
    "simulation",
];

/// What differs in two scenarios: values one by one, shares that must add up as one, and each event as one.
#[must_use]
pub fn differences(before: &Node, after: &Node) -> Vec<Change> {
    let mut found = Found::default();
    found.tables(&[], &Shape::Table(&ROOT), before, after);
    found.changes
}

#[derive(Default)]
struct Found {
    changes: Vec<Change>,
}

impl Found {
    fn tables(&mut self, steps: &[String], shape: &Shape, before: &Node, after: &Node) {
        let names = entries(before).iter().map(|(name, _)| name);
        let added = entries(after).iter().map(|(name, _)| name);
        let added = added.filter(|name| before.get(name).is_none());
        for name in names.chain(added) {
            if steps.is_empty() && SAYINGS.contains(&name.as_str()) {
                continue;
            }
            let (old, new) = (before.get(name), after.get(name));
            if steps.is_empty() && name == "events" {
                self.events(old, new);
                continue;
            }
            let mut inner = steps.to_vec();
            inner.push(name.clone());
            match (old, new, shape_of(shape, name)) {
                (Some(old), Some(new), _) if equal(old, new) => {}
                (Some(old), Some(new), Some(shape)) if is_taken_apart(&shape, old, new) => {
                    self.tables(&inner, &shape, old, new);
                }
                _ => self.changes.push(Change {
                    key: inner.join("."),
                    steps: inner,
                    before: old.cloned(),
                    after: new.cloned(),
                }),
            }
        }
    }

    fn events(&mut self, before: Option<&Node>, after: Option<&Node>) {
        let elements = |node: Option<&Node>| -> Vec<Node> {
            node.and_then(Node::elements).unwrap_or_default().to_vec()
        };
        let (before, mut after) = (elements(before), elements(after));
        for old in before {
            if let Some(place) = after.iter().position(|new| equal(&old, new)) {
                after.remove(place);
            } else {
                self.changes.push(event(Some(old), None));
            }
        }
        self.changes
            .extend(after.into_iter().map(|new| event(None, Some(new))));
    }
}

fn event(before: Option<Node>, after: Option<Node>) -> Change {
    let node = before.as_ref().or(after.as_ref());
    let month = node
        .and_then(|node| node.get("month")?.text())
        .unwrap_or_default();
    let changed = ["set", "scale"]
        .into_iter()
        .filter_map(|name| node?.get(name)?.entries());
    let keys: Vec<&str> = changed.flatten().map(|(key, _)| key.as_str()).collect();
    Change {
        key: format!("event {month} ({})", keys.join(", ")),
        steps: Vec::new(),
        before,
        after,
    }
}

fn entries(node: &Node) -> &[(String, Node)] {
    node.entries().unwrap_or_default()
}

fn shape_of(shape: &Shape, name: &str) -> Option<Shape> {
    if let Shape::Map(map) = shape {
        return Some(map.entry);
    }
    let field = shape.fields().iter().find(|field| field.name == name);
    field.map(|field| field.shape)
}

/// Whether the entries of a value mean something each by itself.
fn is_taken_apart(shape: &Shape, before: &Node, after: &Node) -> bool {
    let same_names = || {
        let (old, new) = (entries(before), entries(after));
        old.len() == new.len() && old.iter().all(|(name, _)| after.get(name).is_some())
    };
    before.entries().is_some()
        && after.entries().is_some()
        && match shape {
            Shape::Table(table) => table.choices.is_empty() || same_names(),
            Shape::OneOf(_) => same_names(),
            // shares add up: they change as one
            Shape::Map(Map { entry, .. }) => matches!(entry, Shape::Table(_)),
            _ => false,
        }
}

/// Whether two values are one, however they are written.
#[must_use]
pub fn equal(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (NodeValue::Table(a), NodeValue::Table(b)) => {
            let other = |name| b.iter().find(|(known, _)| known == name);
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| other(name).is_some_and(|(_, b)| equal(a, b)))
        }
        (NodeValue::Array(a), NodeValue::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        _ => match (a.number(), b.number()) {
            (Some(a), Some(b)) => a == b,
            _ => a.value == b.value,
        },
    }
}

/// A tree with some of the changes made.
#[must_use]
pub fn patched<'a>(tree: &Node, changes: impl IntoIterator<Item = &'a Change>) -> Node {
    let mut tree = tree.clone();
    for change in changes {
        if change.steps.is_empty() {
            patch_events(&mut tree, change);
        } else {
            patch(&mut tree, &change.steps, change);
        }
    }
    tree
}

fn patch(node: &mut Node, steps: &[String], change: &Change) {
    let NodeValue::Table(entries) = &mut node.value else {
        return;
    };
    let Some((first, rest)) = steps.split_first() else {
        return;
    };
    let place = entries.iter().position(|(name, _)| name == first);
    match (place, rest, &change.after) {
        (Some(place), [], Some(new)) => entries[place].1 = new.clone(),
        (Some(place), [], None) => {
            entries.remove(place);
        }
        (None, [], Some(new)) => entries.push((first.clone(), new.clone())),
        (Some(place), rest, _) => patch(&mut entries[place].1, rest, change),
        (None, ..) => {}
    }
}

fn patch_events(tree: &mut Node, change: &Change) {
    let origin = tree.origin;
    let NodeValue::Table(entries) = &mut tree.value else {
        return;
    };
    if !entries.iter().any(|(name, _)| name == "events") {
        let list = Node {
            value: NodeValue::Array(Vec::new()),
            origin,
            key_origin: origin,
        };
        entries.push(("events".to_owned(), list));
    }
    let events = entries.iter_mut().find(|(name, _)| name == "events");
    if let Some((
        _,
        Node {
            value: NodeValue::Array(events),
            ..
        },
    )) = events
    {
        if let Some(old) = &change.before
            && let Some(place) = events.iter().position(|event| equal(event, old))
        {
            events.remove(place);
        }
        events.extend(change.after.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse_document;

    fn tree(text: &str) -> Node {
        parse_document(text, 0).expect("a document")
    }

    const BEFORE: &str = r#"
name = "a"
[plans.basic]
price = 12
retention = { constant = { churn = 0.1 } }
[plans.pro]
price = 30
[segments.all]
share = 1
[segments.all.buying]
plan_mix = { basic = 0.7, pro = 0.3 }
[[events]]
month = "2025-03"
set = { "plans.basic.price" = 15 }
"#;
    const AFTER: &str = r#"
name = "b"
[plans.basic]
price = 12.0
credits = 100
retention = { constant = { churn = 0.2 } }
[plans.max]
price = 60
[segments.all]
share = 1
[segments.all.buying]
plan_mix = { basic = 0.6, max = 0.4 }
[[events]]
month = "2025-04"
set = { "plans.basic.price" = 15 }
"#;

    #[test]
    fn differences_are_named_by_the_key_that_means_something() {
        let changes = differences(&tree(BEFORE), &tree(AFTER));
        let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "plans.basic.retention.constant.churn",
                "plans.basic.credits",
                "plans.pro",
                "plans.max",
                "segments.all.buying.plan_mix",
                "event 2025-03 (plans.basic.price)",
                "event 2025-04 (plans.basic.price)",
            ]
        );
        assert!(differences(&tree(BEFORE), &tree(BEFORE)).is_empty());
    }

    #[test]
    fn all_changes_made_are_the_other_tree() {
        let (before, after) = (tree(BEFORE), tree(AFTER));
        let changes = differences(&before, &after);
        let whole = patched(&before, &changes);
        assert!(differences(&whole, &after).is_empty());
        let one = patched(&before, &changes[1..2]);
        let keys = differences(&before, &one)
            .into_iter()
            .map(|change| change.key);
        assert_eq!(keys.collect::<Vec<_>>(), ["plans.basic.credits"]);
    }
}
