//! What was found of a decision.

use crate::summary::drivers::DriverInput;
use crate::summary::knowing::Worth;

/// What knowing is worth before some options are chosen from.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowing {
    /// Paths that were looked at: those on which every option is defined.
    pub paths: usize,
    /// What was found, or why nothing can be.
    pub found: Result<Found, Silence>,
}

/// Why no value is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// There are fewer than two options.
    NoChoice,
    /// The options are equal on every path.
    Same,
    /// No input is uncertain.
    NothingUncertain,
    /// There are fewer than [`FEWEST_PATHS`](crate::summary::knowing::FEWEST_PATHS) paths on which every option is defined.
    TooFewPaths,
}

/// What knowing is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The option that is best on average, by its place in the list.
    pub best: usize,
    /// Everything, the luck included: no study of anything can be worth more.
    pub everything: Worth,
    /// The inputs, in their order.
    pub inputs: Vec<KnownInput>,
    /// The groups, in their order.
    pub groups: Vec<KnownGroup>,
}

/// An input, and what it is worth to know it.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownInput {
    /// The input.
    pub input: DriverInput,
    /// What it is worth.
    pub worth: Worth,
    /// What one would choose; `None` where it is worth nothing that can be told from 0.
    pub choices: Option<Choices>,
}

/// What one would choose, by its place in the list of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices {
    /// Where the input is at its 10 %.
    pub low: usize,
    /// Where it is at its 90 %.
    pub high: usize,
}

/// Some inputs, and what it is worth to know all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownGroup {
    /// What it is called.
    pub name: String,
    /// Its inputs, by their place.
    pub members: Vec<usize>,
    /// What it is worth.
    pub worth: Worth,
}

impl Knowing {
    /// The same with options called as in a longer list, of which `places` says where each stands.
    #[must_use]
    pub fn in_list(mut self, places: &[usize]) -> Self {
        if let Ok(found) = &mut self.found {
            found.best = places[found.best];
            for known in &mut found.inputs {
                known.choices = known.choices.map(|choices| Choices {
                    low: places[choices.low],
                    high: places[choices.high],
                });
            }
        }
        self
    }
}

impl Found {
    /// The inputs by what they are worth, the most first; of those that are worth nothing the ones of which least is known.
    #[must_use]
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.inputs.len()).collect();
        let worth = |input: &usize| self.inputs[*input].worth;
        order.sort_by(|a, b| {
            let value = worth(b).value.total_cmp(&worth(a).value);
            value.then(worth(b).high.total_cmp(&worth(a).high))
        });
        order
    }

    /// The inputs whose value can be told from 0, the most worth first.
    #[must_use]
    pub fn clear(&self) -> Vec<&KnownInput> {
        let order = self.order().into_iter();
        let inputs = order.map(|input| &self.inputs[input]);
        inputs.filter(|known| known.worth.is_clear).collect()
    }

    /// A value as a share of that of everything, 1 = all.
    #[must_use]
    pub fn share(&self, worth: &Worth) -> f64 {
        if self.everything.value > 0.0 {
            worth.value / self.everything.value
        } else {
            0.0
        }
    }
}
