//! What a metric should reach on a path.

use crate::model::figure::number_of;
use crate::model::{Comparison, FigureError, Key, Metric, Period, Scenario, metric_over};

/// A metric of some months, compared with a number.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Which metric.
    pub metric: Metric,
    /// Which part of it.
    pub key: Key,
    /// Over which months.
    pub period: Period,
    /// How it is compared.
    pub comparison: Comparison,
    /// With what, in the metric's unit.
    pub bound: f64,
    /// As it was written.
    pub text: String,
}

impl Target {
    /// Reads a target such as `revenue, 2025-12 > 20e6` or `subscribers.plan:pro, last >= 10_000`.
    ///
    /// # Errors
    ///
    /// No comparison, no number, or a metric, key or period that does not exist.
    pub fn parse(text: &str, scenario: &Scenario) -> Result<Self, FigureError> {
        let text = text.trim();
        let form = || FigureError::Target {
            text: text.to_owned(),
        };
        let (left, comparison, bound) = Comparison::within(text).ok_or_else(form)?;
        if !left.contains(',') || left.contains('(') {
            return Err(form());
        }
        let (metric, key, period) = metric_over(left, scenario)?;
        Ok(Self {
            metric,
            key,
            period,
            comparison,
            bound: number_of(metric, bound).ok_or_else(form)?,
            text: text.to_owned(),
        })
    }
}
