//! Goodness of fit for the tests of this module.

/// Whether values of a distribution function at draws look uniform: Kolmogorov's test.
///
/// *Method*: the bound `√(ln(2/α)/(2n))` of Dvoretzky, Kiefer, Wolfowitz and Massart holds for every n; the chance of a
/// false alarm is at most α = 1e-6.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵³")]
pub fn kolmogorov_fits(values: impl Iterator<Item = f64>) -> bool {
    const FALSE_ALARM: f64 = 1e-6;
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let count = values.len() as f64;
    let bound = ((2.0 / FALSE_ALARM).ln() / (2.0 * count)).sqrt();
    values.iter().enumerate().all(|(rank, &value)| {
        let rank = rank as f64;
        (value - rank / count).abs() < bound && (value - (rank + 1.0) / count).abs() < bound
    })
}
