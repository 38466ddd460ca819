//! A comparison for programs.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::report::comparison::ComparisonReport;
use crate::report::comparison::csv::cells;
use crate::report::run_json::escaped;
use crate::report::values::{DIFFERENCE, STATISTICS};

/// Writes what differs and every number; what is undefined is `null`.
///
/// # Errors
///
/// `out` takes no more.
pub fn write(report: &ComparisonReport, out: &mut dyn Write) -> io::Result<()> {
    let scenarios: Vec<Value> = report
        .sides
        .iter()
        .map(|side| {
            let changes = side.changes.iter();
            let changes = changes.map(|[key, was, is]| json!({ "key": key, "was": was, "is": is }));
            let rows = side.lines.iter().map(|line| {
                let mut row = Map::new();
                row.insert("period".to_owned(), json!(line.period));
                row.insert("metric".to_owned(), json!(line.metric.name()));
                row.insert("key".to_owned(), json!(line.key));
                let names = STATISTICS.iter().chain(&DIFFERENCE);
                row.extend(
                    names
                        .zip(cells(line))
                        .map(|(name, value)| ((*name).to_owned(), json!(value))),
                );
                Value::Object(row)
            });
            json!({
                "scenario": side.name,
                "name": side.scenario.name,
                "currency": side.scenario.currency,
                "paired": side.is_paired,
                "changes": changes.collect::<Vec<_>>(),
                "rows": rows.collect::<Vec<_>>(),
            })
        })
        .collect();
    let explanation = report.explanation.as_ref().map(|(explanation, objective)| {
        let parts = explanation.parts.iter().map(|part| {
            json!({
                "keys": part.keys,
                "share": part.share.value,
                "se": part.share.se,
                "order_se": part.order_se,
            })
        });
        json!({
            "objective": objective.text,
            "before": explanation.before.value,
            "after": explanation.after.value,
            "paths": explanation.paths,
            "runs": explanation.runs,
            "parts": parts.collect::<Vec<_>>(),
        })
    });
    let account = json!({
        "program": "tiercast",
        "version": env!("CARGO_PKG_VERSION"),
        "paths": report.paths,
        "seed": report.seed,
        "explanation": explanation,
        "scenarios": scenarios,
    });
    writeln!(out, "{}", escaped(&serde_json::to_string_pretty(&account)?))
}
