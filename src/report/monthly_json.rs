//! The monthly table as JSON, for programs that would rather not read CSV.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::Period;
use crate::report::{Exporter, Report};

/// An array of the rows of `monthly.csv`, one object on each line; undefined numbers are `null`.
#[derive(Debug, Clone, Copy)]
pub struct MonthlyJson;

/// The columns of `monthly.csv`. Numbers that are not finite become `null`.
#[derive(Debug, Serialize)]
struct Row<'a> {
    month: &'a str,
    metric: &'a str,
    key: &'a str,
    mean: f64,
    sd: f64,
    se: f64,
    p05: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
}

impl Exporter for MonthlyJson {
    fn file_name(&self) -> &'static str {
        "monthly.json"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let keys: Vec<String> = report
            .summary
            .series()
            .map(|(_, key)| key.text(report.scenario))
            .collect();
        let mut before = "[\n";
        for index in 0..report.scenario.months {
            let month = report.scenario.month(index).to_string();
            for ((metric, key), text) in report.summary.series().zip(&keys) {
                let statistics = report.summary.statistics(metric, key, Period::month(index));
                let [p05, p25, p50, p75, p95] = statistics.quantiles;
                let row = Row {
                    month: &month,
                    metric: metric.name(),
                    key: text,
                    mean: statistics.mean,
                    sd: statistics.sd,
                    se: statistics.se,
                    p05,
                    p25,
                    p50,
                    p75,
                    p95,
                };
                out.write_all(before.as_bytes())?;
                serde_json::to_writer(&mut *out, &row)?;
                before = ",\n";
            }
        }
        out.write_all(b"\n]\n")
    }
}
