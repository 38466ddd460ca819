//! What credits buy, what billing keeps, what the business pays.

use super::Builder;
use crate::model::{Billing, Costs, FreeTier, Generation};
use crate::scenario::document::Node;

impl Builder<'_> {
    pub(super) fn generations(&mut self) -> Vec<Generation> {
        let entries = self.entries("generations");
        let build = |(id, _): &(String, Node)| {
            let key = format!("generations.{id}");
            Generation {
                id: id.clone(),
                credits: self.slot_in(&key, "credits"),
                reference_credits: self.reference(&key, "credits", None),
                gpu_seconds: self.slot_in(&key, "gpu_seconds"),
            }
        };
        entries.iter().map(build).collect()
    }

    pub(super) fn billing(&mut self) -> Billing {
        let mut slot = |name| self.slot_in("billing", name);
        Billing {
            vat: slot("vat"),
            refund_rate: slot("refund_rate"),
            store_share: slot("store_share"),
            store_commission: slot("store_commission"),
            processing_fee: slot("processing_fee"),
            payment_failure: slot("payment_failure"),
            dunning_recovery: slot("dunning_recovery"),
        }
    }

    pub(super) fn costs(&mut self) -> Costs {
        let mut slot = |name| self.slot_in("costs", name);
        Costs {
            gpu_hour: slot("gpu_hour"),
            gpu_hour_decline: slot("gpu_hour_decline"),
            gpu_utilisation: slot("gpu_utilisation"),
            signup_cost: slot("signup_cost"),
            support_per_subscriber: slot("support_per_subscriber"),
            fixed: slot("fixed"),
        }
    }

    pub(super) fn free(&mut self) -> FreeTier {
        FreeTier {
            credits: self.slot("free.credits"),
            reference_credits: self.reference("free", "credits", Some(0.0)),
        }
    }
}
