//! Subscribers by cohort: plan, segment, how and when they joined.

use crate::engine::bills::Joiner;
use crate::engine::lanes::{Grid, add};
use crate::engine::setup::Setup;
use crate::engine::values::Values;

/// One cohort: a row of head counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cohort {
    /// Row of the counts.
    pub row: usize,
    /// How they came.
    pub joiner: Joiner,
    /// Simulated month of joining; negative for the opening.
    pub joined: i32,
}

/// All subscribers.
#[derive(Debug)]
pub struct Members {
    plans: usize,
    months: usize,
    counts: Grid,
    /// Whether a cohort may have members on some path.
    alive: Vec<bool>,
    /// By segment and plan: cohorts of the opening.
    opening: Vec<Vec<Cohort>>,
    /// By segment and plan: all subscribers.
    totals: Grid,
}

impl Members {
    /// The opening subscribers.
    #[must_use]
    pub fn new(setup: &Setup, values: &Values, lanes: usize) -> Self {
        let scenario = setup.scenario;
        let (plans, segments) = (scenario.plans.len(), scenario.segments.len());
        let pairs = plans * segments;
        let groups = &scenario.opening.subscribers;
        let simulated = pairs * 2 * scenario.months;
        let mut members = Self {
            plans,
            months: scenario.months,
            counts: Grid::new(simulated + groups.len(), lanes),
            alive: vec![false; simulated + groups.len()],
            opening: vec![Vec::new(); pairs],
            totals: Grid::new(pairs, lanes),
        };
        for (index, group) in groups.iter().enumerate() {
            let pair = members.pair(group.segment, group.plan);
            let months = group.renewals * scenario.plans[group.plan].period + group.elapsed + 1;
            let cohort = Cohort {
                row: simulated + index,
                joiner: Joiner::Opening,
                joined: -i32::try_from(months).unwrap_or(i32::MAX),
            };
            let counts: Vec<f64> = values
                .before_events(group.count)
                .iter()
                .map(|count| count.round())
                .collect();
            // groups of one tenure are one cohort: their members decide independently
            let alike = members.opening[pair]
                .iter()
                .find(|other| other.joined == cohort.joined)
                .copied();
            if alike.is_none() {
                members.opening[pair].push(cohort);
            }
            members.add(pair, alike.unwrap_or(cohort), &counts);
        }
        members
    }

    /// The row of a segment and plan.
    #[must_use]
    pub fn pair(&self, segment: usize, plan: usize) -> usize {
        segment * self.plans + plan
    }

    /// The cohort of those who join in `month`.
    #[must_use]
    pub fn cohort(&self, pair: usize, joiner: Joiner, month: usize) -> Cohort {
        let class = usize::from(joiner == Joiner::Other);
        Cohort {
            row: (pair * 2 + class) * self.months + month,
            joiner,
            joined: i32::try_from(month).unwrap_or(i32::MAX),
        }
    }

    /// Adds people to a cohort.
    pub fn add(&mut self, pair: usize, cohort: Cohort, people: &[f64]) {
        add(self.counts.row_mut(cohort.row), people);
        add(self.totals.row_mut(pair), people);
        self.alive[cohort.row] = true;
    }

    /// Head counts of a cohort.
    #[must_use]
    pub fn counts(&self, cohort: Cohort) -> &[f64] {
        self.counts.row(cohort.row)
    }

    /// Takes people out of a cohort.
    pub fn remove(&mut self, pair: usize, cohort: Cohort, people: &[f64]) {
        let counts = self.counts.row_mut(cohort.row);
        let mut any = false;
        for (count, gone) in counts.iter_mut().zip(people) {
            *count -= gone;
            any |= *count > 0.0;
        }
        self.alive[cohort.row] = any;
        for (total, gone) in self.totals.row_mut(pair).iter_mut().zip(people) {
            *total -= gone;
        }
    }

    /// All subscribers of a segment and plan.
    #[must_use]
    pub fn total(&self, pair: usize) -> &[f64] {
        self.totals.row(pair)
    }

    /// Whether a cohort may have members on some path of the block.
    #[must_use]
    pub fn is_alive(&self, cohort: Cohort) -> bool {
        self.alive[cohort.row]
    }

    /// Every cohort of a segment and plan, those of `month` included, with or without members, in
    /// a fixed order: first-time joiners from the newest, the others from the newest, the opening.
    /// So it is the same for a path whatever other paths are in its block.
    #[must_use]
    pub fn cohorts(&self, pair: usize, month: usize) -> Vec<Cohort> {
        let mut cohorts = Vec::with_capacity(2 * month + 2);
        for joiner in [Joiner::First, Joiner::Other] {
            cohorts.extend(
                (0..=month)
                    .rev()
                    .map(|joined| self.cohort(pair, joiner, joined)),
            );
        }
        cohorts.extend(&self.opening[pair]);
        cohorts
    }
}
