//! Where a figure has a given value.

use std::collections::BTreeMap;

use crate::experiment::solve::explorer::Explorer;
use crate::experiment::solve::{Answer, Ending, Evaluated, Found, HELD, UNDEFINED, WELL_HELD};
use crate::experiment::{ExperimentError, bracketed};
use crate::summary::{Estimate, Located, alike, crossing};

impl Explorer<'_> {
    /// The lowest crossing; the grid has been looked at.
    pub(super) fn root(&mut self, target: f64, grid: &[usize]) -> Result<Found, ExperimentError> {
        let excess = |points: &BTreeMap<usize, Evaluated>, index: usize| {
            points[&index].figure.value - target
        };
        let nearest = |points: &BTreeMap<usize, Evaluated>| {
            let distance = |index: &usize| excess(points, *index).abs();
            let defined = points.keys().copied();
            let defined = defined.filter(|index| !distance(index).is_nan());
            defined.min_by(|a, b| distance(a).total_cmp(&distance(b)))
        };
        let Some(close) = nearest(&self.points) else {
            return Ok(UNDEFINED);
        };
        let mut brackets: Vec<[usize; 2]> = Vec::new();
        for pair in grid.windows(2) {
            let [low, high] = [pair[0], pair[1]].map(|index| excess(&self.points, index));
            // of an excess of 0 it counts as a crossing where the sign changes before or after
            if !(low.is_nan() || high.is_nan()) && (low < 0.0) != (high < 0.0) {
                brackets.push([pair[0], pair[1]]);
            }
        }
        let is_touched = excess(&self.points, close) == 0.0;
        let ends = match brackets[..] {
            [[low, high], ..] => {
                let ends = [low, high].map(|index| (index, excess(&self.points, index)));
                bracketed::<ExperimentError>(ends[0], ends[1], |index| {
                    Ok(self.look(index)? - target)
                })?
            }
            [] if is_touched => [close, close],
            [] => {
                let same = |index| alike(self.gap(close, index));
                let interval = self.around([close, close], same);
                let answer = self.at(close, interval);
                return Ok((Ending::NoCrossing, Some(answer), Vec::new()));
            }
        };
        let others = brackets.iter().skip(1);
        let others = others.map(|bracket| bracket.map(|index| self.points[&index].x));
        let others = others.collect();
        let found = self.straight(target, ends, grid);
        let is_held = found.is_held(HELD);
        let mut answer = self.located(&found);
        if !is_held {
            let near = |index: usize| {
                let figure = self.points[&index].figure;
                alike(Estimate {
                    value: figure.value - target,
                    se: figure.se,
                })
            };
            answer.interval = Some(self.around(ends, near));
        }
        if self.quest.lattice.is_stepped {
            let [low, high] = ends.map(|index| excess(&self.points, index).abs());
            let index = if low <= high { ends[0] } else { ends[1] };
            let interval = answer
                .interval
                .map(|interval| self.outward(interval, index));
            answer = Answer {
                interval,
                ..self.at(index, [f64::NAN; 2])
            };
        }
        let ending = if is_held { Ending::Found } else { Ending::Flat };
        Ok((ending, Some(answer), others))
    }

    /// The line through two neighbours, with its slope over as short a way as it is known well.
    fn straight(&self, target: f64, [low, high]: [usize; 2], grid: &[usize]) -> Located {
        let statistic = self.quest.goal.figure.statistic;
        let is_defined = |index: &usize| !self.points[index].figure.value.is_nan();
        let from = grid.iter().rfind(|index| **index < low).unwrap_or(&low);
        let to = grid.iter().find(|index| **index > high).unwrap_or(&high);
        let indices = |range| -> Vec<usize> {
            let range: std::collections::btree_map::Range<usize, Evaluated> = range;
            range.map(|(index, _)| *index).filter(is_defined).collect()
        };
        let mut below = indices(self.points.range(from..=&low));
        below.reverse();
        let above = indices(self.points.range(&high..=to));
        let ends = [low, high].map(|index| self.place(index));
        let mut found = None;
        for step in 0..below.len().max(above.len()) {
            let first = below[step.min(below.len() - 1)];
            let second = above[step.min(above.len() - 1)];
            if first == second {
                continue;
            }
            let slope = [first, second].map(|index| self.place(index));
            let line = crossing(statistic, target, ends, slope);
            found = Some(line);
            if line.is_held(WELL_HELD) {
                break;
            }
        }
        found.unwrap_or_else(|| crossing(statistic, target, ends, ends))
    }

    /// An interval widened to values of the lattice, with one of them in it.
    fn outward(&self, [low, high]: [f64; 2], index: usize) -> [f64; 2] {
        let lattice = &self.quest.lattice;
        let values = (0..=lattice.last()).map(|index| lattice.value(index));
        let (mut from, mut to) = (lattice.value(index), lattice.value(index));
        for value in values.clone().rev() {
            if value <= low {
                from = from.min(value);
                break;
            }
        }
        for value in values {
            if value >= high {
                to = to.max(value);
                break;
            }
        }
        [from, to]
    }
}
