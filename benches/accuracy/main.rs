//! How far what is drawn is from the exact laws: `cargo bench --bench accuracy`.
//!
//! Prints the tables of `docs/accuracy.md`, in a few minutes. Nothing here knows how a draw is made: the laws of quantile
//! functions are found from where they jump, those of samplers from samples.

#![expect(clippy::cast_precision_loss, reason = "counts are small")]

use std::io::Write;

mod counts;
#[path = "../../tests/exact/mod.rs"]
mod exact;
mod inputs;
mod rates;
mod samples;
mod sums;

/// A table of `docs/accuracy.md`.
struct Table {
    title: String,
    head: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

fn main() {
    let mut out = std::io::stdout().lock();
    let tables: [fn() -> Table; 7] = [
        counts::binomials,
        counts::poissons,
        samples::table,
        sums::table,
        inputs::quantiles_of_families,
        inputs::ranks,
        rates::table,
    ];
    for table in tables {
        print(&mut out, &table()).expect("standard output");
    }
}

fn print(out: &mut impl Write, table: &Table) -> std::io::Result<()> {
    writeln!(out, "{}\n", table.title)?;
    writeln!(out, "| {} |", table.head.join(" | "))?;
    let rules = vec!["---:"; table.head.len() - 1];
    writeln!(out, "| --- | {} |", rules.join(" | "))?;
    for row in &table.rows {
        writeln!(out, "| {} |", row.join(" | "))?;
    }
    writeln!(out)
}
