//! `extends`: the chain of files.

use std::path::{Path, PathBuf};

use crate::scenario::document::{Node, Origin, Role, Sources, parse_document};
use crate::scenario::error::{LoadError, Problem, ReadProblem, ScenarioError, ScenarioErrors};
use crate::scenario::pipe;
use crate::scenario::wording::{shown, shown_path};

/// The files of a scenario cannot be larger than this together, in bytes.
const LARGEST: usize = 2 * 1024 * 1024;

/// The most files that a chain has.
const MOST_FILES: usize = 16;

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
    let mut read_so_far = 0;
    loop {
        read_so_far += text.len();
        if read_so_far > LARGEST {
            return Err(too_large(Path::new(&name), &chain));
        }
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
        if chain.layers.len() == MOST_FILES {
            let text = format!("more than {MOST_FILES} files extend one another");
            let help = "put some of them together";
            let error = ScenarioError::new(Problem::Conflict(text), place).help(help);
            return Err(wrong(error, chain.sources));
        }
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

fn too_large(path: &Path, chain: &Chain) -> LoadError {
    LoadError::Read {
        path: path.to_owned(),
        reason: ReadProblem::TooLarge(LARGEST),
        extended_by: chain.files.iter().nth_back(1).cloned(),
    }
}

fn wrong(error: ScenarioError, sources: Sources) -> LoadError {
    LoadError::Scenario(Box::new(ScenarioErrors::new(vec![error], sources)))
}

fn syntax(errors: &[toml::de::Error], source: usize, sources: Sources) -> LoadError {
    let errors = errors.iter().map(|error| {
        let span = error.span().unwrap_or_default();
        let problem = Problem::Syntax {
            message: message(error, &sources, source),
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

/// What the parser says; a key that is there twice is named.
fn message(error: &toml::de::Error, sources: &Sources, source: usize) -> String {
    let said = shown(error.message());
    let text = sources.get(source).map_or("", |source| &source.text);
    match error.span().and_then(|span| text.get(span)) {
        Some(key) if said == "duplicate key" => format!("{said} `{}`", shown(key)),
        _ => said,
    }
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
    let bytes = pipe::read_up_to(path, LARGEST + 1)?;
    if bytes.len() > LARGEST {
        return Err(ReadProblem::TooLarge(LARGEST));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| ReadProblem::NotText(error.utf8_error().valid_up_to()))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), str::to_owned))
}
