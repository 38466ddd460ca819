//! Changes of numbers from a month on.

use proptest::prelude::*;
use proptest::sample::Index;

use super::number::{Num, Spec, num};
use super::plans::{TOP_UP_PRICE, intro_price};
use super::segments::CONVERSION;
use super::text::Text;
use super::world::{Plan, World};

/// What an event changes.
#[derive(Debug, Clone, Copy)]
enum What {
    Any,
    Price,
    Signups,
    Conversion,
    Intro,
    IntroPrice,
    IntroPeriods,
    NoIntro,
    TopUp,
    NoTopUp,
    Season,
}

#[derive(Debug, Clone)]
struct Change {
    what: What,
    which: Index,
    scale: bool,
    number: Num,
    list: Vec<Num>,
    periods: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Event {
    month: i32,
    until: Option<i32>,
    changes: Vec<Change>,
    grandfather: bool,
}

pub fn drafts() -> impl Strategy<Value = Vec<Event>> {
    let special = prop::sample::select(vec![
        What::Signups,
        What::Conversion,
        What::Intro,
        What::IntroPrice,
        What::IntroPeriods,
        What::NoIntro,
        What::TopUp,
        What::NoTopUp,
        What::Season,
    ]);
    let what = prop_oneof![4 => Just(What::Any), 3 => Just(What::Price), 5 => special];
    let change = (
        what,
        any::<Index>(),
        any::<bool>(),
        num(),
        prop::collection::vec(num(), 12),
        prop::option::of(0..4_usize),
    )
        .prop_map(|(what, which, scale, number, list, periods)| Change {
            what,
            which,
            scale,
            number,
            list,
            periods,
        });
    let event = (
        -2..19_i32,
        prop::option::of(1..10_i32),
        prop::collection::vec(change, 1..5),
        any::<bool>(),
    )
        .prop_map(|(month, length, changes, grandfather)| Event {
            month,
            until: length.map(|length| month + length),
            changes,
            grandfather,
        });
    prop::collection::vec(event, 0..5)
}

/// The lines of one event.
#[derive(Default)]
struct Lines {
    set: Vec<(String, String)>,
    scale: Vec<(String, String)>,
}

impl Lines {
    /// A key stands once in a table.
    fn push(&mut self, scale: bool, key: String, value: String) {
        let table = if scale {
            &mut self.scale
        } else {
            &mut self.set
        };
        if table.iter().all(|(other, _)| *other != key) {
            table.push((key, value));
        }
    }
}

pub fn write(events: &[Event], text: &mut Text, world: &World) {
    for event in events {
        let mut lines = Lines::default();
        for change in &event.changes {
            change.write(&mut lines, text, world);
        }
        if lines.set.is_empty() && lines.scale.is_empty() {
            continue;
        }
        text.element("events");
        text.line("month", format!("\"{}\"", world.at(event.month)));
        if let Some(until) = event.until {
            text.line("until", format!("\"{}\"", world.at(until)));
        }
        let of_plan = |key: &String| {
            world
                .plans
                .iter()
                .any(|plan| *key == format!("plans.{}.price", plan.id))
        };
        if event.grandfather
            && lines
                .set
                .iter()
                .chain(&lines.scale)
                .any(|(key, _)| of_plan(key))
        {
            text.line("grandfather", "true");
        }
        for (name, table) in [("set", &lines.set), ("scale", &lines.scale)] {
            if !table.is_empty() {
                let entries: Vec<String> = table
                    .iter()
                    .map(|(key, value)| format!("\"{key}\" = {value}"))
                    .collect();
                text.line(name, format!("{{ {} }}", entries.join(", ")));
            }
        }
    }
}

impl Change {
    fn write(&self, lines: &mut Lines, text: &Text, world: &World) {
        let plan = (!world.plans.is_empty()).then(|| self.which.get(&world.plans));
        match (self.what, plan) {
            (What::Any, _) => self.change_any(lines, text),
            (What::Signups, _) => {
                lines.push(
                    true,
                    "signups".to_owned(),
                    self.number.written(Spec::positive(0.0, 1.8)).text,
                );
            }
            (What::Conversion, _) => self.change_conversion(lines, text),
            (What::Season, _) => {
                let written = text
                    .targets
                    .iter()
                    .any(|target| target.key == "signups.season.0");
                if written {
                    let factors = self
                        .list
                        .iter()
                        .map(|factor| factor.written(Spec::positive(0.0, 2.0)).text);
                    let factors: Vec<String> = factors.collect();
                    lines.push(
                        false,
                        "signups.season".to_owned(),
                        format!("[{}]", factors.join(", ")),
                    );
                }
            }
            (_, Some(plan)) => self.change_plan(lines, plan, world),
            (_, None) => {}
        }
    }

    fn change_any(&self, lines: &mut Lines, text: &Text) {
        if text.targets.is_empty() {
            return;
        }
        let target = self.which.get(&text.targets);
        let spec = if self.scale {
            target.spec.factor()
        } else {
            target.spec
        };
        lines.push(
            self.scale,
            target.key.clone(),
            self.number.written(spec).text,
        );
    }

    /// A table whose last entry repeats, longer or shorter than it was, or all of it scaled.
    fn change_conversion(&self, lines: &mut Lines, text: &Text) {
        let tables: Vec<&str> = text
            .targets
            .iter()
            .filter_map(|target| target.key.strip_suffix(".conversion.0"))
            .collect();
        if tables.is_empty() {
            return;
        }
        let key = format!("{}.conversion", self.which.get(&tables));
        if self.scale {
            lines.push(true, key, self.number.written(CONVERSION.factor()).text);
        } else {
            let count = 1 + self.periods.unwrap_or(0);
            let values = self
                .list
                .iter()
                .take(count)
                .map(|value| value.written(CONVERSION).text);
            let values: Vec<String> = values.collect();
            lines.push(false, key, format!("[{}]", values.join(", ")));
        }
    }

    fn change_plan(&self, lines: &mut Lines, plan: &Plan, world: &World) {
        let at = |name: &str| format!("plans.{}.{name}", plan.id);
        let price = super::plans::price(plan.period);
        let intro = intro_price(plan.period, world);
        let written = |spec: Spec| self.number.written(spec).text;
        match self.what {
            What::Intro => {
                let periods = self
                    .periods
                    .map_or(String::new(), |periods| format!(", periods = {periods}"));
                lines.push(
                    false,
                    at("intro"),
                    format!("{{ price = {}{periods} }}", written(intro)),
                );
            }
            What::IntroPrice if self.scale && plan.has_intro => {
                lines.push(true, at("intro.price"), written(intro.factor()));
            }
            What::IntroPrice => lines.push(false, at("intro.price"), written(intro)),
            What::IntroPeriods if plan.has_intro => {
                lines.push(
                    false,
                    at("intro.periods"),
                    self.periods.unwrap_or(2).to_string(),
                );
            }
            What::NoIntro => lines.push(false, at("intro"), "\"none\"".to_owned()),
            What::TopUp if self.scale && plan.has_top_up => {
                lines.push(true, at("top_up_price"), written(TOP_UP_PRICE.factor()));
            }
            What::TopUp => lines.push(false, at("top_up_price"), written(TOP_UP_PRICE)),
            What::NoTopUp => lines.push(false, at("top_up_price"), "\"none\"".to_owned()),
            _ if self.scale => lines.push(true, at("price"), written(price.factor())),
            _ => lines.push(false, at("price"), written(price)),
        }
    }
}
