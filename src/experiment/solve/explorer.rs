//! The values that a search has simulated.

use std::collections::BTreeMap;

use crate::engine::Observer;
use crate::experiment::solve::{Answer, Evaluated, Quest};
use crate::experiment::{ExperimentError, Threads};
use crate::model::Aim;
use crate::summary::{Estimate, Located, Place, alike, contrast};

/// Values by index, simulated when they are first looked at.
pub(super) struct Explorer<'a> {
    pub(super) quest: &'a Quest,
    threads: Threads,
    observer: &'a dyn Observer,
    looked: &'a dyn Fn(usize),
    pub(super) points: BTreeMap<usize, Evaluated>,
}

impl<'a> Explorer<'a> {
    pub(super) fn new(
        quest: &'a Quest,
        threads: Threads,
        observer: &'a dyn Observer,
        looked: &'a dyn Fn(usize),
    ) -> Self {
        Self {
            quest,
            threads,
            observer,
            looked,
            points: BTreeMap::new(),
        }
    }

    /// The figure at a value.
    pub(super) fn look(&mut self, index: usize) -> Result<f64, ExperimentError> {
        if !self.points.contains_key(&index) {
            let lattice = &self.quest.lattice;
            let values = self.quest.probe(index, self.threads, self.observer)?;
            let figure = contrast(self.quest.goal.figure.statistic, &[(1.0, &values)]);
            let point = Evaluated {
                text: lattice.text(index).to_owned(),
                x: lattice.value(index),
                values,
                figure,
                gap: figure,
            };
            self.points.insert(index, point);
            (self.looked)(self.points.len());
        }
        Ok(self.points[&index].figure.value)
    }

    pub(super) fn place(&self, index: usize) -> Place<'_> {
        let point = &self.points[&index];
        Place {
            x: point.x,
            values: &point.values,
        }
    }

    /// The ends of the range.
    pub(super) fn range(&self) -> [f64; 2] {
        let lattice = &self.quest.lattice;
        [lattice.value(0), lattice.value(lattice.last())]
    }

    /// An answer between the values of the lattice.
    pub(super) fn located(&self, found: &Located) -> Answer {
        let [low, middle, high] = found.x.interval();
        let [from, to] = self.range();
        let ends = [low.max(from).min(middle), high.min(to).max(middle)];
        Answer {
            x: middle,
            interval: found.x.se.is_finite().then_some(ends),
            figure: found.figure,
        }
    }

    /// An answer on the lattice.
    pub(super) fn at(&self, index: usize, interval: [f64; 2]) -> Answer {
        let point = &self.points[&index];
        Answer {
            x: point.x,
            interval: Some(interval),
            figure: point.figure,
        }
    }

    /// Sets each value against the best, or against what is sought.
    pub(super) fn compare(&mut self, aim: Aim) {
        let gaps: Vec<Estimate> = match aim {
            Aim::Equal(target) => {
                let figures = self.points.values().map(|point| point.figure);
                figures
                    .map(|Estimate { value, se }| Estimate {
                        value: value - target,
                        se,
                    })
                    .collect()
            }
            Aim::Extreme(direction) => match self.best(direction.sign()) {
                Some(best) => {
                    let indices = self.points.keys();
                    indices.map(|index| self.gap(*index, best)).collect()
                }
                None => return,
            },
        };
        for (point, gap) in self.points.values_mut().zip(gaps) {
            point.gap = gap;
        }
    }

    /// The figure at a value less that at another.
    pub(super) fn gap(&self, first: usize, second: usize) -> Estimate {
        let terms = [(1.0, first), (-1.0, second)];
        let terms = terms.map(|(weight, index)| (weight, &self.points[&index].values[..]));
        contrast(self.quest.goal.figure.statistic, &terms)
    }

    /// The evaluated values around one that cannot be told from it.
    pub(super) fn stretch(&self, best: usize) -> [f64; 2] {
        self.around([best, best], |index| alike(self.gap(best, index)))
    }

    /// The evaluated values from two on outward of which something holds.
    pub(super) fn around(
        &self,
        [low, high]: [usize; 2],
        holds: impl Fn(usize) -> bool,
    ) -> [f64; 2] {
        let mut ends = [self.points[&low].x, self.points[&high].x];
        let below = self.points.range(..low).rev();
        let above = self.points.range(high + 1..);
        for (_, point) in below.take_while(|(index, _)| holds(**index)) {
            ends[0] = point.x;
        }
        for (_, point) in above.take_while(|(index, _)| holds(**index)) {
            ends[1] = point.x;
        }
        ends
    }
}
