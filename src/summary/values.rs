//! The values of a series over a month or a span of months, path by path.

use crate::engine::{Record, Series};
use crate::model::Period;
use crate::random::lanes::{Lanes, Width};
use crate::random::wide::{self, Kernel};

impl Series {
    /// The values over a period, path by path; of a ratio NaN where its denominator is 0.
    pub(super) fn values<'a>(
        &self,
        record: &'a Record,
        period: Period,
        scratch: &'a mut Vec<f64>,
    ) -> &'a [f64] {
        if period.first == period.last && self.denominator.is_none() {
            return record.row(period.first, self.row);
        }
        scratch.resize(record.lanes(), 0.0);
        wide::run(OverPeriod {
            series: self,
            record,
            period,
            values: scratch,
        });
        scratch
    }
}

/// [`Series::values`] of what has to be added up or divided.
struct OverPeriod<'a> {
    series: &'a Series,
    record: &'a Record,
    period: Period,
    values: &'a mut [f64],
}

impl OverPeriod<'_> {
    #[inline(always)]
    fn sum<V: Width>(&self, row: usize, at: usize) -> Lanes<V> {
        let mut sum = Lanes::all(0.0);
        for month in self.period.first..=self.period.last {
            sum = sum + Lanes::load(self.record.row(month, row), at);
        }
        sum
    }
}

impl Kernel for OverPeriod<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.values.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let mut values = self.sum::<V>(self.series.row, at);
        if let Some(row) = self.series.denominator {
            let below = self.sum(row, at);
            values = below.is(0.0).choose(Lanes::all(f64::NAN), values / below);
        }
        values.store(self.values, at);
    }
}
