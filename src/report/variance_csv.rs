//! `variance.csv`: how much of the spread of every metric is not knowing, the market's noise and chance.

use std::io::{self, Write};

use crate::report::values::{name, number, write_error};
use crate::report::{Exporter, Report};
use crate::summary::Split;
use crate::summary::drivers::Share;

/// One row per period, metric and key: the months, then the horizon, its years and its quarters.
///
/// What has no spread, or is defined on too few paths, has no row. `docs/drivers.md` says what the columns are.
#[derive(Debug, Clone, Copy)]
pub struct VarianceCsv;

const HEADING: [&str; 13] = [
    "period",
    "metric",
    "key",
    "sd",
    "inputs",
    "inputs_low",
    "inputs_high",
    "market",
    "market_low",
    "market_high",
    "chance",
    "chance_low",
    "chance_high",
];

impl Exporter for VarianceCsv {
    fn file_name(&self) -> &'static str {
        "variance.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADING).map_err(write_error)?;
        let Some(components) = report.components else {
            return csv.flush();
        };
        let months = components.months();
        let months = months.map(|month| (report.scenario.month(month.first).to_string(), month));
        let spans = components.spans().iter();
        let spans = spans.map(|span| (span.name.clone(), span.period));
        let series: Vec<_> = components
            .series()
            .map(|(metric, key)| (metric, key, name(&key.text(report.scenario)).into_owned()))
            .collect();
        for (period_name, period) in months.chain(spans) {
            for (metric, key, text) in &series {
                let Some(split) = components.split(*metric, *key, period) else {
                    continue;
                };
                let first = [period_name.as_str(), metric.name(), text];
                let cells = cells(&split);
                let row = first.into_iter().chain(cells.iter().map(String::as_str));
                csv.write_record(row).map_err(write_error)?;
            }
        }
        csv.flush()
    }
}

fn cells(split: &Split) -> Vec<String> {
    let shares = [split.inputs, split.market, split.chance];
    let shares = shares.map(|share: Share| [share.value, share.low, share.high]);
    let numbers = [split.sd].into_iter().chain(shares.into_iter().flatten());
    numbers.map(number).collect()
}
