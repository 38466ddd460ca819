//! `targets.csv`: whether targets are reached, and in which ranges of the inputs.

use std::io::{self, Write};

use crate::report::values::{grade, name, number, write_error};
use crate::report::{Exporter, Report};
use crate::summary::Estimate;
use crate::summary::targets::{Range, Reach, Rule, Targets};

/// A row for each target and each range of its rules, those in which it is reached first; a target without rules has one row.
///
/// `docs/targets.md` says what the columns are. A cell is empty where nothing can be said.
#[derive(Debug, Clone, Copy)]
pub struct TargetsCsv;

const HEADING: [&str; 20] = [
    "target",
    "paths",
    "reached",
    "probability",
    "probability_se",
    "outcome",
    "base",
    "density",
    "density_se",
    "coverage",
    "coverage_se",
    "support",
    "support_se",
    "input",
    "grade",
    "from",
    "to",
    "share_below",
    "share_above",
    "conditions",
];

impl Exporter for TargetsCsv {
    fn file_name(&self) -> &'static str {
        "targets.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADING).map_err(write_error)?;
        let Some(targets) = report.targets else {
            return csv.flush();
        };
        for reach in &targets.targets {
            let first = first_cells(reach);
            let mut rows: Vec<Vec<String>> = Vec::new();
            for (outcome, rule) in reach.rules() {
                let ranges = rule.ranges.iter();
                rows.extend(ranges.map(|range| cells(targets, outcome, rule, range)));
            }
            if rows.is_empty() {
                rows.push(vec![String::new(); HEADING.len() - first.len()]);
            }
            for row in rows {
                csv.write_record(first.iter().chain(&row))
                    .map_err(write_error)?;
            }
        }
        csv.flush()
    }
}

fn first_cells(reach: &Reach) -> [String; 5] {
    let Estimate { value, se } = reach.probability();
    [
        name(&reach.target.text).into_owned(),
        reach.paths.to_string(),
        reach.reached.to_string(),
        number(value),
        number(se),
    ]
}

fn cells(targets: &Targets, outcome: &str, rule: &Rule, range: &Range) -> Vec<String> {
    let input = &targets.inputs[range.input];
    let end = |value: f64| {
        if value.is_finite() {
            number(value)
        } else {
            String::new()
        }
    };
    let estimate = |estimate: Estimate| [number(estimate.value), number(estimate.se)];
    let mut cells = vec![outcome.to_owned(), number(rule.base.value)];
    for own in [rule.density, rule.coverage, rule.support] {
        cells.extend(estimate(own));
    }
    cells.extend([
        name(&input.key).into_owned(),
        grade(input.grade),
        end(range.low.0),
        end(range.high.0),
        number(range.low.1),
        number(1.0 - range.high.1),
        rule.ranges.len().to_string(),
    ]);
    cells
}
