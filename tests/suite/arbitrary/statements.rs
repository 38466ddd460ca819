//! How to run it, couplings, facts, guards, sources.

use proptest::prelude::*;
use proptest::sample::Index;
use tiercast::model::{KeySet, Metric, Nature};

use super::text::Text;
use super::world::World;

#[derive(Debug, Clone)]
struct Coupling {
    inputs: Vec<Index>,
    rho: f64,
}

#[derive(Debug, Clone)]
struct Statement {
    metric: Index,
    key: Index,
    month: Index,
    earlier: Option<Index>,
    form: usize,
    value: f64,
}

#[derive(Debug, Clone)]
pub struct Draft {
    simulation: Option<(usize, i64, usize)>,
    couplings: Vec<Coupling>,
    facts: Vec<Statement>,
    guards: Vec<Statement>,
    sources: Vec<(Index, usize)>,
}

pub fn draft() -> impl Strategy<Value = Draft> {
    let coupling = (prop::collection::vec(any::<Index>(), 2..5), -1.0..1.0)
        .prop_map(|(inputs, rho)| Coupling { inputs, rho });
    let statement = || {
        let month = prop::option::of(any::<Index>());
        (
            any::<Index>(),
            any::<Index>(),
            any::<Index>(),
            month,
            0..18_usize,
            -1e4..1e6,
        )
            .prop_map(|(metric, key, month, earlier, form, value)| Statement {
                metric,
                key,
                month,
                earlier,
                form,
                value,
            })
    };
    (
        prop::option::of((1..100_usize, 0..i64::MAX, 0..3_usize)),
        prop::collection::vec(coupling, 0..3),
        prop::collection::vec(statement(), 0..3),
        prop::collection::vec(statement(), 0..3),
        prop::collection::vec((any::<Index>(), 0..3_usize), 0..4),
    )
        .prop_map(|(simulation, couplings, facts, guards, sources)| Draft {
            simulation,
            couplings,
            facts,
            guards,
            sources,
        })
}

impl Draft {
    pub fn write_simulation(&self, text: &mut Text) {
        if let Some((paths, seed, sampler)) = self.simulation {
            text.table(&["simulation"]);
            text.line("paths", paths.to_string());
            text.line("seed", seed.to_string());
            text.line(
                "sampler",
                format!("\"{}\"", ["random", "latin_hypercube", "sobol"][sampler]),
            );
        }
    }

    pub fn write(&self, text: &mut Text, world: &World) {
        let mut free: Vec<String> = text.uncertain.clone();
        for coupling in &self.couplings {
            coupling.write(text, &mut free);
        }
        for fact in &self.facts {
            fact.write_fact(text, world);
        }
        for guard in &self.guards {
            guard.write_guard(text, world);
        }
        self.write_sources(text);
    }

    fn write_sources(&self, text: &mut Text) {
        let mut cited: Vec<String> = Vec::new();
        for (place, grade) in &self.sources {
            if text.written.is_empty() {
                return;
            }
            let key = place.get(&text.written).clone();
            if cited.contains(&key) {
                continue;
            }
            if cited.is_empty() {
                text.table(&["sources"]);
            }
            let grade = ["measured", "benchmark", "guess"][*grade];
            let entry = format!("\"{key}\" = {{ note = \"a note\", grade = \"{grade}\" }}\n");
            text.toml.push_str(&entry);
            cited.push(key);
        }
    }
}

impl Coupling {
    /// Blocks of inputs of their own, each with one correlation: positive definite above −1/(n−1).
    fn write(&self, text: &mut Text, free: &mut Vec<String>) {
        let mut keys: Vec<String> = Vec::new();
        for place in &self.inputs {
            if !free.is_empty() {
                keys.push(free.remove(place.index(free.len())));
            }
        }
        let [_, others @ ..] = keys.as_slice() else {
            return;
        };
        if others.is_empty() {
            return;
        }
        let others = f64::from(u32::try_from(others.len()).expect("a few"));
        let rho = if self.rho < 0.0 {
            0.95 * self.rho / others
        } else {
            0.95 * self.rho
        };
        text.element("correlate");
        let keys: Vec<String> = keys.iter().map(|key| format!("\"{key}\"")).collect();
        text.line("inputs", format!("[{}]", keys.join(", ")));
        text.line("rho", rho.to_string());
    }
}

