//! Small checked types and what is known of single characters: the ground that all else stands on.

mod character;
mod count;
mod month;

pub use character::acts;
pub use count::count_to_float;
pub use month::{Month, MonthError};
