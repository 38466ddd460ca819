//! Distances between an exact law and what is drawn.

use super::counts::CountLaw;

/// How far a law is from the exact one.
#[derive(Clone, Copy, Debug)]
pub struct Distance {
    /// The largest difference of the distribution functions.
    pub kolmogorov: f64,
    /// Half the sum of the differences of the probabilities (of cells, where the exact law has cells).
    pub total_variation: f64,
}

/// The largest uniform that is drawn: `1 − 2⁻⁵³`.
const LARGEST: f64 = 1.0 - f64::EPSILON / 2.0;

/// The distance of the law that a quantile function gives a uniform. Nothing is sampled: for each edge the uniform at
/// which the quantile function passes it is found by bisection.
pub fn of_quantile(law: &CountLaw, quantile: impl Fn(f64) -> f64) -> Distance {
    let mut found = Distance {
        kolmogorov: 0.0,
        total_variation: 0.0,
    };
    let mut last = 0.0;
    for (edge, exact) in law.edges.iter().zip(&law.at_most) {
        let (mut low, mut high) = (0.0, LARGEST);
        if quantile(LARGEST) <= *edge {
            low = 1.0;
        } else {
            for _ in 0..54 {
                let middle = 0.5 * (low + high);
                if quantile(middle) <= *edge {
                    low = middle;
                } else {
                    high = middle;
                }
            }
        }
        let gap = low - exact;
        found.kolmogorov = found.kolmogorov.max(gap.abs());
        found.total_variation += 0.5 * (gap - last).abs();
        last = gap;
    }
    found.total_variation += 0.5 * last.abs();
    found
}

/// The largest difference of a sample's distribution function to the exact one, at points `(x, P(X ≤ x))` in ascending order.
pub fn of_sample(points: &[(f64, f64)], sample: impl Iterator<Item = f64>) -> f64 {
    let mut cells = vec![0_u32; points.len() + 1];
    let mut count = 0.0;
    for value in sample {
        cells[points.partition_point(|(x, _)| *x < value)] += 1;
        count += 1.0;
    }
    let mut below = 0.0;
    let gaps = points.iter().zip(cells).map(|((_, exact), cell)| {
        below += f64::from(cell);
        (below / count - exact).abs()
    });
    gaps.fold(0.0, f64::max)
}

/// The distance that a sample of an exact law exceeds with the given probability, by the inequality of Dvoretzky,
/// Kiefer, Wolfowitz and Massart, which holds for every size.
pub fn noise(draws: f64, probability: f64) -> f64 {
    ((2.0 / probability).ln() / (2.0 * draws)).sqrt()
}
