//! A calendar month, counted so that differences are numbers of months.

use std::fmt;
use std::str::FromStr;

/// A calendar month such as `2024-11`.
///
/// ```
/// use tiercast::units::Month;
/// let launch: Month = "2024-07".parse().unwrap();
/// assert_eq!(launch.plus(5).to_string(), "2024-12");
/// assert_eq!(launch.plus(5).since(launch), 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Months since January of year 0.
    index: i32,
}

/// Why a text is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a month, expected `YYYY-MM` such as `2024-07`")]
pub struct MonthError {
    /// The text as given.
    pub text: String,
}

impl Month {
    /// The month `number` (1 = January) of `year`; `None` outside 1 to 12.
    #[must_use]
    pub fn new(year: i32, number: i32) -> Option<Self> {
        ((1..=12).contains(&number) && (1..=9999).contains(&year)).then_some(Self {
            index: year * 12 + number - 1,
        })
    }

    /// The month `months` later (earlier when negative).
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        Self {
            index: self.index + months,
        }
    }

    /// Months from `earlier` to this month; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.index - earlier.index
    }

    /// The calendar year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.index.div_euclid(12)
    }

    /// 0 for January to 11 for December.
    #[must_use]
    pub fn of_year(self) -> usize {
        usize::try_from(self.index.rem_euclid(12)).unwrap_or(0)
    }

    /// Hours from its beginning to its end.
    ///
    /// ```
    /// use tiercast::units::Month;
    /// let leap: Month = "2024-02".parse().unwrap();
    /// assert_eq!(leap.hours(), 29.0 * 24.0);
    /// ```
    #[must_use]
    pub fn hours(self) -> f64 {
        let year = self.year();
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match self.of_year() {
            1 if is_leap => 29,
            1 => 28,
            3 | 5 | 8 | 10 => 30,
            _ => 31,
        };
        f64::from(days * 24)
    }

    /// The quarter, 1 to 4.
    #[must_use]
    pub fn quarter(self) -> usize {
        self.of_year() / 3 + 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year(), self.of_year() + 1)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let wrong = || MonthError {
            text: text.to_owned(),
        };
        let (year, number) = text.split_once('-').ok_or_else(wrong)?;
        let digits = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<i32>().ok())
                .flatten()
        };
        let year = digits(year, 4).ok_or_else(wrong)?;
        let number = digits(number, 2).ok_or_else(wrong)?;
        Self::new(year, number).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn month_counts_across_a_year_end() {
        let month: Month = "2024-11".parse().expect("a month");
        assert_eq!(month.plus(3).to_string(), "2025-02");
        assert_eq!(month.plus(3).quarter(), 1);
        assert_eq!(month.plus(-11).to_string(), "2023-12");
        assert_eq!(month.plus(-11).of_year(), 11);
    }

    #[test]
    fn month_thirteen_is_refused() {
        for text in [
            "2024-13", "2024-00", "2024-1", "24-01", "2024/01", "2024-0a", "",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
