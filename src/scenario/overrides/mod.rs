//! `--set PATH=VALUE`: changes of the tree from the command line.

mod assign;

use crate::scenario::document::{Node, NodeValue, Origin, Role, Sources, parse_value};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::{Shape, locate, split_path};
use crate::scenario::wording::{shown, suggestion};

/// What messages call an override of the command line.
pub const SET: &str = "--set";

/// Applies one `--set` argument, or one like it that messages call `name`, to the tree.
///
/// # Errors
///
/// The argument has no `=`, its path does not exist, or its value cannot be read.
pub fn apply(
    tree: &mut Node,
    argument: &str,
    name: &str,
    sources: &mut Sources,
) -> Result<(), ScenarioError> {
    let source = sources.add(name.to_owned(), argument.to_owned(), Role::Override);
    let whole = Origin {
        source,
        start: 0,
        end: argument.len(),
    };
    let Some((path, value)) = argument.split_once('=') else {
        let problem = Problem::Conflict(format!("`{}` is not an assignment", shown(argument)));
        return Err(ScenarioError::new(problem, whole)
            .help("write `--set PATH=VALUE`, such as `--set plans.standard.price=68`"));
    };
    let key = Origin {
        end: path.len(),
        ..whole
    };
    let path = normalized(path);
    let steps = split_path(&path);
    Override {
        steps: &steps,
        path: &path,
        key,
    }
    .apply(tree, value, argument.len() - value.len())
}

/// A dotted path with `list[3]` written as `list.3`.
#[must_use]
pub fn normalized(path: &str) -> String {
    let mut result = String::with_capacity(path.len());
    let mut rest = path.trim();
    while let Some((before, after)) = rest.split_once('[') {
        result.push_str(before);
        match after.split_once(']') {
            Some((index, after))
                if !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit()) =>
            {
                result.push('.');
                result.push_str(index);
                rest = after;
            }
            _ => {
                result.push('[');
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}

struct Override<'a> {
    steps: &'a [&'a str],
    path: &'a str,
    key: Origin,
}

