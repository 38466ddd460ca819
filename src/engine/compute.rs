//! What credits become: generations by type, and the GPU hours that they take.

use crate::engine::lanes::{Grid, add_product};
use crate::engine::layout::Layout;
use crate::engine::record::Record;
use crate::engine::values::Values;
use crate::model::{Key, Metric, Scenario, Slot};

/// Generations and GPU hours per credit, on each path of a block.
#[derive(Debug)]
pub struct Compute {
    kinds: usize,
    /// By segment and type.
    paid: Grid,
    /// By segment and type.
    free: Grid,
    /// By API class and type.
    api: Grid,
    /// GPU hours per credit by segment.
    paid_hours: Grid,
    free_hours: Grid,
    /// By API class.
    api_hours: Grid,
    mix: Grid,
}

impl Compute {
    /// Room for the types, segments and classes of `scenario`.
    #[must_use]
    pub fn new(scenario: &Scenario, lanes: usize) -> Self {
        let kinds = scenario.generations.len();
        let (segments, classes) = (scenario.segments.len(), scenario.api.len());
        Self {
            kinds,
            paid: Grid::new(segments * kinds, lanes),
            free: Grid::new(segments * kinds, lanes),
            api: Grid::new(classes * kinds, lanes),
            paid_hours: Grid::new(segments, lanes),
            free_hours: Grid::new(segments, lanes),
            api_hours: Grid::new(classes, lanes),
            mix: Grid::new(kinds, lanes),
        }
    }

    /// Works out what a credit becomes.
    ///
    /// *Formula*: `paid_g/need` generations of type g, each `gpu_seconds/3600/gpu_utilisation`
    /// GPU hours.
    pub fn update(&mut self, scenario: &Scenario, values: &Values) {
        for (index, segment) in scenario.segments.iter().enumerate() {
            let first = index * self.kinds;
            per_credit(scenario, values, &segment.usage.paid, &mut self.paid, first);
            per_credit(scenario, values, &segment.usage.free, &mut self.free, first);
            let hours = self.paid_hours.row_mut(index);
            hours_per_credit(scenario, values, &self.paid, first, hours);
            let hours = self.free_hours.row_mut(index);
            hours_per_credit(scenario, values, &self.free, first, hours);
        }
        for (index, class) in scenario.api.iter().enumerate() {
            let first = index * self.kinds;
            values.proportions(&class.mix, &mut self.mix);
            for (kind, generation) in scenario.generations.iter().enumerate() {
                let credits = values.get(generation.credits);
                let share = self.mix.row(kind);
                for (lane, made) in self.api.row_mut(first + kind).iter_mut().enumerate() {
                    // what costs no credits cannot be bought with them
                    *made = if credits[lane] > 0.0 {
                        share[lane] / credits[lane]
                    } else {
                        0.0
                    };
                }
            }
            let hours = self.api_hours.row_mut(index);
            hours_per_credit(scenario, values, &self.api, first, hours);
        }
    }

    /// Books the GPU hours of a plan's subscribers of one segment.
    pub fn book_plan(
        &self,
        record: &mut Record,
        layout: &Layout,
        month: usize,
        (segment, plan): (usize, usize),
        credits: &[f64],
    ) {
        let row = layout.plan(Metric::GpuHours, plan);
        add_product(
            record.row_mut(month, row),
            credits,
            self.paid_hours.row(segment),
        );
    }

    /// Books what all subscribers of a segment make.
    pub fn book_paid(
        &self,
        record: &mut Record,
        layout: &Layout,
        month: usize,
        segment: usize,
        credits: &[f64],
    ) {
        let made = self.paid.block(segment * self.kinds, self.kinds);
        book_generations(record, layout, month, (made, credits), Key::GenerationPaid);
    }

    /// Books what the free users of a segment make.
    pub fn book_free(
        &self,
        record: &mut Record,
        layout: &Layout,
        month: usize,
        segment: usize,
        credits: &[f64],
    ) {
        let row = layout.row(Metric::GpuHours, Key::Free);
        let hours = self.free_hours.row(segment);
        add_product(record.row_mut(month, row), credits, hours);
        let made = self.free.block(segment * self.kinds, self.kinds);
        book_generations(record, layout, month, (made, credits), Key::GenerationFree);
    }

    /// Books what the customers of an API class make.
    pub fn book_api(
        &self,
        record: &mut Record,
        layout: &Layout,
        month: usize,
        class: usize,
        credits: &[f64],
    ) {
        let row = layout.row(Metric::GpuHours, Key::Api);
        let hours = self.api_hours.row(class);
        add_product(record.row_mut(month, row), credits, hours);
        let made = self.api.block(class * self.kinds, self.kinds);
        book_generations(record, layout, month, (made, credits), Key::GenerationApi);
    }
}

/// Books generations of every type: `made` per credit, a row of lanes for each type.
fn book_generations(
    record: &mut Record,
    layout: &Layout,
    month: usize,
    (made, credits): (&[f64], &[f64]),
    key: fn(usize) -> Key,
) {
    for (kind, per_credit) in made.chunks_exact(credits.len()).enumerate() {
        let row = layout.row(Metric::Generations, key(kind));
        add_product(record.row_mut(month, row), credits, per_credit);
    }
}

/// Generations of each type per credit: `wanted_g / Σ wanted·credits`.
fn per_credit(
    scenario: &Scenario,
    values: &Values,
    wanted: &[(usize, Slot)],
    out: &mut Grid,
    first: usize,
) {
    for kind in 0..scenario.generations.len() {
        out.row_mut(first + kind).fill(0.0);
    }
    for lane in 0..out.lanes() {
        let need = crate::engine::choice::need(scenario, values, wanted, false, lane);
        if need > 0.0 {
            for (kind, number) in wanted {
                out.row_mut(first + kind)[lane] += values.get(*number)[lane] / need;
            }
        }
    }
}

fn hours_per_credit(
    scenario: &Scenario,
    values: &Values,
    per_credit: &Grid,
    first: usize,
    out: &mut [f64],
) {
    out.fill(0.0);
    let utilisation = values.get(scenario.costs.gpu_utilisation);
    for (kind, generation) in scenario.generations.iter().enumerate() {
        let seconds = values.get(generation.gpu_seconds);
        let made = per_credit.row(first + kind);
        for (lane, hours) in out.iter_mut().enumerate() {
            *hours += made[lane] * seconds[lane] / 3600.0 / utilisation[lane];
        }
    }
}
