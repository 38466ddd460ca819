//! One key: the objective along its values.

use crate::model::Unit;
use crate::report::page::blocks::{Block, Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{
    Axis, Colour, FAINT, INK, Mark, Outcome, Plot, SERIES, Size, draw,
};
use crate::report::page::figures::{Number, Standing};
use crate::report::page::sweep::{Page, in_order, numeric};
use crate::units::count_to_float;

/// Where points lie on the axis of the key.
struct Places {
    /// The points, in the order of their values.
    order: Vec<usize>,
    /// By place in the order.
    at: Vec<f64>,
    /// The names of the values; empty where they are numbers.
    names: Vec<String>,
}

impl Places {
    fn new(page: Page) -> Self {
        let value = |point: usize| &page.figures.points[point][0];
        let all = 0..page.figures.points.len();
        let distinct = in_order(all.clone().map(value));
        let rank = |point: usize| {
            distinct
                .iter()
                .position(|other| *other == value(point))
                .unwrap_or(0)
        };
        let mut order: Vec<usize> = all.collect();
        order.sort_by_key(|point| rank(*point));
        let numbers: Option<Vec<f64>> = order.iter().map(|point| numeric(value(*point))).collect();
        match numbers {
            Some(at) => Self {
                order,
                at,
                names: Vec::new(),
            },
            None => Self {
                at: order
                    .iter()
                    .map(|point| count_to_float(rank(*point)))
                    .collect(),
                names: distinct
                    .into_iter()
                    .map(|name| crate::report::plain(name))
                    .collect(),
                order,
            },
        }
    }

    fn axis(&self, page: Page, size: Size) -> Axis {
        if self.names.is_empty() {
            Axis::around(
                self.at.iter().copied(),
                Unit::People,
                page.words.style,
                size,
            )
        } else {
            Axis::names(&self.names, size)
        }
    }

    /// The ends of the room that a point has for itself.
    fn room(&self, place: usize) -> [f64; 2] {
        let middle = |a: usize, b: usize| f64::midpoint(self.at[a], self.at[b]);
        let last = self.at.len() - 1;
        let reach = if last == 0 {
            0.5
        } else {
            (self.at[last] - self.at[0]) * 0.05
        };
        let low = if place == 0 {
            self.at[0] - reach
        } else {
            middle(place - 1, place)
        };
        let high = if place == last {
            self.at[last] + reach
        } else {
            middle(place, place + 1)
        };
        [low, high]
    }
}

pub fn curve(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let [key] = figures.keys.as_slice() else {
        return Ok(None);
    };
    let places = Places::new(page);
    let lead = words.sentence(
        "curve-lead",
        &[
            ("key", Shown::name(key)),
            ("objective", Shown::text(page.objective())),
        ],
    );
    let level = |one: &Standing| (one.objective, one.objective_se, one.objective_interval);
    let difference = |one: &Standing| (one.difference, one.difference_se, one.difference_interval);
    let mut blocks = vec![
        Block::Lead(lead.clone()),
        estimates(
            page,
            &places,
            ("objective-by-value", "curve-level"),
            &lead,
            level,
            SERIES[0],
        )?
        .block(),
    ];
    if figures.constraints.is_empty() {
        blocks.push(Block::Note(words.sentence("curve-note", &[])));
    } else {
        blocks.push(Block::Note(words.sentence("curve-note-constraints", &[])));
    }
    blocks.push(
        estimates(
            page,
            &places,
            ("difference-by-value", "curve-difference"),
            &lead,
            difference,
            SERIES[2],
        )?
        .block(),
    );
    blocks.push(chances(page, &places, &lead)?.block());
    Ok(Some(Section::new("curve", words, blocks)))
}

/// A number of a point, its standard error, the ends of its interval.
type Estimate = (Number, Number, [Number; 2]);

fn estimates(
    page: Page,
    places: &Places,
    (id, title): (&str, &str),
    alt: &Sentence,
    of: impl Fn(&Standing) -> Estimate,
    colour: Colour,
) -> Outcome<Chart> {
    let words = page.words;
    let titled = page.titled(id, title, alt);
    let mut table = Table::of(
        words,
        &[
            "value-heading",
            "estimate-heading",
            "interval-low",
            "interval-high",
            "allowed-heading",
        ],
    );
    let estimates: Vec<Estimate> = places
        .order
        .iter()
        .map(|point| of(page.standing(*point)))
        .collect();
    for (point, (value, se, ends)) in places.order.iter().zip(&estimates) {
        let mut row = vec![
            Shown::name(&page.figures.points[*point][0]),
            words.quantity(titled.unit, value.0, se.0),
        ];
        row.extend(ends.map(|end| words.quantity(titled.unit, end.0, se.0)));
        row.push(Shown::text(words.get(
            if page.standing(*point).is_allowed {
                "yes"
            } else {
                "no"
            },
        )));
        table.rows.push(row);
    }
    let chart = Chart::new(&titled, table, |size| {
        let ends = estimates
            .iter()
            .flat_map(|(value, _, [low, high])| [value.0, low.0, high.0]);
        let y = Axis::around(ends, titled.unit, words.style, size);
        draw(size, None, places.axis(page, size), y.clone(), |plot| {
            forbidden(plot, page, places, &y)?;
            let points: Vec<(f64, f64)> = places
                .at
                .iter()
                .zip(&estimates)
                .map(|(at, one)| (*at, one.0.0))
                .collect();
            plot.line(&points, colour, 3)?;
            for ((at, point), (value, _, [low, high])) in
                places.at.iter().zip(&places.order).zip(&estimates)
            {
                plot.line(&[(*at, low.0), (*at, high.0)], INK, 3)?;
                let is_best = page.best() == Some(*point);
                let colour = if is_best { SERIES[3] } else { colour };
                plot.mark((*at, value.0), Mark::Dot, colour)?;
            }
            Ok(())
        })
    })?;
    let legend = vec![
        words.entry("legend-estimate", colour),
        words.entry("legend-best", SERIES[3]),
    ];
    Ok(chart.with_legend(legend).without_hover())
}

/// What lies behind the values at which a constraint is missed.
fn forbidden(plot: &mut Plot, page: Page, places: &Places, y: &Axis) -> Outcome {
    for (place, point) in places.order.iter().enumerate() {
        if !page.standing(*point).is_allowed {
            plot.bar(places.room(place), y.ends(), FAINT, 0.22)?;
        }
    }
    Ok(())
}

fn chances(page: Page, places: &Places, alt: &Sentence) -> Outcome<Chart> {
    let words = page.words;
    let mut titled = page.titled("chance-by-value", "curve-chances", alt);
    titled.axis = words.get("unit-paths");
    titled.unit = Unit::Share;
    let mut table = Table::of(
        words,
        &["value-heading", "p-best-heading", "p-better-heading"],
    );
    for point in &places.order {
        let one = page.standing(*point);
        table.rows.push(vec![
            Shown::name(&page.figures.points[*point][0]),
            words.alone(Unit::Share, one.p_best.0),
            words.alone(Unit::Share, one.p_better.0),
        ]);
    }
    let chart = Chart::new(&titled, table, |size| {
        let values = places
            .order
            .iter()
            .map(|point| page.standing(*point).p_best.0);
        let y = Axis::amounts(values, Unit::Share, words.style, size);
        draw(size, None, places.axis(page, size), y, |plot| {
            for (place, point) in places.order.iter().enumerate() {
                let [low, high] = places.room(place);
                let gap = (high - low) * 0.12;
                let top = page.standing(*point).p_best.0;
                plot.bar([low + gap, high - gap], [0.0, top], SERIES[0], 1.0)?;
            }
            Ok(())
        })
    })?;
    Ok(chart.without_hover())
}
