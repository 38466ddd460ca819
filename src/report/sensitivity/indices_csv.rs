//! `sensitivity.csv`: Sobol' indices.

use std::io::{self, Write};

use crate::report::sensitivity::{SensitivityReport, factor_cells};
use crate::report::values::{asked_cells, number, write_error};
use crate::summary::drivers::Share;
use crate::summary::sensitivity::Indices;

const HEADING: [&str; 14] = [
    "metric",
    "key",
    "period",
    "rows",
    "factor",
    "inputs",
    "members",
    "grade",
    "first_order",
    "first_order_low",
    "first_order_high",
    "total",
    "total_low",
    "total_high",
];

/// One row for each metric and factor; then the same from fewer rows of the design, without intervals, then by month.
pub fn write(report: &SensitivityReport, out: &mut dyn Write) -> io::Result<()> {
    let scenario = report.sensitivity.scenario;
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADING).map_err(write_error)?;
    for own in &report.found.metrics {
        let [metric, key, period] = asked_cells(&own.asked, report.sensitivity.scenario);
        let months = own.months.iter().enumerate();
        let months = months.map(|(month, indices)| (scenario.month(month).to_string(), indices));
        let whole = (period.clone(), own.indices.as_ref(), interval as Cells);
        let earlier = own.earlier.iter();
        let earlier = earlier.map(|indices| (period.clone(), Some(indices), alone as Cells));
        let months = months.map(|(name, indices)| (name, indices.as_ref(), interval as Cells));
        for (period, indices, cells) in [whole].into_iter().chain(earlier).chain(months) {
            let Some(Indices { rows, factors, .. }) = indices else {
                continue;
            };
            for (index, factor) in factors.iter().zip(&report.found.factors) {
                let first = [
                    metric.clone(),
                    key.clone(),
                    period.clone(),
                    rows.to_string(),
                ];
                let factor = factor_cells(factor, &report.sensitivity.inputs);
                let shares = [index.first, index.total].map(cells);
                let row = first.into_iter().chain(factor);
                let row = row.chain(shares.into_iter().flatten());
                csv.write_record(row.collect::<Vec<String>>())
                    .map_err(write_error)?;
            }
        }
    }
    csv.flush()
}

type Cells = fn(Share) -> [String; 3];

fn interval(share: Share) -> [String; 3] {
    [share.value, share.low, share.high].map(number)
}

fn alone(share: Share) -> [String; 3] {
    [number(share.value), String::new(), String::new()]
}
