//! Changes of numbers from a month on.

use crate::model::Slot;

/// A change that holds from a month, until another.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// First simulated month in which it holds; may be negative.
    pub from: i32,
    /// First simulated month in which it no longer holds.
    pub until: Option<i32>,
    /// What changes.
    pub changes: Vec<Change>,
    /// Whether those who joined a plan before `from` keep the price that they had.
    pub grandfather: bool,
}

/// One number changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The number that changes.
    pub target: Slot,
    /// How.
    pub operation: Operation,
    /// The slot that holds the new value or the factor.
    pub amount: Slot,
    /// The least that the number may be; a change beyond it, on a path, stops there.
    pub lowest: f64,
    /// The most that it may be.
    pub highest: f64,
}

/// What a change does with its amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// The number becomes the amount.
    Set,
    /// The number is multiplied by the amount.
    Scale,
}

impl Event {
    /// Whether it holds in simulated month `month`.
    #[must_use]
    pub fn holds_in(&self, month: i32) -> bool {
        self.from <= month && self.until.is_none_or(|until| month < until)
    }
}
