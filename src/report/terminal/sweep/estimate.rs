//! What is about to run, and about how long it takes.

use crate::model::Scenario;
use crate::report::terminal::headline::plural;
use crate::units::count_to_float;

/// What is about to run and about how long it takes: `all` points, of which `todo` are left, from the time of a few
/// paths in one thread.
#[must_use]
pub fn estimate(
    scenario: &Scenario,
    [all, todo]: [usize; 2],
    paths: usize,
    (timed_paths, seconds): (usize, f64),
    threads: usize,
) -> String {
    let size = format!(
        "{} × {} × {}",
        plural(all, "point"),
        plural(paths, "path"),
        plural(scenario.months, "month")
    );
    let done = if todo < all {
        format!(", {} of them done", all - todo)
    } else {
        String::new()
    };
    if todo == 0 {
        return format!("{size}, all done");
    }
    let work = seconds * count_to_float(paths * todo) / count_to_float(timed_paths);
    format!(
        "{size}{done}: about {} on {}",
        duration(work / count_to_float(threads.min(paths))),
        plural(threads, "thread")
    )
}

/// `2 s`, `3 min`, `1 h 20 min`.
fn duration(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive; beyond a million hours it does not matter"
    )]
    let whole = |value: f64| value.round().clamp(0.0, 1e9) as usize;
    let minutes = whole(seconds / 60.0);
    match seconds {
        ..1.0 => "a second".to_owned(),
        ..100.0 => format!("{} s", whole(seconds)),
        ..5400.0 => format!("{minutes} min"),
        _ => format!("{} h {} min", minutes / 60, minutes % 60),
    }
}