impl Override<'_> {
    fn apply(&self, tree: &mut Node, value: &str, shift: usize) -> Result<(), ScenarioError> {
        let located = self.shape(tree)?;
        if value.trim() == "none" {
            return self.remove(tree);
        }
        let node = self.read(value, shift, &located)?;
        self.assign(tree, node)
    }

    fn conflict(&self, text: String) -> ScenarioError {
        ScenarioError::new(Problem::Conflict(text), self.key)
    }

    /// The form of the value; every step must be a key of the format.
    fn shape(&self, tree: &Node) -> Result<Shape, ScenarioError> {
        let located = locate(self.steps).map_err(|error| {
            let table = self.steps[..error.depth].join(".");
            let name = self.steps.get(error.depth).copied().unwrap_or_default();
            if error.wants_index {
                let text = format!(
                    "`{}` is a list, `{}` is not an index",
                    shown(&table),
                    shown(name)
                );
                return self.conflict(text).help("count from 0");
            }
            if error.candidates.is_empty() {
                return self.conflict(format!("`{}` has no keys of its own", shown(&table)));
            }
            let problem = Problem::UnknownKey {
                name: shown(name),
                table: shown(&table),
            };
            let help = self
                .help(tree, error.depth)
                .or_else(|| suggestion(name, error.candidates.iter().copied()));
            ScenarioError::new(problem, self.key).help_if(help)
        })?;
        if let Some(field) = located.field.filter(|field| field.name == "extends") {
            return Err(self.conflict(format!("`{}` is part of the file", field.name)));
        }
        Ok(located.shape)
    }

    /// A key elsewhere that ends in the step that does not exist here, such as `plans.pro.price` for `price`.
    fn help(&self, tree: &Node, depth: usize) -> Option<String> {
        if depth > 0 {
            return None;
        }
        let name = self.steps.first()?;
        ["plans", "segments", "api", "generations"]
            .iter()
            .find_map(|table| {
                let entries = tree.get(table)?.entries()?;
                entries
                    .iter()
                    .any(|(other, _)| other == name)
                    .then(|| format!("did you mean `{table}.{}`?", shown(self.path)))
            })
    }

    fn read(&self, value: &str, shift: usize, shape: &Shape) -> Result<Node, ScenarioError> {
        let place = Origin {
            source: self.key.source,
            start: shift,
            end: shift + value.len(),
        };
        let words = || Node {
            value: NodeValue::Text(value.trim().to_owned()),
            origin: place,
            key_origin: self.key,
        };
        let parsed = parse_value(
            value.trim(),
            place.source,
            shift + value.len() - value.trim_start().len(),
        );
        let wants_text = matches!(
            shape,
            Shape::Text | Shape::Month | Shape::Word(_) | Shape::Name(_)
        );
        match parsed {
            Ok(node) if wants_text && node.text().is_none() => Ok(words()),
            Ok(mut node) => {
                node.key_origin = self.key;
                Ok(node)
            }
            Err(error) if value.trim_start().starts_with(['{', '[', '"', '\'']) => {
                let message = format!(
                    "the value of `{}` is not TOML: {}",
                    shown(self.path),
                    shown(error.message())
                );
                Err(ScenarioError::new(Problem::Syntax { message }, place))
            }
            Err(_) if value.trim().is_empty() => Err(self
                .conflict(format!("`{}` has no value", shown(self.path)))
                .help(format!("write `{}=none` to remove it", shown(self.path)))),
            Err(_) => Ok(words()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse_document;

    fn changed(text: &str, argument: &str) -> Result<Node, String> {
        let mut sources = Sources::default();
        sources.add("test".to_owned(), text.to_owned(), Role::Scenario);
        let mut tree = parse_document(text, 0).expect("a document");
        match apply(&mut tree, argument, SET, &mut sources) {
            Ok(()) => Ok(tree),
            Err(error) => Err(error.problem.to_string()),
        }
    }

    #[test]
    fn brackets_are_another_way_to_write_an_index() {
        assert_eq!(normalized("a.b[3].c[10]"), "a.b.3.c.10");
        assert_eq!(normalized("a[x][].b["), "a[x][].b[");
    }

    #[test]
    fn override_makes_the_tables_on_its_way() {
        let tree = changed("", "noise.signups.sd=0.2").expect("a tree");
        assert_eq!(
            tree.at(&["noise", "signups", "sd"]).and_then(Node::number),
            Some(0.2)
        );
    }

    #[test]
    fn override_replaces_an_element_of_a_list() {
        let text = "[signups]\nseason = [1, 1, 1]\n";
        let tree = changed(text, "signups.season[1]=1.5").expect("a tree");
        assert_eq!(
            tree.at(&["signups", "season", "1"]).and_then(Node::number),
            Some(1.5)
        );
    }

    #[test]
    fn none_removes_an_event() {
        let text = "[[events]]\nmonth = \"2024-01\"\n[[events]]\nmonth = \"2024-02\"\n";
        let tree = changed(text, "events.0=none").expect("a tree");
        assert_eq!(
            tree.at(&["events", "0", "month"]).and_then(Node::text),
            Some("2024-02")
        );
    }

    #[test]
    fn override_cannot_name_what_nobody_defined() {
        let text = "[plans.pro]\nprice = 1\n";
        assert!(changed(text, "plans.pr.price=2").is_err());
        assert!(changed(text, "plans.pr=2").is_err());
        assert!(changed(text, "plans.pr={ price = 2 }").is_ok());
        assert!(changed(text, "extends=x.toml").is_err());
        assert!(changed(text, "plans.pro.price.normal.mean=2").is_err());
    }

    #[test]
    fn odd_arguments_are_errors() {
        for argument in [
            "",
            "=",
            "=1",
            ".=1",
            "a..b=1",
            "plans.=1",
            "plans.pro.price=",
            "\"=1",
            "[=1",
        ] {
            assert!(
                changed("[plans.pro]\nprice = 1\n", argument).is_err(),
                "{argument}"
            );
        }
    }
}
