//! `knowing.csv`: what it is worth to know inputs before a point is chosen.

use std::io::{self, Write};

use crate::report::sweep::SweepReport;
use crate::report::values::{grade, moves_with, name, number, write_error};
use crate::summary::knowing::{Found, KnownInput, Worth};

const HEADING: [&str; 17] = [
    "what",
    "name",
    "grade",
    "place",
    "value",
    "se",
    "value_low",
    "value_high",
    "distinguishable",
    "share",
    "in_sample",
    "input_p10",
    "input_p90",
    "point_at_p10",
    "point_at_p90",
    "members",
    "moves_with",
];

/// Writes the table: everything, the groups, then the inputs, the one that is worth most first.
///
/// `docs/knowing.md` says what the columns are. Where nothing can be told it has no row.
///
/// # Errors
///
/// `out` takes no more.
pub fn write(report: &SweepReport, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(HEADING).map_err(write_error)?;
    let Ok(found) = &report.knowing.found else {
        return csv.flush();
    };
    let nothing = || [const { String::new() }; 6];
    let first = ["everything", "", "", ""].map(str::to_owned);
    let everything = row(first, found, &found.everything, nothing());
    csv.write_record(everything).map_err(write_error)?;
    for group in &found.groups {
        let members = group.members.iter();
        let members: Vec<&str> = members
            .map(|member| found.inputs[*member].input.key.as_str())
            .collect();
        let mut last = nothing();
        last[4] = name(&members.join("; ")).into_owned();
        let own = name(&group.name).into_owned();
        let first = ["group".to_owned(), own, String::new(), String::new()];
        csv.write_record(row(first, found, &group.worth, last))
            .map_err(write_error)?;
    }
    for (place, input) in found.order().into_iter().enumerate() {
        let known = &found.inputs[input];
        let first = [
            "input".to_owned(),
            name(&known.input.key).into_owned(),
            grade(known.input.grade),
            (place + 1).to_string(),
        ];
        csv.write_record(row(first, found, &known.worth, details(found, known)))
            .map_err(write_error)?;
    }
    csv.flush()
}

fn row(first: [String; 4], found: &Found, worth: &Worth, last: [String; 6]) -> Vec<String> {
    let numbers = [worth.value, worth.se, worth.low, worth.high].map(number);
    let more = [
        worth.is_clear.to_string(),
        number(found.share(worth)),
        number(worth.in_sample),
    ];
    first
        .into_iter()
        .chain(numbers)
        .chain(more)
        .chain(last)
        .collect()
}

fn details(found: &Found, known: &KnownInput) -> [String; 6] {
    let [low, high] = known
        .choices
        .map_or([const { String::new() }; 2], |choices| {
            [choices.low, choices.high].map(|point| point.to_string())
        });
    [
        number(known.input.low),
        number(known.input.high),
        low,
        high,
        String::new(),
        moves_with(&known.input, |other| found.inputs[other].input.key.as_str()),
    ]
}
