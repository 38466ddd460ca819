//! Small checked types and what is known of single characters: the ground that all else stands on.

mod character;
mod month;

pub use character::acts;
pub use month::{Month, MonthError};
