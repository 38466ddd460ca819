//! The number that a figure names.

use crate::model::{Figure, Statistic};
use crate::summary::Summary;

impl Summary {
    /// The value of a figure; NaN where it is undefined or its period was not prepared.
    #[must_use]
    pub fn figure(&self, figure: &Figure) -> f64 {
        let Some(tally) = self.tally(figure.metric, figure.key, figure.period) else {
            return f64::NAN;
        };
        if tally.defined() == 0 {
            return f64::NAN;
        }
        match figure.statistic {
            Statistic::Mean => tally.mean(),
            Statistic::Sd => tally.sd(),
            Statistic::Quantile(p) => tally.quantile(p),
        }
    }
}
