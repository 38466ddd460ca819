//! Uncertain inputs.

use tiercast::random::sampler::Sampler;

use crate::Table;
use crate::exact::inputs::{CORRELATIONS, Quantile, quantiles, spearman, spearman_error};

pub fn quantiles_of_families() -> Table {
    let mut worst: Vec<(f64, Quantile)> = Vec::new();
    for quantile in quantiles() {
        let error = quantile.error();
        let known = worst
            .iter_mut()
            .find(|(_, known)| known.name == quantile.name);
        match known {
            Some(known) if known.0 < error => *known = (error, quantile),
            Some(_) => {}
            None => worst.push((error, quantile)),
        }
    }
    let rows = worst.into_iter();
    Table {
        title: "Quantiles of uncertain inputs, largest relative error".to_owned(),
        head: &["family", "at (parameters, bounds, u)", "error"],
        rows: rows
            .map(|(error, at)| vec![at.name, at.place, format!("{error:.0e}")])
            .collect(),
    }
}

pub fn ranks() -> Table {
    let rows = CORRELATIONS.map(|rho| {
        let error = |sampler| format!("{:.4}", spearman_error(sampler, rho, 200_000));
        vec![
            rho.to_string(),
            format!("{:.4}", spearman(rho)),
            error(Sampler::Random),
            error(Sampler::LatinHypercube),
            error(Sampler::Sobol),
        ]
    });
    Table {
        title: "Spearman's rank correlation of coupled inputs, largest error over three pairs, 200 000 paths".to_owned(),
        head: &["rho", "exact", "random", "Latin hypercube", "Sobol'"],
        rows: rows.to_vec(),
    }
}
