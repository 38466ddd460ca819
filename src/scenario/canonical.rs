//! A scenario as one TOML text: the order of the format, one way to write everything.

use crate::scenario::document::{Node, NodeValue};
use crate::scenario::schema::{ROOT, Shape};

/// Writes a tree as TOML; `extends` is left out.
#[must_use]
pub fn to_toml(tree: &Node) -> String {
    let mut writer = Writer {
        text: String::new(),
    };
    writer.body(&[], &Shape::Table(&ROOT), tree);
    writer.text
}

struct Writer {
    text: String,
}

impl Writer {
    /// The entries of a table: values first, then tables with headers.
    fn body(&mut self, path: &[&str], shape: &Shape, node: &Node) {
        let entries = ordered(shape, node);
        let (tables, values): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .filter(|(name, _, _)| !(path.is_empty() && *name == "extends"))
            .partition(|(name, _, inner)| layout(path, name, inner) != Layout::Inline);
        for (name, inner_shape, inner) in values {
            self.entry(name, &inner_shape, inner);
        }
        for (name, inner_shape, inner) in tables {
            let mut inner_path = path.to_vec();
            inner_path.push(name);
            match layout(path, name, inner) {
                Layout::Group => self.body(&inner_path, &inner_shape, inner),
                Layout::Header => {
                    self.header("[", &inner_path, "]");
                    self.body(&inner_path, &inner_shape, inner);
                }
                Layout::List | Layout::Inline => {
                    let element = match inner_shape {
                        Shape::List(list) => list.element,
                        other => other,
                    };
                    for item in inner.elements().unwrap_or_default() {
                        self.header("[[", &inner_path, "]]");
                        for (name, shape, value) in ordered(&element, item) {
                            self.entry(name, &shape, value);
                        }
                    }
                }
            }
        }
    }

    fn header(&mut self, open: &str, path: &[&str], close: &str) {
        let steps: Vec<String> = path.iter().map(|step| key(step)).collect();
        self.text
            .extend(["\n", open, &steps.join("."), close, "\n"]);
    }

    fn entry(&mut self, name: &str, shape: &Shape, node: &Node) {
        self.text
            .extend([&key(name), " = ", &inline(shape, node), "\n"]);
    }
}

/// How an entry is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// `key = value`.
    Inline,
    /// `[path]` and a body.
    Header,
    /// A body without a header of its own: it holds tables alone.
    Group,
    /// `[[path]]` for every element.
    List,
}

fn layout(path: &[&str], name: &str, node: &Node) -> Layout {
    match (path, &node.value) {
        ([], NodeValue::Array(_)) => Layout::List,
        ([], NodeValue::Table(_))
            if matches!(name, "plans" | "segments" | "generations" | "api") =>
        {
            Layout::Group
        }
        (
            [] | ["plans" | "segments" | "generations" | "api"] | ["segments", _],
            NodeValue::Table(_),
        ) => Layout::Header,
        _ => Layout::Inline,
    }
}

/// The entries of a table in the order of the format, those of the user in the order of the file.
fn ordered<'a>(shape: &Shape, node: &'a Node) -> Vec<(&'a str, Shape, &'a Node)> {
    let entries = node.entries().unwrap_or_default();
    let mut found: Vec<_> = entries
        .iter()
        .map(|(name, inner)| {
            let place = shape.fields().iter().position(|field| field.name == name);
            let inner_shape = match (shape, place) {
                (Shape::Map(map), _) => map.entry,
                (_, Some(place)) => shape.fields()[place].shape,
                _ => Shape::Text,
            };
            (
                place.unwrap_or(usize::MAX),
                name.as_str(),
                inner_shape,
                inner,
            )
        })
        .collect();
    found.sort_by_key(|(place, _, _, _)| *place);
    found
        .into_iter()
        .map(|(_, name, shape, inner)| (name, shape, inner))
        .collect()
}

fn inline(shape: &Shape, node: &Node) -> String {
    match &node.value {
        NodeValue::Table(_) => {
            let entries: Vec<String> = ordered(shape, node)
                .into_iter()
                .map(|(name, shape, inner)| format!("{} = {}", key(name), inline(&shape, inner)))
                .collect();
            if entries.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", entries.join(", "))
            }
        }
        NodeValue::Array(elements) => {
            let element = match shape {
                Shape::List(list) => list.element,
                _ => Shape::Text,
            };
            let elements: Vec<String> = elements
                .iter()
                .map(|inner| inline(&element, inner))
                .collect();
            format!("[{}]", elements.join(", "))
        }
        NodeValue::Text(text) => quoted(text),
        NodeValue::Integer(number) => number.to_string(),
        NodeValue::Float(number) => format!("{number:?}"),
        NodeValue::Boolean(flag) => flag.to_string(),
        NodeValue::Datetime(text) => text.clone(),
    }
}

fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        quoted(name)
    }
}

fn escape(character: char) -> String {
    format!("\\u{:04X}", u32::from(character))
}

fn quoted(text: &str) -> String {
    let mut result = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            other if other.is_control() => result.push_str(&escape(other)),
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::parse_document;

    #[test]
    fn canonical_text_has_the_order_of_the_format() {
        let tree = parse_document(
            "months = 2\nname = \"a \\\"b\\\"\"\nextends = \"x\"\n[plans.\"标\"]\ncredits = 1\nprice = 1e-9\n\
             intro = { periods = 1, price = \"1 to 2\" }\n[[guards]]\nthat = \"x\"\n",
            0,
        )
        .expect("a document");
        insta::assert_snapshot!(to_toml(&tree), @r#"
        name = "a \"b\""
        months = 2

        [plans."标"]
        price = 1e-9
        intro = { price = "1 to 2", periods = 1 }
        credits = 1

        [[guards]]
        that = "x"
        "#);
    }
}
