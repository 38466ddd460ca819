//! The numbers of one path: drawn once, moved by events (model: "Numbers", "Events").

use rand::Rng;
use rand::rngs::SmallRng;
use tiercast::model::{Change, Mix, Operation, Scenario, Slot, Trend, TrendShape, Value};

/// Every number of the scenario on one path.
#[derive(Clone)]
pub struct Numbers {
    drawn: Vec<f64>,
    now: Vec<f64>,
}

impl Numbers {
    /// Draws the uncertain inputs. That each comes from the law it should is tested apart.
    pub fn draw(scenario: &Scenario, rng: &mut SmallRng) -> Self {
        let inputs: Vec<f64> = scenario
            .quantities
            .inputs()
            .iter()
            .map(|input| input.distribution.quantile(rng.random_range(1e-12..1.0)))
            .collect();
        let drawn: Vec<f64> = scenario
            .quantities
            .iter()
            .map(|(_, quantity)| match quantity.value {
                Value::Known(value) => value,
                Value::Uncertain(input) => inputs[input],
            })
            .collect();
        Self {
            now: drawn.clone(),
            drawn,
        }
    }

    /// Applies the events that hold in `month`, in file order.
    pub fn begin(&mut self, scenario: &Scenario, month: i32) {
        self.now.clone_from(&self.drawn);
        for event in scenario.events.iter().filter(|event| event.holds_in(month)) {
            for change in &event.changes {
                let place = change.target.index();
                self.now[place] = self.changed(self.now[place], change);
            }
        }
    }

    fn changed(&self, number: f64, change: &Change) -> f64 {
        let amount = self.written(change.amount);
        let moved = match change.operation {
            Operation::Set => amount,
            Operation::Scale => number * amount,
        };
        if moved.is_nan() {
            moved
        } else {
            moved.clamp(change.lowest, change.highest)
        }
    }

    /// The number now.
    pub fn get(&self, slot: Slot) -> f64 {
        self.now[slot.index()]
    }

    /// The number as the file has it.
    pub fn written(&self, slot: Slot) -> f64 {
        self.drawn[slot.index()]
    }

    /// A price in `month` for somebody who joined in `joined`.
    pub fn price_for(&self, scenario: &Scenario, price: Slot, joined: i32, month: i32) -> f64 {
        let mut amount = self.written(price);
        for event in scenario.events.iter().filter(|event| event.holds_in(month)) {
            let spared = event.grandfather && joined < event.from;
            for change in &event.changes {
                if change.target == price && !spared {
                    amount = self.changed(amount, change);
                }
            }
        }
        amount
    }

    /// Proportions by index: weights over their sum, or what the others leave to the rest.
    pub fn proportions(&self, mix: &Mix, count: usize) -> Vec<f64> {
        let mut shares = vec![0.0; count];
        for (index, slot) in &mix.given {
            shares[*index] = self.get(*slot);
        }
        let sum: f64 = shares.iter().sum();
        if let Some(rest) = mix.rest {
            shares[rest] = (1.0 - sum).max(0.0);
        }
        let sum: f64 = shares.iter().sum();
        shares.iter().map(|share| share / sum).collect()
    }
}

/// A trend as it unfolds: `v_0, v_1, …` so far.
#[derive(Default)]
pub struct Unfolding {
    values: Vec<f64>,
}

impl Unfolding {
    /// The expected number of `month`.
    pub fn value(&mut self, trend: &Trend, numbers: &Numbers, month: i32) -> f64 {
        if month < trend.from {
            return 0.0;
        }
        let s = usize::try_from(month - trend.from).expect("not before the trend");
        while self.values.len() <= s {
            let next = self.next(&trend.shape, numbers);
            self.values.push(next);
        }
        self.values[s].max(0.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "months are few")]
    fn next(&self, shape: &TrendShape, numbers: &Numbers) -> f64 {
        let at = |slot: &Slot| numbers.get(*slot);
        let s = self.values.len();
        let last = self.values.last().copied();
        match shape {
            TrendShape::Constant { level } => at(level),
            TrendShape::Exponential {
                level,
                growth,
                growth_half_life,
            } => last.map_or(at(level), |last| {
                let age = (s - 1) as f64;
                let fading = growth_half_life.map_or(1.0, |half| 0.5_f64.powf(age / at(&half)));
                last * (1.0 + at(growth) * fading)
            }),
            TrendShape::Logistic {
                level,
                growth,
                capacity,
            } => last.map_or(at(level), |last| {
                last + at(growth) * last * (1.0 - last / at(capacity))
            }),
            TrendShape::Bass { market, p, q } => {
                let adopted: f64 = self.values.iter().sum();
                (at(p) + at(q) * adopted / at(market)) * (at(market) - adopted)
            }
            TrendShape::Series { values, growth } => match values.get(s) {
                Some(value) => at(value),
                None => last.unwrap_or(0.0) * (1.0 + at(growth)),
            },
        }
    }
}
