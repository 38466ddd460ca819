//! What is worked out once for all metrics of the same paths.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::summary::Estimate;
use crate::summary::drivers::conditional::mean_at;
use crate::summary::drivers::first_order::{Share, first_order};
use crate::summary::drivers::ranks::{Ranks, dot};
use crate::summary::drivers::regression::{Fit, Regression};
use crate::summary::drivers::{Asked, Driven, Driver, FEWEST_PATHS, Held, Spread};
use crate::units::count_to_float;

/// Paths beyond the number of inputs that a regression on all of them takes.
const SPARE_PATHS: usize = 30;

/// Most multiplications that the correlations of all inputs may take; of more inputs fewer paths are regressed on.
const MOST_PRODUCTS: usize = 2_000_000_000;

/// Below this share of its size a spread is rounding.
const ROUNDING: f64 = 1e-12;

/// The inputs of some paths, ranked and factored once for all metrics.
pub struct Prepared {
    paths: usize,
    ranks: Vec<Ranks>,
    /// `None` with too few paths.
    pub regression: Option<Regression>,
    /// Paths that are regressed on, the first.
    regressed: usize,
    /// The ranks of the inputs on these.
    scores: Vec<Vec<f64>>,
}

impl Prepared {
    /// Of inputs by their columns, one value for each path.
    #[must_use]
    pub fn new(draws: &[&[f64]]) -> Self {
        let paths = draws.first().map_or(0, |column| column.len());
        let inputs = draws.len();
        let ranks: Vec<Ranks> = draws.par_iter().map(|column| Ranks::new(column)).collect();
        let regressed = paths.min(MOST_PRODUCTS / (inputs * inputs).max(1));
        let is_enough = regressed >= (inputs + SPARE_PATHS).max(FEWEST_PATHS);
        let score = |(column, ranks): (&&[f64], &Ranks)| {
            if regressed == paths {
                ranks.scores()
            } else {
                Ranks::new(&column[..regressed]).scores()
            }
        };
        let scores: Vec<Vec<f64>> = if is_enough {
            draws.par_iter().zip(&ranks).map(score).collect()
        } else {
            Vec::new()
        };
        let varying: Vec<usize> = (0..inputs).filter(|input| ranks[*input].varies()).collect();
        let products: Vec<Vec<f64>> = scores
            .par_iter()
            .enumerate()
            .map(|(row, own)| scores[..row].iter().map(|other| dot(own, other)).collect())
            .collect();
        let correlation = |a: usize, b: usize| products[a.max(b)][a.min(b)];
        Self {
            paths,
            regression: is_enough.then(|| Regression::new(inputs, &varying, correlation)),
            ranks,
            scores,
            regressed,
        }
    }

    /// Whether the other inputs can be held while one is looked at.
    #[must_use]
    pub fn held(&self) -> Held {
        match self.regression {
            Some(_) => Held::Told,
            None if self.regressed < self.paths => Held::TooManyInputs,
            None => Held::TooFewPaths,
        }
    }

    /// What drives a metric, by its values on the same paths.
    #[must_use]
    pub fn driven(&self, asked: &Asked, values: &[f64]) -> Driven {
        let (mean, scale) = centre(values);
        let nothing = |spread| Driven {
            asked: asked.clone(),
            paths: self.paths,
            spread,
            mean,
            drivers: Vec::new(),
            r_squared: f64::NAN,
        };
        if self.paths < FEWEST_PATHS {
            return nothing(Spread::TooFewPaths);
        }
        if scale == 0.0 {
            return nothing(Spread::Constant);
        }
        let centred: Vec<f64> = values
            .iter()
            .map(|value| value / scale - mean / scale)
            .collect();
        let whole = Ranks::new(values).scores();
        let fit = self.regression.as_ref().map(|regression| {
            let own = if self.regressed == self.paths {
                Cow::Borrowed(&whole)
            } else {
                Cow::Owned(Ranks::new(&values[..self.regressed]).scores())
            };
            let with_metric: Vec<f64> =
                self.scores.iter().map(|scores| dot(scores, &own)).collect();
            regression.fit(&with_metric, count_to_float(self.regressed))
        });
        let unscaled = |estimate: Estimate| Estimate {
            value: mean + scale * estimate.value,
            se: scale * estimate.se,
        };
        let scores = |input: usize| match self.scores.get(input) {
            Some(scores) if self.regressed == self.paths => Cow::Borrowed(scores),
            _ => Cow::Owned(self.ranks[input].scores()),
        };
        let driver = |(input, ranks): (usize, &Ranks)| {
            let of = |values: fn(&Fit) -> &Vec<f64>| {
                fit.as_ref().map_or(f64::NAN, |fit| values(fit)[input])
            };
            Driver {
                input,
                rank_correlation: dot(&scores(input), &whole),
                partial: of(|fit| &fit.partial),
                coefficient: of(|fit| &fit.coefficients),
                share: if ranks.varies() {
                    first_order(ranks, &centred)
                } else {
                    Share::NONE
                },
                low: unscaled(mean_at(ranks, &centred, 0.1)),
                high: unscaled(mean_at(ranks, &centred, 0.9)),
            }
        };
        Driven {
            asked: asked.clone(),
            paths: self.paths,
            spread: Spread::Varies,
            mean,
            drivers: self.ranks.par_iter().enumerate().map(driver).collect(),
            r_squared: fit.as_ref().map_or(f64::NAN, |fit| fit.r_squared),
        }
    }
}

/// The mean of values and half their largest distance from it; 0 where that is rounding.
fn centre(values: &[f64]) -> (f64, f64) {
    let count = count_to_float(values.len());
    let mean = values.iter().map(|value| value / count).sum::<f64>();
    let (far, size) = values
        .iter()
        .fold((0.0_f64, 0.0_f64), |(far, size), value| {
            // halves, since the distance of two numbers may be none
            (
                far.max((value / 2.0 - mean / 2.0).abs()),
                size.max(value.abs()),
            )
        });
    (mean, if far > ROUNDING * size { far } else { 0.0 })
}
