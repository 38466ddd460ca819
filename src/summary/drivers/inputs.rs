//! The uncertain inputs of a scenario as drivers: what they are called, how well they are known, what moves with them.

use crate::model::{Grade, Scenario, Value, covers};

/// An uncertain input.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverInput {
    /// The dotted key.
    pub key: String,
    /// How well it is known; `None` where `[sources]` does not say, or an override took the place of what it speaks of.
    pub grade: Option<Grade>,
    /// The value below which it is with a probability of 10 %, in its own unit.
    pub low: f64,
    /// The value below which it is with a probability of 90 %, in its own unit.
    pub high: f64,
    /// Inputs that the scenario correlates with it, by their place in the list, and the correlation of their normal scores.
    pub moves_with: Vec<(usize, f64)>,
    /// The first input, by its place, of all that move together with it, directly or through others; itself, where none does.
    pub group: usize,
    /// Its place among the inputs of the scenario.
    pub draw: usize,
}

#[cfg(test)]
impl DriverInput {
    /// An input of a test, even from 0 to 1.
    pub(in crate::summary) fn named(key: &str, place: usize) -> Self {
        Self {
            key: key.to_owned(),
            grade: None,
            low: 0.1,
            high: 0.9,
            moves_with: Vec::new(),
            group: place,
            draw: place,
        }
    }
}

/// The uncertain inputs that a number of the scenario is drawn from, one for each key, in the order of the scenario.
///
/// A number and its reference share one draw: they are one input. The `overrides`, `KEY=VALUE` each, are already in the
/// scenario; what `[sources]` says is of the number before.
#[must_use]
pub fn driver_inputs(scenario: &Scenario, overrides: &[String]) -> Vec<DriverInput> {
    open_inputs(scenario, overrides, &[])
}

/// The same without those that are not found out but chosen: what has one of the keys `chosen`, or lies in it.
#[must_use]
pub fn open_inputs(
    scenario: &Scenario,
    overrides: &[String],
    chosen: &[String],
) -> Vec<DriverInput> {
    let is_chosen = |key: &str| chosen.iter().any(|outer| covers(outer, key));
    let overridden = |key: &str| {
        let mut keys = overrides.iter().filter_map(|text| text.split_once('='));
        keys.any(|(own, _)| covers(own.trim(), key))
    };
    let quantities = &scenario.quantities;
    let mut inputs: Vec<DriverInput> = Vec::new();
    for (draw, input) in quantities.inputs().iter().enumerate() {
        let mut users = quantities
            .iter()
            .filter(|(_, quantity)| quantity.value == Value::Uncertain(draw));
        let is_known = inputs.iter().any(|other| other.key == input.key);
        if users.next().is_none() || is_known || is_chosen(&input.key) {
            continue;
        }
        inputs.push(DriverInput {
            key: input.key.clone(),
            grade: scenario
                .grade(&input.key)
                .filter(|_| !overridden(&input.key)),
            low: input.distribution.quantile(0.1),
            high: input.distribution.quantile(0.9),
            moves_with: Vec::new(),
            group: inputs.len(),
            draw,
        });
    }
    let place = |draw: usize| {
        let key = &quantities.inputs()[draw].key;
        inputs.iter().position(|input| input.key == *key)
    };
    let pairs = quantities
        .correlations()
        .iter()
        .filter(|pair| pair.rho != 0.0);
    let pairs: Vec<(usize, usize, f64)> = pairs
        .filter_map(|pair| Some((place(pair.first)?, place(pair.second)?, pair.rho)))
        .collect();
    for (first, second, rho) in pairs {
        for (one, other) in [(first, second), (second, first)] {
            let moves_with = &mut inputs[one].moves_with;
            if one != other && !moves_with.iter().any(|(known, _)| *known == other) {
                moves_with.push((other, rho));
            }
        }
        let [one, other] = [first, second].map(|input| inputs[input].group);
        for input in &mut inputs {
            if input.group == one.max(other) {
                input.group = one.min(other);
            }
        }
    }
    inputs
}
