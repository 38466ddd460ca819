//! Segments: who buys, how, and what they use.

use proptest::prelude::*;

use super::mix::{Mix, mix};
use super::number::{Num, Spec, keys, num};
use super::text::{Text, key};
use super::world::World;

#[derive(Debug, Clone)]
struct Segment {
    /// Churn odds, free attrition, free engagement.
    numbers: Vec<Option<Num>>,
    buying: Option<Buying>,
    usage: Option<Usage>,
}

#[derive(Debug, Clone)]
struct Buying {
    conversion: Option<Vec<Num>>,
    plan_mix: Mix,
    numbers: Vec<Option<Num>>,
}

/// Keys of `buying` besides conversion and mix.
const BUYING: [(&str, Spec); 10] = [
    ("price_elasticity", Spec::real(-3.0, 0.3)),
    ("dissimilarity", Spec::probability(0.02, 1.0)),
    ("intro_weight", Spec::probability(0.0, 0.95)),
    ("intro_selection", Spec::real(0.0, 1.0)),
    ("quota_sensitivity", Spec::real(0.0, 3.0)),
    ("free_substitution", Spec::real(0.0, 2.0)),
    ("renewal_elasticity", Spec::real(-2.0, 0.3)),
    ("bill_shock", Spec::real(0.0, 1.5)),
    ("winback", Spec::probability(0.0, 0.6)),
    ("lapsed_attrition", Spec::probability(0.0, 1.0)),
];

#[derive(Debug, Clone)]
struct Usage {
    free: Option<Vec<Option<Num>>>,
    paid: Option<Vec<Option<Num>>>,
    numbers: Vec<Option<Num>>,
}

/// Keys of `usage` besides what is wanted.
const USAGE: [(&str, Spec); 4] = [
    ("cv", Spec::dispersion(6.0)),
    ("idle", Spec::probability(0.0, 1.0)),
    ("top_up_take", Spec::probability(0.0, 1.0)),
    ("top_up_elasticity", Spec::real(-2.0, 0.5)),
];

#[derive(Debug, Clone)]
pub struct Drafts {
    segments: Vec<Segment>,
    share: Mix,
}

pub fn drafts() -> impl Strategy<Value = Drafts> {
    let conversion = prop::option::weighted(0.9, prop::collection::vec(num(), 1..5));
    let buying =
        (conversion, mix(), keys(BUYING.len())).prop_map(|(conversion, plan_mix, numbers)| {
            Buying {
                conversion,
                plan_mix,
                numbers,
            }
        });
    let wants = || prop::option::weighted(0.8, keys(3));
    let usage = (wants(), wants(), keys(USAGE.len())).prop_map(|(free, paid, numbers)| Usage {
        free,
        paid,
        numbers,
    });
    let one = (
        keys(3),
        prop::option::weighted(0.9, buying),
        prop::option::weighted(0.9, usage),
    )
        .prop_map(|(numbers, buying, usage)| Segment {
            numbers,
            buying,
            usage,
        });
    let segments = prop_oneof![1 => Just(Vec::new()), 30 => prop::collection::vec(one, 1..4)];
    (segments, mix()).prop_map(|(segments, share)| Drafts { segments, share })
}

/// A probability whose odds are not infinite.
pub const CONVERSION: Spec = Spec::probability(0.0, 0.5);

impl Drafts {
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    pub fn write(&self, text: &mut Text, world: &World) {
        if self.segments.is_empty() {
            return;
        }
        text.table(&["segments"]);
        let keys: Vec<String> = world
            .segments
            .iter()
            .map(|id| format!("{id}.share"))
            .collect();
        let shares = self.share.values(text, &keys, true);
        for ((id, segment), share) in world.segments.iter().zip(&self.segments).zip(shares) {
            text.table(&["segments", id]);
            text.line("share", share.expect("all are there"));
            text.number(
                "churn_odds",
                Spec::positive(0.0, 3.0),
                segment.numbers[0].as_ref(),
            );
            text.number(
                "free_attrition",
                Spec::probability(0.0, 0.9),
                segment.numbers[1].as_ref(),
            );
            text.number(
                "free_engagement",
                Spec::real(-0.5, 2.0),
                segment.numbers[2].as_ref(),
            );
            if let Some(buying) = &segment.buying {
                buying.write(text, world, id);
            }
            if let Some(usage) = &segment.usage {
                usage.write(text, world, id);
            }
        }
    }
}

impl Buying {
    fn write(&self, text: &mut Text, world: &World, id: &str) {
        text.table(&["segments", id, "buying"]);
        // who buys must have something to buy
        let sold = !world.plans.is_empty();
        if let Some(conversion) = self.conversion.as_ref().filter(|_| sold) {
            let values = conversion.iter().enumerate();
            let values: Vec<String> = values
                .map(|(i, value)| text.value(&format!("conversion.{i}"), CONVERSION, value))
                .collect();
            text.line("conversion", format!("[{}]", values.join(", ")));
        }
        if sold {
            let ids: Vec<String> = world.plans.iter().map(|plan| plan.id.clone()).collect();
            let mix = self.plan_mix.inline(text, "plan_mix", &ids);
            text.line("plan_mix", mix);
        }
        for ((name, spec), number) in BUYING.into_iter().zip(&self.numbers) {
            let spec = match name {
                "intro_weight" if !world.free_intros => Spec::probability(0.0, 1.0),
                _ => spec,
            };
            if name == "winback" && !sold {
                continue;
            }
            text.number(name, spec, number.as_ref());
        }
    }
}

impl Usage {
    fn write(&self, text: &mut Text, world: &World, id: &str) {
        text.table(&["segments", id, "usage"]);
        for (name, most, wants) in [("free", 20.0, &self.free), ("paid", 80.0, &self.paid)] {
            let Some(wants) = wants else { continue };
            let entries: Vec<String> = world
                .generations
                .iter()
                .zip(wants)
                .filter_map(|(kind, number)| {
                    let spec = Spec::positive(0.0, most);
                    let value = text.value(&format!("{name}.{kind}"), spec, number.as_ref()?);
                    Some(format!("{} = {value}", key(kind)))
                })
                .collect();
            text.line(name, format!("{{ {} }}", entries.join(", ")));
        }
        for ((name, spec), number) in USAGE.into_iter().zip(&self.numbers) {
            text.number(name, spec, number.as_ref());
        }
    }
}
