//! How well that is known which carries the answer.

use crate::model::Grade;
use crate::summary::drivers::{Driven, DriverInput};

/// What the explained variance of a metric rests on. Shares of all that single inputs explain, 1 = all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Of inputs measured on this business.
    pub measured: f64,
    /// Of inputs measured on others like it.
    pub benchmark: f64,
    /// Of guesses.
    pub guess: f64,
    /// Of inputs of which the scenario does not say where they come from.
    pub unsourced: f64,
    /// The guess, or the input without a source, that explains most.
    pub foremost: Option<usize>,
}

impl Evidence {
    /// Of guesses, inputs without a source among them.
    #[must_use]
    pub fn guessed(&self) -> f64 {
        self.guess + self.unsourced
    }

    /// Whether more than half rests on guesses.
    #[must_use]
    pub fn is_thin(&self) -> bool {
        self.guessed() > 0.5
    }
}

impl Driven {
    /// What the explained variance rests on; `None` where no input can be told to explain any.
    ///
    /// *Formula*: the sum of the [parts](Self::parts) of the inputs, by the grade of their sources, over the sum of all.
    #[must_use]
    pub fn evidence(&self, inputs: &[DriverInput]) -> Option<Evidence> {
        let parts = self.parts(inputs);
        let explained: f64 = parts.iter().sum();
        if explained <= 0.0 {
            return None;
        }
        let rests_on = |grade: Option<Grade>| {
            let own = self.drivers.iter().zip(&parts);
            let own = own.filter(|(driver, _)| inputs[driver.input].grade == grade);
            own.map(|(_, part)| part).sum::<f64>() / explained
        };
        let is_open = |input: usize| matches!(inputs[input].grade, None | Some(Grade::Guess));
        let mut order = self.order().into_iter();
        Some(Evidence {
            measured: rests_on(Some(Grade::Measured)),
            benchmark: rests_on(Some(Grade::Benchmark)),
            guess: rests_on(Some(Grade::Guess)),
            unsourced: rests_on(None),
            foremost: order.find(|input| is_open(*input)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Key, Metric, Period};
    use crate::summary::drivers::{Asked, Driver, Share, Spread};
    use crate::summary::{Estimate, Measure};

    fn input(group: usize, key: &str, grade: Option<Grade>) -> DriverInput {
        DriverInput {
            key: key.to_owned(),
            grade,
            low: 0.0,
            high: 1.0,
            moves_with: Vec::new(),
            group,
            draw: 0,
        }
    }

    fn driver(input: usize, value: f64) -> Driver {
        let unknown = Estimate {
            value: f64::NAN,
            se: f64::NAN,
        };
        Driver {
            input,
            rank_correlation: 0.0,
            partial: 0.0,
            coefficient: 0.0,
            share: Share {
                value,
                low: value / 2.0,
                high: value * 2.0,
                is_clear: value > 0.0,
            },
            low: unknown,
            high: unknown,
        }
    }

    #[test]
    fn evidence_is_thin_where_guesses_explain_more_than_half() {
        let inputs = [
            input(0, "a", Some(Grade::Measured)),
            input(1, "b", Some(Grade::Guess)),
            input(2, "c", None),
            input(3, "d", Some(Grade::Guess)),
        ];
        let driven = |shares: [f64; 4]| Driven {
            asked: Asked {
                measure: Measure {
                    metric: Metric::Revenue,
                    key: Key::Total,
                    period: Period::total(3),
                },
                text: "revenue, total".to_owned(),
            },
            paths: 100,
            spread: Spread::Varies,
            mean: 1.0,
            drivers: shares
                .into_iter()
                .enumerate()
                .map(|(at, share)| driver(at, share))
                .collect(),
            r_squared: f64::NAN,
        };
        let thick = driven([0.3, 0.1, 0.1, 0.0])
            .evidence(&inputs)
            .expect("some");
        assert!(!thick.is_thin() && (thick.measured - 0.6).abs() < 1e-12);
        let thin = driven([0.3, 0.1, 0.3, 0.0])
            .evidence(&inputs)
            .expect("some");
        assert!(thin.is_thin() && thin.foremost == Some(2), "{thin:?}");
        // of two that move together the larger counts
        let mut moving = inputs.clone();
        moving[3].group = 1;
        let parts = driven([0.3, 0.2, 0.1, 0.3]).parts(&moving);
        assert!(
            (parts[1] - 0.12).abs() < 1e-12 && (parts[3] - 0.18).abs() < 1e-12,
            "{parts:?}"
        );
        assert_eq!(driven([0.0; 4]).evidence(&inputs), None);
    }
}
