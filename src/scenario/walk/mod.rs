//! Checks a tree against the format and collects every number in it under its dotted key.

mod nested;
mod plain;

use crate::scenario::document::{Node, NodeValue, Origin, Sources};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::numbers::{Amount, amount};
use crate::scenario::schema::{Field, Number, Presence, ROOT, SHARE, Shape, Table};
use crate::scenario::wording::{shown, suggestion, written};

/// A value of the scenario that is not made of others.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// Its dotted key.
    pub key: String,
    /// What it is.
    pub content: Content,
    /// Where it was written; `None` for a default.
    pub place: Option<Origin>,
    /// Why events cannot change it; empty: they can.
    pub fixed: &'static str,
}

/// What a leaf is.
#[derive(Debug, Clone)]
pub enum Content {
    /// A number that has a slot; `None` where what was written is wrong.
    Number(Option<Amount>, Number),
    /// An entry that takes what is left to 1.
    Rest,
    /// Anything else, as it can be shown.
    Plain(String),
}

/// What the walk through a tree found.
#[derive(Debug, Default)]
pub struct Walked {
    /// Every value, in the order of the format and of the file.
    pub leaves: Vec<Leaf>,
    /// What has the wrong form or range, is unknown or missing.
    pub errors: Vec<ScenarioError>,
    /// Whether a list or table has more entries than the format allows: what is in it was not looked at.
    pub is_oversized: bool,
}

/// Walks through a whole scenario.
#[must_use]
pub fn walk(root: &Node, sources: &Sources) -> Walked {
    let mut walker = Walker {
        root,
        sources,
        found: Walked::default(),
    };
    walker.sizes();
    if walker.found.errors.is_empty() {
        walker.table("", &ROOT, root, "");
    }
    walker.found
}

/// With more errors than these nobody reads the advice, which takes its time to find.
pub const MANY_ERRORS: usize = 200;

struct Walker<'a> {
    root: &'a Node,
    sources: &'a Sources,
    found: Walked,
}

/// `table.name`, or `name` at the top.
#[must_use]
pub fn join(table: &str, name: &str) -> String {
    if table.is_empty() {
        name.to_owned()
    } else {
        format!("{table}.{name}")
    }
}

