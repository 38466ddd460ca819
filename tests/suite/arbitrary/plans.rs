//! Generation types, plans, retention.

use proptest::prelude::*;

use super::number::{Num, Spec, Stated, keys, num, sometimes, stated};
use super::text::{Text, key};
use super::world::{Plan, World};

#[derive(Debug, Clone)]
pub struct Retention {
    model: usize,
    numbers: [Num; 3],
    table: Vec<Num>,
}

pub fn retention() -> impl Strategy<Value = Retention> {
    (
        0..5_usize,
        [num().boxed(), num().boxed(), num().boxed()],
        prop::collection::vec(num(), 1..5),
    )
        .prop_map(|(model, numbers, table)| Retention {
            model,
            numbers,
            table,
        })
}

impl Retention {
    /// An inline table at `key` below the table at hand.
    pub fn inline(&self, text: &mut Text, key: &str) -> String {
        let churn = Spec::probability(0.0, 1.0);
        let shape = Spec::positive(0.05, 4.0);
        let (name, parts): (&str, &[(&str, Spec)]) = match self.model {
            0 => ("constant", &[("churn", churn)]),
            1 => ("sbg", &[("alpha", shape), ("beta", shape)]),
            2 => (
                "sbg",
                &[
                    ("first_churn", churn),
                    ("polarization", Spec::probability(0.0, 0.98)),
                ],
            ),
            3 => (
                "bdw",
                &[
                    ("alpha", shape),
                    ("beta", shape),
                    ("c", Spec::positive(0.2, 2.5)),
                ],
            ),
            _ => ("table", &[]),
        };
        let mut entries: Vec<String> = parts
            .iter()
            .zip(&self.numbers)
            .map(|((part, spec), number)| {
                let value = text.value(&format!("{key}.{name}.{part}"), *spec, number);
                format!("{part} = {value}")
            })
            .collect();
        if name == "table" {
            let values = self.table.iter().enumerate();
            let values: Vec<String> = values
                .map(|(i, value)| text.value(&format!("{key}.table.churn.{i}"), churn, value))
                .collect();
            entries.push(format!("churn = [{}]", values.join(", ")));
        }
        format!("{{ {name} = {{ {} }} }}", entries.join(", "))
    }
}

const CREDITS: Spec = Spec::positive(0.0, 40.0);

#[derive(Debug, Clone)]
pub struct Generation {
    credits: Num,
    gpu_seconds: Option<Num>,
    reference: Option<Stated>,
}

pub fn generations() -> impl Strategy<Value = Vec<Generation>> {
    let one =
        (num(), sometimes(), stated()).prop_map(|(credits, gpu_seconds, reference)| Generation {
            credits,
            gpu_seconds,
            reference,
        });
    prop::collection::vec(one, 1..4)
}

pub fn write_generations(drafts: &[Generation], text: &mut Text, world: &World) {
    for (id, draft) in world.generations.iter().zip(drafts) {
        text.table(&["generations", id]);
        text.number("credits", CREDITS, Some(&draft.credits));
        text.number(
            "gpu_seconds",
            Spec::positive(0.0, 300.0),
            draft.gpu_seconds.as_ref(),
        );
        stated_credits(text, draft.reference.as_ref(), CREDITS);
    }
}

/// `reference = { credits = … }`, perhaps empty.
pub fn stated_credits(text: &mut Text, reference: Option<&Stated>, spec: Spec) {
    if let Some(Stated(credits)) = reference {
        let credits = credits
            .as_ref()
            .map(|credits| text.fixed("reference.credits", spec, credits));
        let credits = credits.map_or(String::new(), |credits| format!(" credits = {credits} "));
        text.line("reference", format!("{{{credits}}}"));
    }
}

#[derive(Debug, Clone)]
pub struct PlanDraft {
    price: Num,
    period: usize,
    intro: Option<(Num, Option<usize>)>,
    /// Credits, demand, top-up price, appeal.
    numbers: Vec<Option<Num>>,
    from: Option<i32>,
    retention: Retention,
    /// By plan, itself passed over.
    switch: Option<Vec<Option<Num>>>,
    /// Price, intro price, credits, top-up price, appeal.
    reference: Option<Vec<Option<Num>>>,
    reference_periods: Option<usize>,
}

