//! Events: changes of numbers from a month on.

use std::collections::BTreeMap;

use super::Builder;
use super::targets::Target;
use super::whole;
use crate::model::{Change, Event, Operation, Slot, Value};
use crate::random::distribution::Kind;
use crate::scenario::document::{Node, NodeValue};
use crate::scenario::numbers::amount;
use crate::scenario::overrides::normalized;
use crate::scenario::schema::{Number, Range, split_path};
use crate::scenario::walk::{Content, Leaf};
use crate::units::Month;

/// A change as the file writes it, taken apart to one amount.
#[derive(Debug, Clone)]
pub(super) struct Written<'a> {
    /// The index of its event.
    pub event: usize,
    /// Set or scale.
    pub operation: Operation,
    /// The dotted key that changes.
    pub target: String,
    /// The dotted key of the amount.
    pub name: String,
    /// The amount.
    pub node: &'a Node,
    /// Whether it is the last element of a list.
    pub last: bool,
}

/// What events add to the scenario.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// The events.
    pub events: Vec<Event>,
    /// The first amount of each top-up price that the file does not have.
    pub top_ups: BTreeMap<String, Value>,
}

/// Every amount of every event of a tree, `set` before `scale`; lists and intros are taken apart.
pub(super) fn changes(tree: &Node) -> Vec<Written<'_>> {
    let mut found: Vec<Written<'_>> = Vec::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (event, node) in tree
        .get("events")
        .and_then(Node::elements)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let month = node.get("month").and_then(Node::text).unwrap_or_default();
        for (word, operation) in [("set", Operation::Set), ("scale", Operation::Scale)] {
            for (key, value) in node.get(word).and_then(Node::entries).unwrap_or_default() {
                let listed = value.elements().is_some();
                let parts = parts(&normalized(key), value, operation);
                let count = parts.len();
                for (index, (target, node)) in parts.into_iter().enumerate() {
                    let name = format!("events.{month}.{word}.{target}");
                    let times = seen.entry(name.clone()).or_insert(0);
                    *times += 1;
                    let name = if *times == 1 {
                        name
                    } else {
                        format!("{name}#{times}")
                    };
                    let last = listed && index + 1 == count;
                    found.push(Written {
                        event,
                        operation,
                        target,
                        name,
                        node,
                        last,
                    });
                }
            }
        }
    }
    found
}

/// One change for each element of a list and each key of an intro.
fn parts<'a>(key: &str, value: &'a Node, operation: Operation) -> Vec<(String, &'a Node)> {
    let inner = |name: &str| format!("{key}.{name}");
    match &value.value {
        NodeValue::Array(elements) if operation == Operation::Set => elements
            .iter()
            .enumerate()
            .map(|(index, node)| (inner(&index.to_string()), node))
            .collect(),
        NodeValue::Table(entries)
            if operation == Operation::Set && part_of_plan(key) == "intro" =>
        {
            entries
                .iter()
                .map(|(name, node)| (inner(name), node))
                .collect()
        }
        _ => vec![(key.to_owned(), value)],
    }
}

/// What follows `plans.ID.` in a dotted key; empty for keys of anything else. Names are the user's: a
/// generation type may be called `intro`.
pub(super) fn part_of_plan(key: &str) -> String {
    match split_path(key).as_slice() {
        ["plans", _, part @ ..] => part.join("."),
        _ => String::new(),
    }
}

