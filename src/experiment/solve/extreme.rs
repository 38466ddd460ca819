//! Where a figure is highest or lowest.

use crate::experiment::solve::explorer::Explorer;
use crate::experiment::solve::{Ending, Found, HELD, UNDEFINED};
use crate::experiment::{ExperimentError, golden};
use crate::model::Direction;
use crate::summary::{Located, Place, alike, top};

/// Places to either side of the best to which a curve is fitted.
const SIDE: usize = 4;

impl Explorer<'_> {
    /// The top of the curve, with its sign changed for the lowest; the grid has been looked at.
    pub(super) fn extreme(
        &mut self,
        direction: Direction,
        grid: &[usize],
    ) -> Result<Found, ExperimentError> {
        let sign = direction.sign();
        let Some(first) = self.best(sign) else {
            return Ok(UNDEFINED);
        };
        let last = self.quest.lattice.last();
        let is_stepped = self.quest.lattice.is_stepped;
        let spacing = last.div_ceil(grid.len() - 1);
        let reach = if is_stepped { 1 } else { spacing / SIDE };
        let mut best = self.climb(first, reach, sign)?;
        if best == 0 || best == last {
            best = self.climb(best, 1, sign)?;
        }
        let others = self.rivals(first, sign, grid);
        if best == 0 || best == last {
            let answer = self.at(best, self.stretch(best));
            let is_flat = answer.interval == Some(self.range());
            let ending = if is_flat {
                Ending::Flat
            } else {
                Ending::OnBound
            };
            return Ok((ending, Some(answer), others));
        }
        if is_stepped {
            let answer = self.at(best, self.stretch(best));
            let is_flat = answer.interval == Some(self.range());
            let ending = if is_flat { Ending::Flat } else { Ending::Found };
            return Ok((ending, Some(answer), others));
        }
        let found = self.fit(best, spacing, sign)?;
        if sign * found.hold.value < 0.0 && found.is_held(HELD) {
            return Ok((Ending::Found, Some(self.located(&found)), others));
        }
        let best = self.best(sign).unwrap_or(best);
        let answer = self.at(best, self.stretch(best));
        Ok((Ending::Flat, Some(answer), others))
    }

    /// The best of all values so far; the lowest of equals.
    pub(super) fn best(&self, sign: f64) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (index, point) in &self.points {
            let height = sign * point.figure.value;
            if !height.is_nan() && best.is_none_or(|(_, highest)| height > highest) {
                best = Some((*index, height));
            }
        }
        best.map(|(index, _)| index)
    }

    /// Goes from a value that is better than its neighbours to the top between them.
    fn climb(&mut self, best: usize, reach: usize, sign: f64) -> Result<usize, ExperimentError> {
        let below = self.points.range(..best).next_back();
        let above = self.points.range(best + 1..).next();
        let low = below.map_or(best, |(index, _)| *index);
        let high = above.map_or(best, |(index, _)| *index);
        let height = sign * self.points[&best].figure.value;
        golden(low, (best, height), high, reach, |index| {
            Ok(sign * self.look(index)?)
        })
    }

    /// The top of a curve fitted to values up to `width` around `middle`, moved after it.
    fn fit(&mut self, middle: usize, width: usize, sign: f64) -> Result<Located, ExperimentError> {
        const MOVES: usize = 3;
        let last = self.quest.lattice.last();
        let width = width.clamp(1, last / 2);
        let mut middle = middle.clamp(width, last - width);
        for turn in 1.. {
            let mut indices: Vec<usize> = (0..=2 * SIDE)
                .map(|step| middle - width + step * width / SIDE)
                .collect();
            indices.dedup();
            for index in &indices {
                self.look(*index)?;
            }
            let places: Vec<Place> = indices.iter().map(|index| self.place(*index)).collect();
            let found = top(self.quest.goal.figure.statistic, sign, &places);
            let next = self.quest.lattice.nearest(found.x.value);
            let next = next.clamp(width, last - width);
            if turn == MOVES || next.abs_diff(middle) <= width / 2 {
                return Ok(found);
            }
            middle = next;
        }
        unreachable!("the last turn returns")
    }

    /// Other tops of the coarse grid that cannot be told from the best, with a lower value between.
    fn rivals(&self, best: usize, sign: f64, grid: &[usize]) -> Vec<[f64; 2]> {
        let height = |place: usize| sign * self.points[&grid[place]].figure.value;
        let mut rivals = Vec::new();
        for (place, index) in grid.iter().enumerate() {
            let [before, after] = [place.saturating_sub(1), (place + 1).min(grid.len() - 1)];
            let is_top = height(place) >= height(before) && height(place) >= height(after);
            let (low, high) = (best.min(*index), best.max(*index));
            let mut between = grid.iter().filter(|other| low < **other && **other < high);
            if is_top
                && *index != best
                && alike(self.gap(best, *index))
                && between.any(|other| !alike(self.gap(best, *other)))
            {
                rivals.push([before, after].map(|place| self.points[&grid[place]].x));
            }
        }
        rivals
    }
}
