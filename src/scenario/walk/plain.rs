//! Values that are no uncertain numbers: months, texts, words, flags.

use super::Walker;
use crate::scenario::document::{Node, NodeValue};
use crate::scenario::schema::{Names, Shape};
use crate::scenario::wording::suggestion;
use crate::units::Month;

impl Walker<'_> {
    pub(super) fn plain(&mut self, key: &str, shape: &Shape, node: &Node) {
        match (shape, &node.value) {
            (Shape::Constant(range), NodeValue::Integer(_) | NodeValue::Float(_)) => {
                if !node.number().is_some_and(|number| range.contains(number)) {
                    self.wrong_value(key, node, range.describe(), None);
                }
            }
            (Shape::Integer(least, most), NodeValue::Integer(number)) => {
                if !(least..=most).contains(&number) {
                    self.wrong_value(
                        key,
                        node,
                        format!("a whole number from {least} to {most}"),
                        None,
                    );
                }
            }
            (Shape::Month, NodeValue::Text(text)) => {
                if text.parse::<Month>().is_err() {
                    let expected = "a month `YYYY-MM` such as `2024-07`".to_owned();
                    self.wrong_value(key, node, expected, None);
                }
            }
            (Shape::Text, NodeValue::Text(text)) => {
                if text.trim().is_empty() {
                    self.wrong_value(key, node, "a text that is not empty".to_owned(), None);
                }
            }
            (Shape::Word(words), NodeValue::Text(text)) => {
                if !words.contains(&text.as_str()) {
                    let quoted: Vec<String> =
                        words.iter().map(|word| format!("`{word}`")).collect();
                    let help = suggestion(text, words.iter().copied());
                    self.wrong_value(key, node, format!("one of {}", quoted.join(", ")), help);
                }
            }
            (Shape::Flag, NodeValue::Boolean(_))
            | (Shape::Name(Names::Keys), NodeValue::Text(_)) => {}
            (Shape::Name(names), NodeValue::Text(text)) => {
                self.reference(key, *names, text, node.origin);
            }
            (shape, _) => self.wrong_form(key, node, &expected(shape)),
        }
    }
}

fn expected(shape: &Shape) -> String {
    match shape {
        Shape::Constant(range) => format!("{}, known", range.describe()),
        Shape::Integer(least, most) => format!("a whole number from {least} to {most}"),
        Shape::Month => "a month in quotes such as `\"2024-07\"`".to_owned(),
        Shape::Flag => "`true` or `false`".to_owned(),
        Shape::Name(names) => format!("the name of a {} in quotes", names.noun()),
        _ => "a text in quotes".to_owned(),
    }
}
