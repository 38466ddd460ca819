//! The market: month-to-month noise, trends, sign-ups.

use crate::engine::draws::{Purpose, cell};
use crate::engine::lanes::Grid;
use crate::engine::values::Values;
use crate::model::{Noise, NoiseSeries, Trend, TrendShape};
use crate::random::elementary::{LARGEST_EXPONENT, exp};
use crate::random::lanes::{Lanes, Width};
use crate::random::portable::exp2;
use crate::random::special::normal_quantiles;
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};
use crate::units::count_to_float;

/// The four series of [`Noise`], in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Of expected sign-ups.
    Signups,
    /// Of the odds of buying.
    Buying,
    /// Of the odds of cancelling.
    Churn,
    /// Of metered usage.
    Api,
}

impl Series {
    const ALL: [Self; 4] = [Self::Signups, Self::Buying, Self::Churn, Self::Api];

    fn of(self, noise: &Noise) -> &NoiseSeries {
        match self {
            Self::Signups => &noise.signups,
            Self::Buying => &noise.buying,
            Self::Churn => &noise.churn,
            Self::Api => &noise.api,
        }
    }

    fn preserves_mean(self) -> bool {
        matches!(self, Self::Signups | Self::Api)
    }
}

/// Noise of the month at hand.
#[derive(Debug)]
pub struct Market {
    /// Standard scores of the autoregressions, by series.
    scores: Grid,
    /// Factors of this month, by series.
    factors: Grid,
}

impl Market {
    /// Room for `lanes` paths.
    #[must_use]
    pub fn new(lanes: usize) -> Self {
        Self {
            scores: Grid::new(4, lanes),
            factors: Grid::new(4, lanes),
        }
    }

    /// Moves every series to `month`.
    ///
    /// *Formula*: `x_t = ρ·x_{t−1} + √(1−ρ²)·z_t`, factor `exp(sd·x_t)`, with `−sd²/2` in the
    /// exponent where the mean is preserved.
    pub fn advance(
        &mut self,
        noise: &Noise,
        values: &Values,
        seed: u64,
        first_path: u32,
        month: usize,
    ) {
        for series in Series::ALL {
            let index = series as usize;
            let numbers = series.of(noise);
            let (sd, rho) = (values.get(numbers.sd), values.get(numbers.autocorrelation));
            wide::run(Advance {
                address: cell(seed, Purpose::MarketNoise, month, index as u64),
                first_path,
                begins: month == 0,
                preserves_mean: series.preserves_mean(),
                sd,
                rho,
                scores: self.scores.row_mut(index),
                factors: self.factors.row_mut(index),
            });
        }
    }

    /// This month's factors of a series.
    #[must_use]
    pub fn factor(&self, series: Series) -> &[f64] {
        self.factors.row(series as usize)
    }

    /// This month's factors of all series on one path.
    #[must_use]
    pub fn on_path(&self, lane: usize) -> [f64; 4] {
        Series::ALL.map(|series| self.factor(series)[lane])
    }
}

/// [`Market::advance`] of one series.
struct Advance<'a> {
    address: Cell,
    first_path: u32,
    begins: bool,
    preserves_mean: bool,
    sd: &'a [f64],
    rho: &'a [f64],
    scores: &'a mut [f64],
    factors: &'a mut [f64],
}

impl Kernel for Advance<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.scores.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let (chance, _) = self.address.pairs::<V>(path_at(self.first_path, at));
        let mut score = normal_quantiles(chance);
        if !self.begins {
            let rho = Lanes::load(self.rho, at);
            score = rho * Lanes::load(self.scores, at) + (1.0 - rho * rho).sqrt() * score;
        }
        score.store(self.scores, at);
        let sd = Lanes::load(self.sd, at);
        let mut exponent = sd * score;
        if self.preserves_mean {
            exponent = exponent - 0.5 * sd * sd;
        }
        exp(exponent.within(LARGEST_EXPONENT)).store(self.factors, at);
    }
}

/// Where a trend stands, on each path.
#[derive(Debug)]
pub struct TrendState {
    /// Product of growth so far (exponential), last value (logistic, series), sum (Bass).
    memory: Vec<f64>,
    /// Expected number of the month at hand.
    value: Vec<f64>,
}

impl TrendState {
    /// A trend that has not begun.
    #[must_use]
    pub fn new(lanes: usize) -> Self {
        Self {
            memory: vec![0.0; lanes],
            value: vec![0.0; lanes],
        }
    }

    /// The expected number in the month at hand.
    #[must_use]
    pub fn value(&self) -> &[f64] {
        &self.value
    }

    /// Moves to `month`. A trend that began before the first month is run up to it.
    pub fn advance(&mut self, trend: &Trend, values: &Values, month: usize) {
        let now = i32::try_from(month).unwrap_or(i32::MAX);
        let step = now.saturating_sub(trend.from);
        if step < 0 {
            self.value.fill(0.0);
            return;
        }
        let first = if month == 0 { 0 } else { step };
        for s in first..=step {
            self.step(&trend.shape, values, usize::try_from(s).unwrap_or(0));
        }
    }

    /// One month further; `s` counts from the trend's beginning.
    fn step(&mut self, shape: &TrendShape, values: &Values, s: usize) {
        for lane in 0..self.value.len() {
            let at = |slot| values.get(slot)[lane];
            let memory = &mut self.memory[lane];
            self.value[lane] = match shape {
                TrendShape::Constant { level } => at(*level),
                TrendShape::Exponential {
                    level,
                    growth,
                    growth_half_life,
                } => {
                    *memory = if s == 0 {
                        1.0
                    } else {
                        let age = count_to_float(s - 1);
                        let decay = growth_half_life.map_or(1.0, |half| exp2(-age / at(half)));
                        *memory * (1.0 + at(*growth) * decay)
                    };
                    at(*level) * *memory
                }
                TrendShape::Logistic {
                    level,
                    growth,
                    capacity,
                } => {
                    *memory = if s == 0 {
                        at(*level)
                    } else {
                        *memory + at(*growth) * *memory * (1.0 - *memory / at(*capacity))
                    };
                    memory.max(0.0)
                }
                TrendShape::Bass { market, p, q } => {
                    if s == 0 {
                        *memory = 0.0;
                    }
                    let (market, so_far) = (at(*market), *memory);
                    let rate = at(*p) + at(*q) * so_far / market;
                    let arrivals = (rate * (market - so_far)).max(0.0);
                    *memory += arrivals;
                    arrivals
                }
                TrendShape::Series { values, growth } => {
                    *memory = match values.get(s) {
                        Some(value) => at(*value),
                        None => *memory * (1.0 + at(*growth)),
                    };
                    *memory
                }
            };
        }
    }
}
