//! Root finding for the inverses of distribution functions.

use crate::random::portable::{exp, ln};

/// A probability and its derivative by the logarithm of the argument (in size, without sign).
pub(super) struct Tail {
    pub probability: f64,
    pub slope: f64,
}

/// The direction in which a tail probability changes with its argument.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Rising,
    Falling,
}

/// The positive `s` at which `tail(s).probability = target`.
///
/// *Method*: Newton's method on `ln probability` as a function of `ln s`. The logarithm of a gamma variable and the
/// log-odds of a beta variable have log-concave densities, hence log-concave distribution and survival functions in
/// these coordinates, on which Newton's method converges from anywhere; a bracket catches underflow.
pub(super) fn solve(
    start: f64,
    target: f64,
    direction: Direction,
    tail: impl Fn(f64) -> Tail,
) -> f64 {
    const STEPS: usize = 400;
    const SETTLED: f64 = 1e-13;
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    let mut s = start.clamp(f64::MIN_POSITIVE, f64::MAX);
    let mut last_step = f64::INFINITY;
    for _ in 0..STEPS {
        let Tail { probability, slope } = tail(s);
        let below = (probability < target) == (direction == Direction::Rising);
        if below {
            low = s;
        } else {
            high = s;
        }
        let gap = ln(target / probability) * (probability / slope);
        let step = if direction == Direction::Rising {
            gap
        } else {
            -gap
        };
        let mut next = s * exp(step);
        if !(next > low && next < high && step.is_finite()) {
            if step.abs() <= SETTLED {
                return s;
            }
            next = between(low, high);
        }
        if step.abs() <= SETTLED
            || next.to_bits() == s.to_bits()
            || (step.abs() < 1e-10 && step.abs() >= last_step)
        {
            return next;
        }
        last_step = step.abs();
        s = next;
    }
    s
}

/// A point inside the bracket, half-way on the log scale.
fn between(low: f64, high: f64) -> f64 {
    const FACTOR: f64 = 1e3;
    if low == 0.0 {
        high / FACTOR
    } else if high.is_infinite() {
        low * FACTOR
    } else {
        low.sqrt() * high.sqrt()
    }
}
