//! What is said on standard error. That it cannot be said is no reason to fail.

use std::fmt::Write as _;
use std::io::Write as _;

use anstyle::{AnsiColor, Style};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const HELP: Style = AnsiColor::Cyan.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const NOTE: Style = AnsiColor::Green.on_default().bold();

/// `error: …`, and what to do about it.
pub fn error(message: &str, help: Option<&str>) {
    let mut text = format!("{ERROR}error{ERROR:#}: {message}\n");
    if let Some(help) = help {
        let _ = writeln!(text, "{HELP}help{HELP:#}: {help}");
    }
    raw(&text);
}

/// `warning: …`, and what to do about it.
pub fn warning(message: &str, help: &str) {
    raw(&format!(
        "{WARNING}warning{WARNING:#}: {message}\n{HELP}help{HELP:#}: {help}\n"
    ));
}

/// That figures cannot be believed, and why.
pub fn alarm(message: &str) {
    warning(
        message,
        "do not rely on these figures; please report it with the scenario and the seed",
    );
}

/// `note: …`.
pub fn note(message: &str) {
    raw(&format!("{NOTE}note{NOTE:#}: {message}\n"));
}

/// Several notes.
pub fn notes(messages: &[String]) {
    for message in messages {
        note(message);
    }
}

/// That the user stopped the run.
pub fn interrupted() {
    raw("interrupted: nothing was written\n");
}

/// Text as it is, with its styles where standard error shows them.
pub fn raw(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}
