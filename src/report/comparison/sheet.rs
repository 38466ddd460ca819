//! The tables of a comparison, whatever shows them.

use crate::experiment::{Explanation, Gap, Line, Span};
use crate::model::{Metric, Objective, Scenario};
use crate::report::comparison::{ComparisonReport, Side};
use crate::report::money::quantity;
use crate::report::number::grouped;
use crate::report::number::percent;
use crate::report::plain;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What it is about.
    pub title: String,
    /// How to read it.
    pub remark: String,
    /// The names of its columns.
    pub headings: Vec<String>,
    /// So many of its columns hold names, the others numbers.
    pub names: usize,
    /// Columns that can be left out where there is no room, the last first.
    pub spare: Vec<usize>,
    /// A text for each column.
    pub rows: Vec<Vec<String>>,
}

/// What is compared at a glance.
pub const HEADLINE: [Metric; 12] = [
    Metric::Revenue,
    Metric::GrossProfit,
    Metric::OperatingProfit,
    Metric::GrossMargin,
    Metric::Cash,
    Metric::Subscribers,
    Metric::NewSubscribers,
    Metric::ChurnRate,
    Metric::Mrr,
    Metric::Arppu,
    Metric::Generations,
    Metric::ComputeCost,
];

/// Every table of a comparison.
#[must_use]
pub fn sheets(report: &ComparisonReport) -> Vec<Sheet> {
    let Some((first, others)) = report.sides.split_first() else {
        return Vec::new();
    };
    let mut sheets = Vec::new();
    for other in others {
        let about = if others.len() > 1 {
            format!(": {}", plain(other.name))
        } else {
            String::new()
        };
        sheets.push(inputs(first, other, &about));
        sheets.push(headline(first, other, &about));
        sheets.extend(plans(first, other, &about));
        sheets.push(months(first, other, &about));
    }
    if let Some((explanation, objective)) = &report.explanation {
        sheets.insert(1, parts(first.scenario, explanation, objective));
    }
    sheets
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn inputs(first: &Side, other: &Side, about: &str) -> Sheet {
    Sheet {
        title: format!("What differs{about}"),
        remark: if other.changes.is_empty() {
            "nothing that changes a number".to_owned()
        } else {
            String::new()
        },
        headings: vec!["key".to_owned(), plain(first.name), plain(other.name)],
        names: 3,
        spare: Vec::new(),
        rows: other
            .changes
            .iter()
            .map(|change| change.clone().map(|text| plain(&text)).to_vec())
            .collect(),
    }
}

/// The line of a metric's key over a period.
pub fn find<'a>(lines: &'a [Line], metric: Metric, key: &str, period: &str) -> Option<&'a Line> {
    let mut lines = lines.iter();
    lines.find(|line| line.metric == metric && line.key == key && line.period == period)
}

/// A mean as exact as its error supports.
fn mean(scenario: &Scenario, line: Option<&Line>) -> String {
    line.map_or_else(String::new, |line| {
        quantity(scenario, line.metric.unit(), line.own.mean, line.own.se)
    })
}

/// Difference, 5 %, 95 %, P(better).
fn gap(scenario: &Scenario, line: Option<&Line>) -> [String; 4] {
    let Some((line, gap)) = line.and_then(|line| Some((line, line.gap?))) else {
        return [const { String::new() }; 4];
    };
    let Gap {
        mean,
        se,
        quantiles: [low, _, high],
        p_better,
    } = gap;
    let unit = line.metric.unit();
    let end = |value: f64| {
        if value.is_nan() {
            String::new()
        } else {
            quantity(scenario, unit, value, se)
        }
    };
    let better = if p_better.is_nan() {
        String::new()
    } else {
        percent(p_better, 0.0)
    };
    [
        quantity(scenario, unit, mean, se),
        end(low),
        end(high),
        better,
    ]
}

fn headline(first: &Side, other: &Side, about: &str) -> Sheet {
    let scenario = first.scenario;
    let row = |metric: Metric| {
        let (before, after) = (
            find(first.lines, metric, "", "total"),
            find(other.lines, metric, "", "total"),
        );
        let mut row = vec![
            metric.name().replace('_', " "),
            mean(scenario, before),
            mean(scenario, after),
        ];
        row.extend(gap(scenario, after));
        row
    };
    let how = if other.is_paired {
        "means over the horizon, stocks at its end; differences path by path on the same luck"
    } else {
        "means over the horizon, stocks at its end; saved results do not have their paths, so nothing is known but means"
    };
    Sheet {
        title: format!("Headline{about}"),
        remark: how.to_owned(),
        headings: vec![
            String::new(),
            plain(first.name),
            plain(other.name),
            "difference".to_owned(),
            "5 %".to_owned(),
            "95 %".to_owned(),
            "P(better)".to_owned(),
        ],
        names: 1,
        spare: Vec::new(),
        rows: HEADLINE.into_iter().map(row).collect(),
    }
}

