//! The probability of cancelling at each renewal, on each path.

use crate::engine::lanes::Grid;
use crate::engine::values::Values;
use crate::model::Retention;
use crate::random::portable::{exp_m1, pow};
use crate::random::special::ln_gamma;
use crate::units::count_to_float;

/// Writes `h(a)` for `a = 1 …` into the rows of `out` from `first` on, `count` rows.
///
/// *Units*: probabilities.
///
/// *Source*: `fader-hardie-2007`, `fader-2018`.
pub fn hazards(retention: &Retention, values: &Values, out: &mut Grid, first: usize, count: usize) {
    let lanes = out.lanes();
    for index in 0..count {
        let a = count_to_float(index) + 1.0;
        let row = out.row_mut(first + index);
        match retention {
            Retention::Constant { churn } => row.copy_from_slice(values.get(*churn)),
            Retention::Table { churn } => {
                let entry = churn[index.min(churn.len() - 1)];
                row.copy_from_slice(values.get(entry));
            }
            Retention::ShiftedBetaGeometric { alpha, beta } => {
                let (alpha, beta) = (values.get(*alpha), values.get(*beta));
                for lane in 0..lanes {
                    row[lane] = alpha[lane] / (alpha[lane] + beta[lane] + a - 1.0);
                }
            }
            Retention::ShiftedBetaGeometricMoments {
                first_churn,
                polarization,
            } => {
                let (mean, polarization) = (values.get(*first_churn), values.get(*polarization));
                for lane in 0..lanes {
                    let alike = 1.0 - polarization[lane];
                    row[lane] = mean[lane] * alike / (alike + (a - 1.0) * polarization[lane]);
                }
            }
            Retention::BetaDiscreteWeibull { alpha, beta, c } => {
                let (alpha, beta, c) = (values.get(*alpha), values.get(*beta), values.get(*c));
                for lane in 0..lanes {
                    row[lane] = weibull_hazard(alpha[lane], beta[lane], c[lane], a);
                }
            }
        }
    }
}

/// `1 − S(a)/S(a−1)` of the beta-discrete-Weibull.
fn weibull_hazard(alpha: f64, beta: f64, c: f64, a: f64) -> f64 {
    let log_survival = |a: f64| {
        let x = beta + pow(a, c);
        ln_gamma(x) - ln_gamma(alpha + x)
    };
    (-exp_m1(log_survival(a) - log_survival(a - 1.0))).clamp(0.0, 1.0)
}
