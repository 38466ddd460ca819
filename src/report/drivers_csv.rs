//! `drivers.csv`: what each uncertain input does to the headline metrics.

use std::io::{self, Write};

use crate::report::values::{asked_cells, grade, moves_with, name, number, write_error};
use crate::report::{Exporter, Report};
use crate::summary::drivers::{Driver, Drivers};

/// One row for each metric and input, the metrics outermost, the inputs that explain most first.
///
/// `docs/drivers.md` says what the columns are. A cell is empty where nothing can be said.
#[derive(Debug, Clone, Copy)]
pub struct DriversCsv;

const HEADING: [&str; 20] = [
    "metric",
    "key",
    "period",
    "input",
    "grade",
    "place",
    "first_order",
    "first_order_low",
    "first_order_high",
    "distinguishable",
    "rank_correlation",
    "partial_rank_correlation",
    "rank_regression",
    "input_p10",
    "input_p90",
    "mean_at_p10",
    "se_at_p10",
    "mean_at_p90",
    "se_at_p90",
    "moves_with",
];

impl Exporter for DriversCsv {
    fn file_name(&self) -> &'static str {
        "drivers.csv"
    }

    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADING).map_err(write_error)?;
        let Some(drivers) = report.drivers else {
            return csv.flush();
        };
        for driven in &drivers.driven {
            let first = asked_cells(&driven.asked, report.scenario);
            for (place, input) in driven.order().into_iter().enumerate() {
                let cells = cells(drivers, &driven.drivers[input], place + 1);
                csv.write_record(first.iter().chain(&cells))
                    .map_err(write_error)?;
            }
        }
        csv.flush()
    }
}

fn cells(drivers: &Drivers, driver: &Driver, place: usize) -> [String; 17] {
    let input = &drivers.inputs[driver.input];
    let Driver {
        share, low, high, ..
    } = driver;
    [
        name(&input.key).into_owned(),
        grade(input.grade),
        place.to_string(),
        number(share.value),
        number(share.low),
        number(share.high),
        share.is_clear.to_string(),
        number(driver.rank_correlation),
        number(driver.partial),
        number(driver.coefficient),
        number(input.low),
        number(input.high),
        number(low.value),
        number(low.se),
        number(high.value),
        number(high.se),
        moves_with(input, |other| drivers.inputs[other].key.as_str()),
    ]
}
