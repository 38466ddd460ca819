//! Two swept keys as a map.

use crate::report::plain;
use crate::report::sweep::SweepReport;
use crate::report::terminal::section;
use crate::report::terminal::sparkline::{extent, shade};
use crate::report::terminal::sweep::{SHOWN, alone, look};
use crate::report::terminal::table::{Cell, Column, Fit, Table};

/// Most columns of a map.
const WIDEST_MAP: usize = 12;

/// Two swept keys with all pairs: one down, one across.
pub fn heat_map(report: &SweepReport, columns: usize) -> Option<String> {
    let [down, across] = report.points.keys.as_slice() else {
        return None;
    };
    let grid: Vec<[&str; 2]> = (0..report.points.points.len())
        .map(|point| {
            let values = report.points.values(point);
            [values[0], values[1]]
        })
        .collect();
    let [rows, heads] = [0, 1].map(|axis| {
        let mut values: Vec<&str> = Vec::new();
        for pair in &grid {
            if !values.contains(&pair[axis]) {
                values.push(pair[axis]);
            }
        }
        values.sort_by(|a, b| numeric(a).total_cmp(&numeric(b)));
        values
    });
    if heads.len() > WIDEST_MAP || rows.len() > SHOWN || rows.len() * heads.len() > 2 * grid.len() {
        return None;
    }
    let values = report
        .ranking
        .standings
        .iter()
        .map(|standing| standing.objective.value);
    let scale = extent(values);
    let mut headings = vec![Column::names("", Fit::Shrinks(8))];
    headings.extend(
        heads
            .iter()
            .map(|head| Column::numbers(plain(head), Fit::Fixed)),
    );
    let mut table = Table::new(headings);
    for row in &rows {
        let mut cells = vec![Cell::from(plain(row))];
        for head in &heads {
            let point = grid.iter().position(|pair| pair == &[*row, *head]);
            cells.push(point.map_or_else(Cell::default, |point| {
                let objective = report.ranking.standings[point].objective;
                let shade = shade(objective.value, scale);
                Cell::styled(
                    format!("{shade} {}", alone(report, objective.value)),
                    look(report, point),
                )
            }));
        }
        table.row(cells);
    }
    let remark = format!(
        "`{}` by {} down and {} across; the fuller, the higher",
        plain(&report.objective.figure.text),
        plain(down),
        plain(across)
    );
    Some(section("Map", &remark, &table.render(columns), columns))
}

/// A value as a number; texts come last.
pub(super) fn numeric(text: &str) -> f64 {
    text.replace('_', "").parse().unwrap_or(f64::INFINITY)
}