pub fn drafts() -> impl Strategy<Value = Vec<PlanDraft>> {
    let period = prop_oneof![4 => Just(1_usize), 2 => Just(3), 1 => Just(12), 1 => 2..8_usize];
    let intro = (num(), prop::option::of(0..4_usize));
    let one = (
        (num(), period, prop::option::of(intro), keys(4)),
        prop::option::weighted(0.4, -10..20_i32),
        retention(),
        prop::option::of(keys(4)),
        prop::option::weighted(0.3, keys(5)),
        prop::option::of(0..4_usize),
    )
        .prop_map(
            |(
                (price, period, intro, numbers),
                from,
                retention,
                switch,
                reference,
                reference_periods,
            )| {
                PlanDraft {
                    price,
                    period,
                    intro,
                    numbers,
                    from,
                    retention,
                    switch,
                    reference,
                    reference_periods,
                }
            },
        );
    prop_oneof![1 => Just(Vec::new()), 30 => prop::collection::vec(one, 1..5)]
}

const APPEAL: Spec = Spec::real(-1.5, 1.5);

pub const QUOTA: Spec = Spec::positive(0.0, 3_000.0);
pub const TOP_UP_PRICE: Spec = Spec::positive(0.02, 0.5);

/// Prices per period are in proportion to it.
pub fn price(period: usize) -> Spec {
    let months = f64::from(u32::try_from(period).expect("a few months"));
    Spec::positive(2.0 * months, 80.0 * months)
}

pub fn intro_price(period: usize, world: &World) -> Spec {
    let full = price(period);
    Spec {
        low: if world.free_intros {
            0.0
        } else {
            0.02 * full.high
        },
        ..full
    }
}

impl PlanDraft {
    pub fn outline(&self, id: String) -> Plan {
        Plan {
            id,
            period: self.period,
            has_intro: self.intro.is_some(),
            has_top_up: self.numbers[2].is_some(),
        }
    }

    fn write(&self, text: &mut Text, world: &World, index: usize) {
        let plan = &world.plans[index];
        text.table(&["plans", &plan.id]);
        text.number("price", price(plan.period), Some(&self.price));
        if plan.period != 1 || self.from.is_some() {
            text.line("period", plan.period.to_string());
        }
        if let Some((price, periods)) = &self.intro {
            let price = text.value("intro.price", intro_price(plan.period, world), price);
            let periods = periods.map_or(String::new(), |periods| format!(", periods = {periods}"));
            text.line("intro", format!("{{ price = {price}{periods} }}"));
        }
        text.number("credits", QUOTA, self.numbers[0].as_ref());
        text.number("demand", Spec::positive(0.0, 4.0), self.numbers[1].as_ref());
        if let Some(top_up) = &self.numbers[2] {
            text.number("top_up_price", TOP_UP_PRICE, Some(top_up));
        }
        text.number("appeal", APPEAL, self.numbers[3].as_ref());
        if let Some(from) = self.from {
            text.line("from", format!("\"{}\"", world.at(from)));
        }
        let retention = self.retention.inline(text, "retention");
        text.line("retention", retention);
        self.write_switch(text, world, index);
        self.write_reference(text, world, plan);
    }

    fn write_switch(&self, text: &mut Text, world: &World, index: usize) {
        let Some(switch) = &self.switch else { return };
        let others = world
            .plans
            .iter()
            .zip(switch)
            .enumerate()
            .filter(|(other, _)| *other != index);
        let share = Spec::probability(0.0, 0.33);
        let entries: Vec<String> = others
            .filter_map(|(_, (plan, number))| {
                let value = text.value(&format!("switch.{}", plan.id), share, number.as_ref()?);
                Some(format!("{} = {value}", key(&plan.id)))
            })
            .collect();
        text.line("switch", format!("{{ {} }}", entries.join(", ")));
    }

    fn write_reference(&self, text: &mut Text, world: &World, plan: &Plan) {
        let Some(numbers) = &self.reference else {
            return;
        };
        let keys = [
            ("price", price(plan.period)),
            ("intro_price", intro_price(plan.period, world)),
            ("credits", QUOTA),
            ("top_up_price", TOP_UP_PRICE),
            ("appeal", APPEAL),
        ];
        let mut entries: Vec<String> = Vec::new();
        for ((name, spec), number) in keys.into_iter().zip(numbers) {
            let value = number
                .as_ref()
                .map(|number| text.fixed(&format!("reference.{name}"), spec, number));
            entries.extend(value.map(|value| format!("{name} = {value}")));
        }
        // periods without a price mean nothing
        let priced = numbers[1].is_some() || plan.has_intro;
        let periods = self.reference_periods.filter(|_| priced);
        entries.extend(periods.map(|periods| format!("intro_periods = {periods}")));
        text.line("reference", format!("{{ {} }}", entries.join(", ")));
    }
}

pub fn write(drafts: &[PlanDraft], text: &mut Text, world: &World) {
    for (index, draft) in drafts.iter().enumerate() {
        draft.write(text, world, index);
    }
}
