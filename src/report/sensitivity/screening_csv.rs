//! `screening.csv`: elementary effects.

use std::io::{self, Write};

use crate::experiment::Screening;
use crate::report::sensitivity::{SensitivityReport, factor_cells};
use crate::report::values::{asked_cells, number, write_error};

const HEADING: [&str; 12] = [
    "metric",
    "key",
    "period",
    "factor",
    "inputs",
    "members",
    "grade",
    "mu_star",
    "mu_star_se",
    "mu",
    "sigma",
    "kept",
];

/// One row for each metric and factor, in the order of the scenario; cells are empty where the metric is undefined.
pub fn write(
    report: &SensitivityReport,
    screening: &Screening,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADING).map_err(write_error)?;
    for (own, effects) in report.found.metrics.iter().zip(&screening.effects) {
        for (place, (factor, effect)) in screening.factors.iter().zip(effects).enumerate() {
            let numbers = effect.map_or([f64::NAN; 4], |effect| {
                [effect.mu_star, effect.se, effect.mu, effect.sigma]
            });
            let row = asked_cells(&own.asked, report.sensitivity.scenario)
                .into_iter()
                .chain(factor_cells(factor, &report.sensitivity.inputs))
                .chain(numbers.map(number))
                .chain([screening.kept.contains(&place).to_string()]);
            csv.write_record(row.collect::<Vec<String>>())
                .map_err(write_error)?;
        }
    }
    csv.flush()
}
