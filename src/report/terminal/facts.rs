//! Published figures beside what the model gives for them.

use crate::model::{Fact, Period, Relation};
use crate::report::money::{published, quantity};
use crate::report::terminal::table::{Cell, Column, Fit, Table};
use crate::report::terminal::{section, style};
use crate::report::{Report, plain};
use crate::summary::Verdict;

/// A row per fact; where the figure lies is the share of paths below it.
#[must_use]
pub fn table(report: &Report, columns: usize) -> Option<String> {
    let scenario = report.scenario;
    if scenario.facts.is_empty() {
        return None;
    }
    let mut table = Table::new(vec![
        Column::names("month", Fit::Fixed),
        Column::names("figure", Fit::Shrinks(26)),
        Column::numbers("fact", Fit::Fixed),
        Column::numbers("5 %", Fit::Fixed),
        Column::numbers("model", Fit::Fixed),
        Column::numbers("95 %", Fit::Fixed),
        Column::numbers("paths\nbelow", Fit::Fixed),
        Column::names("", Fit::Fixed),
        Column::names("source", Fit::Spare(12)),
    ]);
    let mut missed = 0;
    for fact in &scenario.facts {
        let result = report.summary.fact(fact);
        let unit = fact.metric.unit();
        let statistics = report
            .summary
            .statistics(fact.metric, fact.key, fact.period);
        let [low, middle, high] = result
            .quantiles
            .map(|value| quantity(scenario, unit, value, statistics.se));
        let (word, style) = match result.verdict {
            Verdict::Met => ("met", style::GOOD),
            Verdict::Missed => ("missed", style::BAD),
        };
        missed += usize::from(result.verdict == Verdict::Missed);
        let sign = match fact.relation {
            Relation::Equals => "=",
            Relation::AtLeast => "≥",
            Relation::AtMost => "≤",
        };
        table.row(vec![
            month(report, fact).into(),
            plain(&figure(report, fact)).into(),
            format!("{sign} {}", published(scenario, unit, fact.value)).into(),
            low.into(),
            middle.into(),
            high.into(),
            position(result.position).into(),
            Cell::styled(word, style),
            Cell::styled(plain(&fact.source), style::FAINT),
        ]);
    }
    let count = scenario.facts.len();
    let remark = format!("{} of {count} published figures met", count - missed);
    Some(section("Facts", &remark, &table.render(columns), columns))
}

fn month(report: &Report, fact: &Fact) -> String {
    let last = report.scenario.month(fact.period.last);
    if fact.period == Period::month(fact.period.last) {
        last.to_string()
    } else {
        format!("{}..{last}", report.scenario.month(fact.period.first))
    }
}

fn figure(report: &Report, fact: &Fact) -> String {
    let key = fact.key.text(report.scenario);
    if key.is_empty() {
        fact.metric.name().to_owned()
    } else {
        format!("{}.{key}", fact.metric.name())
    }
}

/// The share of paths below a value; that of all or none is said to be so.
fn position(share: f64) -> String {
    if share.is_nan() {
        "-".to_owned()
    } else if share <= 0.0 {
        "none".to_owned()
    } else if share >= 1.0 {
        "all".to_owned()
    } else {
        let percent = share * 100.0;
        if percent < 1.0 {
            "<1%".to_owned()
        } else if percent > 99.0 {
            ">99%".to_owned()
        } else {
            format!("{percent:.0}%")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn position_of_a_figure_outside_the_fan_is_said_in_words() {
        assert_eq!(position(0.0), "none");
        assert_eq!(position(0.0001), "<1%");
        assert_eq!(position(0.374), "37%");
        assert_eq!(position(1.0), "all");
        assert_eq!(position(f64::NAN), "-");
    }
}
