//! What the report of a sweep shows of what knowing is worth.

use serde::{Deserialize, Serialize};

use crate::report::page::figures::Number;
use crate::summary::knowing::{Knowing, Worth};

/// Inputs that are shown, at most.
const MOST: usize = 10;

/// What knowing is worth before a point is chosen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KnowingFigures {
    /// Knowing everything, the luck included.
    pub everything: WorthFigures,
    /// The groups that were asked for.
    pub groups: Vec<WorthFigures>,
    /// The inputs that are worth most, those told from nothing alone.
    pub inputs: Vec<WorthFigures>,
    /// How many inputs are worth nothing that can be told.
    pub others: usize,
}

/// What it is worth to know something.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorthFigures {
    /// The key of an input, the name of a group; nothing of everything.
    pub name: String,
    /// `measured`, `benchmark` or `guess`.
    pub grade: Option<String>,
    pub value: Number,
    pub se: Number,
    /// The ends of its 95 % interval.
    pub interval: [Number; 2],
    /// The points one would choose where it is at its 10 % and at its 90 %.
    pub points: Option<[usize; 2]>,
}

impl KnowingFigures {
    /// What was found; none where nothing can be told.
    #[must_use]
    pub fn new(knowing: &Knowing) -> Option<Self> {
        let found = knowing.found.as_ref().ok()?;
        let clear = found.clear();
        let inputs = clear.iter().take(MOST).map(|known| WorthFigures {
            grade: known.input.grade.map(|grade| grade.to_string()),
            points: known.choices.map(|choices| [choices.low, choices.high]),
            ..WorthFigures::new(&known.input.key, &known.worth)
        });
        let groups = found.groups.iter();
        let groups = groups.map(|group| WorthFigures::new(&group.name, &group.worth));
        Some(Self {
            everything: WorthFigures::new("", &found.everything),
            groups: groups.collect(),
            inputs: inputs.collect(),
            others: found.inputs.len() - clear.len(),
        })
    }
}

impl WorthFigures {
    fn new(name: &str, worth: &Worth) -> Self {
        Self {
            name: name.to_owned(),
            grade: None,
            value: Number(worth.value),
            se: Number(worth.se),
            interval: [worth.low, worth.high].map(Number),
            points: None,
        }
    }
}
