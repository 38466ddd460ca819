//! The tables of a comparison for documents.

use std::io::{self, Write};

use crate::report::comparison::{ComparisonReport, sheets};

/// Writes every sheet as a table under a heading.
///
/// # Errors
///
/// `out` takes no more.
pub fn write(report: &ComparisonReport, out: &mut dyn Write) -> io::Result<()> {
    for (index, sheet) in sheets(report).iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "## {}\n", cell(&sheet.title))?;
        if !sheet.remark.is_empty() {
            writeln!(out, "{}\n", cell(&sheet.remark))?;
        }
        let row = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
            format!("| {} |", cells.join(" | "))
        };
        writeln!(out, "{}", row(&sheet.headings))?;
        let alignment: Vec<&str> = (0..sheet.headings.len())
            .map(|column| if column < sheet.names { "---" } else { "---:" })
            .collect();
        writeln!(out, "| {} |", alignment.join(" | "))?;
        for cells in &sheet.rows {
            writeln!(out, "{}", row(cells))?;
        }
    }
    Ok(())
}

/// A text that means nothing in Markdown.
fn cell(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '|' | '*' | '_' | '`' | '<' | '[' | ']' | '\\' | '#' => safe.extend(['\\', character]),
            '\n' => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
