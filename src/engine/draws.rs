//! What each random number is for. A draw is a function of (seed, path, purpose, month, cell):
//! a new draw somewhere shifts no other.

use crate::random::stream::{Cell, hash_words};

/// What a draw decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Noise of the market, by series.
    MarketNoise = 1,
    /// Number of sign-ups.
    Signups,
    /// Split of sign-ups over segments.
    SegmentSplit,
    /// Free users who buy.
    Purchase,
    /// Plans taken by free users who buy.
    PlanChoice,
    /// Lapsed subscribers who come back.
    WinBack,
    /// Plans taken by those who come back.
    WinBackChoice,
    /// Lapsed subscribers gone for good.
    LapsedAttrition,
    /// Free users gone dormant.
    FreeAttrition,
    /// Subscribers who leave their plan at a renewal.
    Renewal,
    /// Where those go who leave a plan without cancelling.
    Switch,
    /// Subscribers with any use in the month.
    ActiveMonth,
    /// Credits of subscribers.
    PaidUsage,
    /// Credits of free users.
    FreeUsage,
    /// Arrivals of metered customers.
    ApiArrivals,
    /// Sizes of new metered customers.
    ApiSizes,
    /// Departures of metered customers.
    ApiDepartures,
    /// Sizes of the metered customers who stay.
    ApiThinning,
}

/// The address of a purpose's draws in one month and cell.
#[must_use]
pub fn cell(seed: u64, purpose: Purpose, month: usize, cell: u64) -> Cell {
    Cell::new(
        seed,
        purpose as u64,
        u32::try_from(month).unwrap_or(u32::MAX),
        cell,
    )
}

/// A cell made of parts, such as a segment and a plan.
#[must_use]
pub fn join(parts: &[u64]) -> u64 {
    hash_words(parts)
}
