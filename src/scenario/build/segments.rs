//! Segments of the market.

use super::Builder;
use crate::model::{Buying, Segment, Usage};
use crate::scenario::document::Node;
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::wording::shown;

impl Builder<'_> {
    pub(super) fn segments(&mut self) -> Vec<Segment> {
        let entries = self.entries("segments");
        entries
            .iter()
            .map(|(id, node)| self.segment(id, node))
            .collect()
    }

    fn segment(&mut self, id: &str, node: &Node) -> Segment {
        let key = format!("segments.{id}");
        Segment {
            id: id.to_owned(),
            churn_odds: self.slot_in(&key, "churn_odds"),
            free_attrition: self.slot_in(&key, "free_attrition"),
            free_engagement: self.slot_in(&key, "free_engagement"),
            buying: self.buying(&format!("{key}.buying"), node.get("buying")),
            usage: self.usage(&format!("{key}.usage")),
        }
    }

    fn buying(&mut self, key: &str, node: Option<&Node>) -> Buying {
        self.buyers_have_plans(key, node);
        let plan_mix = self.mix(&format!("{key}.plan_mix"), "plans");
        let conversion = self.slots_of_list(&format!("{key}.conversion"));
        let mut slot = |name| self.slot_in(key, name);
        Buying {
            conversion,
            plan_mix,
            price_elasticity: slot("price_elasticity"),
            dissimilarity: slot("dissimilarity"),
            intro_weight: slot("intro_weight"),
            intro_selection: slot("intro_selection"),
            quota_sensitivity: slot("quota_sensitivity"),
            free_substitution: slot("free_substitution"),
            renewal_elasticity: slot("renewal_elasticity"),
            bill_shock: slot("bill_shock"),
            winback: slot("winback"),
            lapsed_attrition: slot("lapsed_attrition"),
        }
    }

    /// Who buys must have something to buy.
    fn buyers_have_plans(&mut self, key: &str, node: Option<&Node>) {
        let Some(node) = node else { return };
        let buys = ["conversion", "winback"]
            .iter()
            .any(|name| node.get(name).is_some());
        if buys && node.get("plan_mix").is_none() {
            let problem = Problem::MissingKey {
                name: "plan_mix".to_owned(),
                table: shown(key),
            };
            let help = "say which plans are bought, such as `plan_mix = { standard = 1 }`";
            self.error(ScenarioError::new(problem, node.origin).help(help));
        }
    }

    fn usage(&mut self, key: &str) -> Usage {
        Usage {
            free: self.slots_by_index(&format!("{key}.free"), "generations"),
            paid: self.slots_by_index(&format!("{key}.paid"), "generations"),
            cv: self.slot_in(key, "cv"),
            idle: self.slot_in(key, "idle"),
            top_up_take: self.slot_in(key, "top_up_take"),
            top_up_elasticity: self.slot_in(key, "top_up_elasticity"),
        }
    }
}
