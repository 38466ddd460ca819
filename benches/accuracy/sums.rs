//! Sums of credits over people.

use rayon::prelude::*;
use tiercast::engine::coverage::CappedGamma;
use tiercast::engine::credit_sums::{Profiles, Usage};
use tiercast::random::stream::Cell;

use crate::Table;
use crate::exact::distance::noise;
use crate::exact::laws::{PEOPLE, REGIMES};
use crate::exact::sums::{Part, SumLaw};

/// Draws of each sum.
const DRAWS: u32 = 2_000_000;

/// Sums by the engine's method: used inside the quota, overage.
fn draw((mean, cv, quota): (f64, f64, f64), people: f64) -> (Vec<f64>, Vec<f64>) {
    const LANES: u32 = 1000;
    let row = |value| vec![value; LANES as usize];
    let mut profiles = Profiles::new(1, LANES as usize);
    profiles.set(0, &row(mean), &row(cv), &row(quota));
    let (mut inside, mut overage) = (Vec::new(), Vec::new());
    let mut used = Usage::new(LANES as usize);
    let address = Cell::new(1, 2, 3, people.to_bits());
    for first in (0..DRAWS).step_by(LANES as usize) {
        profiles.draw(0, &row(people), address, first, &mut used);
        inside.extend_from_slice(&used.inside);
        overage.extend_from_slice(&used.overage);
    }
    (inside, overage)
}

pub fn table() -> Table {
    let cases: Vec<_> = REGIMES
        .into_iter()
        .flat_map(|regime| PEOPLE.map(|people| (regime, people)))
        .collect();
    let rows = cases
        .into_par_iter()
        .map(|((name, mean, cv, quota), people)| {
            let (inside, overage) = draw((mean, cv, quota), people);
            let demand = CappedGamma::new(mean, cv, quota);
            let exact = |part| SumLaw::new(&demand, people, part, 16);
            let used = exact(Part::Used).kolmogorov(inside.iter().copied());
            let beyond = exact(Part::Overage).kolmogorov(overage.iter().copied());
            let both = inside
                .iter()
                .zip(&overage)
                .map(|(inside, beyond)| inside + beyond);
            let both = exact(Part::Demand).kolmogorov(both);
            vec![
                format!("{name} ({mean}, {cv}, {quota})"),
                people.to_string(),
                format!("{used:.4}"),
                format!("{beyond:.4}"),
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
