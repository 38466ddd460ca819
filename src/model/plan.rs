//! What is sold by subscription.

use crate::model::{Retention, Slot};

/// A subscription plan (a tier with its billing period).
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The key in the file.
    pub id: String,
    /// First simulated month on sale; 0 or less: from the start.
    pub from: i32,
    /// Months per billing period, at least 1.
    pub period: usize,
    /// Currency per billing period, VAT included.
    pub price: Slot,
    /// Currency for each intro period; meaningless while `intro_periods` is 0.
    pub intro_price: Slot,
    /// Number of intro periods, a known whole number; 0 without an intro.
    pub intro_periods: Slot,
    /// Credits granted per month.
    pub credits: Slot,
    /// Multiple of a segment's paid usage that its subscribers want.
    pub demand: Slot,
    /// Currency per credit beyond the quota; holds NaN where and while none are sold.
    pub top_up_price: Slot,
    /// Utility shift.
    pub appeal: Slot,
    /// What the file's conversion and retention were measured at.
    pub reference: PlanReference,
    /// Currency per billing period that the opening subscribers were billed last.
    pub opening_price: Slot,
    /// Probability of cancelling by renewal number.
    pub retention: Retention,
    /// Plans (by index) that renewing subscribers move to, with the probability.
    pub switch: Vec<(usize, Slot)>,
}

/// The values of a plan that responses are relative to; no override or event moves them.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanReference {
    /// Months per billing period.
    pub period: usize,
    /// Currency per billing period.
    pub price: Slot,
    /// Currency for each intro period; meaningless while `intro_periods` is 0.
    pub intro_price: Slot,
    /// Known whole number; 0 without an intro.
    pub intro_periods: Slot,
    /// Credits per month.
    pub credits: Slot,
    /// Currency per credit; NaN where the plan never sells any.
    pub top_up_price: Slot,
    /// Utility shift.
    pub appeal: Slot,
}
