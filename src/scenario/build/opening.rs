//! What a business that exists already starts from.

use super::{Builder, whole};
use crate::model::{Opening, OpeningSubscribers};
use crate::scenario::document::Node;

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
                "`elapsed` is {elapsed}, but the period of plan `{plan}` has {period} {}",
                if period == 1 { "month" } else { "months" }
            );
            let help = format!(
                "`elapsed` counts full months beyond the first: 0 to {}",
                period.saturating_sub(1)
            );
            self.conflict(place.origin, text, Some(help));
        }
    }
}
