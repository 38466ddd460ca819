//! What can be wrong with an experiment, as data; each text is written once, here.

use crate::engine::RunError;
use crate::experiment::MOST_POINTS;
use crate::model::{FigureError, GoalError};
use crate::random::sampler::SamplerError;
use crate::scenario::wording::{shown, suggestion};
use crate::scenario::{LoadError, ScenarioErrors};
use crate::summary::AuditError;

/// Why an experiment cannot be done.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the words of the message")]
pub enum ExperimentError {
    /// No `=`, or nothing on a side of it.
    #[error("`{}` names no key and values", shown(.text))]
    Assignment { text: String },
    /// Not `from:to:step`.
    #[error("`{}` is not a range, expected `from:to:step` such as `39:99:5`", shown(.text))]
    Range { text: String },
    /// A range without a step where one is needed.
    #[error("the range `{}` of `{}` has no step", shown(.text), shown(.key))]
    NoStep { key: String, text: String },
    /// A range in which nothing lies.
    #[error("the range `{}` of `{}` is {what}", shown(.text), shown(.key))]
    Empty {
        key: String,
        text: String,
        what: &'static str,
    },
    /// A list with an empty place.
    #[error("the list `{}` of `{}` has an empty place", shown(.text), shown(.key))]
    Gap { key: String, text: String },
    /// More points than anybody can look at.
    #[error("these are {count} points, more than {MOST_POINTS}")]
    TooMany { count: String },
    /// A key that is given twice, or one inside another.
    #[error("{}", twice(.first, .second))]
    Twice { first: String, second: String },
    /// A key that holds the frame in which points are compared.
    #[error("`{}` cannot vary: it is the same for all that is compared", shown(.key))]
    Frame { key: String },
    /// Lists to be zipped of different lengths.
    #[error("zipped values pair up one by one, and `{}` has {first_count}, `{}` {second_count}", shown(.first), shown(.second))]
    Unequal {
        first: String,
        first_count: usize,
        second: String,
        second_count: usize,
    },
    /// Not `lhs:N` or `sobol:N`.
    #[error("`{}` is not a design, expected `lhs:N` or `sobol:N` such as `lhs:64`", shown(.text))]
    Design { text: String },
    /// A table of points that cannot be read.
    #[error("`{}`: {reason}", shown(.file))]
    Table { file: String, reason: String },
    /// A row of a table of points.
    #[error("`{}`, line {line}: {reason}", shown(.file))]
    TableLine {
        file: String,
        line: u64,
        reason: String,
    },
    /// A point to compare with that gives a value to no swept key.
    #[error("`--reference`: `{}` gives no swept key a value", shown(.text))]
    Reference { text: String, keys: Vec<String> },
    /// Not `NAME=KEY,…`.
    #[error("`--group`: `{}` names no group and its inputs", shown(.text))]
    Group { text: String },
    /// Two groups of one name.
    #[error("`--group`: `{}` is the name of two groups", shown(.name))]
    GroupTwice { name: String },
    /// A pattern that no uncertain input matches.
    #[error("`--group`: no uncertain input is called `{}`", shown(.pattern))]
    GroupMember {
        pattern: String,
        candidates: Vec<String>,
    },
    /// No key at all.
    #[error("nothing is swept")]
    Nothing,
    /// A point whose scenario is wrong.
    #[error("point {} is no scenario ({})", .point, shown(.values))]
    Point {
        point: usize,
        values: String,
        errors: Box<ScenarioErrors>,
    },
    /// A value of a key that makes no scenario.
    #[error("`{}` makes no scenario", shown(.assignment))]
    Value {
        assignment: String,
        errors: Box<ScenarioErrors>,
    },
    /// A goal that cannot be read.
    #[error("`--goal`: {0}")]
    Goal(GoalError),
    /// The scenario or an override is wrong, whatever the point.
    #[error(transparent)]
    Scenario(#[from] LoadError),
    /// A figure that cannot be read.
    #[error("`{option}`: {error}")]
    Figure {
        option: &'static str,
        error: FigureError,
    },
    /// A metric that does not exist.
    #[error("`--metrics`: unknown metric `{}`", shown(.text))]
    Metric {
        text: String,
        candidates: Vec<String>,
    },
    /// Not a list of percentages.
    #[error("`--quantiles`: `{}` is no percentage from 0 to 100 in ascending order", shown(.text))]
    Quantile { text: String },
    /// What is kept to compare with would take too much memory.
    #[error("what is compared takes {} GiB, more than {} GiB", bytes.div_ceil(1 << 30), most >> 30)]
    TooLarge { bytes: usize, most: usize },
    /// The inputs of a point cannot be sampled together.
    #[error(transparent)]
    Inputs(#[from] SamplerError),
    /// A run did not end.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The numbers of a compared scenario cannot be believed.
    #[error("`{}`: {error}", shown(.name))]
    Contender { name: String, error: AuditError },
    /// A difference that cannot be taken apart.
    #[error("the difference cannot be taken apart: {reason}")]
    Whole { reason: String },
    /// The numbers of a point cannot be believed.
    #[error("point {point}: {error}")]
    Audit { point: usize, error: AuditError },
    /// The numbers at a value of a key cannot be believed.
    #[error("with `{}`: {error}", shown(.assignment))]
    ValueAudit {
        assignment: String,
        error: AuditError,
    },
}

impl ExperimentError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::Assignment { .. } | Self::Range { .. } | Self::NoStep { .. } => {
                "write `-P KEY=FROM:TO:STEP`, such as `-P plans.standard.price=39:99:5`"
            }
            Self::Empty { .. } => {
                "the last number must not be below the first, and the step above 0"
            }
            Self::Gap { .. } => {
                "write `-L KEY=A,B,C`; commas within `[]`, `{}` and quotes part nothing"
            }
            Self::TooMany { .. } => "take larger steps, or sample the box: `--design lhs:64`",
            Self::Twice { .. } => "name each key once, with all its values",
            Self::Frame { .. } => {
                "name another key; `--months`, `--seed`, `--paths` and `--set` change it for all"
            }
            Self::Unequal { .. } => "give each as many values, or leave out `--zip` to cross them",
            Self::Design { .. } => "latin hypercube or Sobol' points, as many as the number says",
            Self::Table { .. } | Self::TableLine { .. } => {
                "one column for each key, its dotted name on top; one row for each point"
            }
            Self::Reference { keys, .. } => {
                return Some(format!("the swept keys are `{}`", keys.join("`, `")));
            }
            Self::Group { .. } => {
                "write `--group NAME=KEY,…`, such as `--group 'prices=costs.gpu_*,costs.fixed'`"
            }
            Self::GroupTwice { .. } => {
                "give each group a name of its own, and all its inputs at once"
            }
            Self::GroupMember {
                pattern,
                candidates,
            } => return Some(member_help(pattern, candidates)),
            Self::Whole { .. } => "compare without `--explain`, or change fewer things at once",
            Self::Nothing => "name a key and its values: `-P plans.standard.price=39:99:5`",
            Self::Metric { text, candidates } => {
                let candidates = candidates.iter().map(String::as_str);
                return suggestion(text, candidates.clone()).or_else(|| {
                    Some(format!(
                        "there are {}, or `all` alone",
                        candidates.collect::<Vec<_>>().join(", ")
                    ))
                });
            }
            Self::Figure { error, .. } | Self::Goal(GoalError::Figure(error)) => {
                return figure_help(error);
            }
            Self::Quantile { .. } => "write `--quantiles 5,50,95`",
            Self::TooLarge { .. } => {
                "take fewer `--paths` or `--metrics`, or leave out `--months-csv`"
            }
            Self::Run(RunError::TooLarge { .. }) => "simulate fewer months, plans or segments",
            Self::Run(RunError::TooMany { .. })
            | Self::Audit {
                error: AuditError::Overflow { .. },
                ..
            }
            | Self::Contender {
                error: AuditError::Overflow { .. },
                ..
            }
            | Self::ValueAudit {
                error: AuditError::Overflow { .. },
                ..
            } => "look for a price, a level, a growth rate or a month that is far off",
            Self::Audit { .. } | Self::Contender { .. } | Self::ValueAudit { .. } => {
                "this is a bug: please report it with the scenario"
            }
            Self::Goal(GoalError::Form { .. }) => {
                "such as `mean(gross_profit, total) max` or `p50(cash, last) = 0`"
            }
            Self::Value { .. } => {
                "where only some values will do, give a step that leads to them: `FROM:TO:1`"
            }
            Self::Point { .. } | Self::Scenario(_) | Self::Inputs(_) | Self::Run(_) => return None,
        };
        Some(text.to_owned())
    }
}

