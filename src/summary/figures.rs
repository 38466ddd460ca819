//! The number that a figure names.

use crate::model::{Figure, Statistic};
use crate::summary::{Summary, Tally};

impl Summary {
    /// The value of a figure; NaN where it is undefined or its period was not prepared.
    #[must_use]
    pub fn figure(&self, figure: &Figure) -> f64 {
        let Some(tally) = self.tally(figure.metric, figure.key, figure.period) else {
            return f64::NAN;
        };
        tally.statistic(figure.statistic)
    }
}

impl Tally {
    /// The value of a statistic; NaN where it is undefined.
    #[must_use]
    pub fn statistic(&self, statistic: Statistic) -> f64 {
        if self.defined() == 0 {
            return f64::NAN;
        }
        match statistic {
            Statistic::Mean => self.mean(),
            Statistic::Sd => self.sd(),
            Statistic::Quantile(p) => self.quantile(p),
        }
    }
}
