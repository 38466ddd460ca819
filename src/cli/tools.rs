//! What can be done besides simulating.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::{Arguments, CheckArguments, Exit, Failure, messages, print};
use crate::scenario::check::{describe, to_text};
use crate::scenario::{self, LoadOptions};

/// Reads a scenario and prints what it says.
///
/// # Errors
///
/// It cannot be read or is wrong, or standard output takes no more.
pub fn check(arguments: &CheckArguments) -> Result<Exit, Failure> {
    let options = LoadOptions {
        overrides: arguments.set.clone(),
        months: None,
        ..LoadOptions::default()
    };
    let loaded = scenario::load(&arguments.scenario, &options)?;
    messages::notes(&loaded.notes);
    print(&to_text(&describe(&loaded)))?;
    Ok(Exit::Done)
}

/// Prints the JSON Schema of scenario files.
///
/// # Errors
///
/// Standard output takes no more.
pub fn schema() -> Result<Exit, Failure> {
    print(&format!("{:#}\n", scenario::json_schema()))?;
    Ok(Exit::Done)
}

/// Prints completions for a shell.
///
/// # Errors
///
/// Standard output takes no more.
pub fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut text);
    print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

/// Prints the manual page.
///
/// # Errors
///
/// Standard output takes no more.
pub fn manual() -> Result<Exit, Failure> {
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(Arguments::command());
    page.render(&mut text).map_err(Failure::Output)?;
    print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
