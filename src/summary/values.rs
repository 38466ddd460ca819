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
        if let Some(row) = self.recorded(record, period) {
            return row;
        }
        scratch.resize(record.lanes(), 0.0);
        self.work_out(record, &[period], scratch);
        scratch
    }

    /// The values over a period if they stand in the record as they are.
    pub(super) fn recorded<'a>(&self, record: &'a Record, period: Period) -> Option<&'a [f64]> {
        let one_row = period.first == period.last && self.denominator.is_none();
        one_row.then(|| record.row(period.first, self.row))
    }

    /// Leaves the values over some periods in `values`, a row of lanes for each.
    pub(super) fn work_out(&self, record: &Record, periods: &[Period], values: &mut [f64]) {
        wide::run(OverPeriods {
            series: self,
            record,
            periods,
            values,
        });
    }
}

/// [`Series::work_out`]: some paths over all periods, then the next, so that months of several periods are in the cache.
struct OverPeriods<'a> {
    series: &'a Series,
    record: &'a Record,
    periods: &'a [Period],
    values: &'a mut [f64],
}

impl OverPeriods<'_> {
    #[inline(always)]
    fn sum<V: Width>(&self, row: usize, period: Period, at: usize) -> Lanes<V> {
        let mut sum = Lanes::all(0.0);
        for month in period.first..=period.last {
            sum = sum + Lanes::load(self.record.row(month, row), at);
        }
        sum
    }
}

impl Kernel for OverPeriods<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.record.lanes()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        for (place, period) in self.periods.iter().enumerate() {
            let mut values = self.sum::<V>(self.series.row, *period, at);
            if let Some(row) = self.series.denominator {
                let below = self.sum(row, *period, at);
                values = below.is(0.0).choose(Lanes::all(f64::NAN), values / below);
            }
            values.store(self.values, place * self.record.lanes() + at);
        }
    }
}
