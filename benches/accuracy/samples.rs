//! Gamma and beta samples, and gamma quantiles.

use rayon::prelude::*;
use tiercast::random::special::{gamma_p, normal_cdf};
use tiercast::random::stream::Cell;
use tiercast::random::{beta, gamma};

use crate::Table;
use crate::counts::power;
use crate::exact::distance::{noise, of_sample};
use crate::exact::laws::sampled;

/// Draws of each law.
const DRAWS: u32 = 4_000_000;

pub fn table() -> Table {
    let cell = Cell::new(41, 42, 43, 44);
    let samples = sampled().into_par_iter().map(|law| {
        let [a, b] = law.shapes;
        let (name, found) = if law.law == "gamma" {
            let sample = (0..DRAWS).map(|path| gamma::sample(a, cell, path));
            (power(a), of_sample(&law.points, sample))
        } else {
            let sample = (0..DRAWS).map(|path| beta::sample(a, b, cell, path));
            (
                format!("{}, {}", power(a), power(b)),
                of_sample(&law.points, sample),
            )
        };
        vec![format!("{} sample, {name}", law.law), format!("{found:.4}")]
    });
    let mut rows: Vec<Vec<String>> = samples.collect();
    for shape in [gamma::QUANTILE_LARGE_FROM, 100.0, 1e3, 1e6] {
        let gaps = (-60..=60).map(|tenths| {
            let score = f64::from(tenths) / 10.0;
            let value = gamma::quantile_large(shape, score);
            (gamma_p(shape, value) - normal_cdf(score)).abs()
        });
        let worst = gaps.fold(0.0, f64::max);
        rows.push(vec![
            format!("gamma quantile, {}", power(shape)),
            format!("{worst:.1e}"),
        ]);
    }
    Table {
        title: format!(
            "Gamma and beta variables, Kolmogorov distance; of samples up to {:.4} is noise",
            noise(f64::from(DRAWS), 0.05)
        ),
        head: &["law, shapes", "distance"],
        rows,
    }
}
