//! `simulate report`, and the browser.

use std::path::Path;

use crate::cli::{Exit, Failure, OutputArguments, PageArguments, ReportArguments, messages};
use crate::report::directory::{Earlier, OutputDirectory, result_files};
use crate::report::page::{Figures, PAGE, draw_page};
use crate::report::plain;

/// Draws the page of saved results again.
///
/// # Errors
///
/// The directory holds none, another version wrote them, or the page cannot be written.
pub fn report(arguments: &ReportArguments) -> Result<Exit, Failure> {
    let path = &arguments.directory;
    let figures = Figures::read(path)?;
    let directory = OutputDirectory::open(path, Earlier::Replace)?;
    for file in result_files(path) {
        if file.file_name().is_none_or(|name| name != PAGE) {
            directory.take_over(&file)?;
        }
    }
    draw_page(&figures, arguments.lang.into(), &directory)?;
    directory.put_in_place()?;
    let page = path.join(PAGE);
    if !arguments.quiet {
        let page = plain(&page.display().to_string());
        messages::note(&format!("the page is `{page}`"));
    }
    if arguments.open {
        open_page(path);
    }
    Ok(Exit::Done)
}

impl PageArguments {
    /// Opens the page of results that are in place, where that was asked for.
    pub fn show(&self, output: &OutputArguments) {
        if let (true, Some(directory)) = (self.open, &output.out) {
            open_page(directory);
        }
    }
}

/// Opens the page of the results in `directory` in the browser; where there is none, says so.
fn open_page(directory: &Path) {
    let page = directory.join(PAGE);
    // a browser looks for it from elsewhere
    let page = page.canonicalize().unwrap_or(page);
    if let Err(reason) = open::that_detached(&page) {
        let page = plain(&page.display().to_string());
        let message = format!("cannot open `{page}` in a browser: {reason}");
        messages::warning(&message, "open it yourself");
    }
}
