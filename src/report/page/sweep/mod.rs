//! The report of a sweep.

mod answer;
mod curve;
mod knowing;
mod many;
mod points;

use crate::model::Unit;
use crate::report::number::grouped;
use crate::report::page::blocks::{Section, Sentence, Shown};
use crate::report::page::chart::Outcome;
use crate::report::page::charts::Titled;
use crate::report::page::figures::{Standing, SweepFigures};
use crate::report::page::language::Words;
use crate::report::plain;

/// A sweep and the words for it.
#[derive(Clone, Copy)]
struct Page<'a> {
    figures: &'a SweepFigures,
    words: &'a Words<'a>,
}

/// The sections of a sweep's report.
pub fn sections(figures: &SweepFigures, words: &Words) -> Outcome<Vec<Section>> {
    let page = Page { figures, words };
    let sections = [
        Some(answer::answer(page)),
        curve::curve(page)?,
        many::map(page)?,
        many::effects(page)?,
        many::parallel(page)?,
        knowing::knowing(page)?,
        Some(points::points(page)),
        Some(points::method(page)),
    ];
    Ok(sections.into_iter().flatten().collect())
}

/// A value as a number, where it is one.
fn numeric(text: &str) -> Option<f64> {
    let text = text.replace('_', "");
    let number: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    number.is_finite().then_some(number)
}

/// The distinct values in the order of their numbers; texts come last, as they are met.
fn in_order<'a>(values: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut distinct: Vec<&String> = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct.sort_by(|a, b| {
        let [a, b] = [a, b].map(|value| numeric(value).unwrap_or(f64::INFINITY));
        a.total_cmp(&b)
    });
    distinct
}

impl Page<'_> {
    fn unit(&self) -> Unit {
        self.figures.metric.0.unit()
    }

    fn best(&self) -> Option<usize> {
        self.figures.order.first().copied()
    }

    fn amount(&self, value: f64, se: f64) -> Shown {
        self.words.quantity(self.unit(), value, se)
    }

    /// A point in words.
    fn name(&self, point: usize) -> Shown {
        if point == 0 {
            return Shown::text(self.words.get("point-base"));
        }
        let keys = self.figures.keys.iter().zip(&self.figures.points[point]);
        let values: Vec<String> = keys
            .map(|(key, value)| plain(&format!("{key}={value}")))
            .collect();
        let values = values.join(", ");
        let point = grouped(point);
        Shown::text(
            self.words
                .say("point-name", &[("point", &point), ("values", &values)]),
        )
    }

    /// The objective as it was typed.
    fn objective(&self) -> String {
        plain(&self.figures.objective)
    }

    /// What a chart of the objective is called.
    fn titled<'a>(&self, id: &'a str, title: &str, alt: &'a Sentence) -> Titled<'a> {
        Titled {
            id,
            title: self.words.say(title, &[("objective", &self.objective())]),
            axis: self.words.unit(self.unit()),
            unit: self.unit(),
            alt,
        }
    }

    fn standing(&self, point: usize) -> &Standing {
        &self.figures.standings[point]
    }

    /// Where an objective lies between the lowest and the highest of all points, 0 to 1; the better the higher.
    fn merit(&self, point: usize) -> Option<f64> {
        let values = || self.figures.standings.iter().map(|one| one.objective.0);
        let finite = || values().filter(|value| value.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        let own = self.standing(point).objective.0;
        if !own.is_finite() {
            return None;
        }
        let share = if high > low {
            (own - low) / (high - low)
        } else {
            0.5
        };
        Some(if self.figures.better == "lower" {
            1.0 - share
        } else {
            share
        })
    }
}
