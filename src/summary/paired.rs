//! Two runs that live through the same luck, compared path by path.

use rayon::prelude::*;

use crate::engine::Record;
use crate::model::{Direction, Metric};
use crate::summary::measure::{Sample, Selection};
use crate::summary::tally::Tally;
use crate::summary::values::Sums;
use crate::units::count_to_float;

/// What a run is compared with.
#[derive(Debug, Clone, Copy)]
pub enum Reference<'a> {
    /// A run that is over, all its paths.
    Kept(&'a Sample),
    /// The same blocks of a run that goes on beside it.
    Beside(&'a Selection, &'a [Record]),
}

/// A number of a run, and its difference to the reference's.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The number.
    pub own: Tally,
    /// Own less reference's, on the paths where both are defined; `None` where the reference has no such number.
    pub difference: Option<Difference>,
}

/// A difference over paths.
#[derive(Debug, Clone)]
pub struct Difference {
    /// Own less reference's.
    pub tally: Tally,
    /// Paths on which the own is better; where both are equal, half.
    wins: f64,
    direction: Direction,
}

impl Difference {
    fn new(metric: Metric, paths: usize) -> Self {
        Self {
            tally: Tally::new(paths),
            wins: 0.0,
            direction: metric.better(),
        }
    }

    fn add(&mut self, differences: &[f64]) {
        self.tally.add(differences);
        for difference in differences {
            let gain = difference * self.direction.sign();
            self.wins += win(gain);
        }
    }

    /// The probability of being better: the share of paths on which it is, ties counting half; NaN without any.
    #[must_use]
    pub fn p_better(&self) -> f64 {
        self.wins / count_to_float(self.tally.defined())
    }

    /// Monte Carlo standard error of the mean difference.
    ///
    /// *Formula*: `sd/√n` of the differences path by path: what both runs share cancels.
    #[must_use]
    pub fn se(&self) -> f64 {
        self.tally.sd() / count_to_float(self.tally.defined()).sqrt()
    }
}

/// What a path counts for being better: a tie is half; nothing where it is undefined.
pub(super) fn win(gain: f64) -> f64 {
    if gain > 0.0 {
        1.0
    } else if gain == 0.0 {
        0.5
    } else {
        0.0
    }
}

/// Compares a run with its reference as its paths come.
#[derive(Debug)]
pub struct PairedBuilder<'a> {
    selection: &'a Selection,
    pairs: Vec<Pair>,
    /// By measure: which one of the reference it is compared with.
    partners: Vec<Option<usize>>,
    paths: usize,
}

impl<'a> PairedBuilder<'a> {
    /// Nothing yet. `partners` says, for each measure, which of the reference's measures is the same.
    #[must_use]
    pub fn new(
        selection: &'a Selection,
        metrics: impl IntoIterator<Item = Metric>,
        partners: Vec<Option<usize>>,
        paths: usize,
    ) -> Self {
        let pair = |(metric, partner): (Metric, &Option<usize>)| Pair {
            own: Tally::new(paths),
            difference: partner.map(|_| Difference::new(metric, paths)),
        };
        Self {
            selection,
            pairs: metrics.into_iter().zip(&partners).map(pair).collect(),
            partners,
            paths: 0,
        }
    }

    /// Takes in the next blocks of paths, in path order.
    pub fn absorb(&mut self, records: &[Record], reference: Reference) {
        let first = self.paths;
        let (selection, partners) = (self.selection, &self.partners);
        let pairs = self.pairs.par_iter_mut().zip(partners).enumerate();
        pairs.for_each(|(index, (pair, partner))| {
            let (mut sums, mut other) = (Sums::default(), Sums::default());
            let mut differences = Vec::new();
            let mut done = first;
            for (block, record) in records.iter().enumerate() {
                let own = selection.values(index, record, &mut sums);
                pair.own.add(own);
                if let (Some(difference), Some(partner)) = (&mut pair.difference, partner) {
                    let reference = match reference {
                        Reference::Kept(sample) => &sample.column(*partner)[done..done + own.len()],
                        Reference::Beside(selection, records) => {
                            selection.values(*partner, &records[block], &mut other)
                        }
                    };
                    differences.clear();
                    differences.extend(own.iter().zip(reference).map(|(own, other)| own - other));
                    difference.add(&differences);
                }
                done += own.len();
            }
        });
        self.paths += records.iter().map(Record::lanes).sum::<usize>();
    }

    /// Every measure and its difference, with their statistics.
    #[must_use]
    pub fn finish(self) -> Vec<Pair> {
        self.pairs.par_iter().for_each(|pair| {
            pair.own.work_out();
            if let Some(difference) = &pair.difference {
                difference.tally.work_out();
            }
        });
        self.pairs
    }
}
