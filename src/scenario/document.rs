//! A file as written: a tree of values, each of which knows where it stands.

use toml::de::{DeInteger, DeTable, DeValue};
use toml::{Spanned, de::Error};

pub use crate::scenario::texts::{Origin, Role, SourceText, Sources};

/// A value of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What was written.
    pub value: NodeValue,
    /// Where the value stands.
    pub origin: Origin,
    /// Where its key stands; the value's own place for an element of an array.
    pub key_origin: Origin,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeValue {
    /// Keys and values in the order of the file.
    Table(Vec<(String, Node)>),
    /// Values in order.
    Array(Vec<Node>),
    /// Text in quotes.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// A number with a point or an exponent; also `nan` and `inf`.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date or a time.
    Datetime(String),
}

impl NodeValue {
    /// What it is called in messages.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Table(_) => "a table",
            Self::Array(_) => "a list",
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Datetime(_) => "a date",
        }
    }
}

impl Node {
    /// An empty table at `origin`.
    #[must_use]
    pub fn empty_table(origin: Origin) -> Self {
        Self {
            value: NodeValue::Table(Vec::new()),
            origin,
            key_origin: origin,
        }
    }

    /// The entries, where it is a table.
    #[must_use]
    pub fn entries(&self) -> Option<&[(String, Self)]> {
        match &self.value {
            NodeValue::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// The elements, where it is a list.
    #[must_use]
    pub fn elements(&self) -> Option<&[Self]> {
        match &self.value {
            NodeValue::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            NodeValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, where it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            #[expect(clippy::cast_precision_loss, reason = "numbers of a model are floats")]
            NodeValue::Integer(whole) => Some(*whole as f64),
            NodeValue::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// The entry `name` of a table.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let (_, node) = self.entries()?.iter().find(|(key, _)| key == name)?;
        Some(node)
    }

    /// The node at a path of keys and indices.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, step| match &node.value {
            NodeValue::Table(_) => node.get(step),
            NodeValue::Array(elements) => elements.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

/// Reads a TOML document.
///
/// # Errors
///
/// Every syntax error that the parser can tell apart.
pub fn parse_document(text: &str, source: usize) -> Result<Node, Vec<Error>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors);
    }
    let origin = Origin {
        source,
        start: 0,
        end: 0,
    };
    Ok(Node {
        value: table_value(table.get_ref(), source),
        origin,
        key_origin: origin,
    })
}

/// Reads one TOML value; `shift` is where it begins in its source.
///
/// # Errors
///
/// The text is not one TOML value.
pub fn parse_value(text: &str, source: usize, shift: usize) -> Result<Node, Error> {
    let value = DeValue::parse(text)?;
    let mut node = node(&value, source);
    shift_origins(&mut node, shift);
    Ok(node)
}

fn shift_origins(node: &mut Node, shift: usize) {
    for origin in [&mut node.origin, &mut node.key_origin] {
        origin.start += shift;
        origin.end += shift;
    }
    match &mut node.value {
        NodeValue::Table(entries) => entries
            .iter_mut()
            .for_each(|(_, inner)| shift_origins(inner, shift)),
        NodeValue::Array(elements) => elements
            .iter_mut()
            .for_each(|inner| shift_origins(inner, shift)),
        _ => {}
    }
}

fn place<T>(spanned: &Spanned<T>, source: usize) -> Origin {
    let span = spanned.span();
    Origin {
        source,
        start: span.start,
        end: span.end,
    }
}

fn table_value(table: &DeTable<'_>, source: usize) -> NodeValue {
    let entries = table.iter().map(|(key, value)| {
        let mut inner = node(value, source);
        inner.key_origin = place(key, source);
        (key.get_ref().to_string(), inner)
    });
    NodeValue::Table(entries.collect())
}

fn node(value: &Spanned<DeValue<'_>>, source: usize) -> Node {
    let origin = place(value, source);
    let value = match value.get_ref() {
        DeValue::String(text) => NodeValue::Text(text.to_string()),
        DeValue::Integer(whole) => integer(whole),
        DeValue::Float(number) => NodeValue::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => NodeValue::Boolean(*flag),
        DeValue::Datetime(datetime) => NodeValue::Datetime(datetime.to_string()),
        DeValue::Array(elements) => {
            NodeValue::Array(elements.iter().map(|inner| node(inner, source)).collect())
        }
        DeValue::Table(table) => table_value(table, source),
    };
    Node {
        value,
        origin,
        key_origin: origin,
    }
}

/// A whole number too long for 128 bits is kept as the float nearest to it.
fn integer(whole: &DeInteger<'_>) -> NodeValue {
    match i128::from_str_radix(whole.as_str(), whole.radix()) {
        Ok(value) => NodeValue::Integer(value),
        Err(_) => NodeValue::Float(whole.as_str().parse().unwrap_or(f64::INFINITY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_knows_its_place() {
        let text = "a = 1\n[b.c]\nd = [1.5, \"x\"]\n";
        let root = parse_document(text, 7).expect("a document");
        let element = root.at(&["b", "c", "d", "1"]).expect("an element");
        assert_eq!(&text[element.origin.start..element.origin.end], "\"x\"");
        assert_eq!(element.origin.source, 7);
        let list = root.at(&["b", "c", "d"]).expect("a list");
        assert_eq!(&text[list.key_origin.start..list.key_origin.end], "d");
    }

    #[test]
    fn several_syntax_errors_are_reported_at_once() {
        let errors = parse_document("a = \nb = 1 2\nc = \"x\nd = 4\n", 0).expect_err("broken");
        assert!(errors.len() >= 3, "{errors:?}");
    }

    #[test]
    fn a_value_alone_is_read_with_its_shift() {
        let node = parse_value("{ mean = 2 }", 1, 10).expect("a value");
        let mean = node.get("mean").expect("a key");
        assert_eq!((mean.origin.start, mean.key_origin.start), (19, 12));
        assert!(parse_value("8% to 15%", 0, 0).is_err());
        assert!(parse_value("1 to 2", 0, 0).is_err());
    }

    #[test]
    fn deep_nesting_is_an_error_not_an_overflow() {
        let text = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(parse_document(&text, 0).is_err());
        let text = format!("[{}]", vec!["a"; 100_000].join("."));
        assert!(parse_document(&text, 0).is_err());
    }

    #[test]
    fn long_integers_become_floats() {
        let text = format!("a = {}", "9".repeat(60));
        let root = parse_document(&text, 0).expect("a document");
        assert_eq!(root.get("a").and_then(Node::number), Some(1e60));
    }
}
