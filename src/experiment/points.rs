//! The points of an experiment: the base scenario, and variants that give some keys other values.

use std::collections::BTreeSet;

use crate::experiment::ExperimentError;
use crate::scenario::difference::equal;
use crate::scenario::document::{Node, Sources};
use crate::scenario::overrides::{apply, normalized};
use crate::scenario::schema::split_path;
use crate::scenario::{LoadError, Loaded, ScenarioErrors};

/// A variant of the base scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// By key: the value as `--set` takes it; `None` for the base's own.
    pub values: Vec<Option<String>>,
}

/// The points of an experiment. Point 0 is the base scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    /// The dotted keys that vary.
    pub keys: Vec<String>,
    /// What the base scenario has for them; empty where it has nothing.
    pub base: Vec<String>,
    /// The points, the base first.
    pub points: Vec<Point>,
    /// The point that the others are compared with.
    pub reference: usize,
}

/// Keys that hold the frame in which points are compared.
const FRAME: [&str; 4] = ["start", "months", "simulation", "currency"];

impl Points {
    /// Puts points together: the base first; one that is the base or another again is left out. `reference` gives keys values that
    /// name the point to compare with, which is added where no point has them. Also returns how many points were given
    /// again, and left out.
    ///
    /// # Errors
    ///
    /// A key that does not exist or is given twice, or a value that is none.
    pub fn settle(
        keys: Vec<String>,
        values: Vec<Vec<Option<String>>>,
        reference: &[String],
        base: &Loaded,
    ) -> Result<(Self, usize), ExperimentError> {
        distinct(&keys)?;
        let variant = Variants { keys: &keys, base };
        let nothing = vec![None; keys.len()];
        let mut points = vec![nothing.clone()];
        let mut seen: BTreeSet<Vec<Option<String>>> = BTreeSet::new();
        let mut repeated = 0;
        for values in values {
            if !seen.insert(values.clone()) {
                repeated += 1;
            } else if !variant.same(&values, &nothing)? {
                points.push(values);
            }
        }
        let wanted = variant.reference(reference)?;
        let mut found = None;
        for (index, point) in points.iter().enumerate() {
            if variant.same(point, &wanted)? {
                found = Some(index);
                break;
            }
        }
        let reference = found.unwrap_or(1);
        if found.is_none() {
            points.insert(1, wanted);
        }
        let points = Self {
            base: keys.iter().map(|key| current(key, base)).collect(),
            keys,
            points: points.into_iter().map(|values| Point { values }).collect(),
            reference,
        };
        Ok((points, repeated))
    }

    /// The overrides of a point.
    #[must_use]
    pub fn overrides(&self, point: usize) -> Vec<String> {
        let values = self.keys.iter().zip(&self.points[point].values);
        values
            .filter_map(|(key, value)| Some(format!("{key}={}", value.as_ref()?)))
            .collect()
    }

    /// The values of a point, those of the base where it has none of its own.
    #[must_use]
    pub fn values(&self, point: usize) -> Vec<&str> {
        let values = self.points[point].values.iter().zip(&self.base);
        values
            .map(|(own, base)| own.as_deref().unwrap_or(base))
            .collect()
    }

    /// Whether a point has the lowest or the highest value of the only key that varies, so that better ones may lie
    /// beyond.
    #[must_use]
    pub fn is_at_an_end(&self, point: usize) -> bool {
        let number = |point: usize| match self.values(point)[..] {
            [value] => value.replace('_', "").parse::<f64>().ok(),
            _ => None,
        };
        // the scenario's own value is no part of the range
        let all: Vec<f64> = (1..self.points.len()).filter_map(number).collect();
        number(point).filter(|_| point > 0).is_some_and(|own| {
            all.len() > 2
                && (all.iter().all(|other| *other <= own) || all.iter().all(|other| *other >= own))
        })
    }

    /// A point in words: `plans.standard.price=68`, or `as it is` for the base.
    #[must_use]
    pub fn name(&self, point: usize) -> String {
        let overrides = self.overrides(point);
        if overrides.is_empty() {
            "as it is".to_owned()
        } else {
            overrides.join(" ")
        }
    }
}

