//! The numbers of a scenario on each path of a block, in the month at hand.

use crate::engine::lanes::Grid;
use crate::model::{Change, Event, Mix, Operation, Scenario, Slot, Value};
use crate::random::sampler::InputSampler;

/// Values by slot: as drawn, and with the events of the month applied.
#[derive(Debug)]
pub struct Values {
    /// The uncertain inputs, one after another, each on all paths drawn.
    inputs: Vec<f64>,
    base: Grid,
    now: Grid,
    changed: Vec<Slot>,
}

impl Values {
    /// Draws the inputs of `paths` paths from `first_path` on; lanes beyond them have those of the last one.
    #[must_use]
    pub fn draw(
        scenario: &Scenario,
        sampler: &InputSampler,
        first_path: u32,
        paths: usize,
        lanes: usize,
    ) -> Self {
        let mut inputs = vec![0.0; scenario.quantities.inputs().len() * paths];
        sampler.fill(first_path, paths, &mut inputs);
        let mut base = Grid::new(scenario.quantities.len(), lanes);
        for (slot, quantity) in scenario.quantities.iter() {
            let row = base.row_mut(slot.index());
            match quantity.value {
                Value::Known(value) => row.fill(value),
                Value::Uncertain(input) => {
                    let drawn = &inputs[input * paths..(input + 1) * paths];
                    row[..paths].copy_from_slice(drawn);
                    row[paths..].fill(drawn.last().copied().unwrap_or(f64::NAN));
                }
            }
        }
        let mut changed: Vec<Slot> = scenario
            .events
            .iter()
            .flat_map(|event| event.changes.iter().map(|change| change.target))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        Self {
            inputs,
            now: base.clone(),
            base,
            changed,
        }
    }

    /// The uncertain inputs as they were drawn, one after another, each on all paths.
    #[must_use]
    pub fn into_inputs(self) -> Vec<f64> {
        self.inputs
    }

    /// Number of paths.
    #[must_use]
    pub fn lanes(&self) -> usize {
        self.base.lanes()
    }

    /// Those of `lanes` paths from the one at `first` on.
    #[must_use]
    pub fn part(&self, first: usize, lanes: usize) -> Self {
        let part = |grid: &Grid| {
            let mut rows = Grid::new(grid.rows(), lanes);
            for row in 0..grid.rows() {
                let from = &grid.row(row)[first..first + lanes];
                rows.row_mut(row).copy_from_slice(from);
            }
            rows
        };
        Self {
            inputs: Vec::new(),
            base: part(&self.base),
            now: part(&self.now),
            changed: self.changed.clone(),
        }
    }

    /// Applies the events that hold in `month`, in file order.
    pub fn apply_events(&mut self, scenario: &Scenario, month: usize) {
        for slot in &self.changed {
            let row = slot.index();
            self.now.row_mut(row).copy_from_slice(self.base.row(row));
        }
        for event in events_in(scenario, month) {
            for change in &event.changes {
                let amount = self.base.row(change.amount.index());
                apply(self.now.row_mut(change.target.index()), change, amount);
            }
        }
    }

    /// The value of `slot` in `month` for those whom the events that `spared` names do not touch.
    pub fn sparing(
        &self,
        scenario: &Scenario,
        month: usize,
        slot: Slot,
        spared: impl Fn(&Event) -> bool,
        out: &mut [f64],
    ) {
        out.copy_from_slice(self.base.row(slot.index()));
        for event in events_in(scenario, month).filter(|event| !spared(event)) {
            for change in event.changes.iter().filter(|change| change.target == slot) {
                apply(out, change, self.base.row(change.amount.index()));
            }
        }
    }

    /// The values of `slot` now.
    #[must_use]
    pub fn get(&self, slot: Slot) -> &[f64] {
        self.now.row(slot.index())
    }

    /// The values of `slot` as the file has them, before any event.
    #[must_use]
    pub fn before_events(&self, slot: Slot) -> &[f64] {
        self.base.row(slot.index())
    }

    /// The proportions of `mix` by index, one row of `out` each; absent entries get 0.
    ///
    /// *Formula*: without a rest `w_i/Σw`; with a rest the given entries as they are and
    /// `1 − Σw` for the rest, or, where `Σw > 1`, `w_i/Σw` and 0.
    pub fn proportions(&self, mix: &Mix, out: &mut Grid) {
        out.fill(0.0);
        let lanes = out.lanes();
        for lane in 0..lanes {
            let sum: f64 = mix
                .given
                .iter()
                .map(|(_, slot)| self.get(*slot)[lane])
                .sum();
            let scale = match mix.rest {
                Some(_) if sum <= 1.0 => 1.0,
                _ if sum > 0.0 => 1.0 / sum,
                _ => 0.0,
            };
            for (index, slot) in &mix.given {
                out.row_mut(*index)[lane] = self.get(*slot)[lane] * scale;
            }
            if let Some(rest) = mix.rest {
                out.row_mut(rest)[lane] = (1.0 - sum).max(0.0);
            }
        }
    }
}

/// The events that hold in simulated month `month`, in file order.
pub fn events_in(scenario: &Scenario, month: usize) -> impl Iterator<Item = &Event> {
    let month = i32::try_from(month).unwrap_or(i32::MAX);
    scenario
        .events
        .iter()
        .filter(move |event| event.holds_in(month))
}

fn apply(target: &mut [f64], change: &Change, amount: &[f64]) {
    for (target, amount) in target.iter_mut().zip(amount) {
        *target = apply_to(*target, change, *amount);
    }
}

/// A number after a change. NaN ("none sold") passes.
pub fn apply_to(number: f64, change: &Change, amount: f64) -> f64 {
    let changed = match change.operation {
        Operation::Set => amount,
        Operation::Scale => number * amount,
    };
    if changed < change.lowest {
        change.lowest
    } else if changed > change.highest {
        change.highest
    } else {
        changed
    }
}
