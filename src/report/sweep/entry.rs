//! A finished point in the journal: a line of JSON behind its own hash.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::experiment::{Outcome, Points};
use crate::report::directory::sha256;
use crate::report::sweep::sweep_csv;

/// All that is kept of a point.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Which.
    pub point: usize,
    /// The metric of the objective on every path; NaN where it is undefined.
    pub objective: Vec<f64>,
    /// The figure of each constraint.
    pub constraints: Vec<f64>,
    sweep: String,
    months: String,
}

impl Entry {
    /// What came of a point.
    #[must_use]
    pub fn new(point: usize, outcome: &Outcome, points: &Points, quantiles: &[f64]) -> Self {
        let [sweep, months] = sweep_csv::tables(point, outcome, points, quantiles);
        Self {
            point,
            objective: outcome.objective.clone(),
            constraints: outcome.constraints.clone(),
            sweep,
            months,
        }
    }

    /// What it is judged by alone: the tables of many points would fill the memory.
    #[must_use]
    pub fn without_tables(self) -> Self {
        Self {
            sweep: String::new(),
            months: String::new(),
            ..self
        }
    }

    /// Its rows of a table.
    #[must_use]
    pub fn table(&self, name: &str) -> &str {
        if name == "months.csv" {
            &self.months
        } else {
            &self.sweep
        }
    }

    /// Writes its line.
    ///
    /// # Errors
    ///
    /// `out` takes no more.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let json = json!({
            "point": self.point,
            "objective": bits(&self.objective),
            "constraints": bits(&self.constraints),
            "sweep": self.sweep,
            "months": self.months,
        });
        let text = json.to_string();
        writeln!(out, "{} {text}", sha256(text.as_bytes()))
    }

    /// Reads a line; `None` if it is not as it was written.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let (hash, text) = line.strip_suffix('\n')?.split_once(' ')?;
        if sha256(text.as_bytes()) != hash {
            return None;
        }
        let json: Value = serde_json::from_str(text).ok()?;
        Some(Self {
            point: usize::try_from(json["point"].as_u64()?).ok()?,
            objective: numbers(json["objective"].as_str()?)?,
            constraints: numbers(json["constraints"].as_str()?)?,
            sweep: json["sweep"].as_str()?.to_owned(),
            months: json["months"].as_str()?.to_owned(),
        })
    }
}

/// Numbers to the bit, 16 hexadecimal digits each.
fn bits(values: &[f64]) -> String {
    values.iter().fold(String::new(), |mut text, value| {
        // writing to a string cannot fail
        let _ = write!(text, "{:016x}", value.to_bits());
        text
    })
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    let digits = text.as_bytes().chunks(16);
    digits
        .map(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u64::from_str_radix(digits, 16).ok().map(f64::from_bits)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entry_reads_back_to_the_bit_and_a_broken_one_does_not() {
        let entry = Entry {
            point: 3,
            objective: vec![1.5, -0.0, 1e-310, f64::INFINITY],
            constraints: vec![],
            sweep: "3,\"a,b\"\n可灵\n".to_owned(),
            months: String::new(),
        };
        let mut line = Vec::new();
        entry.write(&mut line).expect("written");
        let line = String::from_utf8(line).expect("text");
        assert_eq!(Entry::read(&line).as_ref(), Some(&entry));
        for broken in [
            line.replace('3', "4"),
            line[..line.len() - 1].to_owned(),
            String::new(),
        ] {
            assert_eq!(Entry::read(&broken), None);
        }
    }
}
