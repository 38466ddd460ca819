//! A summary in the making that can say when a figure is known precisely enough.
//!
//! Where a run stops follows from its paths alone, at path counts that are known before; so it is
//! the same on any number of threads, and its figures are those of a run of so many paths.

use std::iter;
use std::ops::ControlFlow;

use crate::engine::{Layout, Record};
use crate::model::{Precision, Scenario, Statistic, Tolerance};
use crate::summary::precision::{Fourth, Known};
use crate::summary::table::{Summary, SummaryBuilder, TooManyFigures};
use crate::summary::tally::EXACT_PATHS;
use crate::units::count_to_float;

/// The first look at the precision: fewer paths can look precise by chance. It is a whole Latin hypercube.
pub const FIRST_CHECK: usize = 1000;

/// From here on looks are a tenth of the paths apart.
const TENTHS_FROM: usize = 10_000;

/// The path counts at which the precision is looked at, `most` the last: every 1000, from 10 000
/// on in steps of a tenth (rounded down to a thousand).
#[must_use]
pub fn check_points(most: usize) -> Vec<usize> {
    let next = |paths: &usize| Some(paths + (paths / TENTHS_FROM).max(1) * FIRST_CHECK);
    iter::successors(Some(FIRST_CHECK), next)
        .take_while(|paths| *paths < most)
        .chain([most])
        .collect()
}

/// How a run for a precision ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The figure is known well enough.
    Reached,
    /// All paths that were allowed are done before it was.
    TooFewPaths {
        /// About how many it takes, as far as can be said.
        needed: Option<usize>,
    },
    /// The figure is undefined on all paths.
    Undefined,
    /// The figure is 0 and not certain, and a percentage of it was asked for.
    Zero,
}

impl Ending {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::TooFewPaths { .. } => "too few paths",
            Self::Undefined => "undefined",
            Self::Zero => "zero",
        }
    }
}

/// What was asked for and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Until {
    /// What was asked for.
    pub precision: Precision,
    /// The most paths that were allowed.
    pub most: usize,
    /// The figure at the end.
    pub known: Known,
    /// Why it is the end.
    pub ending: Ending,
}

/// Takes in the records of a run; with a [`Precision`], says when to stop.
#[derive(Debug)]
pub struct Watch {
    builder: SummaryBuilder,
    /// How values are kept depends on how many come: while it may be few, as if it were.
    may_be_short: bool,
    most: usize,
    sought: Option<Sought>,
}

#[derive(Debug)]
struct Sought {
    precision: Precision,
    checks: Vec<usize>,
    fourth: Fourth,
    until: Option<(Known, Option<Ending>)>,
}

/// How many paths a run has as far as its first values are concerned: one that may be short begins as such.
fn kept_as(most: usize, sought: Option<&Precision>) -> usize {
    if sought.is_some() {
        most.min(EXACT_PATHS)
    } else {
        most
    }
}

impl Watch {
    /// Whether the figures of such a run fit into memory.
    ///
    /// # Errors
    ///
    /// They may not.
    pub fn affordable(
        scenario: &Scenario,
        layout: &Layout,
        most: usize,
        sought: Option<&Precision>,
    ) -> Result<(), TooManyFigures> {
        SummaryBuilder::affordable(scenario, layout, kept_as(most, sought))
    }

    /// For a run of `most` paths, or at most so many if a precision is sought.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        layout: &Layout,
        most: usize,
        sought: Option<&Precision>,
    ) -> Self {
        let paths = kept_as(most, sought);
        let mut builder = SummaryBuilder::new(scenario, layout, paths);
        if let Some(precision) = sought {
            builder.prepare(&precision.figure, paths);
        }
        Self {
            builder,
            may_be_short: paths < most,
            most,
            sought: sought.map(|precision| Sought {
                precision: precision.clone(),
                checks: check_points(most),
                fourth: Fourth::default(),
                until: None,
            }),
        }
    }

    /// After which path counts [`absorb`](Self::absorb) must have been called, the most the last.
    #[must_use]
    pub fn ends(&self) -> Vec<usize> {
        let checks = self.sought.as_ref().map(|sought| sought.checks.clone());
        checks.unwrap_or_else(|| vec![self.most])
    }

    /// Takes in the next blocks of paths, in path order; breaks off where there are enough.
    pub fn absorb(&mut self, records: &[Record]) -> ControlFlow<()> {
        let coming: usize = records.iter().map(Record::lanes).sum();
        if self.may_be_short && self.builder.paths() + coming > EXACT_PATHS {
            self.may_be_short = false;
            self.builder.lengthen();
        }
        self.builder.absorb(records);
        match &mut self.sought {
            Some(sought) => sought.absorb(records, &self.builder, self.most),
            None => ControlFlow::Continue(()),
        }
    }

    /// The figure at the last look.
    #[must_use]
    pub fn known(&self) -> Option<Known> {
        let (known, _) = self.sought.as_ref()?.until?;
        Some(known)
    }

    /// The figures of all paths taken in, and what came of the precision that was sought.
    #[must_use]
    pub fn finish(self, scenario: &Scenario) -> (Summary, Option<Until>) {
        let most = self.most;
        let until = self.sought.and_then(|sought| {
            let (known, ending) = sought.until?;
            Some(Until {
                precision: sought.precision,
                most,
                known,
                ending: ending?,
            })
        });
        (self.builder.finish(scenario), until)
    }
}

