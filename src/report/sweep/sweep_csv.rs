//! `sweep.csv` and `months.csv`: every number of every point, and its difference to the reference's.

use std::io::{self, Write};

use serde_json::Value;

use crate::experiment::{Outcome, Points, Span};
use crate::report::values::{DIFFERENCE, name, number, write_error};

/// Writes the heading of a table whose periods stand under `first`.
///
/// # Errors
///
/// `out` takes no more.
pub fn heading(
    points: &Points,
    account: &Value,
    first: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let quantiles = account["quantiles"].as_array().cloned().unwrap_or_default();
    let quantiles = quantiles
        .iter()
        .filter_map(Value::as_f64)
        .map(quantile_name);
    let keys = points.keys.iter().map(|key| name(key).into_owned());
    let fixed =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let columns = fixed(&["point"])
        .into_iter()
        .chain(keys)
        .chain(fixed(&["metric", "key", first, "mean", "sd", "se"]))
        .chain(quantiles)
        .chain(fixed(&DIFFERENCE));
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(columns).map_err(write_error)?;
    csv.flush()
}

/// `p05`, `p50`, `p97.5`.
fn quantile_name(p: f64) -> String {
    let percent = (p * 1e8).round() / 1e6;
    if percent < 10.0 {
        format!("p0{percent}")
    } else {
        format!("p{percent}")
    }
}

/// The rows of a point in the table of spans and in that of months.
#[must_use]
pub fn tables(point: usize, outcome: &Outcome, points: &Points, quantiles: &[f64]) -> [String; 2] {
    [Span::Calendar, Span::Month].map(|span| {
        let mut text = Vec::new();
        // writing to memory cannot fail
        let _ = rows(point, outcome, points, quantiles, span, &mut text);
        String::from_utf8(text).unwrap_or_default()
    })
}

fn rows(
    point: usize,
    outcome: &Outcome,
    points: &Points,
    quantiles: &[f64],
    span: Span,
    out: &mut dyn Write,
) -> io::Result<()> {
    let values = points
        .values(point)
        .into_iter()
        .map(|value| name(value).into_owned());
    let values: Vec<String> = values.collect();
    let mut csv = csv::Writer::from_writer(out);
    for row in outcome.rows.iter().filter(|row| row.named.span == span) {
        let own = row.pair.own.statistics();
        csv.write_field(point.to_string()).map_err(write_error)?;
        for value in &values {
            csv.write_field(value).map_err(write_error)?;
        }
        for text in [
            row.named.measure.metric.name(),
            &name(&row.named.key),
            &row.named.period,
        ] {
            csv.write_field(text).map_err(write_error)?;
        }
        for value in [own.mean, own.sd, own.se]
            .into_iter()
            .chain(row.pair.own.quantiles_at(quantiles))
        {
            csv.write_field(number(value)).map_err(write_error)?;
        }
        let difference = row
            .pair
            .difference
            .as_ref()
            .map_or([f64::NAN; 6], |difference| {
                let statistics = difference.tally.statistics();
                let [p05, _, p50, _, p95] = statistics.quantiles;
                [
                    statistics.mean,
                    statistics.se,
                    p05,
                    p50,
                    p95,
                    difference.p_better(),
                ]
            });
        csv.write_record(difference.map(number))
            .map_err(write_error)?;
    }
    csv.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_called_by_their_percentage() {
        let names = [0.05, 0.5, 0.975, 0.0, 1.0, 0.005, 0.07].map(quantile_name);
        assert_eq!(
            names,
            ["p05", "p50", "p97.5", "p00", "p100", "p00.5", "p07"]
        );
    }
}
