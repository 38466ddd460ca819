//! What a business that exists already starts from.

use super::{Builder, whole};
use crate::model::{Opening, OpeningSubscribers};
use crate::scenario::document::Node;
use crate::scenario::wording::shown;

impl Builder<'_> {
    pub(super) fn opening(&mut self) -> Opening {
        Opening {
            users: self.slot("opening.users"),
            generations: self.slots_by_index("opening.generations", "generations"),
            cash: self.slot("opening.cash"),
            free_users: self.slots_by_index("opening.free_users", "segments"),
            lapsed: self.slots_by_index("opening.lapsed", "segments"),
            api_customers: self.slots_by_index("opening.api_customers", "api"),
            subscribers: self.opening_subscribers(),
        }
    }

    fn opening_subscribers(&mut self) -> Vec<OpeningSubscribers> {
        let plans = self.indices("plans");
        let segments = self.indices("segments");
        let mut subscribers = Vec::new();
        for (index, node) in self.elements("opening.subscribers").iter().enumerate() {
            let name = |key| node.get(key).and_then(Node::text);
            let plan = name("plan").and_then(|plan| plans.get(plan));
            let segment = name("segment").and_then(|segment| segments.get(segment));
            let (Some(plan), Some(segment)) = (plan, segment) else {
                continue;
            };
            let elapsed = whole(node.get("elapsed")).unwrap_or(0);
            self.within_period(name("plan").unwrap_or_default(), elapsed, node);
            self.keeps_period(name("plan").unwrap_or_default());
            subscribers.push(OpeningSubscribers {
                plan: *plan,
                segment: *segment,
                count: self.slot(&format!("opening.subscribers.{index}.count")),
                renewals: whole(node.get("renewals")).unwrap_or(0),
                elapsed,
            });
        }
        subscribers
    }

    fn within_period(&mut self, plan: &str, elapsed: usize, node: &Node) {
        let period = whole(self.node(&format!("plans.{plan}.period"))).unwrap_or(1);
        if let Some(place) = node.get("elapsed").filter(|_| elapsed >= period) {
            let text = format!(
                "`elapsed` is {elapsed}, but the period of plan `{}` has {period} {}",
                shown(plan),
                if period == 1 { "month" } else { "months" }
            );
            let help = format!(
                "`elapsed` counts full months beyond the first: 0 to {}",
                period.saturating_sub(1)
            );
            self.conflict(place.origin, text, Some(help));
        }
    }

    /// Opening subscribers have paid for a period of the base file: another one has no meaning for them.
    fn keeps_period(&mut self, plan: &str) {
        let key = format!("plans.{plan}.period");
        let billed = self.owner(&format!("plans.{plan}"));
        let billed = whole(billed.and_then(|plan| plan.get("period"))).unwrap_or(1);
        let Some(node) = self.node(&key) else {
            return;
        };
        if whole(Some(node)).is_some_and(|period| period != billed) {
            let text = format!(
                "`{}` changes, but `opening.subscribers` of that plan have paid for {billed} {}",
                shown(&key),
                if billed == 1 { "month" } else { "months" }
            );
            let help = "leave this plan as it is, and add one with the other period beside it";
            self.conflict(node.origin, text, Some(help.to_owned()));
        }
    }
}
