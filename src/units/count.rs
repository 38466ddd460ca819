//! Counts as numbers.

/// A count as a float.
#[must_use]
pub const fn count_to_float(count: usize) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of paths, months, periods and lanes are far below 2^53"
    )]
    let float = count as f64;
    float
}
