//! Metered customers.

use crate::model::{Mix, Retention, Slot, Trend};

/// A class of API customers.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiClass {
    /// The key in the file.
    pub id: String,
    /// Expected arrivals per month, at the reference price.
    pub arrivals: Trend,
    /// Credits a month, mean of a new customer.
    pub credits: Slot,
    /// Coefficient of variation between customers.
    pub cv: Slot,
    /// Relative growth per month of a customer's usage with tenure.
    pub expansion: Slot,
    /// Currency per credit.
    pub price: Slot,
    /// Currency per credit that responses are relative to.
    pub reference_price: Slot,
    /// Monthly departures by tenure.
    pub retention: Retention,
    /// Generation types by share of credits.
    pub mix: Mix,
    /// Of arrivals, with respect to the price.
    pub acquisition_elasticity: Slot,
    /// Of usage, with respect to the price.
    pub usage_elasticity: Slot,
}
