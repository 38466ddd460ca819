//! What responses are relative to: the values of the file that a scenario goes back to.
//!
//! The reference of a number is its value in the first file of the `extends` chain that has the table
//! it belongs to; further files, overrides and events move the number and never its reference. A key
//! with a default that is left out there has the default as its reference. A `reference` table states
//! it outright.

use super::Builder;
use crate::model::{Slot, Value};
use crate::scenario::document::Node;
use crate::scenario::numbers::amount;
use crate::scenario::schema::{Presence, SHARE, Shape, locate, split_path};

impl<'a> Builder<'a> {
    /// The slot of the reference of `table.name`; without a table in any file it is `without_table`,
    /// or what the overrides say.
    pub(super) fn reference(
        &mut self,
        table: &str,
        name: &str,
        without_table: Option<f64>,
    ) -> Slot {
        let key = format!("{table}.{name}");
        let stated = format!("{table}.reference.{name}");
        if self.node(&stated).is_some() {
            let stated = self.slot(&stated);
            let value = self.quantities.get(stated).value;
            return self.add(&format!("{key}@reference"), value);
        }
        let owner = self.owner(table);
        let default = default(&key);
        let found = match (owner, default) {
            (Some(owner), Some(_)) => owner.get(name),
            (Some(_), None) => self.first(&key),
            (None, _) if without_table.is_some() => None,
            (None, _) => self.node(&key),
        };
        let value = match found {
            Some(node) => self.value_of(&key, node),
            None => Value::Known(without_table.or(default).unwrap_or(f64::NAN)),
        };
        self.add(&format!("{key}@reference"), value)
    }

    /// The first of the files that has a table, and the table in it.
    pub(super) fn owner(&self, table: &str) -> Option<&'a Node> {
        let path = split_path(table);
        self.material
            .layers
            .iter()
            .find_map(|layer| layer.at(&path))
    }

    /// The value of a key in the first of the files that has it, else in the overrides.
    pub(super) fn first(&self, key: &str) -> Option<&'a Node> {
        self.owner(key).or_else(|| self.node(key))
    }

    /// The value of a node of any file as a number of `key`; the draw is shared where the node is the
    /// one that the scenario uses.
    pub(super) fn value_of(&mut self, key: &str, node: &Node) -> Value {
        if let Some(value) = self.values.get(&node.origin) {
            return *value;
        }
        let number = match locate(&split_path(key)).map(|located| located.shape) {
            Ok(Shape::Number(number)) => number,
            _ => SHARE,
        };
        let read =
            amount(key, node, &number, self.material.sources).map_err(|error| self.error(error));
        self.value(key, read.ok().as_ref(), number.kind, Some(node.origin))
    }
}

fn default(key: &str) -> Option<f64> {
    match locate(&split_path(key)).ok()?.field?.presence {
        Presence::Default(number) => Some(number),
        _ => None,
    }
}
