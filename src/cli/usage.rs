//! Wrong arguments, said in the words of the other errors.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Error, Parser};

use crate::cli::{Arguments, Failure, print};
use crate::report::{plain, shortened};

/// Reads the command line; `--help` and `--version` are answered here, and are `None`.
///
/// # Errors
///
/// The arguments are wrong, or standard output takes no more.
pub fn parse() -> Result<Option<Arguments>, Failure> {
    let error = match Arguments::try_parse() {
        Ok(arguments) => return Ok(Some(arguments)),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            print(&error.render().ansi().to_string())?;
            Ok(None)
        }
        _ => Err(failure(&error)),
    }
}

fn failure(error: &Error) -> Failure {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let option = argument
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    let valid = context(error, ContextKind::ValidValue);
    let see = Some("see `simulate --help`".to_owned());
    let (message, help) = match error.kind() {
        ErrorKind::ValueValidation => {
            let reason = error.source().map(|reason| format!(", {reason}"));
            let reason = reason.unwrap_or_default();
            (format!("`{option}` is `{value}`{reason}"), None)
        }
        ErrorKind::InvalidValue if value.is_empty() => (
            format!("`{option}` needs a value"),
            Some(if valid.is_empty() {
                format!("such as `{argument}`")
            } else {
                format!("it is one of {valid}")
            }),
        ),
        ErrorKind::InvalidValue => {
            let help = suggestion(error).unwrap_or_else(|| format!("it is one of {valid}"));
            (
                format!("`{option}` is `{value}`, which it cannot be"),
                Some(help),
            )
        }
        ErrorKind::UnknownArgument => (
            format!("unexpected argument `{option}`"),
            suggestion(error).or(see),
        ),
        ErrorKind::MissingRequiredArgument if argument.contains("--export") => (
            "`--force` is about results that are written, and none are asked for".to_owned(),
            Some("name a directory after `--out`, or a file after `--export`".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument if argument.contains("--out") => (
            format!(
                "`{}` is about the results in a directory, and none is named",
                given(&[
                    "--lang",
                    "--open",
                    "--force",
                    "--shard",
                    "--restart",
                    "--months-csv",
                ])
            ),
            Some("name it after `--out`".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument if argument.contains("--decide") => (
            format!(
                "`{}` is about a decision, and none is asked for",
                given(&["--objective", "--subject-to", "--group"])
            ),
            Some("name what may be chosen: `--decide plans.pro.price=128,158,198`".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument if argument.contains("--explain") => (
            "`--objective` and `--explain-paths` are about `--explain`, which is not given"
                .to_owned(),
            Some("add `--explain`".to_owned()),
        ),
        ErrorKind::TooFewValues if argument.contains("SCENARIO") => (
            "there is one scenario, and nothing to compare it with".to_owned(),
            Some("name another: a file, `FILE@KEY=VALUE`, or a directory of results".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument if argument == "<SCENARIO>" => (
            "no scenario given".to_owned(),
            Some("name a file: `simulate scenario.toml`; see `simulate --help`".to_owned()),
        ),
        ErrorKind::MissingRequiredArgument => (format!("no `{argument}` given"), see),
        ErrorKind::ArgumentConflict if argument.is_empty() => {
            let name = context(error, ContextKind::InvalidSubcommand);
            (format!("unexpected argument `{name}`"), see)
        }
        ErrorKind::ArgumentConflict => {
            let other = context(error, ContextKind::PriorArg);
            let name = |text: &str| {
                text.split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned()
            };
            let message = if other.is_empty() || name(&other) == option {
                format!("`{option}` is given more than once")
            } else {
                format!("`{option}` cannot go with `{}`", name(&other))
            };
            (message, see)
        }
        _ => {
            let text = error.render().to_string();
            let first = text.lines().next().unwrap_or_default();
            (first.trim_start_matches("error: ").to_owned(), see)
        }
    };
    wrong(&message, help.as_deref())
}

/// Which of some options was typed.
fn given(options: &[&'static str]) -> &'static str {
    let typed: Vec<String> = std::env::args().collect();
    let is_typed = |option: &&&str| {
        typed
            .iter()
            .any(|argument| argument.split('=').next() == Some(option))
    };
    options.iter().find(is_typed).copied().unwrap_or("--force")
}

/// Wrong arguments: what, and what to do about it.
pub fn wrong(message: &str, help: Option<&str>) -> Failure {
    Failure::Arguments {
        message: said(message),
        help: help.map(said),
    }
}

/// A message on one line that fits a screen, whatever was typed.
fn said(message: &str) -> String {
    const LONGEST: usize = 400;
    shortened(&plain(message), LONGEST)
}

fn suggestion(error: &Error) -> Option<String> {
    [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
        ContextKind::SuggestedSubcommand,
    ]
    .into_iter()
    .map(|kind| context(error, kind))
    .find(|text| !text.is_empty())
    .map(|text| format!("did you mean `{text}`?"))
}

/// What an error says about one thing; lists in backticks.
fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) if kind == ContextKind::InvalidArg => texts.join(" "),
        Some(ContextValue::Strings(texts)) => {
            let quoted: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
            quoted.join(", ")
        }
        Some(value) => value.to_string(),
        None => String::new(),
    }
}
