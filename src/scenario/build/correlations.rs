//! Couplings of uncertain inputs.

use std::collections::{BTreeMap, BTreeSet};

use super::Builder;
use crate::model::{Correlation, Value};
use crate::random::copula::Cholesky;
use crate::scenario::document::{Node, Origin};
use crate::scenario::error::{Problem, ScenarioError};
use crate::scenario::overrides::normalized;
use crate::scenario::wording::{shown, suggestion};

impl Builder<'_> {
    pub(super) fn correlations(&mut self) {
        let mut coupled: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for node in self.elements("correlate") {
            let rho = node
                .get("rho")
                .and_then(Node::number)
                .filter(|rho| rho.abs() < 1.0);
            let inputs = self.coupled_inputs(node);
            let Some(rho) = rho else { continue };
            for (place, &(second, origin)) in inputs.iter().enumerate() {
                for &(first, _) in &inputs[..place] {
                    let pair = (first.min(second), first.max(second));
                    if first == second {
                        self.pair("an input is correlated with itself", first, second, origin);
                    } else if coupled.insert(pair, rho).is_some() {
                        self.pair("a correlation is given twice", first, second, origin);
                    }
                }
            }
        }
        for (&(first, second), &rho) in &coupled {
            self.quantities
                .correlate(Correlation { first, second, rho });
        }
        self.positive_definite(&coupled);
    }

    fn pair(&mut self, what: &str, first: usize, second: usize, place: Origin) {
        let key = |index: usize| shown(&self.quantities.inputs()[index].key);
        let text = format!("{what}: `{}` and `{}`", key(first), key(second));
        self.conflict(place, text, Some("remove one of them".to_owned()));
    }

    /// The inputs that an entry names. One that a further file or an override made known is still
    /// drawn, for nothing but its part in the draws of those coupled with it: they must not move.
    fn coupled_inputs(&mut self, node: &Node) -> Vec<(usize, Origin)> {
        let mut inputs = Vec::new();
        for name in node
            .get("inputs")
            .and_then(Node::elements)
            .unwrap_or_default()
        {
            let Some(key) = name.text().map(normalized) else {
                continue;
            };
            match self
                .quantities
                .inputs()
                .iter()
                .position(|input| input.key == key)
            {
                Some(input) => inputs.push((input, name.origin)),
                None if self.file_inputs.contains_key(&key) => {
                    if let Some(input) = self.overridden_input(&key) {
                        inputs.push((input, name.origin));
                    }
                }
                None => self.not_uncertain(&key, name.origin),
            }
        }
        inputs
    }

    /// The input that the files have under `key`, which a further file or an override made known.
    fn overridden_input(&mut self, key: &str) -> Option<usize> {
        let (distribution, kind) = self.file_inputs.get(key)?.clone()?;
        match self.input(key, &distribution, kind) {
            Value::Uncertain(input) => Some(input),
            Value::Known(_) => None,
        }
    }

    fn not_uncertain(&mut self, key: &str, place: Origin) {
        let exists = self.slots.contains_key(key) || self.file_keys.contains(key);
        let trouble = if exists {
            "is known, not uncertain"
        } else {
            "does not exist"
        };
        let problem = Problem::Mention {
            speaker: "a correlation",
            key: shown(key),
            trouble: trouble.to_owned(),
        };
        let help = if exists {
            Some("give it an interval or a distribution, or leave it out here".to_owned())
        } else {
            self.advice(|builder| {
                let inputs = builder.quantities.inputs().iter();
                suggestion(key, inputs.map(|input| input.key.as_str()))
            })
        };
        self.error(ScenarioError::new(problem, place).help_if(help));
    }

    fn positive_definite(&mut self, coupled: &BTreeMap<(usize, usize), f64>) {
        const MOST: usize = 500;
        let members: BTreeSet<usize> = coupled
            .keys()
            .flat_map(|&(first, second)| [first, second])
            .collect();
        let members: Vec<usize> = members.into_iter().collect();
        let Some(place) = self
            .node("correlate")
            .map(|node| node.origin)
            .filter(|_| members.len() > 1)
        else {
            return;
        };
        if members.len() > MOST {
            let text = format!(
                "{} inputs are correlated, at most {MOST} can be",
                members.len()
            );
            return self.conflict(place, text, None);
        }
        let row = |input: usize| members.binary_search(&input).unwrap_or_default();
        let pairs: Vec<(usize, usize, f64)> = coupled
            .iter()
            .map(|(&(first, second), &rho)| (row(first), row(second), rho))
            .collect();
        if Cholesky::new(members.len(), &pairs).is_err() {
            let key = |index: &usize| format!("`{}`", shown(&self.quantities.inputs()[*index].key));
            let keys: Vec<String> = members.iter().map(key).collect();
            let text = format!(
                "the correlations of {} cannot all hold: the matrix is not positive definite",
                keys.join(", ")
            );
            let help = "bring the correlations closer to 0, or state the missing pairs";
            self.conflict(place, text, Some(help.to_owned()));
        }
    }
}
