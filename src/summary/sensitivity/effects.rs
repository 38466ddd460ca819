//! Elementary effects: what one step of one factor changes.

use crate::units::count_to_float;

/// How a factor acts, from its elementary effects at some points. In the metric's unit, for a step over the whole range of
/// probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// The mean of the sizes: how much the factor matters.
    pub mu_star: f64,
    /// Its standard error.
    pub se: f64,
    /// The mean: its direction; NaN for inputs that step together.
    pub mu: f64,
    /// The standard deviation: how much the effect depends on the place or on other factors.
    pub sigma: f64,
}

/// The elementary effects of a factor: `base` has the metric at some points, `moved` at the same points with the factor one
/// step away, `steps` the steps in probability, of a factor of several inputs their size. `None` where the metric is defined at
/// fewer than two pairs.
///
/// *Formula*: with `d = (moved − base)/step`, `μ* = mean |d|`, `μ = mean d`, `σ = sd d`.
///
/// *Units*: those of the metric.
///
/// *Source*: `morris-1991`; `campolongo-2007`.
///
/// ```
/// use tiercast::summary::sensitivity::elementary;
/// let effect = elementary(&[1.0, 2.0, 3.0], &[2.0, 3.0, 2.0], &[0.5, 0.5, -0.5]).unwrap();
/// assert_eq!((effect.mu_star, effect.mu, effect.sigma), (2.0, 2.0, 0.0));
/// ```
#[must_use]
pub fn elementary(base: &[f64], moved: &[f64], steps: &[f64]) -> Option<Effect> {
    let pairs = base.iter().zip(moved).zip(steps);
    let effects: Vec<f64> = pairs
        .map(|((base, moved), step)| (moved - base) / step)
        .filter(|effect| effect.is_finite())
        .collect();
    if effects.len() < 2 {
        return None;
    }
    let (mu, sigma) = moments(effects.iter().copied());
    let (mu_star, spread) = moments(effects.iter().map(|effect| effect.abs()));
    Some(Effect {
        mu_star,
        se: spread / count_to_float(effects.len()).sqrt(),
        mu,
        sigma,
    })
}

/// Mean and standard deviation.
fn moments(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let count = count_to_float(values.len());
    let mean = values.clone().sum::<f64>() / count;
    let squares: f64 = values.map(|value| (value - mean).powi(2)).sum();
    (mean, (squares / (count - 1.0)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effect_that_depends_on_the_place_has_a_sigma() {
        // x² from 1/8, 3/8, 5/8, 7/8, half a range up or down
        let x = [0.125, 0.375, 0.625, 0.875];
        let steps = [0.5, 0.5, -0.5, -0.5];
        let square = |x: f64| x * x;
        let base = x.map(square);
        let moved: Vec<f64> = x
            .iter()
            .zip(steps)
            .map(|(x, step)| square(x + step))
            .collect();
        let effect = elementary(&base, &moved, &steps).expect("four pairs");
        // (x + step)² − x² over step is 2x + step: 0.75, 1.25, 0.75, 1.25
        assert!((effect.mu - 1.0).abs() < 1e-15 && (effect.mu_star - 1.0).abs() < 1e-15);
        assert!((effect.sigma - (1.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        assert!((effect.se - effect.sigma / 2.0).abs() < 1e-15);
    }

    #[test]
    fn effect_of_what_is_undefined_is_none() {
        assert_eq!(elementary(&[1.0, f64::NAN], &[1.0, 2.0], &[0.5, 0.5]), None);
        assert_eq!(elementary(&[], &[], &[]), None);
    }
}
