//! Lists, tables of the user's own names, and tables that choose one of several forms.

use super::{MANY_ERRORS, Walker, join};
use crate::scenario::document::{Node, NodeValue, Origin};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::{Field, List, Map, Names};
use crate::scenario::wording::{shown, suggestion};

impl Walker<'_> {
    pub(super) fn list(&mut self, key: &str, list: &List, node: &Node, fixed: &'static str) {
        let Some(elements) = node.elements() else {
            let help = match &node.value {
                NodeValue::Table(_) => None,
                _ => Some(format!(
                    "write `[{}]`",
                    shown(self.sources.excerpt(node.origin))
                )),
            };
            return self.wrong_form_with(key, node, "a list", help);
        };
        if elements.len() < list.least || elements.len() > list.most {
            let expected = if list.least == list.most {
                format!("{} elements", list.least)
            } else {
                format!("{} to {} elements", list.least, list.most)
            };
            self.found.is_oversized |= elements.len() > list.most;
            let problem = Problem::Form {
                key: shown(key),
                found: format!("a list of {}", elements.len()),
                expected,
            };
            return self.error(ScenarioError::new(problem, node.origin));
        }
        for (index, element) in elements.iter().enumerate() {
            self.value(
                &join(key, &index.to_string()),
                &list.element,
                element,
                fixed,
            );
        }
    }

    pub(super) fn map(&mut self, key: &str, map: &Map, node: &Node, fixed: &'static str) {
        let Some(entries) = node.entries() else {
            return self.wrong_form(key, node, "a table");
        };
        if entries.len() > map.most() {
            return self.too_many(key, entries.len(), map.most(), node.origin);
        }
        for (name, inner) in entries {
            match map.names {
                Names::New(what) => self.new_name(what, name, inner),
                Names::Keys => {}
                names => self.reference(key, names, name, inner.key_origin),
            }
            self.value(&join(key, name), &map.entry, inner, fixed);
        }
    }

    pub(super) fn too_many(&mut self, key: &str, found: usize, most: usize, place: Origin) {
        self.found.is_oversized = true;
        let problem = Problem::Form {
            key: shown(key),
            found: format!("a table of {found}"),
            expected: format!("at most {most} entries"),
        };
        self.error(ScenarioError::new(problem, place));
    }

    fn new_name(&mut self, what: &'static str, name: &str, node: &Node) {
        let allowed =
            |character: char| character.is_alphanumeric() || matches!(character, '_' | '-');
        if !(1..=64).contains(&name.chars().count()) || !name.chars().all(allowed) {
            let problem = Problem::BadName {
                what,
                name: shown(name),
            };
            let help = "names have 1 to 64 letters, digits, `_` and `-`";
            self.error(ScenarioError::new(problem, node.key_origin).help(help));
        }
    }

    pub(super) fn reference(&mut self, key: &str, names: Names, name: &str, place: Origin) {
        let table = names.table().and_then(|table| self.root.get(table));
        let known = table.and_then(Node::entries).unwrap_or_default();
        if known.iter().any(|(other, _)| other == name) {
            return;
        }
        let problem = Problem::UnknownName {
            what: names.noun(),
            name: shown(name),
            key: shown(key),
        };
        let few = self.found.errors.len() < MANY_ERRORS;
        let help = few.then(|| suggestion(name, known.iter().map(|(other, _)| other.as_str())));
        self.error(ScenarioError::new(problem, place).help_if(help.flatten()));
    }

    pub(super) fn one_of(
        &mut self,
        key: &str,
        variants: &'static [Field],
        node: &Node,
        fixed: &'static str,
    ) {
        let Some(entries) = node.entries() else {
            return self.wrong_form(key, node, &one_of_these(variants));
        };
        let [(name, inner)] = entries else {
            let problem = Problem::Choice {
                key: shown(key),
                found: format!("{} keys", entries.len()),
                expected: one_of_these(variants),
            };
            return self.error(ScenarioError::new(problem, node.origin));
        };
        match variants.iter().find(|variant| variant.name == name) {
            Some(variant) => self.value(&join(key, name), &variant.shape, inner, fixed),
            None => self.unknown(
                key,
                name,
                inner,
                variants.iter().map(|variant| variant.name),
            ),
        }
    }
}

fn one_of_these(variants: &[Field]) -> String {
    let names: Vec<String> = variants
        .iter()
        .map(|variant| format!("`{}`", variant.name))
        .collect();
    format!("a table with one of {}", names.join(", "))
}
