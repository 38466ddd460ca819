//! How points stand, once all are simulated: ranked, valued, written and shown.

use serde_json::{Value, json};

use crate::cli::Failure;
use crate::cli::writing::columns;
use crate::experiment::{Study, find_groups, knowing};
use crate::model::Scenario;
use crate::report::directory::OutputDirectory;
use crate::report::page::Language;
use crate::report::sweep::{Entry, Records, SweepReport, allowed, write_sweep};
use crate::report::terminal::{render_decision, render_sweep};
use crate::summary::{Choice, rank};

/// What points are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A sweep: they are compared, the scenario as it is among them.
    Sweep,
    /// A decision between them, the scenario as it is among them.
    Decision,
    /// A decision between all but the scenario as it is, which they are compared with.
    DecisionOfOthers,
}

/// Points that are all simulated.
pub struct Ranked<'a> {
    /// What they are of.
    pub study: &'a Study,
    /// What they are for.
    pub purpose: Purpose,
    /// The base scenario.
    pub scenario: &'a Scenario,
    /// What came of each.
    pub entries: &'a [Entry],
    /// Groups of inputs that may be found out together, as typed.
    pub groups: &'a [String],
}

impl Ranked<'_> {
    /// Ranks the points, writes the tables, and returns what is to be shown.
    ///
    /// # Errors
    ///
    /// The tables cannot be written.
    pub fn finish(
        &self,
        account: &Value,
        kept: Option<(&OutputDirectory, &mut Records)>,
        language: Language,
    ) -> Result<String, Failure> {
        let study = self.study;
        let (objective, constraints) = study.wanted.figures(self.scenario)?;
        let is_option = |point: usize| point > 0 || self.purpose != Purpose::DecisionOfOthers;
        let choices: Vec<Choice> = self
            .entries
            .iter()
            .enumerate()
            .map(|(point, entry)| Choice {
                values: &entry.objective,
                is_allowed: is_option(point) && allowed(&constraints, &entry.constraints),
            })
            .collect();
        let ranking = rank(&objective, &choices, study.points.reference);
        let mut options: Vec<(usize, &[f64])> = ranking
            .order
            .iter()
            .map(|point| (*point, choices[*point].values))
            .collect();
        options.sort_by_key(|(point, _)| *point);
        let groups = find_groups(study, self.groups)?;
        let knowing = knowing(study, &objective, &options, groups)?;
        let figures: Vec<Vec<f64>> = self
            .entries
            .iter()
            .map(|entry| entry.constraints.clone())
            .collect();
        let report = SweepReport {
            scenario: self.scenario,
            points: &study.points,
            paths: study.paths,
            seed: study.seed,
            objective: &objective,
            constraints: &constraints,
            figures: &figures,
            ranking: &ranking,
            knowing: &knowing,
        };
        if let Some((directory, records)) = kept {
            let mut account = account.clone();
            if !self.groups.is_empty() {
                account["groups"] = json!(self.groups);
            }
            write_sweep(&report, &account, records, language, directory)?;
        }
        Ok(match self.purpose {
            Purpose::Sweep => render_sweep(&report, columns()),
            Purpose::Decision | Purpose::DecisionOfOthers => render_decision(&report, columns()),
        })
    }
}
