//! `facts.csv`: published figures beside what the model gives for them.

use std::io::{self, Write};

use crate::report::values::{name, number, write_error};
use crate::report::{Exporter, Report};

/// One row per fact, in the order of the scenario.
///
/// The month of a fact that sums several is the last of them.
#[derive(Debug, Clone, Copy)]
pub struct FactsCsv;

impl Exporter for FactsCsv {
    fn file_name(&self) -> &'static str {
        "facts.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record([
            "month", "metric", "key", "relation", "value", "p05", "p50", "p95", "position",
            "verdict",
        ])
        .map_err(write_error)?;
        for fact in &report.scenario.facts {
            let result = report.summary.fact(fact);
            let [p05, p50, p95] = result.quantiles.map(number);
            csv.write_record([
                &report.scenario.month(fact.period.last).to_string(),
                fact.metric.name(),
                &name(&fact.key.text(report.scenario)),
                &fact.relation.to_string(),
                &number(fact.value),
                &p05,
                &p50,
                &p95,
                &number(result.position),
                result.verdict.word(),
            ])
            .map_err(write_error)?;
        }
        csv.flush()
    }
}
