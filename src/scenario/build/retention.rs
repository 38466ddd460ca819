//! Retention models.

use super::Builder;
use crate::model::Retention;

impl Builder<'_> {
    /// The retention model at `key`.
    pub(super) fn retention(&mut self, key: &str) -> Retention {
        let variant = self
            .entries(key)
            .first()
            .map_or("", |(name, _)| name.as_str());
        let inner = format!("{key}.{variant}");
        let by_shapes = self.node(&format!("{inner}.alpha")).is_some();
        let mut slot = |name| self.slot_in(&inner, name);
        match variant {
            "sbg" if by_shapes => Retention::ShiftedBetaGeometric {
                alpha: slot("alpha"),
                beta: slot("beta"),
            },
            "sbg" => Retention::ShiftedBetaGeometricMoments {
                first_churn: slot("first_churn"),
                polarization: slot("polarization"),
            },
            "bdw" => Retention::BetaDiscreteWeibull {
                alpha: slot("alpha"),
                beta: slot("beta"),
                c: slot("c"),
            },
            "table" => Retention::Table {
                churn: self.slots_of_list(&format!("{inner}.churn")),
            },
            _ => Retention::Constant {
                churn: slot("churn"),
            },
        }
    }
}
