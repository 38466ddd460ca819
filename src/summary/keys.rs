//! Values as whole numbers in the same order, which are sorted faster.

/// A whole number for a value, in the order of [`f64::total_cmp`].
#[must_use]
pub fn key(value: f64) -> i64 {
    turned(value.to_bits().cast_signed())
}

/// The value that has a key.
#[must_use]
pub fn value_of(key: i64) -> f64 {
    f64::from_bits(turned(key).cast_unsigned())
}

/// With the bits behind the sign of a negative number turned round.
fn turned(bits: i64) -> i64 {
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

/// The values in the order of [`f64::total_cmp`].
#[must_use]
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut keys: Vec<i64> = values.iter().copied().map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(value_of).collect()
}