/// No key twice, none inside another, none of the frame.
fn distinct(keys: &[String]) -> Result<(), ExperimentError> {
    if keys.is_empty() {
        return Err(ExperimentError::Nothing);
    }
    for (index, key) in keys.iter().enumerate() {
        let steps = split_path(key);
        if FRAME.contains(&steps[0]) {
            return Err(ExperimentError::Frame { key: key.clone() });
        }
        for earlier in &keys[..index] {
            let other = split_path(earlier);
            let common = steps.len().min(other.len());
            if steps[..common] == other[..common] {
                return Err(ExperimentError::Twice {
                    first: earlier.clone(),
                    second: key.clone(),
                });
            }
        }
    }
    Ok(())
}

/// Refuses a key that cannot be given a value: one of the frame, or one that the scenario has no place for.
///
/// # Errors
///
/// It is such a key.
pub(super) fn settable(key: &str, value: &str, base: &Loaded) -> Result<(), ExperimentError> {
    let keys = [key.to_owned()];
    distinct(&keys)?;
    let variants = Variants { keys: &keys, base };
    variants.node(key, Some(&value.to_owned())).map(drop)
}

/// What a scenario has for a key, as `--set` takes it; empty where it has nothing.
pub(super) fn current(key: &str, base: &Loaded) -> String {
    let node = base.tree.at(&split_path(key));
    node.map_or_else(String::new, |node| text(node, &base.sources))
}

struct Variants<'a> {
    keys: &'a [String],
    base: &'a Loaded,
}

impl Variants<'_> {
    /// Whether two points are one, whatever their values are written like.
    fn same(&self, a: &[Option<String>], b: &[Option<String>]) -> Result<bool, ExperimentError> {
        for ((key, a), b) in self.keys.iter().zip(a).zip(b) {
            if a != b
                && !are_equal(
                    self.node(key, a.as_ref())?.as_ref(),
                    self.node(key, b.as_ref())?.as_ref(),
                )
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What stands at a key when it is given a value.
    fn node(&self, key: &str, value: Option<&String>) -> Result<Option<Node>, ExperimentError> {
        let steps = split_path(key);
        let Some(value) = value else {
            return Ok(self.base.tree.at(&steps).cloned());
        };
        let mut tree = self.base.tree.clone();
        let mut sources = self.base.sources.clone();
        let assignment = format!("{key}={value}");
        match apply(&mut tree, &assignment, "the swept values", &mut sources) {
            Ok(()) => Ok(tree.at(&steps).cloned()),
            Err(error) => {
                let errors = ScenarioErrors::new(vec![error], sources);
                Err(LoadError::Scenario(Box::new(errors)).into())
            }
        }
    }

    /// The values of the point to compare with.
    fn reference(&self, assignments: &[String]) -> Result<Vec<Option<String>>, ExperimentError> {
        let mut values = vec![None; self.keys.len()];
        for assignment in assignments {
            let (key, value) = assignment.split_once('=').unwrap_or((assignment, ""));
            let key = normalized(key);
            match self.keys.iter().position(|known| *known == key) {
                Some(place) if !value.trim().is_empty() => {
                    values[place] = Some(value.trim().to_owned());
                }
                _ => {
                    return Err(ExperimentError::Reference {
                        text: assignment.clone(),
                        keys: self.keys.to_vec(),
                    });
                }
            }
        }
        Ok(values)
    }
}

fn are_equal(a: Option<&Node>, b: Option<&Node>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => equal(a, b),
        _ => false,
    }
}

/// A value as `--set` takes it.
#[must_use]
pub fn text(node: &Node, sources: &Sources) -> String {
    match (node.number(), node.text()) {
        (Some(number), _) => number.to_string(),
        (_, Some(text)) => text.to_owned(),
        _ if node.entries().is_some() && !sources.excerpt(node.origin).starts_with('{') => {
            "a table".to_owned()
        }
        _ => sources
            .excerpt(node.origin)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    }
}
