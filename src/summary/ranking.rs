//! Which of several choices is best, how surely, and what a wrong choice costs.

use crate::model::{Direction, Objective, Statistic};
use crate::summary::contrast::{Estimate, contrast};
use crate::summary::paired::win;
use crate::summary::precision::NORMAL_95;
use crate::units::count_to_float;

/// A choice: what the objective's metric is on every path, and whether it may be chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice<'a> {
    /// Path by path; NaN where it is undefined.
    pub values: &'a [f64],
    /// Whether all constraints are met.
    pub is_allowed: bool,
}

/// How a choice stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The objective.
    pub objective: Estimate,
    /// The objective less the reference's.
    pub difference: Estimate,
    /// The share of paths on which it is better than the reference; ties count half.
    pub p_better: f64,
    /// 1 for the best; `None` for one that is not allowed or has no objective.
    pub rank: Option<usize>,
    /// The share of paths on which no other allowed choice does better; ties are shared. NaN if it is not allowed.
    pub p_best: f64,
    /// What is lost on average by taking this one, against knowing on each path which is best, in the metric's unit;
    /// NaN if it is not allowed, and for a standard deviation.
    pub regret: f64,
}

/// The best choice beside the runner-up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lead {
    /// The best, by its place in the list.
    pub best: usize,
    /// The second.
    pub runner_up: usize,
    /// How much better the best is; at least 0.
    pub gap: Estimate,
    /// About how many paths would tell them apart; `None` where none would: they are equal.
    pub needed: Option<f64>,
}

impl Lead {
    /// Whether the gap is beyond the Monte Carlo error.
    #[must_use]
    pub fn is_clear(&self) -> bool {
        self.gap.value > NORMAL_95 * self.gap.se
    }
}

/// Choices ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// In the order of the choices.
    pub standings: Vec<Standing>,
    /// The choices that have a rank, the best first.
    pub order: Vec<usize>,
    /// `None` with fewer than two of them.
    pub lead: Option<Lead>,
}

/// Ranks choices that were simulated on the same paths.
///
/// *Formula*: with `v(i, c)` the metric of choice c on path i, turned so that more is better,
/// `p_best(c) = mean_i 1[v(i, c) = max_d v(i, d)]` (a tie of k counts 1/k) and
/// `regret(c) = mean_i (max_d v(i, d) − v(i, c))`, over the choices allowed. They speak of the metric on each path,
/// whatever statistic of it the objective is: how likely another choice would have been right, and the price of that.
/// Of a standard deviation, which no path has, they are undefined.
///
/// *Source*: `raiffa-schlaifer-1961`.
///
/// # Panics
///
/// When `reference` is no choice.
#[must_use]
pub fn rank(objective: &Objective, choices: &[Choice], reference: usize) -> Ranking {
    let statistic = objective.figure.statistic;
    let direction = objective.direction;
    let mut standings: Vec<Standing> = choices
        .iter()
        .map(|choice| Standing {
            objective: contrast(statistic, &[(1.0, choice.values)]),
            difference: contrast(
                statistic,
                &[(1.0, choice.values), (-1.0, choices[reference].values)],
            ),
            p_better: if statistic == Statistic::Sd {
                f64::NAN
            } else {
                p_better(choice, &choices[reference], direction)
            },
            rank: None,
            p_best: f64::NAN,
            regret: f64::NAN,
        })
        .collect();
    let mut order: Vec<usize> = (0..choices.len())
        .filter(|index| choices[*index].is_allowed && !standings[*index].objective.value.is_nan())
        .collect();
    let gain = |index: &usize| standings[*index].objective.value * direction.sign();
    order.sort_by(|a, b| gain(b).total_cmp(&gain(a)));
    let shares = if statistic == Statistic::Sd {
        vec![(f64::NAN, f64::NAN); order.len()]
    } else {
        shares(&order, choices, direction)
    };
    for (place, (index, (p_best, regret))) in order.iter().zip(shares).enumerate() {
        let standing = &mut standings[*index];
        (standing.rank, standing.p_best, standing.regret) = (Some(place + 1), p_best, regret);
    }
    let lead = match order[..] {
        [best, runner_up, ..] => {
            let sign = direction.sign();
            let terms = [
                (sign, choices[best].values),
                (-sign, choices[runner_up].values),
            ];
            let gap = contrast(statistic, &terms);
            let paths = count_to_float(choices[best].values.len());
            let needed = paths * (NORMAL_95 * gap.se / gap.value).powi(2);
            Some(Lead {
                best,
                runner_up,
                gap,
                needed: needed.is_finite().then_some(needed),
            })
        }
        _ => None,
    };
    Ranking {
        standings,
        order,
        lead,
    }
}

fn p_better(choice: &Choice, reference: &Choice, direction: Direction) -> f64 {
    let (mut wins, mut decided) = (0.0, 0.0);
    for (own, other) in choice.values.iter().zip(reference.values) {
        let gain = (own - other) * direction.sign();
        if !gain.is_nan() {
            decided += 1.0;
            wins += win(gain);
        }
    }
    wins / decided
}