fn member_help(pattern: &str, candidates: &[String]) -> String {
    let Some(first) = candidates.first() else {
        return "no input is uncertain, or all that are take part in the choice".to_owned();
    };
    let names = candidates.iter().map(String::as_str);
    suggestion(pattern, names).unwrap_or_else(|| {
        let count = candidates.len();
        format!("there are {count} such as `{first}`; a `*` stands for anything")
    })
}

fn twice(first: &str, second: &str) -> String {
    if first == second {
        format!("`{}` is swept twice", shown(first))
    } else {
        format!(
            "`{}` and `{}` are swept both, and one is part of the other",
            shown(first),
            shown(second)
        )
    }
}

/// What to do about a figure that is wrong.
#[must_use]
pub fn figure_help(error: &FigureError) -> Option<String> {
    match error {
        FigureError::Metric { text, candidates }
        | FigureError::Key {
            text, candidates, ..
        } => suggestion(text, candidates.iter().map(String::as_str))
            .or_else(|| Some(format!("there are {}", candidates.join(", ")))),
        FigureError::Outside { .. } => {
            Some("name months that are simulated, or `total` or `last`".to_owned())
        }
        FigureError::Series { .. } => {
            Some("such as `gross_profit, 2025` or `subscribers.plan:pro, last`".to_owned())
        }
        FigureError::Target { .. } => Some(
            "such as `revenue, 2025-12 > 20e6` or `subscribers.plan:pro, last >= 10_000`"
                .to_owned(),
        ),
        FigureError::Guard { .. } => Some("such as `p05(cash, last) > 0`".to_owned()),
        _ => Some("such as `mean(gross_profit, total)`".to_owned()),
    }
}
