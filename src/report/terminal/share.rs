//! Shares of variance on a terminal.

use std::iter::repeat_n;

use crate::report::number::percent;
use crate::summary::drivers::Share;
use crate::units::count_to_float;

/// Shares are not shown closer than this.
pub const FINEST: f64 = 0.001;

/// A share and half its interval; where it cannot be told from 0, below what it is.
#[must_use]
pub fn with_error(share: Share) -> [String; 2] {
    let half = (share.high - share.low) / 2.0;
    if !share.is_clear || share.high < FINEST {
        let end = share.high.max(FINEST);
        return [format!("<{}", percent(end, end / 5.0)), String::new()];
    }
    let error = percent(half.max(FINEST), half / 5.0);
    [percent(share.value, half), format!("±{error}")]
}

/// A bar of fillings that reach up to some shares of its columns, one after the other.
#[must_use]
pub fn bar(ends: &[(f64, char)], columns: usize) -> String {
    let mut text = String::new();
    let mut drawn = 0;
    for (reached, filling) in ends {
        // what reaches beyond the middle of a column fills it
        let is_reached = |column: &usize| {
            count_to_float(*column) + 0.5 <= reached * count_to_float(columns) + 1e-9
        };
        let end = (0..columns).take_while(is_reached).count();
        text.extend(repeat_n(*filling, end.saturating_sub(drawn)));
        drawn = drawn.max(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bar_fills_columns_to_their_middles() {
        let of = |ends: [f64; 3], columns| {
            bar(&[(ends[0], '█'), (ends[1], '▒'), (ends[2], '░')], columns)
        };
        assert_eq!(of([0.5, 0.8, 1.0], 10), "█████▒▒▒░░");
        assert_eq!(of([0.94, 0.945, 1.0], 10), "█████████░");
        assert_eq!(of([0.0, 0.0, 1.0], 4), "░░░░");
        assert_eq!(of([0.25, 0.5, 0.49], 8), "██▒▒");
        assert_eq!(of([0.5, 0.8, 1.0], 0), "");
    }

    #[test]
    fn share_that_cannot_be_told_from_nothing_has_an_upper_end() {
        let none = Share::new([0.0, 0.0, 0.0123], false);
        assert_eq!(with_error(none), ["<1.2%", ""]);
        assert_eq!(
            with_error(Share::new([0.5, 0.49, 0.51], true)),
            ["50%", "±1.0%"]
        );
        assert_eq!(
            with_error(Share::new([1e-6, 1e-7, 1e-5], true)),
            ["<0.1%", ""]
        );
    }
}
