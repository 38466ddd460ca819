//! Exact laws of counts, at any scale.

/// Distances in standard deviations beyond which a count has no weight that matters (below 1e-20).
const REACH: f64 = 9.5;

/// Cells to a standard deviation; a law narrower than that has one count to a cell.
const CELLS: f64 = 40.0;

/// The distribution function of a count at the edges of cells; a cell is one count where the law is narrow.
pub struct CountLaw {
    /// The last count of each cell, in ascending order.
    pub edges: Vec<f64>,
    /// `P(X ≤ edge)`.
    pub at_most: Vec<f64>,
}

impl CountLaw {
    /// Of `n` individuals that act with probability `p` each.
    pub fn binomial(n: f64, p: f64) -> Self {
        let odds = p / (1.0 - p);
        let mode = ((n + 1.0) * p).floor().min(n);
        let sd = (n * p * (1.0 - p)).sqrt();
        Self::around(mode, sd, n, |k| (n - k) / (k + 1.0) * odds)
    }

    /// Of a Poisson variable.
    pub fn poisson(mean: f64) -> Self {
        Self::around(mean.floor(), mean.sqrt(), f64::INFINITY, |k| {
            mean / (k + 1.0)
        })
    }

    /// By the ratios `P(k + 1)/P(k)`, summed cell by cell from the mode outwards and divided by the total. Error: some
    /// 1e-11 at a variance of 1e11 and less below it, since the odds are rounded once and multiplied as often as the mode is away.
    fn around(mode: f64, sd: f64, largest: f64, ratio: impl Fn(f64) -> f64) -> Self {
        let width = (sd / CELLS).floor().max(1.0);
        let first = (mode - REACH * sd - 40.0).max(0.0);
        let last = (mode + REACH * sd + 60.0).min(largest);
        let mut edges = vec![mode];
        let mut weights = Vec::new();
        // the cell that ends with the mode, and those below it
        let (mut k, mut weight) = (mode, 1.0);
        while k >= first {
            let mut sum = 0.0;
            let end = k - width;
            while k > end && k >= 0.0 {
                sum += weight;
                weight /= ratio(k - 1.0);
                k -= 1.0;
            }
            weights.push(sum);
            edges.push(k);
        }
        edges.pop();
        edges.reverse();
        weights.reverse();
        let (mut k, mut weight) = (mode, 1.0);
        while k < last {
            let mut sum = 0.0;
            let end = (k + width).min(largest);
            while k < end {
                weight *= ratio(k);
                sum += weight;
                k += 1.0;
            }
            weights.push(sum);
            edges.push(k);
        }
        let total: f64 = weights.iter().sum();
        let mut below = 0.0;
        let at_most = weights.iter().map(|weight| {
            below += weight;
            below / total
        });
        Self {
            at_most: at_most.collect(),
            edges,
        }
    }
}
