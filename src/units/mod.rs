//! Small checked types that carry a unit: so far, calendar months.

mod month;

pub use month::{Month, MonthError};
