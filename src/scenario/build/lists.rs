//! Events that set a list as a whole.

use super::Builder;
use super::events::{Written, changes};
use crate::model::Slot;
use crate::scenario::document::Node;
use crate::scenario::overrides::normalized;
use crate::scenario::schema::{Shape, locate, split_path};
use crate::scenario::wording::shown;

/// Lists cannot have more elements than a scenario has months.
const LONGEST_LIST: usize = 1200;

/// Whether the last element of the list at a key stands for all that would follow.
fn last_repeats(key: &str) -> bool {
    matches!(locate(&split_path(key)).map(|located| located.shape), Ok(Shape::List(list)) if list.last_repeats)
}

impl Builder<'_> {
    /// A list is set as a whole; where its last element repeats, it may become longer or shorter.
    pub(super) fn lists_have_their_lengths(&mut self, node: &Node) {
        for (name, value) in node.get("set").and_then(Node::entries).unwrap_or_default() {
            let key = normalized(name);
            let length = self.slots_of_list(&key).len();
            let given = value.elements().map_or(length, <[Node]>::len);
            if length > 0 && given != length && !last_repeats(&key) {
                let text = format!(
                    "an event sets `{}` to {given} values, the file has {length}",
                    shown(&key)
                );
                self.conflict(
                    value.origin,
                    text,
                    Some("give as many values as there are".to_owned()),
                );
            }
        }
    }

    /// Repeats the last element of a list as often as an event needs it, which changes nothing else.
    pub(super) fn lengthen_lists(&mut self) {
        // the last element of a list asks for all before it
        for written in changes(self.material.tree)
            .into_iter()
            .filter(|written| written.last)
        {
            let Some((list, index)) = written.target.rsplit_once('.') else {
                continue;
            };
            let slots = self.slots_of_list(list);
            let index = index.parse::<usize>().unwrap_or(0);
            let Some(repeated) = slots.last().filter(|_| last_repeats(list)) else {
                continue;
            };
            let value = self.quantities.get(*repeated).value;
            for missing in slots.len()..=index.min(LONGEST_LIST - 1) {
                self.add(&format!("{list}.{missing}"), value);
            }
        }
    }

    /// The slots that a list's amount reaches: its own, and what follows where it is the last and repeats.
    pub(super) fn with_repeats(&self, written: &Written<'_>, slot: Slot) -> Vec<Slot> {
        let mut slots = vec![slot];
        if let Some((list, index)) = written.target.rsplit_once('.').filter(|_| written.last)
            && last_repeats(list)
        {
            let following = index.parse::<usize>().unwrap_or(0) + 1;
            slots.extend(
                (following..)
                    .map_while(|index| self.slots.get(&format!("{list}.{index}")).copied()),
            );
        }
        slots
    }
}
