//! Chosen numbers of a run, path by path.

use rayon::prelude::*;

use crate::engine::{Layout, Record, Series};
use crate::model::{Figure, Key, Metric, Period, Target};
use crate::summary::table::place;
use crate::summary::values::Sums;

/// One number of a path: a metric and key over a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Which metric.
    pub metric: Metric,
    /// Which part of it.
    pub key: Key,
    /// Over which months.
    pub period: Period,
}

impl From<&Figure> for Measure {
    fn from(figure: &Figure) -> Self {
        Self {
            metric: figure.metric,
            key: figure.key,
            period: figure.period,
        }
    }
}

impl From<&Target> for Measure {
    fn from(target: &Target) -> Self {
        Self {
            metric: target.metric,
            key: target.key,
            period: target.period,
        }
    }
}

/// Measures, and where the ledger of a scenario has them.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    places: Vec<(Series, Period)>,
}

impl Selection {
    /// Finds measures in the ledger of their scenario; one that it does not have is a mistake of the caller and left
    /// out.
    #[must_use]
    pub fn new(layout: &Layout, measures: impl IntoIterator<Item = Measure>) -> Self {
        let find = |measure: Measure| {
            let has =
                |series: &&Series| series.metric == measure.metric && series.key == measure.key;
            let series = layout.series().iter().find(has)?;
            Some((*series, place(measure.metric.nature(), measure.period)))
        };
        Self {
            places: measures.into_iter().filter_map(find).collect(),
        }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// One of them on the paths of a block; NaN where it is undefined.
    pub(super) fn values<'a>(
        &self,
        index: usize,
        record: &'a Record,
        sums: &'a mut Sums,
    ) -> &'a [f64] {
        let (series, period) = &self.places[index];
        series.values(record, *period, sums)
    }
}

/// The values of a selection on every path of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    columns: Vec<Vec<f64>>,
}

impl Sample {
    /// Nothing yet, with room for `paths` paths.
    #[must_use]
    pub fn new(selection: &Selection, paths: usize) -> Self {
        let column = || Vec::with_capacity(paths);
        Self {
            columns: (0..selection.len()).map(|_| column()).collect(),
        }
    }

    /// The bytes that one takes.
    #[must_use]
    pub fn bytes(measures: usize, paths: usize) -> usize {
        measures.saturating_mul(paths) * size_of::<f64>()
    }

    /// Takes in the next blocks of paths, in path order.
    pub fn absorb(&mut self, selection: &Selection, records: &[Record]) {
        let columns = self.columns.par_iter_mut().enumerate();
        columns.for_each(|(index, column)| {
            let mut sums = Sums::default();
            for record in records {
                column.extend_from_slice(selection.values(index, record, &mut sums));
            }
        });
    }

    /// One measure on every path; NaN where it is undefined.
    #[must_use]
    pub fn column(&self, index: usize) -> &[f64] {
        &self.columns[index]
    }

    /// All of them.
    #[must_use]
    pub fn into_columns(self) -> Vec<Vec<f64>> {
        self.columns
    }
}
