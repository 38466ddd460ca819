//! What a business that exists already starts from.

use crate::model::Slot;

/// The state at the end of the month before the first simulated one.
///
/// Head counts are rounded to whole people on each path.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// Cumulative sign-ups so far.
    pub users: Slot,
    /// Cumulative generations so far, by type.
    pub generations: Vec<(usize, Slot)>,
    /// Currency in hand; negative for a debt.
    pub cash: Slot,
    /// Free users past the end of the conversion table, by segment.
    pub free_users: Vec<(usize, Slot)>,
    /// Lapsed subscribers by segment.
    pub lapsed: Vec<(usize, Slot)>,
    /// Customers who arrived in the month before, by API class.
    pub api_customers: Vec<(usize, Slot)>,
    /// Subscribers by plan, segment and tenure.
    pub subscribers: Vec<OpeningSubscribers>,
}

/// Subscribers who were there before the first month.
#[derive(Debug, Clone, PartialEq)]
pub struct OpeningSubscribers {
    /// Plan by index.
    pub plan: usize,
    /// Segment by index.
    pub segment: usize,
    /// How many.
    pub count: Slot,
    /// Renewals completed.
    pub renewals: usize,
    /// Full months of the current period beyond its first, 0 to period − 1.
    pub elapsed: usize,
}
