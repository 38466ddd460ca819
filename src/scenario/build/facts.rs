//! Facts and guards: what a scenario says about its figures.

use super::{Builder, text};
use crate::model::{
    Fact, FigureError, Guard, Metric, Nature, Period, Relation, Scenario, metric_and_key,
};
use crate::scenario::document::{Node, Role};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::wording::{shown, suggestion};

impl Builder<'_> {
    /// Reads facts and guards; where the months are wrong they cannot be read.
    pub(super) fn facts_and_guards(&mut self, scenario: &mut Scenario) {
        let valid = self.month(self.node("start")).is_some()
            && self.node("months").is_some_and(|node| {
                node.number()
                    .is_some_and(|months| (1.0..=1200.0).contains(&months))
            });
        if !valid {
            return;
        }
        let facts = self.elements("facts").iter();
        scenario.facts = facts.filter_map(|node| self.fact(node, scenario)).collect();
        let guards = self.elements("guards").iter();
        scenario.guards = guards
            .filter_map(|node| self.guard(node, scenario))
            .collect();
    }

    fn months_overridden(&self) -> bool {
        let written = self
            .node("months")
            .and_then(|node| self.material.sources.role(node.origin));
        self.material.months.is_some() || written == Some(Role::Override)
    }

    fn guard(&mut self, node: &Node, scenario: &Scenario) -> Option<Guard> {
        let that = node.get("that")?;
        match Guard::parse(that.text()?, scenario) {
            Ok(guard) => Some(guard),
            Err(FigureError::Outside { .. }) if self.months_overridden() => {
                let left_out = format!(
                    "guard `{}` is left out: its months are not simulated",
                    shown(that.text()?)
                );
                self.notes.push(left_out);
                None
            }
            Err(error) => {
                self.figure_error(&error, that);
                None
            }
        }
    }

    fn figure_error(&mut self, error: &FigureError, node: &Node) {
        let help = match error {
            FigureError::Metric { text, candidates }
            | FigureError::Key {
                text, candidates, ..
            } => suggestion(text, candidates.iter().map(String::as_str)),
            _ => None,
        };
        let problem = Problem::Figure(printable(&error.to_string()));
        self.error(ScenarioError::new(problem, node.origin).help_if(help));
    }

    fn fact(&mut self, node: &Node, scenario: &Scenario) -> Option<Fact> {
        let metric_node = node.get("metric")?;
        let key_text = text(node.get("key"));
        let (metric, key) = match metric_and_key(metric_node.text()?, &key_text, scenario) {
            Ok(found) => found,
            Err(error) => {
                let place = match error {
                    FigureError::Key { .. } => node.get("key").unwrap_or(metric_node),
                    _ => metric_node,
                };
                self.figure_error(&error, place);
                return None;
            }
        };
        let (relation, value) = [
            ("equals", Relation::Equals),
            ("at_least", Relation::AtLeast),
            ("at_most", Relation::AtMost),
        ]
        .into_iter()
        .find_map(|(name, relation)| Some((relation, node.get(name)?.number()?)))?;
        Some(Fact {
            metric,
            key,
            period: self.fact_period(node, metric, scenario)?,
            relation,
            value,
            source: text(node.get("source")),
        })
    }

    /// The months of a fact; all of them must be simulated.
    fn fact_period(&mut self, node: &Node, metric: Metric, scenario: &Scenario) -> Option<Period> {
        let last_node = node.get("month")?;
        let last = self.month(Some(last_node))?;
        let first = match node.get("from") {
            Some(from) => self.month(Some(from))?,
            None => last,
        };
        if let Some(from) = node
            .get("from")
            .filter(|_| metric.nature() == Nature::Stock)
        {
            let text = format!(
                "`from` adds up a flow over months, `{}` is what there is at a month's end",
                metric.name()
            );
            self.conflict(from.origin, text, Some("leave `from` out".to_owned()));
            return None;
        }
        if first > last {
            let text = format!("`from` ({first}) is after `month` ({last})");
            self.conflict(node.get("from").unwrap_or(node).origin, text, None);
            return None;
        }
        let end = scenario.month(scenario.months - 1);
        if first >= scenario.start && last <= end {
            return Period::between(first, last, scenario);
        }
        let (verb, month, node) = match node.get("from") {
            Some(from) if first < scenario.start => ("begins in", first, from),
            _ => ("is about", last, last_node),
        };
        let text = format!(
            "a fact on `{}` {verb} {month}, the scenario runs from {} to {end}",
            metric.name(),
            scenario.start
        );
        if self.months_overridden() && first >= scenario.start {
            self.notes.push(format!("{text}: it is left out"));
        } else {
            let help = "simulate those months too, or leave the fact out";
            self.conflict(node.origin, text, Some(help.to_owned()));
        }
        None
    }
}

/// A message on one line, without characters that act on a terminal.
fn printable(message: &str) -> String {
    let words = message.split('`').enumerate();
    let words = words.map(|(index, word)| {
        // what stands between backticks was written by the user
        if index % 2 == 1 {
            shown(word)
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join("`")
}
