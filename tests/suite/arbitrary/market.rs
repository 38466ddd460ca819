//! Sign-ups, trends, season, noise.

use proptest::prelude::*;

use super::number::{Num, Spec, keys, num, sometimes};
use super::text::Text;
use super::world::World;

#[derive(Debug, Clone)]
pub struct Trend {
    shape: usize,
    numbers: [Num; 3],
    growth: Option<Num>,
    half_life: Option<Num>,
    values: Vec<Num>,
    from: Option<i32>,
}

pub fn trend() -> impl Strategy<Value = Trend> {
    (
        0..5_usize,
        [num().boxed(), num().boxed(), num().boxed()],
        sometimes(),
        sometimes(),
        prop::collection::vec(num(), 1..6),
        prop::option::weighted(0.3, -20..20_i32),
    )
        .prop_map(|(shape, numbers, growth, half_life, values, from)| Trend {
            shape,
            numbers,
            growth,
            half_life,
            values,
            from,
        })
}

/// Growth compounds: no draw may run away.
const GROWTH: Spec = Spec::real(-0.2, 0.15).hard();

impl Trend {
    /// An inline table at `key` below the table at hand; the numbers go up to `most`.
    pub fn inline(&self, text: &mut Text, key: &str, most: f64, world: &World) -> String {
        let level = Spec::positive(0.0, most).hard();
        let [first, second, third] = &self.numbers;
        let name = ["constant", "exponential", "logistic", "bass", "series"][self.shape];
        let at = |part: &str| format!("{key}.{name}.{part}");
        let mut parts: Vec<String> = Vec::new();
        match name {
            "constant" => parts.push(format!(
                "level = {}",
                text.value(&at("level"), level, first)
            )),
            "exponential" => {
                parts.push(format!(
                    "level = {}",
                    text.value(&at("level"), level, first)
                ));
                if let Some(life) = &self.half_life {
                    let life = text.value(&at("growth_half_life"), Spec::positive(0.2, 40.0), life);
                    parts.push(format!("growth_half_life = {life}"));
                }
            }
            "logistic" => {
                // from below the capacity: above it, shrinking away from it has no bounds
                let level = Spec::positive(0.0, 0.3 * most).hard();
                parts.push(format!(
                    "level = {}",
                    text.fixed(&at("level"), level, first)
                ));
                let capacity = Spec::positive(0.3 * most, most).hard();
                parts.push(format!(
                    "capacity = {}",
                    text.value(&at("capacity"), capacity, second)
                ));
            }
            "bass" => {
                let market = Spec::positive(most, 10.0 * most).hard();
                parts.push(format!(
                    "market = {}",
                    text.value(&at("market"), market, first)
                ));
                parts.push(format!(
                    "p = {}",
                    text.value(&at("p"), Spec::positive(0.0, 0.1), second)
                ));
                parts.push(format!(
                    "q = {}",
                    text.value(&at("q"), Spec::positive(0.0, 0.8), third)
                ));
            }
            _ => {
                let values = self.values.iter().enumerate();
                let values: Vec<String> = values
                    .map(|(i, value)| text.fixed(&at(&format!("values.{i}")), level, value))
                    .collect();
                parts.push(format!("values = [{}]", values.join(", ")));
            }
        }
        if matches!(name, "exponential" | "logistic" | "series") {
            let growth = if name == "logistic" {
                Spec::real(0.0, 2.5).hard()
            } else {
                GROWTH
            };
            match &self.growth {
                Some(value) => parts.push(format!(
                    "growth = {}",
                    text.value(&at("growth"), growth, value)
                )),
                None => text.changeable(&at("growth"), growth),
            }
        }
        parts.extend(
            self.from
                .map(|from| format!("from = \"{}\"", world.at(from))),
        );
        format!("{{ {name} = {{ {} }} }}", parts.join(", "))
    }
}

/// The four series of noise, each perhaps with its standard deviation and autocorrelation.
const NOISE: [&str; 4] = ["signups", "buying", "churn", "api"];

#[derive(Debug, Clone)]
pub struct Draft {
    trend: Trend,
    magnitude: usize,
    season: Option<Vec<Num>>,
    noise: Option<[Option<Vec<Option<Num>>>; 4]>,
    absent: bool,
}

pub fn draft() -> impl Strategy<Value = Draft> {
    let series = || prop::option::weighted(0.7, keys(2)).boxed();
    (
        trend(),
        0..4_usize,
        prop::option::of(prop::collection::vec(num(), 12)),
        prop::option::of([series(), series(), series(), series()]),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(trend, magnitude, season, noise, absent)| Draft {
            trend,
            magnitude,
            season,
            noise,
            absent,
        })
}

impl Draft {
    pub fn write(&self, text: &mut Text, world: &World) {
        if !self.absent && !world.segments.is_empty() {
            text.table(&["signups"]);
            let most = [5.0, 100.0, 3_000.0, 200_000.0][self.magnitude];
            let trend = self.trend.inline(text, "trend", most, world);
            text.line("trend", trend);
            let factor = Spec::positive(0.0, 2.0);
            match &self.season {
                Some(season) => {
                    let season = season.iter().enumerate();
                    let season: Vec<String> = season
                        .map(|(i, value)| text.value(&format!("season.{i}"), factor, value))
                        .collect();
                    text.line("season", format!("[{}]", season.join(", ")));
                }
                None => (0..12).for_each(|i| text.changeable(&format!("season.{i}"), factor)),
            }
        }
        for (name, series) in NOISE.iter().zip(self.noise.iter().flatten()) {
            if let Some(numbers) = series {
                text.table(&["noise", name]);
                text.number("sd", Spec::positive(0.0, 0.5).hard(), numbers[0].as_ref());
                text.number(
                    "autocorrelation",
                    Spec::probability(0.0, 0.99),
                    numbers[1].as_ref(),
                );
            }
        }
    }
}