fn plans(first: &Side, other: &Side, about: &str) -> Option<Sheet> {
    let mut keys: Vec<&str> = Vec::new();
    for line in first.lines.iter().chain(other.lines) {
        let is_plan = line.metric == Metric::GrossProfit && !line.key.is_empty();
        if is_plan && !keys.contains(&line.key.as_str()) {
            keys.push(&line.key);
        }
    }
    if keys.is_empty() {
        return None;
    }
    let scenario = first.scenario;
    let differs = |key: &&str| {
        let metrics = [Metric::GrossProfit, Metric::Revenue, Metric::Subscribers];
        metrics.iter().any(|metric| {
            let line = find(other.lines, *metric, key, "total");
            line.and_then(|line| line.gap)
                .is_some_and(|gap| gap.mean != 0.0 || gap.se != 0.0)
        })
    };
    let all = keys.len();
    keys.retain(differs);
    let row = |key: &&str| {
        let difference = |metric| gap(scenario, find(other.lines, metric, key, "total"));
        let [subscribers, ..] = difference(Metric::Subscribers);
        let [new, ..] = difference(Metric::NewSubscribers);
        let [revenue, ..] = difference(Metric::Revenue);
        let [profit, low, high, better] = difference(Metric::GrossProfit);
        let name = key.strip_prefix("plan:").unwrap_or(key);
        vec![
            plain(name),
            subscribers,
            new,
            revenue,
            profit,
            low,
            high,
            better,
        ]
    };
    Some(Sheet {
        title: format!("Who gained, who lost{about}"),
        remark: match all - keys.len() {
            0 => "differences; band and probability are of the gross profit".to_owned(),
            1 => "differences; band and probability are of the gross profit; one part is the same in both"
                .to_owned(),
            same => format!(
                "differences; band and probability are of the gross profit; {same} parts are the same in both"
            ),
        },
        headings: texts(&[
            "",
            "subscribers",
            "new",
            "revenue",
            "gross profit",
            "5 %",
            "95 %",
            "P(better)",
        ]),
        names: 1,
        spare: vec![2, 1],
        rows: keys.iter().map(row).collect(),
    })
}

fn months(first: &Side, other: &Side, about: &str) -> Sheet {
    let scenario = first.scenario;
    let is_month = |line: &&Line| {
        line.span == Span::Month && line.metric == Metric::Revenue && line.key.is_empty()
    };
    let row = |line: &Line| {
        let before = find(first.lines, Metric::Revenue, "", &line.period);
        let difference = |metric| gap(scenario, find(other.lines, metric, "", &line.period));
        let [revenue, low, high, _] = difference(Metric::Revenue);
        let [profit, ..] = difference(Metric::GrossProfit);
        let [subscribers, ..] = difference(Metric::Subscribers);
        vec![
            line.period.clone(),
            mean(scenario, before),
            mean(scenario, Some(line)),
            revenue,
            low,
            high,
            profit,
            subscribers,
        ]
    };
    Sheet {
        title: format!("Month by month{about}"),
        remark: "revenue, its difference with 5 % and 95 %, the differences of gross profit and subscribers".to_owned(),
        headings: vec![
            String::new(),
            plain(first.name),
            plain(other.name),
            "difference".to_owned(),
            "5 %".to_owned(),
            "95 %".to_owned(),
            "profit".to_owned(),
            "subscribers".to_owned(),
        ],
        names: 1,
        spare: vec![7, 6],
        rows: other.lines.iter().filter(is_month).map(row).collect(),
    }
}

fn parts(scenario: &Scenario, explanation: &Explanation, objective: &Objective) -> Sheet {
    let unit = objective.figure.metric.unit();
    let amount = |value: f64, se: f64| quantity(scenario, unit, value, se);
    let whole = explanation.whole();
    let mut rows: Vec<Vec<String>> = explanation
        .parts
        .iter()
        .map(|part| {
            let keys: Vec<String> = part.keys.iter().map(|key| plain(key)).collect();
            vec![
                keys.join(", "),
                amount(part.share.value, f64::NAN),
                amount(part.error(), f64::NAN),
                percent(part.share.value / whole, 0.0),
            ]
        })
        .collect();
    rows.push(vec![
        "all".to_owned(),
        amount(whole, f64::NAN),
        String::new(),
        if whole == 0.0 {
            String::new()
        } else {
            percent(1.0, 0.0)
        },
    ]);
    Sheet {
        title: "Why it changed".to_owned(),
        remark: format!(
            "`{}` from {} to {}, shared out by Shapley's value over {} paths and {} runs",
            plain(&objective.figure.text),
            amount(explanation.before.value, f64::NAN),
            amount(explanation.after.value, f64::NAN),
            grouped(explanation.paths),
            explanation.runs
        ),
        headings: texts(&["", "part", "standard error", "share of it"]),
        names: 1,
        spare: Vec::new(),
        rows,
    }
}
