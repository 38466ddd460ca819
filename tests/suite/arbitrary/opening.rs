//! What a business that exists already starts from.

use proptest::prelude::*;

use super::number::{Num, Spec, keys, num, sometimes};
use super::text::{Text, key};
use super::world::World;

#[derive(Debug, Clone)]
struct Group {
    plan: usize,
    segment: usize,
    count: Num,
    renewals: Option<usize>,
    elapsed: Option<usize>,
}

/// Perhaps there is none.
#[derive(Debug, Clone)]
pub struct Opening(Option<Draft>);

#[derive(Debug, Clone)]
struct Draft {
    users: Option<Num>,
    cash: Option<Num>,
    /// Generations, free users, lapsed, API customers: by what they are of.
    counts: [Option<Vec<Option<Num>>>; 4],
    subscribers: Option<Vec<Group>>,
}

pub fn draft() -> impl Strategy<Value = Opening> {
    let group = (
        0..4_usize,
        0..3_usize,
        num(),
        prop::option::of(0..20_usize),
        prop::option::of(0..12_usize),
    )
        .prop_map(|(plan, segment, count, renewals, elapsed)| Group {
            plan,
            segment,
            count,
            renewals,
            elapsed,
        });
    let counts = || prop::option::of(keys(3)).boxed();
    let draft = (
        sometimes(),
        sometimes(),
        [counts(), counts(), counts(), counts()],
        prop::option::weighted(0.7, prop::collection::vec(group, 0..5)),
    )
        .prop_map(|(users, cash, counts, subscribers)| Draft {
            users,
            cash,
            counts,
            subscribers,
        });
    prop::option::weighted(0.7, draft).prop_map(Opening)
}

impl Opening {
    pub fn write(&self, text: &mut Text, world: &World) {
        let Some(draft) = &self.0 else { return };
        text.table(&["opening"]);
        if let Some(users) = &draft.users {
            let users = text.fixed("users", Spec::positive(0.0, 100_000.0), users);
            text.line("users", users);
        }
        if let Some(cash) = &draft.cash {
            let cash = text.fixed("cash", Spec::positive(-50_000.0, 100_000.0), cash);
            text.line("cash", cash);
        }
        let of = [
            &world.generations,
            &world.segments,
            &world.segments,
            &world.classes,
        ];
        let tables = ["generations", "free_users", "lapsed", "api_customers"];
        for ((table, names), counts) in tables.into_iter().zip(of).zip(&draft.counts) {
            let Some(counts) = counts else { continue };
            let most = if table == "api_customers" {
                30.0
            } else {
                2_000.0
            };
            let entries: Vec<String> = names
                .iter()
                .zip(counts)
                .filter_map(|(name, number)| {
                    let spec = Spec::positive(0.0, most);
                    let value = text.fixed(&format!("{table}.{name}"), spec, number.as_ref()?);
                    Some(format!("{} = {value}", key(name)))
                })
                .collect();
            text.line(table, format!("{{ {} }}", entries.join(", ")));
        }
        draft.write_subscribers(text, world);
    }
}

impl Draft {
    fn write_subscribers(&self, text: &mut Text, world: &World) {
        let Some(groups) = &self.subscribers else {
            return;
        };
        if world.plans.is_empty() || world.segments.is_empty() {
            return;
        }
        let groups: Vec<String> = groups
            .iter()
            .enumerate()
            .map(|(index, group)| {
                let plan = &world.plans[group.plan % world.plans.len()];
                let segment = &world.segments[group.segment % world.segments.len()];
                let spec = Spec::positive(0.0, 2_000.0);
                let count = text.fixed(&format!("subscribers.{index}.count"), spec, &group.count);
                let renewals = group.renewals.map_or(String::new(), |renewals| format!(", renewals = {renewals}"));
                let elapsed = group.elapsed.map(|elapsed| elapsed % plan.period);
                let elapsed = elapsed.map_or(String::new(), |elapsed| format!(", elapsed = {elapsed}"));
                format!("{{ plan = \"{}\", segment = \"{segment}\", count = {count}{renewals}{elapsed} }}", plan.id)
            })
            .collect();
        text.line("subscribers", format!("[{}]", groups.join(", ")));
    }
}
