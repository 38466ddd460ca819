//! What a generation takes, what billing keeps, what the business pays.

use crate::model::Slot;

/// A type of generation that credits buy.
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    /// The key in the file.
    pub id: String,
    /// Credits per generation.
    pub credits: Slot,
    /// The same at reference.
    pub reference_credits: Slot,
    /// GPU seconds per generation.
    pub gpu_seconds: Slot,
}

/// What stands between a price and revenue.
#[derive(Debug, Clone, PartialEq)]
pub struct Billing {
    /// Inside the price, as a share of the price without it.
    pub vat: Slot,
    /// Share of billings given back in the same month.
    pub refund_rate: Slot,
    /// Share of plan and top-up billings through app stores.
    pub store_share: Slot,
    /// What the stores keep.
    pub store_commission: Slot,
    /// What payment processors keep of all other billings.
    pub processing_fee: Slot,
    /// Share of renewals whose payment fails.
    pub payment_failure: Slot,
    /// Share of failed payments that are recovered.
    pub dunning_recovery: Slot,
}

/// What the business pays.
#[derive(Debug, Clone, PartialEq)]
pub struct Costs {
    /// Currency per GPU hour in the first month.
    pub gpu_hour: Slot,
    /// Relative decline of that price per month.
    pub gpu_hour_decline: Slot,
    /// Busy share of the GPU time paid for.
    pub gpu_utilisation: Slot,
    /// Currency of marketing per sign-up.
    pub signup_cost: Slot,
    /// Currency a month per subscriber at month end.
    pub support_per_subscriber: Slot,
    /// Currency a month.
    pub fixed: Slot,
}

/// What a free user is given.
#[derive(Debug, Clone, PartialEq)]
pub struct FreeTier {
    /// Credits a month.
    pub credits: Slot,
    /// The same at reference.
    pub reference_credits: Slot,
}
