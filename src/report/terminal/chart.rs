//! A metric month by month as a picture: median, half of the paths, 5 to 95 %.

use crate::model::{Key, Metric, Period, Relation};
use crate::report::money::quantity;
use crate::report::terminal::headline::title;
use crate::report::terminal::{COLUMNS, section, style};
use crate::report::{Report, plain, width};
use crate::summary::Statistics;

/// Lines of text between the lowest and the highest value.
const LINES: usize = 16;

/// Most columns of text of a month.
const WIDEST_MONTH: usize = 6;

/// A metric and one of its keys, as a report shows them.
pub type Series = (Metric, Key);

/// A picture of each of some metrics, in `columns` columns of text.
#[must_use]
pub fn render_charts(report: &Report, charts: &[Series], columns: usize) -> String {
    let columns = columns.clamp(COLUMNS.0, COLUMNS.1);
    let mut parts = vec![title(report, columns)];
    parts.extend(charts.iter().map(|series| chart(report, *series, columns)));
    parts.join("\n")
}

/// The rows of a picture, from the top; where each value stands among them.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Of all values, with 0 where amounts are meant.
    fn new(values: impl Iterator<Item = f64>, holds_zero: bool) -> Self {
        let start = if holds_zero {
            (0.0, 0.0)
        } else {
            (f64::INFINITY, f64::NEG_INFINITY)
        };
        let (low, high) = values
            .filter(|value| value.is_finite())
            .fold(start, |(low, high): (f64, f64), value| {
                (low.min(value), high.max(value))
            });
        let is_flat = high <= low;
        Self {
            low: if low.is_finite() { low } else { 0.0 },
            high: if is_flat {
                low.abs().max(1.0) + low
            } else {
                high
            },
        }
    }

    /// The value at a line, counted from the bottom.
    fn value(&self, line: usize) -> f64 {
        self.low + (self.high - self.low) * fraction(line)
    }

    /// The line of a value, counted from the bottom.
    fn line(&self, value: f64) -> usize {
        (0..LINES)
            .min_by(|a, b| {
                let away = |line: &usize| (self.value(*line) - value).abs();
                away(a).total_cmp(&away(b))
            })
            .unwrap_or(0)
    }
}

fn fraction(line: usize) -> f64 {
    crate::units::count_to_float(line) / crate::units::count_to_float(LINES - 1)
}

fn chart(report: &Report, (metric, key): Series, columns: usize) -> String {
    let scenario = report.scenario;
    let months: Vec<Statistics> = (0..scenario.months)
        .map(|month| report.summary.statistics(metric, key, Period::month(month)))
        .collect();
    let facts: Vec<(usize, f64, Relation)> = scenario
        .facts
        .iter()
        .filter(|fact| {
            fact.metric == metric && fact.key == key && fact.period.first == fact.period.last
        })
        .map(|fact| (fact.period.last, fact.value, fact.relation))
        .collect();
    let ends = months
        .iter()
        .flat_map(|statistics| [statistics.quantiles[0], statistics.quantiles[4]]);
    let published = facts.iter().map(|(_, value, _)| *value);
    let scale = Scale::new(ends.chain(published), true);
    let labels: Vec<String> = (0..LINES)
        .map(|line| match line % 5 {
            0 => quantity(scenario, metric.unit(), scale.value(line), f64::NAN),
            _ => String::new(),
        })
        .collect();
    let margin = labels.iter().map(|label| width(label)).max().unwrap_or(0) + 1;
    let room = columns.saturating_sub(margin + 1);
    let (each, per) = if scenario.months <= room {
        ((room / scenario.months).min(WIDEST_MONTH), 1)
    } else {
        (1, scenario.months.div_ceil(room))
    };
    let shown: Vec<usize> = (0..scenario.months).step_by(per).collect();

    let mut text = String::new();
    for line in (0..LINES).rev() {
        let label = &labels[line];
        let blanks = margin - 1 - width(label);
        let tick = if label.is_empty() { '│' } else { '┤' };
        text.extend([&" ".repeat(blanks), label.as_str(), " "]);
        text.push(tick);
        for month in &shown {
            let fact = facts
                .iter()
                .find(|(at, value, _)| at == month && scale.line(*value) == line);
            let mark = fact.map(|(_, _, relation)| match relation {
                Relation::Equals => '◆',
                Relation::AtLeast => '▲',
                Relation::AtMost => '▼',
            });
            let cell = fill(&months[*month], &scale, line);
            for column in 0..each {
                text.push(if column == each / 2 {
                    mark.unwrap_or(cell)
                } else {
                    cell
                });
            }
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.push_str(&axis(report, &shown, each, margin));
    let key_text = key.text(scenario);
    let dot = if key_text.is_empty() { "" } else { "." };
    let name = format!("{}{dot}{}", metric.name(), plain(&key_text));
    let mut remark = "by month: median ━, half of the paths ▒, 5 to 95 % ░".to_owned();
    if !facts.is_empty() {
        remark.push_str("; published ◆, at least ▲, at most ▼");
    }
    section(&name, &remark, &text, columns)
}

/// What stands at a line of a month.
fn fill(statistics: &Statistics, scale: &Scale, line: usize) -> char {
    if statistics.defined == 0 {
        return ' ';
    }
    let [p05, p25, p50, p75, p95] = statistics.quantiles.map(|value| scale.line(value));
    if line == p50 {
        '━'
    } else if (p25..=p75).contains(&line) {
        '▒'
    } else if (p05..=p95).contains(&line) {
        '░'
    } else {
        ' '
    }
}

/// The months below: a tick at each label that has room.
fn axis(report: &Report, shown: &[usize], each: usize, margin: usize) -> String {
    let mut ticks = format!("{:margin$}└", "");
    let mut names = " ".repeat(margin + 1);
    let mut free = margin + 1;
    for (place, month) in shown.iter().enumerate() {
        let column = margin + 1 + place * each;
        let name = report.scenario.month(*month).to_string();
        let end = margin + 1 + shown.len() * each;
        let has_room = column >= free && (column + name.len() <= end || place == 0);
        ticks.push(if has_room { '┬' } else { '─' });
        ticks.extend(std::iter::repeat_n('─', each - 1));
        if has_room {
            names.extend(std::iter::repeat_n(' ', column - names.len()));
            names.push_str(&name);
            free = column + name.len() + 2;
        }
    }
    let faint = style::FAINT;
    format!("{faint}{ticks}\n{names}{faint:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scale_finds_its_own_lines_and_holds_zero() {
        let scale = Scale::new([3.0, 12.0, f64::NAN].into_iter(), true);
        assert_eq!((scale.low, scale.high), (0.0, 12.0));
        for line in 0..LINES {
            assert_eq!(scale.line(scale.value(line)), line);
        }
        let flat = Scale::new([0.0, 0.0].into_iter(), true);
        assert_eq!((flat.low, flat.high), (0.0, 1.0));
        let loss = Scale::new([-4.0, -1.0].into_iter(), true);
        assert_eq!((loss.low, loss.high), (-4.0, 0.0));
    }
}
