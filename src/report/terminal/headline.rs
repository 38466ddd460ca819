//! What was run, what came out in a sentence, and how far the numbers can be trusted.

use crate::model::{Key, Metric, Period, Scenario};
use crate::report::money::{low_middle_high, quantity};
use crate::report::number::{grouped, tiny};
use crate::report::terminal::style;
use crate::report::terminal::wrap::wrapped;
use crate::report::{Report, asked, plain, shortened, width};
use crate::summary::{Ending, ROUNDING, Statistics};

/// The name of the scenario and how it was run.
#[must_use]
pub fn title(report: &Report, columns: usize) -> String {
    let scenario = report.scenario;
    let faint = style::FAINT;
    let last = scenario.month(scenario.months - 1);
    let how = format!(
        "{}, {} to {last} · {}, seed {}, {}",
        plural(scenario.months, "month"),
        scenario.start,
        plural(report.run.paths, "path"),
        report.run.seed,
        report.run.sampler,
    );
    let mut text = title_line(scenario, &how, columns);
    for change in report.run.overrides {
        let change = shortened(&plain(&format!("with {change}")), columns);
        text.extend([
            faint.render().to_string(),
            change,
            faint.render_reset().to_string(),
        ]);
        text.push('\n');
    }
    text
}

/// The name of a scenario beside the version, and below how it was simulated.
#[must_use]
pub fn title_line(scenario: &Scenario, how: &str, columns: usize) -> String {
    let strong = style::STRONG;
    let faint = style::FAINT;
    let version = concat!("tiercast ", env!("CARGO_PKG_VERSION"));
    let name = shortened(&plain(&scenario.name), columns - width(version) - 2);
    let gap = columns - width(version) - width(&name);
    format!(
        "{strong}{name}{strong:#}{:gap$}{faint}{version}{faint:#}\n{faint}{}{faint:#}",
        "",
        wrapped(how, columns)
    )
}

/// The answer in one sentence.
#[must_use]
pub fn sentence(report: &Report, columns: usize) -> String {
    let scenario = report.scenario;
    let summary = report.summary;
    let year = summary.last_twelve();
    let end = Period::month(year.last);
    let of = |metric, period| summary.statistics(metric, Key::Total, period);
    let span = match year.last - year.first + 1 {
        1 => format!("{}", scenario.month(year.last)),
        12 => "the last twelve months".to_owned(),
        months => format!("the {months} months"),
    };
    let phrase = |metric, period| with_range(report, metric, &of(metric, period));
    let mut text = format!("Revenue of {span} is {}; ", phrase(Metric::Revenue, year));
    if !scenario.plans.is_empty() {
        let subscribers = phrase(Metric::Subscribers, end);
        text.extend([&subscribers, " subscribers at the end; "]);
    }
    let margin = phrase(Metric::GrossMargin, year);
    text.extend(["gross margin ", &margin, "."]);
    wrapped(&text, columns)
}

/// Whether the books balance, whether the paths are what they should be on average, and how much
/// chance is left in the headline.
#[must_use]
pub fn footer(report: &Report, columns: usize) -> String {
    let year = report.summary.last_twelve();
    let revenue = report.summary.statistics(Metric::Revenue, Key::Total, year);
    let residual = report.summary.residuals().largest();
    let mut style = style::FAINT;
    let balance = if residual <= ROUNDING {
        "The accounts balance to"
    } else {
        style = style::BAD;
        "THE ACCOUNTS DO NOT BALANCE, by"
    };
    let twin = match report.summary.twin() {
        Some(twin) => match twin.alarm(report.scenario) {
            Some(alarm) => {
                style = style::BAD;
                format!("BEWARE: {alarm}")
            }
            None => format!(
                "the means of {} agree with their closed form (largest z-score of {}: {:.1})",
                plural(twin.paths, "path"),
                grouped(twin.comparisons),
                twin.z.abs()
            ),
        },
        None => format!(
            "{} {} too few to compare with their closed form",
            plural(report.run.paths, "path"),
            if report.run.paths == 1 { "is" } else { "are" }
        ),
    };
    let error = if revenue.se.is_finite() {
        let se = quantity(
            report.scenario,
            Metric::Revenue.unit(),
            revenue.se,
            revenue.se,
        );
        format!("the mean of the headline revenue is known to ±{se} (one standard error)")
    } else {
        "one path says nothing about the Monte Carlo error".to_owned()
    };
    let sought = report.run.until.map_or_else(String::new, |until| {
        if until.ending != Ending::Reached {
            style = style::BAD;
        }
        format!("; {}", asked(report.scenario, until))
    });
    let text = format!(
        "{balance} {} of the amounts; {twin}; {error}{sought}.",
        tiny(residual)
    );
    format!("{style}{}{style:#}", wrapped(&text, columns))
}

/// `¥12.3M (5–95 %: ¥10.1M to ¥15.0M)`, or the median alone where there is nothing else.
fn with_range(report: &Report, metric: Metric, statistics: &Statistics) -> String {
    let [low, middle, high] = low_middle_high(statistics)
        .map(|value| quantity(report.scenario, metric.unit(), value, statistics.se));
    if low == high {
        return middle;
    }
    if metric == Metric::Revenue {
        format!("{middle} (5–95 %: {low} to {high})")
    } else {
        format!("{middle} ({low} to {high})")
    }
}

/// A count and its noun.
#[must_use]
pub fn plural(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{} {noun}{s}", grouped(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_go_with_their_counts() {
        assert_eq!(plural(1, "path"), "1 path");
    }
}
