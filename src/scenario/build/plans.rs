//! Plans and their references.

use super::Builder;
use super::events::Added;
use super::whole;
use crate::model::{Plan, PlanReference, Scenario, Slot, Value};
use crate::scenario::document::Node;
use crate::scenario::wording::shown;
use crate::units::Month;

impl Builder<'_> {
    pub(super) fn plans(&mut self, start: Month, added: &Added) -> Vec<Plan> {
        let entries = self.entries("plans");
        entries
            .iter()
            .map(|(id, node)| self.plan(id, node, start, added))
            .collect()
    }

    fn plan(&mut self, id: &str, node: &Node, start: Month, added: &Added) -> Plan {
        let key = format!("plans.{id}");
        let reference = self.plan_reference(&key, node, added);
        let opening = match self.first(&format!("{key}.price")) {
            Some(price) => self.value_of(&format!("{key}.price"), price),
            None => Value::Known(f64::NAN),
        };
        self.no_self_switch(id, &key);
        let switch = self.slots_by_index(&format!("{key}.switch"), "plans");
        self.at_most_one(&format!("{key}.switch"));
        Plan {
            id: id.to_owned(),
            from: self
                .month(node.get("from"))
                .map_or(0, |month| month.since(start)),
            period: whole(node.get("period")).unwrap_or(1).clamp(1, 1200),
            price: self.slot_in(&key, "price"),
            intro_price: self.slot_in(&key, "intro.price"),
            intro_periods: self.slot_in(&key, "intro.periods"),
            credits: self.slot_in(&key, "credits"),
            demand: self.slot_in(&key, "demand"),
            top_up_price: self.slot_in(&key, "top_up_price"),
            appeal: self.slot_in(&key, "appeal"),
            reference,
            opening_price: self.add(&format!("{key}.price@opening"), opening),
            retention: self.retention(&format!("{key}.retention")),
            switch,
        }
    }

    /// What a plan has even where the file does not say so: no intro, no top-ups.
    pub(super) fn add_absent_parts(&mut self) {
        for (id, _) in self.entries("plans") {
            let absent = [
                ("intro.price", 0.0),
                ("intro.periods", 0.0),
                ("top_up_price", f64::NAN),
            ];
            for (name, value) in absent {
                let key = format!("plans.{id}.{name}");
                if !self.slots.contains_key(&key) {
                    self.add(&key, Value::Known(value));
                }
            }
        }
    }

    fn plan_reference(&mut self, key: &str, node: &Node, added: &Added) -> PlanReference {
        let stated = node.get("reference");
        let price = self.reference(key, "price", None);
        let credits = self.reference(key, "credits", None);
        let appeal = self.reference(key, "appeal", None);
        let top_up_price = if stated.is_some_and(|table| table.get("top_up_price").is_some()) {
            self.reference(key, "top_up_price", None)
        } else {
            self.top_up_reference(key, added)
        };
        let period = self
            .owner(key)
            .or(Some(node))
            .and_then(|plan| plan.get("period"));
        let (intro_price, intro_periods) = self.intro_reference(key, stated);
        PlanReference {
            period: whole(period).unwrap_or(1).clamp(1, 1200),
            price,
            intro_price,
            intro_periods,
            credits,
            top_up_price,
            appeal,
        }
    }

    /// An added top-up price is its own reference.
    fn top_up_reference(&mut self, key: &str, added: &Added) -> Slot {
        let key = format!("{key}.top_up_price");
        let value = match self.first(&key) {
            Some(node) => self.value_of(&key, node),
            None => added
                .top_ups
                .get(&key)
                .copied()
                .unwrap_or(Value::Known(f64::NAN)),
        };
        self.add(&format!("{key}@reference"), value)
    }

    /// An added intro compares with none: what counts is whether the file that brings the plan has one.
    fn intro_reference(&mut self, key: &str, stated: Option<&Node>) -> (Slot, Slot) {
        let bringer = self.owner(key).or_else(|| self.node(key));
        let intro = bringer
            .and_then(|plan| plan.get("intro"))
            .filter(|intro| intro.entries().is_some());
        let price_key = format!("{key}.intro.price");
        let periods_key = format!("{key}.intro.periods");
        let mut price = None;
        let mut periods = Value::Known(0.0);
        if let Some(intro) = intro {
            price = self
                .first(&price_key)
                .map(|node| self.value_of(&price_key, node));
            periods = match intro.get("periods") {
                Some(node) => self.value_of(&periods_key, node),
                None => Value::Known(1.0),
            };
        }
        let value_stated = |builder: &mut Self, name: &str| {
            stated.and_then(|table| table.get(name))?;
            let slot = builder.slot_in(key, &format!("reference.{name}"));
            Some(builder.quantities.get(slot).value)
        };
        if let Some(stated_price) = value_stated(self, "intro_price") {
            price = Some(stated_price);
            if intro.is_none() {
                periods = Value::Known(1.0);
            }
        }
        if let Some(stated_periods) = value_stated(self, "intro_periods") {
            periods = stated_periods;
            if price.is_none()
                && periods != Value::Known(0.0)
                && let Some(table) = stated
            {
                let text = format!(
                    "`{}` has `intro_periods` and no `intro_price`",
                    shown(&format!("{key}.reference"))
                );
                self.conflict(
                    table.origin,
                    text,
                    Some("state `intro_price` too".to_owned()),
                );
            }
        }
        (
            self.add(
                &format!("{price_key}@reference"),
                price.unwrap_or(Value::Known(0.0)),
            ),
            self.add(&format!("{periods_key}@reference"), periods),
        )
    }

    fn no_self_switch(&mut self, id: &str, key: &str) {
        let switch = self.entries(&format!("{key}.switch"));
        if let Some((_, node)) = switch.iter().find(|(name, _)| name == id) {
            let text = format!("plan `{}` switches to itself", shown(id));
            let help = "staying is what is left; remove the entry".to_owned();
            self.conflict(node.key_origin, text, Some(help));
        }
    }

    /// An intro that costs nothing needs buyers who also look at the price after it.
    pub(super) fn intro_prices(&mut self, scenario: &Scenario) {
        let heedless = scenario
            .segments
            .iter()
            .find(|segment| self.quantities.known(segment.buying.intro_weight) == Some(1.0));
        let Some(segment) = heedless else { return };
        let is_free = |builder: &Self, slot: Slot| builder.quantities.known(slot) == Some(0.0);
        for plan in &scenario.plans {
            let mut pairs = vec![
                (plan.intro_price, plan.intro_periods),
                (plan.reference.intro_price, plan.reference.intro_periods),
            ];
            let changes = scenario.events.iter().flat_map(|event| &event.changes);
            let set = changes
                .filter(|change| change.target == plan.intro_price)
                .map(|change| change.amount);
            pairs.extend(set.map(|amount| (amount, amount)));
            let free = pairs.into_iter().any(|(price, periods)| {
                is_free(self, price) && (price == periods || !is_free(self, periods))
            });
            let place = self
                .node(&format!("plans.{}", plan.id))
                .map(|node| node.get("intro").unwrap_or(node).origin);
            if let (true, Some(place)) = (free, place) {
                let text = format!(
                    "the intro of plan `{}` is free and `segments.{}.buying.intro_weight` is 1",
                    shown(&plan.id),
                    shown(&segment.id)
                );
                let help =
                    "a perceived price of 0 has no logarithm; set the weight below 1".to_owned();
                self.conflict(place, text, Some(help));
            }
        }
    }
}
