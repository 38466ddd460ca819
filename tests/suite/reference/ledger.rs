//! What one path adds up to, month by month.

use tiercast::model::{Key, Metric};

/// Room for the keys of a metric.
const KEYS: usize = 64;

/// Every metric and key of one path.
#[derive(Clone)]
pub struct Ledger {
    months: usize,
    values: Vec<f64>,
}

fn code(key: Key) -> usize {
    match key {
        Key::Total => 0,
        Key::Plans => 1,
        Key::TopUps => 2,
        Key::Free => 3,
        Key::Api => 4,
        Key::Intro => 5,
        Key::Plan(plan) => 8 + plan,
        Key::Segment(segment) => 16 + segment,
        Key::ApiClass(class) => 24 + class,
        Key::Generation(kind) => 32 + 4 * kind,
        Key::GenerationPaid(kind) => 33 + 4 * kind,
        Key::GenerationFree(kind) => 34 + 4 * kind,
        Key::GenerationApi(kind) => 35 + 4 * kind,
    }
}

impl Ledger {
    pub fn new(months: usize) -> Self {
        Self {
            months,
            values: vec![0.0; months * Metric::ALL.len() * KEYS],
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.values.fill(0.0);
    }

    fn place(&self, month: usize, metric: Metric, key: Key) -> usize {
        debug_assert!(month < self.months && code(key) < KEYS);
        (month * Metric::ALL.len() + metric as usize) * KEYS + code(key)
    }

    pub fn get(&self, month: usize, metric: Metric, key: Key) -> f64 {
        self.values[self.place(month, metric, key)]
    }

    pub fn set(&mut self, month: usize, metric: Metric, key: Key, value: f64) {
        let place = self.place(month, metric, key);
        self.values[place] = value;
    }

    pub fn add(&mut self, month: usize, metric: Metric, key: Key, amount: f64) {
        let place = self.place(month, metric, key);
        self.values[place] += amount;
    }

    /// Adds to a part and to the total.
    pub fn part(&mut self, month: usize, metric: Metric, key: Key, amount: f64) {
        self.add(month, metric, key, amount);
        self.add(month, metric, Key::Total, amount);
    }
}
