//! Factors: what a sensitivity analysis moves by itself.

use crate::summary::drivers::DriverInput;

/// Something that is moved by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// An input, or several that the scenario correlates, by their places among the inputs.
    Inputs(Vec<usize>),
    /// All inputs that have no factor of their own.
    Others(Vec<usize>),
    /// The market's noise and chance.
    Luck,
}

impl Factor {
    /// The inputs that it moves, by place.
    #[must_use]
    pub fn inputs(&self) -> &[usize] {
        match self {
            Self::Inputs(inputs) | Self::Others(inputs) => inputs,
            Self::Luck => &[],
        }
    }

    /// What it is called: the key of its first input.
    #[must_use]
    pub fn name(&self, inputs: &[DriverInput]) -> String {
        match self {
            Self::Inputs(own) => own
                .first()
                .map_or_else(String::new, |input| inputs[*input].key.clone()),
            Self::Others(_) => "(all other inputs)".to_owned(),
            Self::Luck => "(luck)".to_owned(),
        }
    }
}

/// A factor for each input; those that move together are one.
#[must_use]
pub fn factors(inputs: &[DriverInput]) -> Vec<Factor> {
    let heads = (0..inputs.len()).filter(|input| inputs[*input].group == *input);
    heads
        .map(|head| {
            let is_own = |input: &usize| inputs[*input].group == head;
            Factor::Inputs((0..inputs.len()).filter(is_own).collect())
        })
        .collect()
}