impl Walker<'_> {
    fn leaf(&mut self, key: &str, content: Content, place: Option<Origin>, fixed: &'static str) {
        self.found.leaves.push(Leaf {
            key: key.to_owned(),
            content,
            place,
            fixed,
        });
    }

    fn error(&mut self, error: ScenarioError) {
        self.found.errors.push(error);
    }

    fn wrong_form(&mut self, key: &str, node: &Node, expected: &str) {
        self.wrong_form_with(key, node, expected, None);
    }

    fn wrong_form_with(&mut self, key: &str, node: &Node, expected: &str, help: Option<String>) {
        let raw = written(node, self.sources);
        let found = match &node.value {
            NodeValue::Table(_) | NodeValue::Array(_) => node.value.noun().to_owned(),
            _ => format!("{} (`{raw}`)", node.value.noun()),
        };
        let problem = Problem::Form {
            key: shown(key),
            found,
            expected: expected.to_owned(),
        };
        self.error(ScenarioError::new(problem, node.origin).help_if(help));
    }

    fn wrong_value(&mut self, key: &str, node: &Node, expected: String, help: Option<String>) {
        let problem = Problem::Range {
            key: shown(key),
            value: written(node, self.sources),
            expected,
        };
        self.error(ScenarioError::new(problem, node.origin).help_if(help));
    }

    fn value(&mut self, key: &str, shape: &Shape, node: &Node, fixed: &'static str) {
        match shape {
            Shape::Number(number) => self.number(key, number, node, fixed),
            Shape::Share if node.text() == Some("rest") => {
                self.leaf(key, Content::Rest, Some(node.origin), fixed);
            }
            Shape::Share => self.number(key, &SHARE, node, fixed),
            Shape::List(list) => self.list(key, list, node, fixed),
            Shape::Map(map) => self.map(key, map, node, fixed),
            Shape::Table(table) => self.table(key, table, node, fixed),
            Shape::OneOf(variants) => self.one_of(key, variants, node, fixed),
            Shape::Set | Shape::Scale => {
                if node.entries().is_none() {
                    self.wrong_form(key, node, "a table of dotted keys");
                }
            }
            plain => {
                self.plain(key, plain, node);
                let text = shown(self.sources.excerpt(node.origin));
                self.leaf(key, Content::Plain(text), Some(node.origin), fixed);
            }
        }
    }

    fn number(&mut self, key: &str, number: &Number, node: &Node, fixed: &'static str) {
        let read = amount(key, node, number, self.sources).map_err(|error| self.error(error));
        self.leaf(
            key,
            Content::Number(read.ok(), *number),
            Some(node.origin),
            fixed,
        );
    }

    fn table(&mut self, key: &str, table: &Table, node: &Node, fixed: &'static str) {
        let Some(entries) = node.entries() else {
            return self.wrong_form(key, node, "a table");
        };
        for field in table.fields {
            let inner_key = join(key, field.name);
            let fixed = if fixed.is_empty() { field.fixed } else { fixed };
            match node.get(field.name) {
                Some(inner) => self.value(&inner_key, &field.shape, inner, fixed),
                None if field.is_required() => self.missing(key, field.name, node.origin),
                None => self.absent(&inner_key, field, fixed),
            }
        }
        for (name, inner) in entries {
            if table.field(name).is_none() {
                self.unknown(key, name, inner, table.names());
            }
        }
        self.choices(key, table, node);
    }

    fn missing(&mut self, table: &str, name: &str, place: Origin) {
        let problem = Problem::MissingKey {
            name: name.to_owned(),
            table: shown(table),
        };
        self.error(ScenarioError::new(problem, place));
    }

    fn unknown(
        &mut self,
        table: &str,
        name: &str,
        node: &Node,
        known: impl Iterator<Item = &'static str>,
    ) {
        let problem = Problem::UnknownKey {
            name: shown(name),
            table: shown(table),
        };
        let few = self.found.errors.len() < MANY_ERRORS;
        let help = few.then(|| suggestion(name, known)).flatten();
        self.error(ScenarioError::new(problem, node.key_origin).help_if(help));
    }

    /// The tables that all else refers to come first: nothing is looked up in endless ones.
    fn sizes(&mut self) {
        for field in ROOT.fields {
            let Shape::Map(map) = &field.shape else {
                continue;
            };
            let node = self.root.get(field.name);
            let entries = node.and_then(Node::entries).unwrap_or_default().len();
            if let Some(node) = node.filter(|_| entries > map.most()) {
                self.too_many(field.name, entries, map.most(), node.key_origin);
            }
        }
    }

    /// Exactly one of the sets of keys must be given, and wholly.
    fn choices(&mut self, key: &str, table: &Table, node: &Node) {
        if table.choices.is_empty() {
            return;
        }
        let given: Vec<&str> = table
            .choices
            .iter()
            .flat_map(|names| names.iter())
            .copied()
            .filter(|name| node.get(name).is_some())
            .collect();
        if table.choices.iter().any(|names| *names == given) {
            return;
        }
        let with_and = |names: &&[&str]| {
            let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            quoted.join(" and ")
        };
        let sets: Vec<String> = table.choices.iter().map(with_and).collect();
        let found = match given.as_slice() {
            [] => "none of its keys".to_owned(),
            [one] => format!("`{one}` alone"),
            several => with_and(&several),
        };
        let problem = Problem::Choice {
            key: shown(key),
            found,
            expected: format!("either {}", sets.join(" or ")),
        };
        self.error(ScenarioError::new(problem, node.origin));
    }

    /// What holds where a key is left out.
    fn absent(&mut self, key: &str, field: &Field, fixed: &'static str) {
        match (field.presence, &field.shape) {
            (Presence::Default(default) | Presence::RequiredOr(default), shape) => {
                self.default_number(key, shape, default, fixed);
            }
            (Presence::DefaultWord(word), _) => {
                self.leaf(key, Content::Plain(format!("\"{word}\"")), None, fixed);
            }
            (Presence::Empty, Shape::Table(table)) => {
                for inner in table.fields {
                    let fixed = if fixed.is_empty() { inner.fixed } else { fixed };
                    self.absent(&join(key, inner.name), inner, fixed);
                }
            }
            _ => {}
        }
    }

    fn default_number(&mut self, key: &str, shape: &Shape, default: f64, fixed: &'static str) {
        match shape {
            Shape::Number(number) => {
                let content = Content::Number(Some(Amount::Known(default)), *number);
                self.leaf(key, content, None, fixed);
            }
            Shape::List(list) => {
                for index in 0..list.least {
                    self.default_number(
                        &join(key, &index.to_string()),
                        &list.element,
                        default,
                        fixed,
                    );
                }
            }
            Shape::Flag => self.leaf(key, Content::Plain("false".to_owned()), None, fixed),
            _ => self.leaf(key, Content::Plain(default.to_string()), None, fixed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::{Role, parse_document};

    fn walked(text: &str) -> Walked {
        let mut sources = Sources::default();
        sources.add("test".to_owned(), text.to_owned(), Role::Scenario);
        walk(&parse_document(text, 0).expect("a document"), &sources)
    }

    #[test]
    fn every_number_has_a_leaf_under_its_dotted_key() {
        let found = walked(
            "[segments.a]\nshare = \"rest\"\n[segments.a.buying]\nconversion = [0.1, \"1% to 2%\"]\n",
        );
        let leaf = |key: &str| {
            found
                .leaves
                .iter()
                .find(|leaf| leaf.key == key)
                .map(|leaf| &leaf.content)
        };
        assert!(matches!(leaf("segments.a.share"), Some(Content::Rest)));
        assert!(matches!(
            leaf("segments.a.buying.conversion.1"),
            Some(Content::Number(Some(Amount::Uncertain(_)), _))
        ));
        assert!(matches!(
            leaf("segments.a.usage.cv"),
            Some(Content::Number(Some(Amount::Known(_)), _))
        ));
        assert!(matches!(
            leaf("signups.season.11"),
            Some(Content::Number(Some(Amount::Known(_)), _))
        ));
        assert!(leaf("plans").is_none());
    }

    #[test]
    fn an_absent_intro_has_no_leaves() {
        let found = walked("[plans.a]\nprice = 1\nretention = { constant = { churn = 0 } }\n");
        assert!(!found.leaves.iter().any(|leaf| leaf.key.contains("intro")));
        assert!(
            !found
                .leaves
                .iter()
                .any(|leaf| leaf.key.contains("reference"))
        );
    }

    #[test]
    fn everything_wrong_is_found_at_once() {
        let found = walked("name = 3\nmonths = 1.5\n[plans]\na = 1\n[costs]\nfixd = 2\n");
        let problems: Vec<String> = found
            .errors
            .iter()
            .map(|error| error.problem.to_string())
            .collect();
        assert_eq!(
            problems,
            [
                "`name` is a whole number (`3`), expected a text in quotes",
                "missing key `start`",
                "`months` is a number (`1.5`), expected a whole number from 1 to 1200",
                "`plans.a` is a whole number (`1`), expected a table",
                "unknown key `fixd` in `costs`",
            ]
        );
    }
}
