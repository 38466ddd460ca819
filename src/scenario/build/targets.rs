//! What events may change, and whether a known number stays in its range.

use std::collections::BTreeMap;

use super::Builder;
use super::events::{Added, Written, part_of_plan};
use crate::model::{Change, Event, Operation, Slot};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::{Located, Number, SHARE, Shape, locate, split_path};
use crate::scenario::wording::{nearest, shown, suggestion};

/// What a change reaches.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// One number.
    Number(Slot, Number),
    /// Every number of a list.
    List(Vec<Slot>, Number),
    /// The periods of an intro that ends.
    NoIntro(Slot),
    /// A top-up price that ends.
    NoTopUp(Slot),
}

/// A change of one number: the index of its event, the event, the change.
type Touch<'a> = (usize, &'a Event, &'a Change);

impl Builder<'_> {
    /// Finds what a change reaches; reports why it cannot be changed.
    pub(super) fn target(&mut self, written: &Written<'_>, added: &Added) -> Option<Target> {
        let key = written.target.as_str();
        if key == "signups" {
            return self.signups_target(written);
        }
        let Ok(located) = locate(&split_path(key)) else {
            self.unknown_target(written);
            return None;
        };
        if !located.fixed.is_empty() {
            let text = format!("an event cannot change `{}`: {}", shown(key), located.fixed);
            self.conflict(written.node.key_origin, text, None);
            return None;
        }
        if written.operation == Operation::Set && written.node.text() == Some("none") {
            return self.none_target(written);
        }
        self.number_target(written, &located, added)
    }

    fn signups_target(&mut self, written: &Written<'_>) -> Option<Target> {
        if written.operation == Operation::Scale {
            let Ok(Shape::Number(number)) =
                locate(&["signups", "season", "0"]).map(|found| found.shape)
            else {
                return None;
            };
            let slot = self.signups_scale();
            return Some(Target::Number(slot, number));
        }
        let text = "an event cannot set `signups`, it is not a number".to_owned();
        self.conflict(
            written.node.key_origin,
            text,
            Some("scale it: `scale = { signups = 1.4 }`".to_owned()),
        );
        None
    }

    fn number_target(
        &mut self,
        written: &Written<'_>,
        located: &Located,
        added: &Added,
    ) -> Option<Target> {
        let key = written.target.as_str();
        let number = match located.shape {
            Shape::Number(number) => number,
            Shape::Share => SHARE,
            Shape::List(list) if written.operation == Operation::Scale => {
                let slots = self.slots_of_list(key);
                let Shape::Number(number) = list.element else {
                    self.not_a_number(written);
                    return None;
                };
                if slots.is_empty() {
                    self.unknown_target(written);
                    return None;
                }
                return Some(Target::List(slots, number));
            }
            _ => {
                self.not_a_number(written);
                return None;
            }
        };
        let Some(slot) = self.slots.get(key).copied() else {
            self.unknown_target(written);
            return None;
        };
        if written.operation == Operation::Scale
            && self.scales_nothing(written, slot, &number, added)
        {
            return None;
        }
        Some(Target::Number(slot, number))
    }

    /// Whether a factor would meet no number: an intro or a top-up price that nothing gives.
    fn scales_nothing(
        &mut self,
        written: &Written<'_>,
        slot: Slot,
        number: &Number,
        added: &Added,
    ) -> bool {
        let key = written.target.as_str();
        let given = || {
            let mut changes = added.events.iter().flat_map(|event| &event.changes);
            changes.any(|change| change.target == slot)
        };
        let known = self.quantities.known(slot);
        let top_up = part_of_plan(key) == "top_up_price" && self.node(key).is_none();
        let intro = part_of_plan(key) == "intro.price" && self.node(key).is_none();
        if number.whole {
            let text = format!(
                "an event cannot scale `{}`, it is a whole number",
                shown(key)
            );
            self.conflict(written.node.key_origin, text, Some("set it".to_owned()));
            return true;
        }
        if (top_up || intro) && known.is_some() && !given() {
            let text = format!(
                "an event scales `{}`, which the plan does not have",
                shown(key)
            );
            self.conflict(written.node.key_origin, text, Some("set it".to_owned()));
            return true;
        }
        false
    }

    fn none_target(&mut self, written: &Written<'_>) -> Option<Target> {
        let key = written.target.as_str();
        let found = if part_of_plan(key) == "intro" {
            self.slots
                .get(&format!("{key}.periods"))
                .copied()
                .map(Target::NoIntro)
        } else if part_of_plan(key) == "top_up_price" {
            self.slots.get(key).copied().map(Target::NoTopUp)
        } else {
            let text = format!("an event cannot remove `{}`", shown(key));
            self.conflict(
                written.node.origin,
                text,
                Some("`\"none\"` ends an intro or a top-up price".to_owned()),
            );
            return None;
        };
        if found.is_none() {
            self.unknown_target(written);
        }
        found
    }

    fn not_a_number(&mut self, written: &Written<'_>) {
        let key = written.target.as_str();
        let text = format!(
            "an event cannot change `{}`, it is not a number that may change",
            shown(key)
        );
        let inside: Vec<&str> = self
            .slots
            .range(format!("{key}.")..)
            .map(|(key, _)| key.as_str())
            .take_while(|inner| inner.starts_with(key))
            .take(3)
            .collect();
        let help = (!inside.is_empty())
            .then(|| format!("change a number in it, such as `{}`", shown(inside[0])));
        self.conflict(written.node.key_origin, text, help);
    }

    fn unknown_target(&mut self, written: &Written<'_>) {
        let key = written.target.as_str();
        let shape = locate(&split_path(key)).map(|located| located.shape);
        let is_rest = self
            .node(key)
            .is_some_and(|node| node.text() == Some("rest"));
        let trouble = if is_rest {
            "is `rest`: it takes what the others leave"
        } else if matches!(shape, Ok(Shape::Number(_) | Shape::Share | Shape::List(_))) {
            "is not in the scenario"
        } else {
            "does not exist"
        };
        let help = self.advice(|builder| {
            let candidates = builder
                .slots
                .keys()
                .map(String::as_str)
                .filter(|slot| !slot.contains('@') && !slot.starts_with("events."));
            let near = nearest(key, candidates);
            near.map(|near| format!("did you mean `{}`?", shown(near)))
                .or_else(|| builder.nearest_step(key))
        });
        let problem = Problem::Mention {
            speaker: "an event",
            key: shown(key),
            trouble: trouble.to_owned(),
        };
        self.error(ScenarioError::new(problem, written.node.key_origin).help_if(help));
    }

    /// What could stand where the key leaves the scenario.
    fn nearest_step(&self, key: &str) -> Option<String> {
        let steps = split_path(key);
        let depth =
            (0..steps.len()).find(|&depth| self.material.tree.at(&steps[..=depth]).is_none())?;
        let parent = self.material.tree.at(&steps[..depth])?;
        let names = parent.entries()?.iter().map(|(name, _)| name.as_str());
        suggestion(steps[depth], names)
    }

    /// Known numbers that known events scale must stay in their range at every event.
    pub(super) fn stay_in_range(&mut self, events: &[Event]) {
        let mut changes: BTreeMap<Slot, Vec<Touch<'_>>> = BTreeMap::new();
        for (index, event) in events.iter().enumerate() {
            for change in &event.changes {
                let touching = changes.entry(change.target).or_default();
                touching.push((index, event, change));
            }
        }
        let is_scale = |(_, _, change): &Touch<'_>| change.operation == Operation::Scale;
        let scaled = changes
            .iter()
            .filter(|(_, touching)| touching.iter().any(is_scale));
        for (&slot, touching) in scaled {
            let key = self.quantities.get(slot).key.clone();
            let number = match locate(&split_path(&key)).map(|located| located.shape) {
                Ok(Shape::Number(number)) => number,
                Ok(Shape::Share) => SHARE,
                _ => continue,
            };
            let mut before = None;
            for &(index, event, _) in touching {
                if before == Some(index) {
                    continue;
                }
                before = Some(index);
                let Some(value) = self.known_in(slot, event.from, touching) else {
                    continue;
                };
                if !value.is_nan() && !number.range.contains(value) {
                    let place = self.elements("events")[index].origin;
                    let text = format!(
                        "after this event `{}` would be `{value}`, expected {}",
                        shown(&key),
                        number.range.describe()
                    );
                    let help = "change the factor, or set the number".to_owned();
                    self.conflict(place, text, Some(help));
                    break;
                }
            }
        }
    }

    /// The value of a number in a month, where it and all that changes it is known.
    fn known_in(&self, slot: Slot, month: i32, touching: &[Touch<'_>]) -> Option<f64> {
        let mut value = self.quantities.known(slot)?;
        let holding = touching
            .iter()
            .filter(|(_, event, _)| event.holds_in(month));
        for (_, _, change) in holding {
            let amount = self.quantities.known(change.amount)?;
            value = match change.operation {
                Operation::Set => amount,
                Operation::Scale => value * amount,
            };
        }
        Some(value)
    }

    /// The factor on expected sign-ups.
    pub(super) fn signups_scale(&mut self) -> Slot {
        match self.slots.get("signups") {
            Some(slot) => *slot,
            None => self.add("signups", crate::model::Value::Known(1.0)),
        }
    }
}
