//! From a checked tree to the valid, immutable [`Scenario`].
//!
//! Each file builds one part of the model. The numbers come first: every leaf of the tree gets a slot
//! under its dotted key, and the parts only look slots up.

mod api;
mod correlations;
mod events;
mod facts;
mod inputs;
mod lists;
mod market;
mod mixes;
mod money;
mod opening;
mod plans;
mod references;
mod remarks;
mod retention;
mod segments;
mod sources;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Input, Quantities, Scenario, SimulationDefaults, Slot, Value};
use crate::random::distribution::{Distribution, Kind};
use crate::random::sampler::Sampler;
use crate::scenario::document::{Node, NodeValue, Origin, Sources};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::numbers::Amount;
use crate::scenario::schema::split_path;
use crate::scenario::walk::{Content, Leaf, MANY_ERRORS, Walked, walk};
use crate::units::Month;

/// The most errors that are kept; far fewer are shown.
const MOST_ERRORS: usize = 10_000;

/// What a scenario is built from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The tree with overrides.
    pub tree: &'a Node,
    /// The tree of the files alone.
    pub file: &'a Node,
    /// The tree of each file, the one that extends nothing first.
    pub layers: &'a [Node],
    /// The texts.
    pub sources: &'a Sources,
    /// The number of months where the command line gives one.
    pub months: Option<usize>,
}

/// What comes out.
#[derive(Debug)]
pub struct Built {
    /// The scenario; meaningless where there are errors.
    pub scenario: Scenario,
    /// Every value under its dotted key.
    pub leaves: Vec<Leaf>,
    /// What a reader should know although it is no error.
    pub notes: Vec<String>,
    /// What is wrong.
    pub errors: Vec<ScenarioError>,
}

/// Builds a scenario, however wrong the tree is.
#[must_use]
pub fn build(material: Material<'_>) -> Built {
    let walked = walk(material.tree, material.sources);
    if walked.is_oversized {
        // nothing is looked up in endless lists and tables: what they are is all that is said
        let nothing = Node::empty_table(material.tree.origin);
        let empty = Material {
            tree: &nothing,
            file: &nothing,
            layers: &[],
            ..material
        };
        let built = Builder::new(empty, Walked::default()).build();
        return Built {
            errors: walked.errors,
            ..built
        };
    }
    Builder::new(material, walked).build()
}

struct Builder<'a> {
    material: Material<'a>,
    quantities: Quantities,
    slots: BTreeMap<String, Slot>,
    /// Every dotted key of the files alone, whether or not an override removed it.
    file_keys: BTreeSet<String>,
    /// The uncertain inputs of the files alone, with what they are drawn from; nothing for the
    /// amounts of events.
    file_inputs: BTreeMap<String, Option<(Distribution, Kind)>>,
    dimensions: BTreeMap<String, u32>,
    /// The value that each place of the files became, so that equal places share a draw.
    values: BTreeMap<Origin, Value>,
    leaves: Vec<Leaf>,
    notes: Vec<String>,
    errors: Vec<ScenarioError>,
}

impl<'a> Builder<'a> {
    fn new(material: Material<'a>, walked: Walked) -> Self {
        let mut builder = Self {
            material,
            quantities: Quantities::default(),
            slots: BTreeMap::new(),
            file_keys: BTreeSet::new(),
            file_inputs: BTreeMap::new(),
            dimensions: BTreeMap::new(),
            values: BTreeMap::new(),
            leaves: walked.leaves,
            notes: Vec::new(),
            errors: walked.errors,
        };
        builder.number_inputs();
        builder.add_leaves();
        builder.add_absent_parts();
        builder.lengthen_lists();
        builder
    }

    fn build(mut self) -> Built {
        let tree = self.material.tree;
        let start = self.month(tree.get("start")).unwrap_or(fallback_month());
        let added = self.events(start);
        let plans = self.plans(start, &added);
        let scenario = Scenario {
            name: text(tree.get("name")),
            currency: text(tree.get("currency")),
            start,
            months: self.months(),
            simulation: self.simulation(),
            signups: self.signups(start),
            signups_scale: self.signups_scale(),
            season: std::array::from_fn(|month| self.slot(&format!("signups.season.{month}"))),
            noise: self.noise(),
            generations: self.generations(),
            plans,
            segments: self.segments(),
            shares: self.shares(),
            api: self.api(start),
            billing: self.billing(),
            costs: self.costs(),
            free: self.free(),
            opening: self.opening(),
            events: added.events,
            facts: Vec::new(),
            guards: Vec::new(),
            sources: self.cited_sources(),
            quantities: Quantities::default(),
        };
        self.finish(scenario)
    }

    fn finish(mut self, mut scenario: Scenario) -> Built {
        self.correlations();
        self.intro_prices(&scenario);
        self.remarks(&scenario);
        std::mem::swap(&mut scenario.quantities, &mut self.quantities);
        self.facts_and_guards(&mut scenario);
        Built {
            scenario,
            leaves: self.leaves,
            notes: self.notes,
            errors: self.errors,
        }
    }

    /// Gives every number of the tree its slot.
    fn add_leaves(&mut self) {
        for leaf in std::mem::take(&mut self.leaves) {
            if let Content::Number(amount, number) = &leaf.content {
                let value = self.value(&leaf.key, amount.as_ref(), number.kind, leaf.place);
                self.add(&leaf.key, value);
            }
            self.leaves.push(leaf);
        }
    }

