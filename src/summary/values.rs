//! The values of a series over a month or a span of months, path by path.

use crate::engine::{Record, Series};
use crate::model::Period;
use crate::random::lanes::{Lanes, Width};
use crate::random::wide::{self, Kernel};

/// The sums that the values of a series over a period are made of, path by path.
#[derive(Debug, Default)]
pub(super) struct Sums {
    /// Over which months they are.
    period: Option<Period>,
    /// Of a flow or stock, or of a ratio's numerator.
    above: Vec<f64>,
    /// Of a ratio's denominator.
    below: Vec<f64>,
    ratio: Vec<f64>,
}

impl Series {
    /// The values over a period, path by path; of a ratio NaN where its denominator is 0.
    pub(super) fn values<'a>(
        &self,
        record: &'a Record,
        period: Period,
        sums: &'a mut Sums,
    ) -> &'a [f64] {
        sums.period = None;
        self.further_values(record, period, sums)
    }

    /// As [`values`](Self::values), with sums that were used with the same series and record before: a period that goes on where
    /// the one before ended needs the other months alone.
    pub(super) fn further_values<'a>(
        &self,
        record: &'a Record,
        period: Period,
        sums: &'a mut Sums,
    ) -> &'a [f64] {
        if period.first == period.last && self.denominator.is_none() {
            return record.row(period.first, self.row);
        }
        let known = sums.period.filter(|known| known.first == period.first);
        let known = known.filter(|known| known.last <= period.last);
        sums.period = Some(period);
        sums.above.resize(record.lanes(), 0.0);
        if self.denominator.is_some() {
            sums.below.resize(record.lanes(), 0.0);
            sums.ratio.resize(record.lanes(), 0.0);
        }
        wide::run(AddUp {
            numerator: Further {
                record,
                row: self.row,
                months: Period {
                    first: known.map_or(period.first, |known| known.last + 1),
                    last: period.last,
                },
                goes_on: known.is_some(),
            },
            denominator: self.denominator,
            sums,
        });
        if self.denominator.is_some() {
            &sums.ratio
        } else {
            &sums.above
        }
    }
}

/// [`Series::further_values`] of what has to be added up or divided.
struct AddUp<'a> {
    numerator: Further<'a>,
    /// The row of the denominator.
    denominator: Option<usize>,
    sums: &'a mut Sums,
}

impl Kernel for AddUp<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.sums.above.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let Sums {
            above,
            below,
            ratio,
            ..
        } = &mut *self.sums;
        let sum = self.numerator.add_to::<V>(above, at);
        if let Some(row) = self.denominator {
            let denominator = Further {
                row,
                ..self.numerator
            };
            let other = denominator.add_to(below, at);
            let value = other.is(0.0).choose(Lanes::all(f64::NAN), sum / other);
            value.store(ratio, at);
        }
    }
}

/// Months of a row that are added to what is there already, if the sum goes on.
#[derive(Clone, Copy)]
struct Further<'a> {
    record: &'a Record,
    row: usize,
    months: Period,
    goes_on: bool,
}

impl Further<'_> {
    #[inline(always)]
    fn add_to<V: Width>(&self, sums: &mut [f64], at: usize) -> Lanes<V> {
        let mut sum = if self.goes_on {
            Lanes::load(sums, at)
        } else {
            Lanes::all(0.0)
        };
        for month in self.months.first..=self.months.last {
            sum = sum + Lanes::load(self.record.row(month, self.row), at);
        }
        sum.store(sums, at);
        sum
    }
}
