//! From a path to a scenario.

use std::path::{Path, PathBuf};

use crate::model::Scenario;
use crate::scenario::build::{Material, build};
use crate::scenario::canonical::to_toml;
use crate::scenario::document::{Node, Origin, Sources};
use crate::scenario::error::{LoadError, Problem, ScenarioError, ScenarioErrors};
use crate::scenario::extends::{Chain, read_chain, read_text};
use crate::scenario::merge::merge;
use crate::scenario::overrides::{SET, apply};
use crate::scenario::walk::Leaf;

/// What the command line adds to a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// `--set` arguments, in order.
    pub overrides: Vec<String>,
    /// The number of months in place of the file's.
    pub months: Option<usize>,
    /// What an experiment changes after that, and what messages call it.
    pub varied: Option<(String, Vec<String>)>,
}

/// A scenario, and what was read to get it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// What a reader should know although it is no error.
    pub notes: Vec<String>,
    /// The files, the scenario first, then what it extends.
    pub files: Vec<PathBuf>,
    /// Every text that was read.
    pub sources: Sources,
    /// The files as one canonical TOML text, `extends` resolved, without overrides.
    pub text: String,
    /// Every value under its dotted key, with overrides.
    pub leaves: Vec<Leaf>,
    /// The files merged, without overrides.
    pub file: Node,
    /// What the scenario extends, merged; none if it extends nothing.
    pub base: Option<Node>,
    /// The files merged, with overrides.
    pub tree: Node,
}

/// Loads a scenario file.
///
/// # Errors
///
/// A file that cannot be read, or everything that is wrong with what was read.
pub fn load(path: &Path, options: &LoadOptions) -> Result<Loaded, LoadError> {
    assemble(&read_chain(path)?, options)
}

/// Loads a scenario from a text; files that it extends are looked for in `base`.
///
/// # Errors
///
/// As for [`load`].
pub fn load_text(
    text: &str,
    name: &str,
    base: Option<&Path>,
    options: &LoadOptions,
) -> Result<Loaded, LoadError> {
    assemble(&read_text(text, name, base)?, options)
}

/// Makes a scenario of files that were [read](read_chain): once, or once for each set of overrides.
///
/// # Errors
///
/// Everything that is wrong with the files or the overrides.
pub fn assemble(chain: &Chain, options: &LoadOptions) -> Result<Loaded, LoadError> {
    let Chain { layers, files, .. } = chain;
    let mut sources = chain.sources.clone();
    let merged = |layers: &[Node]| {
        layers.iter().fold(None, |below: Option<Node>, layer| {
            Some(below.map_or_else(|| layer.clone(), |below| merge(&below, layer)))
        })
    };
    let base = layers.split_last().and_then(|(_, below)| merged(below));
    let file = merged(layers).unwrap_or_else(|| {
        Node::empty_table(Origin {
            source: 0,
            start: 0,
            end: 0,
        })
    });
    let mut tree = file.clone();
    let mut errors = Vec::new();
    let varied = options.varied.iter();
    let varied = varied
        .flat_map(|(name, arguments)| arguments.iter().map(|argument| (name.as_str(), argument)));
    let overrides = options.overrides.iter().map(|argument| (SET, argument));
    for (name, argument) in overrides.chain(varied) {
        errors.extend(apply(&mut tree, argument, name, &mut sources).err());
    }
    if let Some(months) = options.months.filter(|months| !(1..=1200).contains(months)) {
        errors.push(ScenarioError::without_place(Problem::Range {
            key: "--months".to_owned(),
            value: months.to_string(),
            expected: "a whole number from 1 to 1200".to_owned(),
        }));
    }
    let parts = Parts {
        tree,
        file,
        layers,
        sources,
        months: options.months,
    };
    let loaded = parts.assemble(errors)?;
    Ok(Loaded {
        files: files.clone(),
        base,
        ..loaded
    })
}

/// Trees from which a scenario is made.
#[derive(Debug)]
pub struct Parts<'a> {
    /// With overrides.
    pub tree: Node,
    /// Of the files alone, merged.
    pub file: Node,
    /// Of each file, the one that extends nothing first: of several values of a key the first is its reference.
    pub layers: &'a [Node],
    /// The texts that they were read from.
    pub sources: Sources,
    /// The number of months where the command line gives one.
    pub months: Option<usize>,
}

impl Parts<'_> {
    /// Makes the scenario, unless `errors` or others are found.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the trees.
    pub fn assemble(self, mut errors: Vec<ScenarioError>) -> Result<Loaded, LoadError> {
        let Self {
            tree,
            file,
            layers,
            sources,
            months,
        } = self;
        let built = build(Material {
            tree: &tree,
            file: &file,
            layers,
            sources: &sources,
            months,
        });
        errors.extend(built.errors);
        if !errors.is_empty() {
            return Err(LoadError::Scenario(Box::new(ScenarioErrors::new(
                errors, sources,
            ))));
        }
        Ok(Loaded {
            scenario: built.scenario,
            notes: built.notes,
            files: Vec::new(),
            text: to_toml(&file),
            leaves: built.leaves,
            file,
            base: None,
            tree,
            sources,
        })
    }
}
