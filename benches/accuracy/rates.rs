//! Convergence of means over paths.

use tiercast::random::sampler::Sampler;

use crate::Table;
use crate::exact::convergence::{ADDITIVE, INTERACTING, Rates};

pub fn table() -> Table {
    let samplers = [Sampler::Random, Sampler::LatinHypercube, Sampler::Sobol];
    let rows = [ADDITIVE, INTERACTING].into_iter().flat_map(|function| {
        samplers.map(|sampler| {
            let rates = Rates::measure(function, sampler, 64);
            let mut row = vec![format!(
                "{}, {}",
                function.name,
                sampler.name().replace('_', " ")
            )];
            let errors = rates.errors.iter();
            row.extend(
                errors.map(|(_, error)| format!("{:.1e}", error / function.variance().sqrt())),
            );
            let variance = match sampler {
                Sampler::Random => Some(function.variance()),
                Sampler::LatinHypercube => Some(function.variance_of_interactions()),
                Sampler::Sobol => None,
            };
            let expected = variance.map(|part| (part / function.variance() / 16_000.0).sqrt());
            row.push(match expected {
                Some(expected) if expected > 0.0 => format!("{expected:.1e}"),
                _ => String::new(),
            });
            row.push(format!("{:.2}", rates.slope()));
            row
        })
    });
    Table {
        title:
            "Root mean square error of a mean over paths, in standard deviations of the function"
                .to_owned(),
        head: &[
            "function, sampler",
            "1 000",
            "2 000",
            "4 000",
            "8 000",
            "16 000",
            "in theory",
            "exponent",
        ],
        rows: rows.collect(),
    }
}
