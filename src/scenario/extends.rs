//! `extends`: the chain of files.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::scenario::document::{Node, Origin, Role, Sources, parse_document};
use crate::scenario::error::{LoadError, Problem, ReadProblem, ScenarioError, ScenarioErrors};
use crate::scenario::wording::{shown, shown_path};

/// A scenario file cannot be larger than this, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The files of a scenario.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// The tree of each file, the one that extends nothing first.
    pub layers: Vec<Node>,
    /// The paths in the order of reading: the scenario first.
    pub files: Vec<PathBuf>,
    /// The texts, in the same order.
    pub sources: Sources,
}

/// Reads a file and everything that it extends.
///
/// # Errors
///
/// A file that cannot be read, that is no TOML, or that is extended by itself in the end.
pub fn read_chain(path: &Path) -> Result<Chain, LoadError> {
    let text = read(path, None)?;
    let mut chain = Chain::default();
    chain.files.push(path.to_owned());
    follow(
        chain,
        text,
        &path.display().to_string(),
        path.parent().map(Path::to_owned),
    )
}

/// Reads a scenario from a text; what it extends is looked for in `base`.
///
/// # Errors
///
/// As for [`read_chain`].
pub fn read_text(text: &str, name: &str, base: Option<&Path>) -> Result<Chain, LoadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
    follow(Chain::default(), text, name, base.map(Path::to_owned))
}

fn follow(
    mut chain: Chain,
    mut text: String,
    name: &str,
    mut folder: Option<PathBuf>,
) -> Result<Chain, LoadError> {
    let mut name = name.to_owned();
    let mut role = Role::Scenario;
    let mut seen: Vec<PathBuf> = chain
        .files
        .iter()
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    loop {
        let source = chain.sources.add(name.clone(), text, role);
        let text_of = chain
            .sources
            .get(source)
            .map_or("", |source| source.text.as_str());
        let node = match parse_document(text_of, source) {
            Ok(node) => node,
            Err(errors) => return Err(syntax(&errors, source, chain.sources)),
        };
        let next = node
            .get("extends")
            .and_then(|node| Some((node.text()?.to_owned(), node.origin)));
        chain.layers.insert(0, node);
        let Some((relative, place)) = next.filter(|(relative, _)| !relative.is_empty()) else {
            return Ok(chain);
        };
        let Some(beside) = &folder else {
            let problem =
                Problem::Conflict("a scenario that is not in a file cannot extend one".to_owned());
            return Err(wrong(ScenarioError::new(problem, place), chain.sources));
        };
        let path = beside.join(&relative);
        text = read(&path, chain.files.last())?;
        let canonical = path.canonicalize().unwrap_or_else(|_| path.clone());
        if seen.contains(&canonical) {
            let names = chain
                .files
                .iter()
                .chain([&path])
                .map(|path| format!("`{}`", shown_path(path)));
            let problem = Problem::ExtendsCycle {
                chain: names.collect::<Vec<_>>().join(" → "),
            };
            let help = "let the last of them extend nothing, or another file";
            return Err(wrong(
                ScenarioError::new(problem, place).help(help),
                chain.sources,
            ));
        }
        seen.push(canonical);
        name = path.display().to_string();
        role = Role::Base;
        folder = path.parent().map(Path::to_owned);
        chain.files.push(path);
    }
}

fn wrong(error: ScenarioError, sources: Sources) -> LoadError {
    LoadError::Scenario(Box::new(ScenarioErrors::new(vec![error], sources)))
}

fn syntax(errors: &[toml::de::Error], source: usize, sources: Sources) -> LoadError {
    let errors = errors.iter().map(|error| {
        let span = error.span().unwrap_or_default();
        let problem = Problem::Syntax {
            message: shown(error.message()),
        };
        let place = Origin {
            source,
            start: span.start,
            end: span.end,
        };
        ScenarioError::new(problem, place)
    });
    LoadError::Scenario(Box::new(ScenarioErrors::new(errors.collect(), sources)))
}

fn read(path: &Path, extended_by: Option<&PathBuf>) -> Result<String, LoadError> {
    read_file(path).map_err(|reason| LoadError::Read {
        path: path.to_owned(),
        reason,
        extended_by: extended_by.cloned(),
    })
}

fn read_file(path: &Path) -> Result<String, ReadProblem> {
    if path.is_dir() {
        return Err(ReadProblem::Folder);
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(ReadProblem::TooLarge(LARGEST));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| ReadProblem::NotText(error.utf8_error().valid_up_to()))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}