    /// The value of an amount; an uncertain one becomes an input. NaN stands for a wrong one.
    fn value(
        &mut self,
        key: &str,
        amount: Option<&Amount>,
        kind: Kind,
        place: Option<Origin>,
    ) -> Value {
        let value = match amount {
            None => Value::Known(f64::NAN),
            Some(Amount::Known(known)) => Value::Known(*known),
            Some(Amount::Uncertain(distribution)) => self.input(key, distribution, kind),
        };
        if let Some(place) = place {
            self.values.insert(place, value);
        }
        value
    }

    fn input(&mut self, key: &str, distribution: &Distribution, kind: Kind) -> Value {
        let next = u32::try_from(self.dimensions.len()).unwrap_or(u32::MAX);
        let dimension = *self.dimensions.entry(key.to_owned()).or_insert(next);
        self.quantities.add_input(Input {
            key: key.to_owned(),
            distribution: distribution.clone(),
            kind,
            dimension,
        })
    }

    fn add(&mut self, key: &str, value: Value) -> Slot {
        let slot = self.quantities.add(key, value);
        self.slots.insert(key.to_owned(), slot);
        slot
    }

    /// The slot of a key. Where the tree is so wrong that there is none, an error says so already.
    fn slot(&mut self, key: &str) -> Slot {
        match self.slots.get(key) {
            Some(slot) => *slot,
            None => self.add(key, Value::Known(f64::NAN)),
        }
    }

    fn slot_in(&mut self, table: &str, name: &str) -> Slot {
        self.slot(&format!("{table}.{name}"))
    }

    /// The slots of the elements of a list.
    fn slots_of_list(&mut self, key: &str) -> Vec<Slot> {
        let mut slots = Vec::new();
        while let Some(slot) = self.slots.get(&format!("{key}.{}", slots.len())) {
            slots.push(*slot);
        }
        slots
    }

    /// The slots of the entries of a map, each with the index of what its key names at the top of the file.
    fn slots_by_index(&mut self, key: &str, table: &str) -> Vec<(usize, Slot)> {
        let names: Vec<&String> = self.entries(key).iter().map(|(name, _)| name).collect();
        let indices = self.indices(table);
        names
            .into_iter()
            .filter_map(|name| {
                Some((
                    *indices.get(name.as_str())?,
                    *self.slots.get(&format!("{key}.{name}"))?,
                ))
            })
            .collect()
    }

    /// The index of every entry of a table at the top of the file.
    fn indices(&self, table: &str) -> BTreeMap<&'a str, usize> {
        let entries = self.entries(table).iter().enumerate();
        entries
            .map(|(index, (name, _))| (name.as_str(), index))
            .collect()
    }

    fn node(&self, key: &str) -> Option<&'a Node> {
        self.material.tree.at(&split_path(key))
    }

    fn entries(&self, key: &str) -> &'a [(String, Node)] {
        self.node(key).and_then(Node::entries).unwrap_or_default()
    }

    fn elements(&self, key: &str) -> &'a [Node] {
        self.node(key).and_then(Node::elements).unwrap_or_default()
    }

    #[expect(clippy::unused_self, reason = "reads like the other accessors")]
    fn month(&self, node: Option<&Node>) -> Option<Month> {
        node?.text()?.parse().ok()
    }

    /// Notes an error; those beyond all counting are dropped.
    fn error(&mut self, error: ScenarioError) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(error);
        }
    }

    /// Advice, unless there are so many errors that nobody reads it.
    fn advice(&self, find: impl FnOnce(&Self) -> Option<String>) -> Option<String> {
        (self.errors.len() < MANY_ERRORS)
            .then(|| find(self))
            .flatten()
    }

    fn conflict(&mut self, place: Origin, text: String, help: Option<String>) {
        self.error(ScenarioError::new(Problem::Conflict(text), place).help_if(help));
    }

    fn months(&self) -> usize {
        let written = self.node("months").and_then(|node| whole(Some(node)));
        self.material.months.or(written).unwrap_or(1).clamp(1, 1200)
    }

    fn simulation(&self) -> SimulationDefaults {
        let seed = self
            .node("simulation.seed")
            .and_then(|node| match node.value {
                NodeValue::Integer(seed) => u64::try_from(seed).ok(),
                _ => None,
            });
        SimulationDefaults {
            paths: whole(self.node("simulation.paths")).unwrap_or(10_000),
            seed: seed.unwrap_or(1),
            sampler: match self.node("simulation.sampler").and_then(Node::text) {
                Some("random") => Sampler::Random,
                Some("sobol") => Sampler::Sobol,
                _ => Sampler::LatinHypercube,
            },
        }
    }
}

/// The first month of a scenario that has no valid one; an error says so already.
fn fallback_month() -> Month {
    Month::new(2000, 1).unwrap_or_else(|| unreachable!("a month"))
}

fn text(node: Option<&Node>) -> String {
    node.and_then(Node::text).unwrap_or_default().to_owned()
}

/// The whole number of a node, where it is one that fits.
fn whole(node: Option<&Node>) -> Option<usize> {
    match node?.value {
        NodeValue::Integer(number) => usize::try_from(number).ok(),
        _ => None,
    }
}