impl Statement {
    fn metric(&self) -> Metric {
        *self.metric.get(Metric::ALL)
    }

    /// The text of one of the metric's keys; empty: the total.
    fn key(&self, world: &World) -> String {
        let plans = || world.plans.iter().map(|plan| format!("plan:{}", plan.id));
        let segments = || world.segments.iter().map(|id| format!("segment:{id}"));
        let named = |names: &[&str]| {
            names
                .iter()
                .map(|name| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        let kinds = || world.generations.iter();
        let mut keys = vec![String::new()];
        match self.metric().key_set() {
            KeySet::Total => {}
            KeySet::Segments => keys.extend(segments()),
            KeySet::Plans => keys.extend(plans()),
            KeySet::PlansSegments => keys.extend(plans().chain(segments())),
            KeySet::Intro => keys.extend(named(&["intro"])),
            KeySet::Streams => keys.extend(plans().chain(named(&["plans", "top_ups", "api"]))),
            KeySet::Users => keys.extend(plans().chain(named(&["free", "api"]))),
            KeySet::Generations => keys.extend(kinds().cloned()),
            KeySet::GenerationsBy => {
                let makers =
                    |id: &String| ["paid", "free", "api"].map(|maker| format!("{id}:{maker}"));
                keys.extend(kinds().cloned().chain(kinds().flat_map(makers)));
            }
            KeySet::ApiClasses => keys.extend(world.classes.iter().cloned()),
        }
        self.key.get(&keys).clone()
    }

    fn months(&self, world: &World) -> [i32; 2] {
        let months = usize::try_from(world.months).expect("months");
        let at = |place: &Index| i32::try_from(place.index(months)).expect("a month");
        let last = at(&self.month);
        let first = self.earlier.as_ref().map_or(last, at);
        [first.min(last), first.max(last)]
    }

    fn write_fact(&self, text: &mut Text, world: &World) {
        let [first, last] = self.months(world);
        let (metric, key) = (self.metric(), self.key(world));
        text.element("facts");
        text.line("month", format!("\"{}\"", world.at(last)));
        if self.earlier.is_some() && metric.nature() != Nature::Stock {
            text.line("from", format!("\"{}\"", world.at(first)));
        }
        text.line("metric", format!("\"{}\"", metric.name()));
        if !key.is_empty() {
            text.line("key", format!("\"{key}\""));
        }
        text.line(
            ["equals", "at_least", "at_most"][self.form % 3],
            self.value.to_string(),
        );
        text.line("source", "\"somebody\"");
    }

    fn write_guard(&self, text: &mut Text, world: &World) {
        let [first, last] = self.months(world);
        let key = self.key(world);
        let dot = if key.is_empty() { "" } else { "." };
        let (year, month) = world.calendar(last);
        let period = match self.form % 6 {
            0 => world.at(last),
            1 => format!("{year}-Q{}", (month + 2) / 3),
            2 => year.to_string(),
            3 => format!("{}..{}", world.at(first), world.at(last)),
            4 => "total".to_owned(),
            _ => "last".to_owned(),
        };
        let statistic = ["mean", "sd", "p05", "p50", "p99"][self.form % 5];
        let sign = ["<", "<=", ">", ">="][self.form % 4];
        text.element("guards");
        let metric = self.metric().name();
        text.line(
            "that",
            format!(
                "\"{statistic}({metric}{dot}{key}, {period}) {sign} {}\"",
                self.value
            ),
        );
    }
}
