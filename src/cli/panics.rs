//! A panic is a bug, and says so.

use std::panic;

use crate::cli::messages;
use crate::report::plain;

/// Makes a panic look like the other messages; it still ends the program with 101.
pub fn report_panics() {
    panic::set_hook(Box::new(|information| {
        let payload = information.payload();
        let what = payload
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .map_or_else(|| "unknown".to_owned(), plain);
        let place = information.location().map_or_else(String::new, |place| {
            format!(" ({}:{})", place.file(), place.line())
        });
        messages::error(
            &format!("this is a bug: {what}{place}"),
            Some("please report it with the scenario and the command line"),
        );
    }));
}