/// The probability of being best and the regret of each choice in `order`.
fn shares(order: &[usize], choices: &[Choice], direction: Direction) -> Vec<(f64, f64)> {
    let paths = order.iter().map(|index| choices[*index].values.len()).min();
    let paths = paths.unwrap_or(0);
    let mut wins = vec![0.0; order.len()];
    let mut losses = vec![(0.0, 0.0); order.len()];
    let mut decided = 0.0;
    for path in 0..paths {
        let value = |index: &usize| choices[*index].values[path] * direction.sign();
        let best = order.iter().map(value).fold(f64::NAN, f64::max);
        if best.is_nan() {
            continue;
        }
        decided += 1.0;
        let tied = count_to_float(order.iter().filter(|index| value(index) == best).count());
        for ((index, wins), (loss, paths)) in order.iter().zip(&mut wins).zip(&mut losses) {
            let value = value(index);
            if value == best {
                *wins += 1.0 / tied;
            }
            if !value.is_nan() {
                *loss += best - value;
                *paths += 1.0;
            }
        }
    }
    wins.into_iter()
        .zip(losses)
        .map(|(wins, (loss, paths))| (wins / decided, loss / paths))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Figure, Key, Metric, Period, Statistic};

    fn objective(direction: Direction) -> Objective {
        Objective {
            figure: Figure {
                statistic: Statistic::Mean,
                metric: Metric::GrossProfit,
                key: Key::Total,
                period: Period::month(0),
                text: String::new(),
            },
            direction,
            text: String::new(),
        }
    }

    fn allowed(values: &[f64]) -> Choice<'_> {
        Choice {
            values,
            is_allowed: true,
        }
    }

    #[test]
    fn best_choice_has_the_least_regret_and_ties_are_shared() {
        // by hand: the best of each path is 3, 2, 5, 4
        let choices = [
            allowed(&[1.0, 2.0, 5.0, 4.0]),
            allowed(&[3.0, 2.0, 1.0, 0.0]),
            allowed(&[0.0, 0.0, 0.0, 4.0]),
        ];
        let ranking = rank(&objective(Direction::Higher), &choices, 1);
        assert_eq!(ranking.order, [0, 1, 2]);
        let found: Vec<_> = ranking
            .standings
            .iter()
            .map(|s| (s.objective.value, s.difference.value, s.p_best, s.regret))
            .collect();
        assert_eq!(
            found,
            [
                (3.0, 1.5, (0.5 + 1.0 + 0.5) / 4.0, 0.5),
                (1.5, 0.0, 1.5 / 4.0, 2.0),
                (1.0, -0.5, 0.5 / 4.0, 2.5)
            ]
        );
        let lead = ranking.lead.expect("two choices");
        assert_eq!((lead.best, lead.runner_up, lead.gap.value), (0, 1, 1.5));
        assert!(!lead.is_clear());
        // better on two paths of four, equal on one
        assert_eq!(ranking.standings[0].p_better, 2.5 / 4.0);
    }

    #[test]
    fn less_is_better_where_the_objective_says_so() {
        let choices = [allowed(&[1.0, 2.0]), allowed(&[0.5, 1.0])];
        let ranking = rank(&objective(Direction::Lower), &choices, 0);
        assert_eq!(ranking.order, [1, 0]);
        assert_eq!(ranking.standings[1].p_best, 1.0);
        assert_eq!(ranking.standings[0].regret, 0.75);
        assert_eq!(ranking.lead.map(|lead| lead.gap.value), Some(0.75));
    }

    #[test]
    fn choice_that_is_not_allowed_or_undefined_has_no_rank_and_costs_nobody_any() {
        let forbidden = Choice {
            values: &[9.0, 9.0],
            is_allowed: false,
        };
        let undefined = allowed(&[f64::NAN, f64::NAN]);
        let choices = [
            forbidden,
            allowed(&[1.0, f64::NAN]),
            undefined,
            allowed(&[0.0, 2.0]),
        ];
        let ranking = rank(&objective(Direction::Higher), &choices, 0);
        let ranks: Vec<_> = ranking.standings.iter().map(|s| s.rank).collect();
        assert_eq!(ranks, [None, Some(1), None, Some(2)]);
        assert!(ranking.standings[0].p_best.is_nan() && ranking.standings[0].regret.is_nan());
        // on the second path only the last is defined
        assert_eq!(ranking.standings[1].p_best, 0.5);
        assert_eq!(ranking.standings[3].regret, 0.5);
    }

    #[test]
    fn equal_choices_are_not_told_apart_by_any_number_of_paths() {
        let choices = [allowed(&[1.0, 2.0]), allowed(&[1.0, 2.0])];
        let lead = rank(&objective(Direction::Higher), &choices, 0).lead;
        let lead = lead.expect("two choices");
        assert_eq!((lead.gap.value, lead.needed), (0.0, None));
        assert!(!lead.is_clear());
    }
}
