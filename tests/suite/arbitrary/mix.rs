//! Proportions: known ones that sum to 1, weights, and `"rest"`.

use proptest::prelude::*;

use super::number::{Num, Spec, num};
use super::text::Text;

const SHARE: Spec = Spec::probability(0.0, 1.0);
const MOST: usize = 4;

#[derive(Debug, Clone)]
pub struct Mix {
    weights: [f64; MOST],
    numbers: Vec<Num>,
    /// Which entries there are; the first is there whatever this says.
    present: [bool; MOST],
    rest: Option<usize>,
    uncertain: bool,
}

pub fn mix() -> impl Strategy<Value = Mix> {
    let weight = prop_oneof![5 => 0.01..1.0, 1 => Just(0.0)];
    (
        prop::array::uniform4(weight),
        prop::collection::vec(num(), MOST),
        any::<[bool; MOST]>(),
        prop::option::of(0..MOST),
        any::<bool>(),
    )
        .prop_map(|(weights, numbers, present, rest, uncertain)| Mix {
            weights,
            numbers,
            present,
            rest,
            uncertain,
        })
}

impl Mix {
    /// The values of the entries at `keys` below the table at hand, all of them or some.
    pub fn values(&self, text: &mut Text, keys: &[String], all: bool) -> Vec<Option<String>> {
        let there: Vec<usize> = (0..keys.len())
            .filter(|i| all || *i == 0 || self.present[*i])
            .collect();
        let rest = self.rest.map(|rest| there[rest % there.len()]);
        let total: f64 = there.iter().map(|i| self.weights[*i]).sum();
        let known = |i: usize| {
            if total > 0.0 {
                self.weights[i] / total
            } else {
                f64::from(u8::from(i == there[0]))
            }
        };
        let mut values = vec![None; keys.len()];
        // without a rest, known weights must sum to 1 unless one of the others is uncertain
        let weighs = self.uncertain
            && self
                .numbers
                .iter()
                .take(there.len())
                .any(|n| n.written(SHARE).known.is_none());
        for (place, i) in there.iter().copied().enumerate() {
            let number = &self.numbers[place];
            values[i] = Some(if rest == Some(i) {
                "\"rest\"".to_owned()
            } else if weighs && (rest.is_none() || number.written(SHARE).known.is_none()) {
                text.value(&keys[i], SHARE, number)
            } else {
                text.changeable(&keys[i], SHARE);
                known(i).to_string()
            });
        }
        values
    }

    /// An inline table of the entries of `names` at `table` below the table at hand.
    pub fn inline(&self, text: &mut Text, table: &str, names: &[String]) -> String {
        let keys: Vec<String> = names.iter().map(|name| format!("{table}.{name}")).collect();
        let values = self.values(text, &keys, false);
        let entries: Vec<String> = names
            .iter()
            .zip(values)
            .filter_map(|(name, value)| Some(format!("{} = {}", super::text::key(name), value?)))
            .collect();
        format!("{{ {} }}", entries.join(", "))
    }
}
