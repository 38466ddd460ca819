//! Metered customers.

use super::Builder;
use crate::model::ApiClass;
use crate::units::Month;

impl Builder<'_> {
    pub(super) fn api(&mut self, start: Month) -> Vec<ApiClass> {
        let entries = self.entries("api");
        entries
            .iter()
            .map(|(id, _)| self.api_class(id, start))
            .collect()
    }

    fn api_class(&mut self, id: &str, start: Month) -> ApiClass {
        let key = format!("api.{id}");
        ApiClass {
            id: id.to_owned(),
            arrivals: self.trend(&format!("{key}.arrivals"), start),
            credits: self.slot_in(&key, "credits"),
            cv: self.slot_in(&key, "cv"),
            expansion: self.slot_in(&key, "expansion"),
            price: self.slot_in(&key, "price"),
            reference_price: self.reference(&key, "price", None),
            retention: self.retention(&format!("{key}.churn")),
            mix: self.mix(&format!("{key}.mix"), "generations"),
            acquisition_elasticity: self.slot_in(&key, "acquisition_elasticity"),
            usage_elasticity: self.slot_in(&key, "usage_elasticity"),
        }
    }
}
