//! How long subscribers stay: the probability of cancelling at each renewal.

use crate::model::Slot;

/// A retention model. `h(a)` is the probability of cancelling at the a-th renewal, at reference.
///
/// *Source*: `fader-hardie-2007` (shifted-beta-geometric), `fader-2018` (beta-discrete-Weibull).
#[derive(Debug, Clone, PartialEq)]
pub enum Retention {
    /// `h(a) = churn`.
    Constant {
        /// Probability of cancelling at any renewal.
        churn: Slot,
    },
    /// `h(a) = α / (α + β + a − 1)`.
    ShiftedBetaGeometric {
        /// α.
        alpha: Slot,
        /// β.
        beta: Slot,
    },
    /// The same by its first churn `μ = α/(α+β)` and polarization `φ = 1/(α+β+1)`:
    /// `h(a) = μ(1−φ) / ((1−φ) + (a−1)φ)`.
    ShiftedBetaGeometricMoments {
        /// μ, the probability of cancelling at the first renewal.
        first_churn: Slot,
        /// φ: 0 = all alike, near 1 = some leave at once and the others never.
        polarization: Slot,
    },
    /// `S(a) = B(α, β + a^c) / B(α, β)`, `h(a) = 1 − S(a)/S(a−1)`.
    BetaDiscreteWeibull {
        /// α.
        alpha: Slot,
        /// β.
        beta: Slot,
        /// c: above 1 the individual hazard grows with tenure.
        c: Slot,
    },
    /// Probabilities by renewal number; the last repeats.
    Table {
        /// `h(1), h(2), …`.
        churn: Vec<Slot>,
    },
}
