//! The few styles of the report. They vanish where output is no terminal, or `NO_COLOR` is set.

use anstyle::{AnsiColor, Style};

/// Titles.
pub const STRONG: Style = Style::new().bold();

/// Headings of columns, remarks.
pub const FAINT: Style = Style::new().dimmed();

/// What is as it should be.
pub const GOOD: Style = AnsiColor::Green.on_default();

/// What is not.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
