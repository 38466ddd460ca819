//! The format of a scenario file, described once.
//!
//! The check of every file, the paths of `--set` and of events, the defaults, the JSON Schema for
//! editors and the print-out of `check` are all derived from [`ROOT`].

mod json;
mod market;
mod money;
mod path;
mod range;
mod sale;
mod segments;
mod shape;
mod statements;
mod trend;

pub use json::json_schema;
pub use path::{Located, PathError, locate, split_path};
pub use range::Range;
pub use shape::{Field, List, Map, Names, Number, Presence, SHARE, Shape, Table};

use shape::Shape as S;

const MONTHS: &str = "the horizon is the same for the whole run";

/// The whole file.
pub static ROOT: Table = Table {
    fields: &[
        Field::new("name", "What the scenario is called.", S::Text),
        Field::new(
            "currency",
            "ISO code of the currency of every amount.",
            S::Text,
        )
        .or_word(""),
        Field::new("start", "First simulated month.", S::Month),
        Field::new("months", "Number of simulated months.", S::Integer(1, 1200)).fixed(MONTHS),
        Field::new(
            "extends",
            "File, relative to this one, that has everything not given here.",
            S::Text,
        )
        .optional(),
        Field::new(
            "simulation",
            "How to run it unless the command line says otherwise.",
            S::Table(&SIMULATION),
        )
        .or_empty()
        .fixed("it is the same for the whole run"),
        Field::new(
            "signups",
            "New users per month.",
            S::Table(&market::SIGNUPS),
        )
        .or_empty(),
        Field::new(
            "noise",
            "Month-to-month noise of the whole market, on the log scale.",
            S::Table(&market::NOISE),
        )
        .or_empty(),
        Field::new(
            "generations",
            "What credits buy.",
            S::Map(&sale::GENERATIONS),
        )
        .optional(),
        Field::new(
            "plans",
            "What is sold by subscription.",
            S::Map(&sale::PLANS),
        )
        .optional(),
        Field::new("segments", "Who buys.", S::Map(&segments::SEGMENTS)).optional(),
        Field::new("api", "Classes of metered customers.", S::Map(&money::API)).optional(),
        Field::new(
            "billing",
            "What stands between a price and revenue.",
            S::Table(&money::BILLING),
        )
        .or_empty(),
        Field::new("costs", "What the business pays.", S::Table(&money::COSTS)).or_empty(),
        Field::new("free", "What a free user is given.", S::Table(&money::FREE)).or_empty(),
        Field::new(
            "opening",
            "State at the end of the month before `start`.",
            S::Table(&market::OPENING),
        )
        .or_empty()
        .fixed("it lies before the first month"),
        Field::new(
            "events",
            "Changes of numbers from a month on, in order.",
            S::List(&statements::EVENTS),
        )
        .optional(),
        Field::new(
            "correlate",
            "Couplings of uncertain inputs.",
            S::List(&statements::CORRELATE),
        )
        .optional(),
        Field::new(
            "facts",
            "Published figures to compare with.",
            S::List(&statements::FACTS),
        )
        .optional(),
        Field::new("guards", "What must hold.", S::List(&statements::GUARDS)).optional(),
        Field::new(
            "sources",
            "Where numbers come from, by dotted key.",
            S::Map(&statements::SOURCES),
        )
        .optional(),
    ],
    choices: &[],
};

static SIMULATION: Table = Table {
    fields: &[
        Field::new(
            "paths",
            "Number of Monte Carlo paths.",
            S::Integer(1, 100_000_000),
        )
        .or(10_000.0),
        Field::new(
            "seed",
            "Seed of everything random.",
            S::Integer(0, u64::MAX as i128),
        )
        .or(1.0),
        Field::new(
            "sampler",
            "How uncertain inputs are drawn.",
            S::Word(&["random", "latin_hypercube", "sobol"]),
        )
        .or_word("latin_hypercube"),
    ],
    choices: &[],
};
