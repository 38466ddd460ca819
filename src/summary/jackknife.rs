//! The jackknife over blocks of paths: how far an estimate may be off.

use crate::units::count_to_float;

/// Blocks of consecutive paths. Of 20 000 paths each is a whole Latin hypercube.
pub const BLOCKS: usize = 20;

/// Standard errors to either side of a jackknife of 20 blocks that hold 95 %: Student's law with 19 degrees of freedom.
pub const STUDENT_95: f64 = 2.093_024_054_408_263;

/// The standard error of an estimate, from what it is without each of the blocks.
///
/// *Formula*: `√(Σ (θ₍₋ᵢ₎ − mean)² · (b − 1)/b)` over b blocks of equally many paths.
///
/// *Units*: those of the estimate.
///
/// *Source*: `shao-tu-1995`.
///
/// ```
/// use tiercast::summary::jackknife_error;
/// // of a mean it is the usual standard error: here of 1, 2 and 3, whose means without one are
/// let error = jackknife_error(&[2.5, 2.0, 1.5]);
/// assert!((error - (1.0_f64 / 3.0).sqrt()).abs() < 1e-15);
/// ```
#[must_use]
pub fn jackknife_error(without: &[f64]) -> f64 {
    let blocks = count_to_float(without.len());
    let mean = without.iter().sum::<f64>() / blocks;
    let squares: f64 = without.iter().map(|value| (value - mean).powi(2)).sum();
    (squares * (blocks - 1.0) / blocks).sqrt()
}
