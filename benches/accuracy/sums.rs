//! Sums of credits over people.

use rayon::prelude::*;
use tiercast::engine::coverage::CappedGamma;
use tiercast::engine::credit_sums::Profiles;
use tiercast::random::stream::Cell;

use crate::Table;
use crate::exact::distance::noise;
use crate::exact::laws::{PEOPLE, REGIMES};
use crate::exact::sums::{Part, SumLaw};

/// Draws of each sum.
const DRAWS: u32 = 2_000_000;

pub fn table() -> Table {
    let cases: Vec<_> = REGIMES
        .into_iter()
        .flat_map(|regime| PEOPLE.map(|people| (regime, people)))
        .collect();
    let rows = cases
        .into_par_iter()
        .map(|((name, mean, cv, quota), people)| {
            let mut profiles = Profiles::new(1, 1);
            profiles.set(0, &[mean], &[cv], &[quota]);
            let address = Cell::new(1, 2, 3, people.to_bits());
            let draws: Vec<_> = (0..DRAWS)
                .map(|path| profiles.draw(0, 0, people, address, path))
                .collect();
            let demand = CappedGamma::new(mean, cv, quota);
            let exact = |part| SumLaw::new(&demand, people, part, 16);
            let used = exact(Part::Used).kolmogorov(draws.iter().map(|used| used.inside));
            let overage = exact(Part::Overage).kolmogorov(draws.iter().map(|used| used.overage));
            let both = draws.iter().map(|used| used.inside + used.overage);
            let both = exact(Part::Demand).kolmogorov(both);
            vec![
                format!("{name} ({mean}, {cv}, {quota})"),
                people.to_string(),
                format!("{used:.4}"),
                format!("{overage:.4}"),
                format!("{both:.4}"),
            ]
        });
    Table {
        title: format!(
            "Sums of credits, Kolmogorov distance; up to {:.4} is noise of the sample",
            noise(f64::from(DRAWS), 0.05)
        ),
        head: &[
            "demand (mean, cv, quota)",
            "people",
            "used",
            "overage",
            "both",
        ],
        rows: rows.collect(),
    }
}
