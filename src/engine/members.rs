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

    /// Thins a cohort: `thin` takes people out of its counts and out of the total of its segment and plan, and says
    /// whether any are left.
    pub fn thin(
        &mut self,
        pair: usize,
        cohort: Cohort,
        thin: impl FnOnce(&mut [f64], &mut [f64]) -> bool,
    ) {
        let counts = self.counts.row_mut(cohort.row);
        self.alive[cohort.row] = thin(counts, self.totals.row_mut(pair));
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

    /// How many cohorts a segment and plan has, those of `month` included, with or without members.
    #[must_use]
    pub fn cohort_count(&self, pair: usize, month: usize) -> usize {
        2 * (month + 1) + self.opening[pair].len()
    }

    /// The cohorts of a segment and plan in a fixed order, the same for a path whatever other paths are in its block:
    /// first-time joiners from the newest, the others from the newest, the opening.
    #[must_use]
    pub fn cohort_at(&self, pair: usize, month: usize, place: usize) -> Cohort {
        let simulated = month + 1;
        if place < simulated {
            self.cohort(pair, Joiner::First, month - place)
        } else if place < 2 * simulated {
            self.cohort(pair, Joiner::Other, month - (place - simulated))
        } else {
            self.opening[pair][place - 2 * simulated]
        }
    }
}
