//! How an expected monthly number (sign-ups, arrivals) develops.

use crate::model::Slot;

/// An expected number per month.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// Simulated month in which `s = 0`; zero before it. May be negative.
    pub from: i32,
    /// The shape from then on.
    pub shape: TrendShape,
}

/// The shape of a trend; `s` counts months from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub enum TrendShape {
    /// `v_s = level`.
    Constant {
        /// Per month.
        level: Slot,
    },
    /// `v_0 = level`, `v_{s+1} = v_s·(1 + growth·2^(−s/half_life))`.
    Exponential {
        /// Per month at `s = 0`.
        level: Slot,
        /// Relative growth per month at `s = 0`.
        growth: Slot,
        /// Months in which the growth rate halves; `None`: it stays.
        growth_half_life: Option<Slot>,
    },
    /// `v_0 = level`, `v_{s+1} = v_s + growth·v_s·(1 − v_s/capacity)`.
    Logistic {
        /// Per month at `s = 0`.
        level: Slot,
        /// Relative growth per month far from the capacity.
        growth: Slot,
        /// Per month, never passed for long.
        capacity: Slot,
    },
    /// `v_s = (p + q·Y_s/market)(market − Y_s)` with `Y_s` the sum of the earlier months.
    ///
    /// *Source*: `bass-1969`.
    Bass {
        /// All who will ever come.
        market: Slot,
        /// Coefficient of innovation, per month.
        p: Slot,
        /// Coefficient of imitation, per month.
        q: Slot,
    },
    /// Values by month, then growth from the last.
    Series {
        /// `v_0, v_1, …`.
        values: Vec<Slot>,
        /// Relative growth per month after the last value.
        growth: Slot,
    },
}
