//! The numbers that a key allows.

/// Numbers that a key allows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// Lower end.
    pub min: f64,
    /// Upper end.
    pub max: f64,
    /// Whether the lower end itself is allowed.
    pub with_min: bool,
    /// Whether the upper end itself is allowed.
    pub with_max: bool,
}

impl Range {
    /// Everything finite.
    pub const ANY: Self = Self::open(f64::NEG_INFINITY, f64::INFINITY);
    /// Above 0.
    pub const ABOVE_ZERO: Self = Self::open(0.0, f64::INFINITY);
    /// A coefficient of variation: beyond it a gamma law is a constant, or all but never more than 0.
    pub const DISPERSION: Self = Self {
        min: 1e-6,
        max: 100.0,
        with_min: true,
        with_max: true,
    };
    /// 0 or more.
    pub const FROM_ZERO: Self = Self {
        with_min: true,
        ..Self::ABOVE_ZERO
    };
    /// A growth rate.
    pub const ABOVE_MINUS_ONE: Self = Self::open(-1.0, f64::INFINITY);
    /// A rate of decline.
    pub const BELOW_ONE: Self = Self::open(f64::NEG_INFINITY, 1.0);
    /// A correlation.
    pub const CORRELATION: Self = Self::open(-1.0, 1.0);
    /// A probability.
    pub const SHARE: Self = Self {
        min: 0.0,
        max: 1.0,
        with_min: true,
        with_max: true,
    };
    /// A probability that has odds.
    pub const SHARE_BELOW_ONE: Self = Self {
        with_max: false,
        ..Self::SHARE
    };
    /// A share that is divided by.
    pub const SHARE_ABOVE_ZERO: Self = Self {
        with_min: false,
        ..Self::SHARE
    };

    const fn open(min: f64, max: f64) -> Self {
        Self {
            min,
            max,
            with_min: false,
            with_max: false,
        }
    }

    /// Whether `number` is allowed; never for NaN and infinities.
    #[must_use]
    pub fn contains(&self, number: f64) -> bool {
        let above = if self.with_min {
            number >= self.min
        } else {
            number > self.min
        };
        let below = if self.with_max {
            number <= self.max
        } else {
            number < self.max
        };
        number.is_finite() && above && below
    }

    /// The smallest allowed number.
    #[must_use]
    pub fn lowest(&self) -> f64 {
        if self.with_min || self.min == f64::NEG_INFINITY {
            self.min
        } else {
            self.min.next_up()
        }
    }

    /// The largest allowed number.
    #[must_use]
    pub fn highest(&self) -> f64 {
        if self.with_max || self.max == f64::INFINITY {
            self.max
        } else {
            self.max.next_down()
        }
    }

    /// In words, as in `expected a number above 0`.
    #[must_use]
    pub fn describe(&self) -> String {
        let low = if self.with_min { "at least" } else { "above" };
        let high = if self.with_max { "at most" } else { "below" };
        match (self.min.is_finite(), self.max.is_finite()) {
            (false, false) => "a finite number".to_owned(),
            (true, false) => format!("a finite number {low} {}", self.min),
            (false, true) => format!("a finite number {high} {}", self.max),
            (true, true) if self.with_min && self.with_max => {
                format!("a number from {} to {}", self.min, self.max)
            }
            (true, true) => format!("a number {low} {} and {high} {}", self.min, self.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_knows_its_ends() {
        assert!(Range::SHARE.contains(1.0) && !Range::SHARE_BELOW_ONE.contains(1.0));
        assert!(!Range::ANY.contains(f64::NAN) && !Range::FROM_ZERO.contains(f64::INFINITY));
        assert!(Range::SHARE_BELOW_ONE.highest() < 1.0);
        assert!(Range::SHARE_ABOVE_ZERO.lowest() > 0.0);
    }

    #[test]
    fn a_range_describes_itself() {
        assert_eq!(Range::SHARE.describe(), "a number from 0 to 1");
        assert_eq!(Range::ABOVE_ZERO.describe(), "a finite number above 0");
        assert_eq!(
            Range::SHARE_BELOW_ONE.describe(),
            "a number at least 0 and below 1"
        );
    }
}
