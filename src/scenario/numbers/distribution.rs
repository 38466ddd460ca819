//! Distributions: `{ normal = { mean = 0.12, sd = 0.02 } }`.

use super::interval::plain_or_percent;
use super::{Reader, expected};
use crate::random::distribution::{Distribution, DistributionError, Family};
use crate::scenario::document::{Node, NodeValue};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::schema::{Number, Range};
use crate::scenario::wording::{list, shown, suggestion};

/// The names of the distributions.
const DISTRIBUTIONS: [&str; 8] = [
    "normal",
    "lognormal",
    "beta",
    "gamma",
    "uniform",
    "triangular",
    "pert",
    "discrete",
];

impl Reader<'_> {
    pub(super) fn table(
        &self,
        entries: &[(String, Node)],
        node: &Node,
        number: &Number,
    ) -> Result<Distribution, ScenarioError> {
        let [(name, inner)] = entries else {
            return Err(self
                .form(node, &expected(number))
                .help("a distribution is a table with one key, such as `{ normal = { mean = 1, sd = 0.1 } }`"));
        };
        let infinite = (f64::NEG_INFINITY, f64::INFINITY);
        let key = format!("{}.{name}", self.key);
        let parameters = self.of(&key);
        let (family, (min, max)) = match name.as_str() {
            "normal" => parameters.moments(inner, Family::normal)?,
            "lognormal" => parameters.moments(inner, Family::lognormal)?,
            "beta" => parameters.moments(inner, Family::beta)?,
            "gamma" => parameters.moments(inner, Family::gamma)?,
            "uniform" => {
                let [min, max] = parameters.parameters(inner, ["min", "max"])?;
                parameters.ordered(inner, &[("min", min), ("max", max)])?;
                (Family::uniform(min, max), infinite)
            }
            "triangular" => (parameters.modal(inner, Family::triangular)?, infinite),
            "pert" => (parameters.modal(inner, Family::pert)?, infinite),
            "discrete" => (parameters.discrete(inner, number)?, infinite),
            _ => {
                let problem = Problem::UnknownName {
                    what: "distribution",
                    name: shown(name),
                    key: shown(self.key),
                };
                let help = suggestion(name, DISTRIBUTIONS);
                return Err(ScenarioError::new(problem, inner.key_origin).help_if(help));
            }
        };
        self.within(family, min, max, inner, number)
    }

    fn of<'a>(&'a self, key: &'a str) -> Reader<'a> {
        Reader {
            key,
            sources: self.sources,
        }
    }

    /// The four families that are given by mean and standard deviation, with their bounds.
    #[expect(clippy::type_complexity, reason = "the family and its two bounds")]
    fn moments(
        &self,
        node: &Node,
        family: fn(f64, f64) -> Result<Family, DistributionError>,
    ) -> Result<(Result<Family, DistributionError>, (f64, f64)), ScenarioError> {
        self.only(node, &["mean", "sd", "min", "max"])?;
        let mean = self.parameter(node, "mean")?;
        let sd = self.parameter(node, "sd")?;
        if sd <= 0.0 {
            let written = node.get("sd").unwrap_or(node);
            return Err(self
                .of(&format!("{}.sd", self.key))
                .range(written, "a standard deviation above 0".to_owned()));
        }
        let bound = |name, absent| match node.get(name) {
            Some(_) => self.parameter(node, name),
            None => Ok(absent),
        };
        let min = bound("min", f64::NEG_INFINITY)?;
        let max = bound("max", f64::INFINITY)?;
        self.ordered(node, &[("min", min), ("max", max)])?;
        Ok((family(mean, sd), (min, max)))
    }

    fn modal(
        &self,
        node: &Node,
        family: fn(f64, f64, f64) -> Result<Family, DistributionError>,
    ) -> Result<Result<Family, DistributionError>, ScenarioError> {
        let [min, mode, max] = self.parameters(node, ["min", "mode", "max"])?;
        self.ordered(node, &[("min", min), ("max", max)])?;
        if mode < min || mode > max {
            return Err(self.impossible(
                node,
                format!("the mode {mode} is not between {min} and {max}"),
            ));
        }
        Ok(family(min, mode, max))
    }

    fn discrete(
        &self,
        node: &Node,
        number: &Number,
    ) -> Result<Result<Family, DistributionError>, ScenarioError> {
        self.only(node, &["values", "weights"])?;
        let values = self.numbers(node, "values", &number.range)?;
        let weights = self.numbers(node, "weights", &Range::FROM_ZERO)?;
        if values.len() != weights.len() {
            let reason = format!(
                "it has {} `values` and {} `weights`",
                values.len(),
                weights.len()
            );
            return Err(self.impossible(node, reason));
        }
        if !weights.iter().any(|weight| *weight > 0.0) {
            return Err(self.impossible(node, "no weight is positive"));
        }
        Ok(Family::discrete(values, weights))
    }

    fn numbers(&self, node: &Node, name: &str, range: &Range) -> Result<Vec<f64>, ScenarioError> {
        let inner = self.entry(node, name)?;
        let elements = inner.elements().filter(|elements| !elements.is_empty());
        let elements = elements.ok_or_else(|| self.form_of(name, inner, "a list of numbers"))?;
        elements
            .iter()
            .map(|element| {
                let value = self.plain(name, element)?;
                if range.contains(value) {
                    Ok(value)
                } else {
                    Err(self
                        .of(&format!("{}.{name}", self.key))
                        .range(element, range.describe()))
                }
            })
            .collect()
    }

    fn parameters<const N: usize>(
        &self,
        node: &Node,
        names: [&str; N],
    ) -> Result<[f64; N], ScenarioError> {
        self.only(node, &names)?;
        let mut values = [0.0; N];
        for (value, name) in values.iter_mut().zip(names) {
            *value = self.parameter(node, name)?;
        }
        Ok(values)
    }

    fn parameter(&self, node: &Node, name: &str) -> Result<f64, ScenarioError> {
        self.plain(name, self.entry(node, name)?)
    }

    fn plain(&self, name: &str, node: &Node) -> Result<f64, ScenarioError> {
        let value = match &node.value {
            NodeValue::Text(text) => plain_or_percent(text)
                .filter(|(_, percent)| *percent)
                .map(|(value, _)| value),
            _ => node.number(),
        };
        let value = value.ok_or_else(|| self.form_of(name, node, "a known number"))?;
        if value.is_finite() {
            Ok(value)
        } else {
            Err(self.form_of(name, node, "a finite number"))
        }
    }

    fn form_of(&self, name: &str, node: &Node, expected: &str) -> ScenarioError {
        self.of(&format!("{}.{name}", self.key))
            .form(node, expected)
    }

    fn entry<'a>(&self, node: &'a Node, name: &str) -> Result<&'a Node, ScenarioError> {
        if node.entries().is_none() {
            return Err(self.form(node, "the parameters of the distribution"));
        }
        node.get(name).ok_or_else(|| {
            let problem = Problem::MissingKey {
                name: name.to_owned(),
                table: shown(self.key),
            };
            ScenarioError::new(problem, node.origin)
        })
    }

    fn only(&self, node: &Node, names: &[&str]) -> Result<(), ScenarioError> {
        let unknown = node
            .entries()
            .unwrap_or_default()
            .iter()
            .find(|(name, _)| !names.contains(&name.as_str()));
        let Some((name, inner)) = unknown else {
            return Ok(());
        };
        let problem = Problem::UnknownKey {
            name: shown(name),
            table: shown(self.key),
        };
        let help = suggestion(name, names.iter().copied())
            .unwrap_or_else(|| format!("there is {}", list(names)));
        Err(ScenarioError::new(problem, inner.key_origin).help(help))
    }

    fn ordered(&self, node: &Node, bounds: &[(&str, f64); 2]) -> Result<(), ScenarioError> {
        let [(low_name, low), (high_name, high)] = bounds;
        if low < high {
            return Ok(());
        }
        Err(self.impossible(node, format!("`{low_name}` is not below `{high_name}`")))
    }
}