impl Builder<'_> {
    pub(super) fn events(&mut self, start: Month) -> Added {
        let mut added = Added::default();
        let mut written = changes(self.material.tree).into_iter().peekable();
        for (index, node) in self.elements("events").iter().enumerate() {
            let month = self.month(node.get("month"));
            let until = self.month(node.get("until"));
            if let (Some(month), Some(until), Some(place)) = (month, until, node.get("until"))
                && until <= month
            {
                let text = format!("an event from {month} ends before it begins (`until` {until})");
                self.conflict(
                    place.origin,
                    text,
                    Some("`until` is the first month in which it no longer holds".to_owned()),
                );
            }
            let mut event = Event {
                from: month.map_or(0, |month| month.since(start)),
                until: until.map(|month| month.since(start)),
                changes: Vec::new(),
                grandfather: matches!(
                    node.get("grandfather").map(|flag| &flag.value),
                    Some(NodeValue::Boolean(true))
                ),
            };
            self.lists_have_their_lengths(node);
            while let Some(change) = written.next_if(|change| change.event == index) {
                self.change(&change, &mut event, &mut added);
            }
            self.imply_intro_periods(&mut event, &added.events);
            self.grandfathers_a_price(&event, node);
            if node.get("set").is_none() && node.get("scale").is_none() {
                self.conflict(
                    node.origin,
                    "an event changes nothing".to_owned(),
                    Some("give it `set` or `scale`".to_owned()),
                );
            }
            self.note_event_without_effect(&event, month);
            added.events.push(event);
        }
        self.stay_in_range(&added.events);
        added
    }

    fn note_event_without_effect(&mut self, event: &Event, month: Option<Month>) {
        let months = self.material.months.or_else(|| whole(self.node("months")));
        let months = months.and_then(|months| i32::try_from(months).ok());
        let over = event.until.is_some_and(|until| until <= 0);
        let never = months.is_some_and(|months| event.from >= months);
        if let Some(month) = month.filter(|_| over || never) {
            let why = if over {
                "it ends before the first"
            } else {
                "it begins after the last"
            };
            self.notes.push(format!(
                "the event of {month} has no effect: {why} simulated month"
            ));
        }
    }

    fn change(&mut self, written: &Written<'_>, event: &mut Event, added: &mut Added) {
        let Some(target) = self.target(written, added) else {
            return;
        };
        let value = match (&target, written.operation) {
            (Target::NoIntro(_), _) => Value::Known(0.0),
            (Target::NoTopUp(_), _) => Value::Known(f64::NAN),
            (Target::Number(_, number), Operation::Set) => self.amount_of(written, number),
            (Target::Number(_, number) | Target::List(_, number), _) => {
                let range = if number.range.contains(0.0) || number.range.min < 0.0 {
                    Range::FROM_ZERO
                } else {
                    Range::ABOVE_ZERO
                };
                let factor = Number {
                    kind: Kind::Positive,
                    range,
                    whole: false,
                };
                self.amount_of(written, &factor)
            }
        };
        let amount = self.add(&written.name, value);
        let range = match &target {
            Target::Number(_, number) | Target::List(_, number) => number.range,
            Target::NoIntro(_) | Target::NoTopUp(_) => Range::ANY,
        };
        let targets = match target {
            Target::Number(slot, _) => self.with_repeats(written, slot),
            Target::NoIntro(slot) | Target::NoTopUp(slot) => vec![slot],
            Target::List(slots, _) => slots,
        };
        let operation = written.operation;
        event
            .changes
            .extend(targets.into_iter().map(|target| Change {
                target,
                operation,
                amount,
                lowest: range.lowest(),
                highest: range.highest(),
            }));
        if part_of_plan(&written.target) == "top_up_price" && operation == Operation::Set {
            added.top_ups.entry(written.target.clone()).or_insert(value);
        }
    }

    fn amount_of(&mut self, written: &Written<'_>, number: &Number) -> Value {
        let read = amount(&written.name, written.node, number, self.material.sources)
            .map_err(|error| self.error(error));
        let read = read.ok();
        let place = Some(written.node.origin);
        let value = self.value(&written.name, read.as_ref(), number.kind, place);
        self.leaves.push(Leaf {
            key: written.name.clone(),
            content: Content::Number(read, *number),
            place,
            fixed: "",
        });
        value
    }

    /// An intro price for a plan without an intro means one period, unless the periods are set too.
    fn imply_intro_periods(&mut self, event: &mut Event, earlier: &[Event]) {
        let sets = |event: &Event, slot: Slot| {
            let mut changes = event.changes.iter();
            changes.any(|change| change.target == slot && change.operation == Operation::Set)
        };
        for change in event.changes.clone() {
            let target = self.quantities.get(change.target).key.clone();
            let plan = target.strip_suffix(".intro.price");
            let Some(plan) = plan.filter(|_| part_of_plan(&target) == "intro.price") else {
                continue;
            };
            let periods = self.slot(&format!("{plan}.intro.periods"));
            let absent = self.quantities.known(periods) == Some(0.0);
            let given = earlier
                .iter()
                .any(|other| other.holds_in(event.from) && sets(other, periods));
            if absent && !given && sets(event, change.target) && !sets(event, periods) {
                let name = self.quantities.get(change.amount).key.clone();
                let amount = self.add(
                    &name.replace(".intro.price", ".intro.periods"),
                    Value::Known(1.0),
                );
                event.changes.push(Change {
                    target: periods,
                    operation: Operation::Set,
                    amount,
                    lowest: 0.0,
                    highest: f64::INFINITY,
                });
            }
        }
    }

    fn grandfathers_a_price(&mut self, event: &Event, node: &Node) {
        let changes_a_price = event.changes.iter().any(|change| {
            let key = split_path(&self.quantities.get(change.target).key);
            matches!(key.as_slice(), ["plans", _, "price"])
        });
        if let Some(place) = node
            .get("grandfather")
            .filter(|_| event.grandfather && !changes_a_price)
        {
            let text =
                "`grandfather` is about the price of a plan, this event changes none".to_owned();
            self.conflict(
                place.origin,
                text,
                Some("remove it, or set or scale `plans.….price`".to_owned()),
            );
        }
    }
}
