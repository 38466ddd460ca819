//! Where an override lands in the tree.

use super::Override;
use crate::scenario::document::{Node, NodeValue};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::{Field, Names, Shape, locate};
use crate::scenario::wording::{shown, suggestion};

impl Override<'_> {
    pub(super) fn assign(&self, tree: &mut Node, value: Node) -> Result<(), ScenarioError> {
        let Some((last, way)) = self.steps.split_last() else {
            return Ok(());
        };
        let parent = self.descend(tree, way)?;
        match &mut parent.value {
            NodeValue::Table(entries) => {
                if let Some((_, node)) = entries.iter_mut().find(|(name, _)| name == last) {
                    *node = value;
                    return Ok(());
                }
                self.may_define(way, entries, &value)?;
                entries.push(((*last).to_owned(), value));
            }
            NodeValue::Array(elements) => match last
                .parse::<usize>()
                .ok()
                .and_then(|index| elements.get_mut(index))
            {
                Some(node) => *node = value,
                None => return Err(self.no_element(way)),
            },
            _ => return Err(self.not_a_table(way)),
        }
        Ok(())
    }

    /// Whether a key that the file does not have can be given.
    fn may_define(
        &self,
        way: &[&str],
        entries: &[(String, Node)],
        value: &Node,
    ) -> Result<(), ScenarioError> {
        let names = locate(self.steps).ok().and_then(|located| located.names);
        if matches!(names, Some(Names::New(_))) && value.entries().is_none() {
            return Err(self.unknown_name(way, self.steps[way.len()], Names::New(""), entries));
        }
        if matches!(
            locate(way).map(|located| located.shape),
            Ok(Shape::OneOf(_))
        ) && !entries.is_empty()
        {
            return Err(self.other_variant(way, entries));
        }
        Ok(())
    }

    fn unknown_name(
        &self,
        table: &[&str],
        name: &str,
        names: Names,
        entries: &[(String, Node)],
    ) -> ScenarioError {
        let problem = Problem::UnknownName {
            what: match names {
                Names::New(_) => noun_of(table),
                other => other.noun(),
            },
            name: shown(name),
            key: shown(&table.join(".")),
        };
        let help = suggestion(name, entries.iter().map(|(name, _)| name.as_str()));
        ScenarioError::new(problem, self.key).help_if(help)
    }

    /// The node at the way there; optional tables of the format are made when needed.
    fn descend<'t>(&self, tree: &'t mut Node, way: &[&str]) -> Result<&'t mut Node, ScenarioError> {
        let mut node = tree;
        for (depth, step) in way.iter().enumerate() {
            let here = &way[..depth];
            node = match &mut node.value {
                NodeValue::Table(entries) => {
                    let found = entries.iter().position(|(name, _)| name == step);
                    if found.is_none() {
                        self.may_add(here, step, entries)?;
                        entries.push(((*step).to_owned(), Node::empty_table(self.key)));
                    }
                    let index = found.unwrap_or(entries.len() - 1);
                    &mut entries[index].1
                }
                NodeValue::Array(elements) => {
                    let element = step
                        .parse::<usize>()
                        .ok()
                        .and_then(|index| elements.get_mut(index));
                    element.ok_or_else(|| self.no_element(here))?
                }
                _ => return Err(self.not_a_table(here)),
            };
        }
        Ok(node)
    }

    /// A table that the file does not have can be made on the way if the format has it there.
    fn may_add(
        &self,
        here: &[&str],
        step: &str,
        entries: &[(String, Node)],
    ) -> Result<(), ScenarioError> {
        let mut way = here.to_vec();
        way.push(step);
        let Ok(located) = locate(&way) else {
            return Ok(());
        };
        if let Some(names) = located.names {
            return Err(self.unknown_name(here, step, names, entries));
        }
        if matches!(located.shape, Shape::List(_)) {
            return Err(self.conflict(format!("`{}` is not in the file", shown(&way.join(".")))));
        }
        if matches!(
            locate(here).map(|located| located.shape),
            Ok(Shape::OneOf(_))
        ) && !entries.is_empty()
        {
            return Err(self.other_variant(here, entries));
        }
        Ok(())
    }

    fn other_variant(&self, way: &[&str], entries: &[(String, Node)]) -> ScenarioError {
        let present = entries.first().map_or("", |(name, _)| name.as_str());
        let key = shown(&way.join("."));
        self.conflict(format!("`{key}` is `{}` in the file", shown(present)))
            .help(format!("set all of it, as in `--set {key}={{ … }}`"))
    }

    fn no_element(&self, way: &[&str]) -> ScenarioError {
        self.conflict(format!(
            "`{}` has no element `{}`",
            shown(&way.join(".")),
            shown(self.path)
        ))
        .help("elements are counted from 0")
    }

    fn not_a_table(&self, way: &[&str]) -> ScenarioError {
        self.conflict(format!(
            "`{}` is a value in the file, it has no keys",
            shown(&way.join("."))
        ))
    }

    pub(super) fn remove(&self, tree: &mut Node) -> Result<(), ScenarioError> {
        let field = locate(self.steps).ok().and_then(|located| located.field);
        if field.is_some_and(Field::is_required) {
            let text = format!("`{}` cannot be removed, it is required", shown(self.path));
            return Err(self.conflict(text));
        }
        let Some((last, way)) = self.steps.split_last() else {
            return Ok(());
        };
        let absent = || {
            self.conflict(format!(
                "`{}` is not in the file, there is nothing to remove",
                shown(self.path)
            ))
        };
        if tree.at(self.steps).is_none() {
            return Err(absent());
        }
        let parent = self.descend(tree, way)?;
        match &mut parent.value {
            NodeValue::Table(entries) => entries.retain(|(name, _)| name != last),
            NodeValue::Array(elements) => {
                let index = last.parse::<usize>().map_err(|_| absent())?;
                elements.remove(index);
            }
            _ => return Err(absent()),
        }
        Ok(())
    }
}

fn noun_of(table: &[&str]) -> &'static str {
    match table {
        ["plans"] => "plan",
        ["segments"] => "segment",
        ["generations"] => "generation type",
        ["api"] => "API class",
        _ => "name",
    }
}
