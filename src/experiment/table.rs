//! Points from a table: a column for each key, a row for each point.

use std::io::Read;

use crate::experiment::{ExperimentError, MOST_POINTS};
use crate::scenario::overrides::normalized;

/// Keys, and for each point their values; an empty cell leaves the base's.
pub type Table = (Vec<String>, Vec<Vec<Option<String>>>);

/// Reads a table of points in CSV. A column `point`, as in `points.csv`, is left out.
///
/// # Errors
///
/// It cannot be read, a row has another number of cells than the heading, or there are too many.
pub fn read_table(file: &str, reader: impl Read) -> Result<Table, ExperimentError> {
    let wrong = |error: &csv::Error| match (error.kind(), error.position()) {
        (
            csv::ErrorKind::UnequalLengths {
                expected_len, len, ..
            },
            Some(place),
        ) => ExperimentError::TableLine {
            file: file.to_owned(),
            line: place.line(),
            reason: format!(
                "it has {len} {}, the heading has {expected_len}",
                if *len == 1 { "cell" } else { "cells" }
            ),
        },
        (csv::ErrorKind::Utf8 { .. }, Some(place)) => ExperimentError::TableLine {
            file: file.to_owned(),
            line: place.line(),
            reason: "it is not UTF-8 text".to_owned(),
        },
        _ => ExperimentError::Table {
            file: file.to_owned(),
            reason: error.to_string(),
        },
    };
    let mut csv = csv::Reader::from_reader(reader);
    let headings: Vec<String> = csv
        .headers()
        .map_err(|error| wrong(&error))?
        .iter()
        .map(normalized)
        .collect();
    let columns: Vec<usize> = (0..headings.len())
        .filter(|index| headings[*index] != "point")
        .collect();
    let keys: Vec<String> = columns
        .iter()
        .map(|index| headings[*index].clone())
        .collect();
    if keys.is_empty() || keys.iter().any(String::is_empty) {
        return Err(ExperimentError::Table {
            file: file.to_owned(),
            reason: "a column has no key on top".to_owned(),
        });
    }
    let mut points = Vec::new();
    for row in csv.records() {
        let row = row.map_err(|error| wrong(&error))?;
        let value = |index: &usize| {
            let cell = row[*index].trim();
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        points.push(columns.iter().map(value).collect());
        if points.len() > MOST_POINTS {
            return Err(ExperimentError::TooMany {
                count: format!("more than {MOST_POINTS}"),
            });
        }
    }
    if points.is_empty() {
        return Err(ExperimentError::Table {
            file: file.to_owned(),
            reason: "it has no points".to_owned(),
        });
    }
    Ok((keys, points))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_has_a_key_on_top_and_a_point_a_row() {
        let text = "point,plans.a.price,plans.a.intro\n0,,\n1,58,none\n2,68,\"{ price = 1, periods = 1 }\"\n";
        let (keys, points) = read_table("x.csv", text.as_bytes()).expect("a table");
        assert_eq!(keys, ["plans.a.price", "plans.a.intro"]);
        assert_eq!(points[0], [None, None]);
        assert_eq!(points[2][1].as_deref(), Some("{ price = 1, periods = 1 }"));
    }

    #[test]
    fn table_that_is_none_is_refused_with_its_line() {
        for (text, expected) in [
            (
                "a,b\n1,2\n3\n",
                "`x.csv`, line 3: it has 1 cell, the heading has 2",
            ),
            ("", "`x.csv`: a column has no key on top"),
            ("a,b\n", "`x.csv`: it has no points"),
            ("point\n1\n", "`x.csv`: a column has no key on top"),
            ("a,\n1,2\n", "`x.csv`: a column has no key on top"),
        ] {
            let error = read_table("x.csv", text.as_bytes()).expect_err("no table");
            assert_eq!(error.to_string(), expected);
        }
    }
}
