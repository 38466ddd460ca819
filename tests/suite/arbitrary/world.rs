//! The names and months of a scenario.

use proptest::prelude::*;

use super::plans::PlanDraft;

/// Names that are allowed and likely to be mistaken for something else.
const NAMES: [&str; 20] = [
    "basic",
    "pro",
    "a",
    "1",
    "-",
    "_",
    "标准",
    "Überflieger",
    "007",
    "total",
    "plans",
    "free",
    "api",
    "intro",
    "rest",
    "top_ups",
    "price",
    "none",
    "e5",
    "a-name-of-exactly-64-letters-that-is-the-longest-which-is-taken-",
];

/// What there is in a scenario.
#[derive(Debug, Clone)]
pub struct World {
    pub year: i32,
    pub month: i32,
    pub months: i32,
    pub plans: Vec<Plan>,
    pub segments: Vec<String>,
    pub generations: Vec<String>,
    pub classes: Vec<String>,
    /// Segments with a conversion table.
    pub converting: Vec<String>,
    /// Keys of all shares that switch.
    pub switches: Vec<String>,
    /// Whether an intro may cost nothing; then nobody looks at intros alone.
    pub free_intros: bool,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub id: String,
    pub period: usize,
    pub has_intro: bool,
    pub has_top_up: bool,
}

#[derive(Debug, Clone)]
pub struct Draft {
    names: [Vec<&'static str>; 4],
    start: (i32, i32),
    months: i32,
    free_intros: bool,
}

pub fn draft() -> impl Strategy<Value = Draft> {
    let names = || {
        prop::sample::subsequence(NAMES.to_vec(), 4)
            .prop_shuffle()
            .boxed()
    };
    let start = (2019..2030_i32, 1..=12_i32);
    (
        [names(), names(), names(), names()],
        start,
        1..=18_i32,
        any::<bool>(),
    )
        .prop_map(|(names, start, months, free_intros)| Draft {
            names,
            start,
            months,
            free_intros,
        })
}

impl Draft {
    /// With as many plans, segments, generation types and API classes.
    pub fn world(&self, counts: [usize; 4], plans: &[PlanDraft]) -> World {
        let named = |kind: usize| -> Vec<String> {
            let names = self.names[kind].iter().take(counts[kind]);
            names.map(|name| (*name).to_owned()).collect()
        };
        let plans = named(0)
            .into_iter()
            .zip(plans)
            .map(|(id, plan)| plan.outline(id))
            .collect();
        World {
            year: self.start.0,
            month: self.start.1,
            months: self.months,
            plans,
            segments: named(1),
            generations: named(2),
            classes: named(3),
            converting: Vec::new(),
            switches: Vec::new(),
            free_intros: self.free_intros,
        }
    }
}

impl World {
    /// Year and month, `offset` months after the first simulated one.
    pub fn calendar(&self, offset: i32) -> (i32, i32) {
        let months = self.year * 12 + self.month - 1 + offset;
        (months.div_euclid(12), months.rem_euclid(12) + 1)
    }

    /// The same as text.
    pub fn at(&self, offset: i32) -> String {
        let (year, month) = self.calendar(offset);
        format!("{year}-{month:02}")
    }
}
