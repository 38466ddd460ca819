//! What is said about a precision that was asked for.

use crate::cli::arguments::MOST_PATHS;
use crate::cli::messages;
use crate::model::{Precision, Scenario};
use crate::report::{asked, known_to, plain};
use crate::summary::{Ending, Known, Until};

/// How far a run has come, for its progress: `±1.2% of 0.5%`.
#[must_use]
pub fn how_far(scenario: &Scenario, precision: &Precision, known: Known) -> String {
    format!(
        "{} is known to {}, until {}",
        plain(&precision.figure.text),
        known_to(scenario, precision, known),
        plain(&precision.asked)
    )
}

/// Says what came of it: a note, or a warning with what to do.
pub fn tell(scenario: &Scenario, until: &Until, quiet: bool) {
    let paths = until.known.paths;
    let s = if paths == 1 { "" } else { "s" };
    let message = format!("stopped after {paths} path{s}: {}", asked(scenario, until));
    match until.ending {
        Ending::Reached if quiet => {}
        Ending::Reached => messages::note(&message),
        Ending::TooFewPaths { needed } => {
            messages::warning(&message, &more(needed));
        }
        Ending::Undefined => messages::warning(&message, "name another figure or period"),
        Ending::Zero => {
            let figure = plain(&until.precision.figure.text);
            let help = format!("say how precise in its unit: `--until '{figure}=NUMBER'`");
            messages::warning(&message, &help);
        }
    }
}

fn more(needed: Option<usize>) -> String {
    match needed {
        Some(paths) if paths <= MOST_PATHS => {
            format!("it takes about {paths} paths: allow more with `--paths`, or ask for less")
        }
        Some(_) => {
            format!("it takes more than {MOST_PATHS} paths, the most there can be: ask for less")
        }
        None => "allow more with `--paths`, or name a percentile nearer to the middle".to_owned(),
    }
}
