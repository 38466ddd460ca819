//! Who buys: segments of the market, what they want and how they respond.

use crate::model::Slot;

/// Proportions over things known by index (segments, plans, generation types).
///
/// On each path the given entries are weights that are divided by their sum; with a `rest`,
/// the given entries are taken as they are and the rest is what is missing to one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mix {
    /// Entries with a number of their own: index and weight.
    pub given: Vec<(usize, Slot)>,
    /// The entry that takes what is left.
    pub rest: Option<usize>,
}

/// A segment of the market.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// The key in the file.
    pub id: String,
    /// Multiplies the odds of cancelling.
    pub churn_odds: Slot,
    /// Monthly probability that a free user goes dormant for good, at reference.
    pub free_attrition: Slot,
    /// Less attrition per unit of free need covered.
    pub free_engagement: Slot,
    /// How its members buy.
    pub buying: Buying,
    /// What its members use.
    pub usage: Usage,
}

/// How the members of a segment respond to what is sold.
#[derive(Debug, Clone, PartialEq)]
pub struct Buying {
    /// Probability of buying by months since sign-up, at reference; the last repeats.
    pub conversion: Vec<Slot>,
    /// Plans taken by those who buy, at reference.
    pub plan_mix: Mix,
    /// Of the odds of buying, with respect to the general level of perceived prices.
    pub price_elasticity: Slot,
    /// λ in (0, 1].
    pub dissimilarity: Slot,
    /// ω: weight of an intro period in the perceived price.
    pub intro_weight: Slot,
    /// ψ: a deeper intro brings people who leave sooner.
    pub intro_selection: Slot,
    /// κ: utility per unit of need covered.
    pub quota_sensitivity: Slot,
    /// Free credits that cover the need make buying less useful.
    pub free_substitution: Slot,
    /// Of the odds of staying, with respect to the renewal price.
    pub renewal_elasticity: Slot,
    /// φ: one-off disutility per log of a step up in the bill.
    pub bill_shock: Slot,
    /// Monthly probability that a lapsed subscriber subscribes again, at reference.
    pub winback: Slot,
    /// Monthly probability that a lapsed subscriber is gone for good.
    pub lapsed_attrition: Slot,
}

/// What the members of a segment use.
#[derive(Debug, Clone, PartialEq)]
pub struct Usage {
    /// Generations a month that an active free user wants: type by index, number.
    pub free: Vec<(usize, Slot)>,
    /// Generations that a subscriber wants in a month of use.
    pub paid: Vec<(usize, Slot)>,
    /// Coefficient of variation of the monthly credit demand.
    pub cv: Slot,
    /// Share of subscriber-months without any use.
    pub idle: Slot,
    /// Share of the overage that is bought, at reference.
    pub top_up_take: Slot,
    /// Of that share, with respect to the top-up price.
    pub top_up_elasticity: Slot,
}