impl Sought {
    fn absorb(
        &mut self,
        records: &[Record],
        builder: &SummaryBuilder,
        most: usize,
    ) -> ControlFlow<()> {
        let figure = &self.precision.figure;
        if figure.statistic == Statistic::Sd {
            for record in records {
                self.fourth.add(&builder.values(figure, record));
            }
        }
        let paths = builder.paths();
        if self.checks.binary_search(&paths).is_err() {
            return ControlFlow::Continue(());
        }
        let Some(tally) = builder.tally(figure) else {
            return ControlFlow::Continue(());
        };
        let known = Known::new(paths, tally, &self.fourth, figure.statistic);
        let ending = ending(self.precision.tolerance, known, most);
        self.until = Some((known, ending));
        match ending {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    }
}

/// Why this is the end, if it is.
fn ending(tolerance: Tolerance, known: Known, most: usize) -> Option<Ending> {
    let Known {
        paths,
        value,
        half_width,
    } = known;
    if !value.is_finite() {
        return Some(Ending::Undefined);
    }
    let widest = tolerance.of(value);
    if half_width <= widest {
        return Some(Ending::Reached);
    }
    if widest == 0.0 && half_width > 0.0 {
        return Some(Ending::Zero);
    }
    (paths >= most).then(|| Ending::TooFewPaths {
        needed: needed(paths, half_width / widest),
    })
}

/// The error falls with the root of the paths; rounded up to two digits or a thousand.
fn needed(paths: usize, ratio: f64) -> Option<usize> {
    let paths = count_to_float(paths) * ratio * ratio;
    if !paths.is_finite() {
        return None;
    }
    let paths = paths.min(1e15);
    let unit = 10.0_f64.powf(paths.log10().floor() - 1.0).max(1000.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is positive and at most 10¹⁵"
    )]
    let rounded = ((paths / unit).ceil() * unit).round() as usize;
    Some(rounded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(paths: usize, value: f64, half_width: f64) -> Known {
        Known {
            paths,
            value,
            half_width,
        }
    }

    #[test]
    fn check_points_are_whole_thousands_and_the_most() {
        assert_eq!(check_points(500), [500]);
        assert_eq!(check_points(1000), [1000]);
        assert_eq!(check_points(2500), [1000, 2000, 2500]);
        let many = check_points(1_000_000);
        assert_eq!(many[8..12], [9000, 10_000, 11_000, 12_000]);
        assert!(many.contains(&20_000) && many.contains(&22_000) && !many.contains(&21_000));
        assert_eq!(many.last(), Some(&1_000_000));
        assert!(many.is_sorted() && many.len() < 80, "{}", many.len());
    }

    #[test]
    fn end_is_where_the_error_is_small_enough_or_hopeless() {
        let percent = Tolerance::Relative(0.01);
        let amount = Tolerance::Absolute(2.0);
        for (tolerance, known, expected) in [
            (percent, known(1000, 100.0, 1.1), None),
            (percent, known(2000, 100.0, 0.9), Some(Ending::Reached)),
            (percent, known(2000, -100.0, 0.9), Some(Ending::Reached)),
            (percent, known(1000, 0.0, 0.0), Some(Ending::Reached)),
            (percent, known(1000, 0.0, 1.0), Some(Ending::Zero)),
            (percent, known(1000, 0.0, f64::NAN), None),
            (amount, known(1000, 0.0, 1.0), Some(Ending::Reached)),
            (
                amount,
                known(1000, f64::NAN, f64::NAN),
                Some(Ending::Undefined),
            ),
            (
                amount,
                known(5000, 9.0, 4.0),
                Some(Ending::TooFewPaths {
                    needed: Some(20_000),
                }),
            ),
            (
                amount,
                known(5000, 9.0, f64::NAN),
                Some(Ending::TooFewPaths { needed: None }),
            ),
        ] {
            assert_eq!(ending(tolerance, known, 5000), expected, "{known:?}");
        }
    }

    #[test]
    fn needed_paths_are_rounded_up() {
        assert_eq!(needed(1000, 2.01), Some(5000));
        assert_eq!(needed(100_000, 3.333), Some(1_200_000));
        assert_eq!(needed(1000, 1e9), Some(1_000_000_000_000_000));
        assert_eq!(needed(1000, f64::NAN), None);
    }
}
