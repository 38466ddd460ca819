//! The numbers of a scenario: known, or drawn once per path.

use crate::random::distribution::{Distribution, Kind};

/// Where a number of the scenario stands in a path's table of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(usize);

impl Slot {
    /// The row of this number.
    #[must_use]
    pub fn index(self) -> usize {
        self.0
    }
}

/// A number, or the uncertain input it is drawn from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// The same on every path.
    Known(f64),
    /// The draw of the input with this index.
    Uncertain(usize),
}

/// A number of the scenario under its dotted key.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The dotted path in the file, such as `plans.standard.price`.
    pub key: String,
    /// What it holds before any event.
    pub value: Value,
}

/// An uncertain input: drawn once per path, held for the whole path.
#[derive(Debug, Clone)]
pub struct Input {
    /// The dotted key that names it; the draw depends on this text.
    pub key: String,
    /// What is known about it.
    pub distribution: Distribution,
    /// The kind of number, which decided the family of an interval.
    pub kind: Kind,
    /// Its dimension of the Sobol' sequence.
    pub dimension: u32,
}

/// The correlation of the normal scores of two inputs (indices into the inputs).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// One input.
    pub first: usize,
    /// The other input.
    pub second: usize,
    /// Correlation of the normal scores, in (−1, 1).
    pub rho: f64,
}

/// All numbers of a scenario, and the inputs that the uncertain ones are drawn from.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_field_names, reason = "the numbers are the quantities")]
pub struct Quantities {
    quantities: Vec<Quantity>,
    inputs: Vec<Input>,
    correlations: Vec<Correlation>,
}

impl Quantities {
    /// Adds a number and returns its place.
    pub fn add(&mut self, key: impl Into<String>, value: Value) -> Slot {
        self.quantities.push(Quantity {
            key: key.into(),
            value,
        });
        Slot(self.quantities.len() - 1)
    }

    /// Adds an uncertain input and returns the value that refers to it.
    pub fn add_input(&mut self, input: Input) -> Value {
        self.inputs.push(input);
        Value::Uncertain(self.inputs.len() - 1)
    }

    /// Couples two inputs.
    pub fn correlate(&mut self, correlation: Correlation) {
        self.correlations.push(correlation);
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.quantities.len()
    }

    /// Whether there is no number at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.quantities.is_empty()
    }

    /// The number at `slot`.
    #[must_use]
    pub fn get(&self, slot: Slot) -> &Quantity {
        &self.quantities[slot.0]
    }

    /// The known number at `slot`; `None` where it is uncertain.
    #[must_use]
    pub fn known(&self, slot: Slot) -> Option<f64> {
        match self.get(slot).value {
            Value::Known(value) => Some(value),
            Value::Uncertain(_) => None,
        }
    }

    /// Every number with its slot, in the order of addition.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Slot, &Quantity)> {
        self.quantities
            .iter()
            .enumerate()
            .map(|(index, quantity)| (Slot(index), quantity))
    }

    /// The slot of a dotted key.
    #[must_use]
    pub fn slot(&self, key: &str) -> Option<Slot> {
        self.quantities
            .iter()
            .position(|quantity| quantity.key == key)
            .map(Slot)
    }

    /// The uncertain inputs.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The couplings of inputs.
    #[must_use]
    pub fn correlations(&self) -> &[Correlation] {
        &self.correlations
    }
}
