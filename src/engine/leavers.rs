//! Who leaves a cohort at a renewal, and who of them cancels: the innermost loop of the simulation.

use crate::random::binomial;
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// What decides on the members of a cohort, lane by lane.
#[derive(Debug, Clone, Copy)]
pub struct Odds<'a> {
    /// Odds of cancelling at this renewal, at reference; infinite where all cancel.
    pub hazard: &'a [f64],
    /// What multiplies them.
    pub factor: &'a [f64],
    /// `Σ b·e^u` of all options but cancelling, over `1 − h'`.
    pub pull: &'a [f64],
    /// Probability that who does not cancel leaves all the same: switches, or fails to pay.
    pub elsewhere: &'a [f64],
}

/// What became of the members of all cohorts that face the same.
#[derive(Debug)]
pub struct Fates {
    /// Who cancelled.
    pub cancelled: Vec<f64>,
    /// Who left without cancelling.
    pub others: Vec<f64>,
    /// Who stayed.
    pub stayed: Vec<f64>,
}

impl Fates {
    /// Of nobody yet.
    #[must_use]
    pub fn new(lanes: usize) -> Self {
        Self {
            cancelled: vec![0.0; lanes],
            others: vec![0.0; lanes],
            stayed: vec![0.0; lanes],
        }
    }

    /// Begins with nobody again.
    pub fn clear(&mut self) {
        self.cancelled.fill(0.0);
        self.others.fill(0.0);
        self.stayed.fill(0.0);
    }
}

/// Thins a cohort: takes who leaves out of `counts` and of `total`, the subscribers of the segment and plan, and adds
/// everybody to `fates`. Returns whether any member is left.
///
/// *Formula*: `gone ~ Binomial(n, 1 − (1 − c)(1 − e))`, `cancelled ~ Binomial(gone, c/(1 − (1 − c)(1 − e)))` with c the
/// probability of cancelling, `odds(c) = hazard·factor/pull`, and e that of leaving `elsewhere`; a pair of uniforms at
/// `address`.
pub fn thin(
    address: Cell,
    first_path: u32,
    odds: Odds,
    counts: &mut [f64],
    total: &mut [f64],
    fates: &mut Fates,
) -> bool {
    let mut any = false;
    wide::run(Thin {
        address,
        first_path,
        odds,
        counts,
        total,
        fates,
        any: &mut any,
    });
    any
}

/// [`thin`].
struct Thin<'a> {
    address: Cell,
    first_path: u32,
    odds: Odds<'a>,
    counts: &'a mut [f64],
    total: &'a mut [f64],
    fates: &'a mut Fates,
    any: &'a mut bool,
}

impl Kernel for Thin<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.counts.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let people = Lanes::<V>::load(self.counts, at);
        if people.is_zero() {
            return;
        }
        let hazard = Lanes::load(self.odds.hazard, at);
        let cancelling = hazard * Lanes::load(self.odds.factor, at);
        let pull = Lanes::load(self.odds.pull, at);
        // infinite odds are certainty, whatever pulls; no odds are none, even where nothing pulls
        let surely = hazard.at_least(f64::INFINITY) | cancelling.at_least(f64::INFINITY);
        let never = cancelling.at_most(0.0);
        let cancel = cancelling / (cancelling + pull);
        let cancel = never.choose(Lanes::all(0.0), surely.choose(Lanes::all(1.0), cancel));
        let leave = cancel + (1.0 - cancel) * Lanes::load(self.odds.elsewhere, at);
        let share = leave.at_most(0.0).choose(Lanes::all(0.0), cancel / leave);
        let (first, second) = self.address.pairs(path_at(self.first_path, at));
        let gone = binomial::quantiles(people, leave, first);
        let cancelled = binomial::quantiles(gone, share, second);
        let left = people - gone;
        *self.any |= !left.is_zero();
        left.store(self.counts, at);
        (-gone).add_to(self.total, at);
        cancelled.add_to(&mut self.fates.cancelled, at);
        (gone - cancelled).add_to(&mut self.fates.others, at);
        left.add_to(&mut self.fates.stayed, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Members, subscribers, hazards, factors, pulls and probabilities of leaving elsewhere, with every limit among them.
    fn cohort(lanes: usize) -> Vec<Vec<f64>> {
        let mut rows = vec![vec![0.0; lanes]; 6];
        for (index, row) in rows.iter_mut().enumerate() {
            Cell::new(9, index as u64, 0, 0).fill(0, row);
        }
        for lane in 0..lanes {
            let scale = [0.0, 2.0, 50.0, 1e4, 1e9][lane % 5];
            rows[0][lane] = (scale * rows[0][lane]).round();
            rows[1][lane] = rows[0][lane] + 3.0;
            rows[2][lane] = [rows[2][lane], 0.0, f64::INFINITY, 1e-9][lane % 4];
            rows[4][lane] = [rows[4][lane], 1.0, 0.0][lane % 3];
        }
        rows
    }

    fn odds(rows: &[Vec<f64>]) -> Odds<'_> {
        Odds {
            hazard: &rows[2],
            factor: &rows[3],
            pull: &rows[4],
            elsewhere: &rows[5],
        }
    }

    #[test]
    fn leavers_are_the_same_on_every_instruction_set() {
        let rows = cohort(301);
        wide::assert_same_bits(&vec![vec![0.0; 301]; 5], |left, runner| {
            let (mut fates, mut any) = (Fates::new(301), false);
            left[0].copy_from_slice(&rows[0]);
            left[1].copy_from_slice(&rows[1]);
            let (counts, total) = left.split_at_mut(1);
            runner.run(Thin {
                address: Cell::new(1, 2, 3, 4),
                first_path: 7,
                odds: odds(&rows),
                counts: &mut counts[0],
                total: &mut total[0],
                fates: &mut fates,
                any: &mut any,
            });
            assert!(any);
            left[2].copy_from_slice(&fates.cancelled);
            left[3].copy_from_slice(&fates.others);
            left[4].copy_from_slice(&fates.stayed);
        });
    }

    #[test]
    fn leavers_and_stayers_make_the_cohort_and_limits_are_certainties() {
        let rows = cohort(300);
        let (mut counts, mut total) = (rows[0].clone(), rows[1].clone());
        let mut fates = Fates::new(300);
        let address = Cell::new(1, 2, 3, 4);
        let any = thin(address, 0, odds(&rows), &mut counts, &mut total, &mut fates);
        assert!(any);
        for lane in 0..300 {
            let before = rows[0][lane];
            let gone = fates.cancelled[lane] + fates.others[lane];
            assert_eq!(gone + fates.stayed[lane], before, "lane {lane}");
            assert_eq!(counts[lane], fates.stayed[lane], "lane {lane}");
            assert_eq!(total[lane], before + 3.0 - gone, "lane {lane}");
            if rows[2][lane] == f64::INFINITY {
                assert_eq!(
                    fates.cancelled[lane], before,
                    "who surely cancels, lane {lane}"
                );
            }
            if rows[2][lane] == 0.0 {
                assert_eq!(fates.cancelled[lane], 0.0, "who never cancels, lane {lane}");
            }
        }
    }
}
