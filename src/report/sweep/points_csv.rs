//! `points.csv`: one row per point, how it stands.

use std::io::{self, Write};

use crate::report::sweep::SweepReport;
use crate::report::values::{name, number, write_error};

/// Writes the table.
///
/// # Errors
///
/// `out` takes no more.
pub fn write(report: &SweepReport, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    let names =
        |texts: &[&str]| -> Vec<String> { texts.iter().map(|text| (*text).to_owned()).collect() };
    let heading = names(&["point"])
        .into_iter()
        .chain(report.points.keys.iter().map(|key| name(key).into_owned()))
        .chain(names(&[
            "objective",
            "objective_se",
            "diff",
            "diff_se",
            "p_better",
        ]))
        .chain(
            report
                .constraints
                .iter()
                .map(|guard| name(&guard.text).into_owned()),
        )
        .chain(names(&["constraints_met", "rank", "p_best", "regret"]));
    csv.write_record(heading).map_err(write_error)?;
    for (point, standing) in report.ranking.standings.iter().enumerate() {
        let values = report.points.values(point).into_iter();
        let met = if report.is_allowed(point) {
            "yes"
        } else {
            "no"
        };
        let rank = standing
            .rank
            .map_or_else(String::new, |rank| rank.to_string());
        let cells = [point.to_string()]
            .into_iter()
            .chain(values.map(|value| name(value).into_owned()))
            .chain(
                [
                    standing.objective.value,
                    standing.objective.se,
                    standing.difference.value,
                    standing.difference.se,
                    standing.p_better,
                ]
                .map(number),
            )
            .chain(report.figures[point].iter().copied().map(number))
            .chain([met.to_owned(), rank])
            .chain([standing.p_best, standing.regret].map(number));
        csv.write_record(cells).map_err(write_error)?;
    }
    csv.flush()
}
