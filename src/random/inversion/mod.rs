//! What the quantile functions of counts share: a walk up the probabilities, and a Cornish–Fisher expansion.

mod expansion;
mod walk;

pub(super) use expansion::{EXPANSION_FROM, expansion};
pub(super) use walk::walk;

/// The total variation distance between the exact law of a count and the one that a quantile function gives a uniform.
#[cfg(test)]
pub(super) fn implied_total_variation(
    mean: f64,
    variance: f64,
    largest: f64,
    quantile: impl Fn(f64) -> f64,
    cdf: impl Fn(f64) -> f64,
) -> f64 {
    let reach = 8.0 * variance.sqrt() + 10.0;
    let (first, last) = (
        (mean - reach).max(0.0).floor(),
        (mean + reach).min(largest).ceil(),
    );
    let (mut below, mut exact_below, mut twice) = (0.0, 0.0, 0.0);
    let mut k = first;
    while k <= last {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..50 {
            let middle = 0.5 * (low + high);
            if quantile(middle) <= k {
                low = middle;
            } else {
                high = middle;
            }
        }
        let exact = cdf(k);
        twice += f64::abs((low - below) - (exact - exact_below));
        (below, exact_below) = (low, exact);
        k += 1.0;
    }
    0.5 * twice
}
