//! What is allowed but rarely meant.

use super::Builder;
use crate::model::{Scenario, Segment, Slot, Value};

/// A standard deviation of market noise above this is hardly meant: it is on the log scale.
const WILD_NOISE: f64 = 1.0;

impl Builder<'_> {
    /// Notes what is allowed but rarely meant.
    pub(super) fn remarks(&mut self, scenario: &Scenario) {
        for segment in &scenario.segments {
            self.remark_elasticities(segment);
            self.remark_usage(scenario, segment);
        }
        let noise = &scenario.noise;
        for (name, series) in [
            ("signups", &noise.signups),
            ("buying", &noise.buying),
            ("churn", &noise.churn),
            ("api", &noise.api),
        ] {
            let sd = self.middle(series.sd);
            if sd > WILD_NOISE {
                self.notes.push(format!(
                    "`noise.{name}.sd` is {sd}, on the log scale: months would differ by a factor of {:.0} and more; \
                     15 % is written `0.15`",
                    sd.exp()
                ));
            }
        }
        let months = i32::try_from(scenario.months).unwrap_or(i32::MAX);
        for plan in scenario.plans.iter().filter(|plan| plan.from >= months) {
            self.notes.push(format!(
                "plan `{}` is not on sale before the last simulated month is over",
                plan.id
            ));
        }
    }

    fn remark_elasticities(&mut self, segment: &Segment) {
        for (slot, name) in [
            (segment.buying.price_elasticity, "price_elasticity"),
            (segment.buying.renewal_elasticity, "renewal_elasticity"),
        ] {
            if self.middle(slot) > 0.0 {
                self.notes.push(format!(
                    "`segments.{}.buying.{name}` is positive: a higher price would bring more customers",
                    segment.id
                ));
            }
        }
    }

    fn remark_usage(&mut self, scenario: &Scenario, segment: &Segment) {
        let buys = segment
            .buying
            .conversion
            .iter()
            .any(|chance| self.middle(*chance) > 0.0);
        let uses = segment
            .usage
            .paid
            .iter()
            .any(|(_, wanted)| self.middle(*wanted) > 0.0);
        if buys && !uses && !scenario.generations.is_empty() {
            self.notes.push(format!(
                "`segments.{id}.usage.paid` is missing: the subscribers of `{id}` would use no credits and cost no compute",
                id = segment.id
            ));
        }
    }

    /// The number, or the median of what is not known.
    fn middle(&self, slot: Slot) -> f64 {
        match self.quantities.get(slot).value {
            Value::Known(value) => value,
            Value::Uncertain(input) => self.quantities.inputs()[input].distribution.quantile(0.5),
        }
    }
}
