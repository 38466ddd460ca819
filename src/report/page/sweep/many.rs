//! Several keys: a map of two, the main effects, and all of them side by side.

use crate::report::number::grouped;
use crate::report::page::blocks::{Block, Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{
    Axis, Colour, INK, Mark, Outcome, PAPER, SERIES, SHADES, Size, draw,
};
use crate::report::page::figures::Effect;
use crate::report::page::sweep::{Page, in_order, numeric};
use crate::report::{plain, shortened};
use crate::units::count_to_float;

/// Most rows and columns of a map.
const LARGEST_MAP: usize = 40;

/// Columns of a map that leave room for numbers: on a screen, on a telephone.
const ROOM: [usize; 2] = [12, 4];

/// Two keys with most of their pairs.
pub fn map(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    let [down, across] = figures.keys.as_slice() else {
        return Ok(None);
    };
    let [rows, columns] =
        [0, 1].map(|key| in_order(figures.points.iter().map(|point| &point[key])));
    let cells = rows.len() * columns.len();
    if cells > 2 * figures.points.len() || rows.len().max(columns.len()) > LARGEST_MAP {
        return Ok(None);
    }
    let lead = words.sentence(
        "map-lead",
        &[
            ("objective", Shown::text(page.objective())),
            ("down", Shown::name(down)),
            ("across", Shown::name(across)),
        ],
    );
    let find = |row: &String, column: &String| {
        figures
            .points
            .iter()
            .position(|point| point[0] == *row && point[1] == *column)
    };
    let corner = words.say(
        "map-corner",
        &[("down", &plain(down)), ("across", &plain(across))],
    );
    let mut table = Table::new(
        [corner]
            .into_iter()
            .chain(columns.iter().map(|name| plain(name)))
            .collect(),
    );
    for row in &rows {
        let mut line = vec![Shown::name(row)];
        line.extend(columns.iter().map(|column| {
            find(row, column).map_or_else(
                || Shown::text(""),
                |point| page.amount(page.standing(point).objective.0, f64::NAN),
            )
        }));
        table.rows.push(line);
    }
    let titled = page.titled("map-of-objective", "map-title", &lead);
    let row_names: Vec<&str> = rows.iter().map(|name| name.as_str()).collect();
    let column_names: Vec<String> = columns
        .iter()
        .map(|name| shortened(&plain(name), 10))
        .collect();
    let height = u32::try_from(rows.len() * 58 + 70).unwrap_or(u32::MAX);
    let chart = Chart::new(&titled, table, |size| {
        let has_room = columns.len() <= ROOM[usize::from(size == Size::Narrow)];
        let x = Axis::all_names(&column_names, if has_room { columns.len() } else { 6 });
        draw(
            size,
            Some(height),
            x,
            Axis::rows(&row_names, size),
            |plot| {
                for (down, row) in rows.iter().enumerate() {
                    for (across, column) in columns.iter().enumerate() {
                        let Some(point) = find(row, column) else {
                            continue;
                        };
                        let Some(merit) = page.merit(point) else {
                            continue;
                        };
                        let (x, y) = (count_to_float(across), -count_to_float(down));
                        let (colour, ink) = shade(merit);
                        plot.bar([x - 0.49, x + 0.49], [y - 0.48, y + 0.48], colour, 1.0)?;
                        let standing = page.standing(point);
                        let text = page.amount(standing.objective.0, f64::NAN).text;
                        if page.best() == Some(point) {
                            plot.frame([x - 0.47, x + 0.47], [y - 0.45, y + 0.45], SERIES[3])?;
                        }
                        if has_room {
                            plot.text((x, y), &text, ink)?;
                        }
                        if !standing.is_allowed {
                            plot.line(&[(x - 0.49, y - 0.48), (x + 0.49, y + 0.48)], ink, 3)?;
                        }
                    }
                }
                Ok(())
            },
        )
    })?;
    let blocks = vec![
        Block::Lead(lead),
        chart.without_hover().block(),
        Block::Note(words.sentence("map-note", &[])),
    ];
    Ok(Some(Section::new("map", words, blocks)))
}

/// The colour of a merit from 0 to 1, and that of a text on it.
fn shade(merit: f64) -> (Colour, Colour) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a few"
    )]
    let place = (merit * count_to_float(SHADES.len())) as usize;
    let place = place.min(SHADES.len() - 1);
    (SHADES[place], if place > 3 { PAPER } else { INK })
}

/// What each key does on average over the others.
pub fn effects(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    if figures.keys.len() < 2 {
        return Ok(None);
    }
    let lead = words.sentence(
        "effects-lead",
        &[("objective", Shown::text(page.objective()))],
    );
    let all = || {
        figures
            .effects
            .iter()
            .flat_map(|effect| effect.means.iter().map(|mean| mean.0))
    };
    let charts = figures
        .effects
        .iter()
        .enumerate()
        .filter(|(_, effect)| !effect.means.is_empty())
        .map(|(index, effect)| main_effect(page, index, effect, &all().collect::<Vec<_>>(), &lead))
        .collect::<Outcome<Vec<_>>>()?;
    let blocks = vec![Block::Lead(lead), Block::Charts { charts }];
    Ok(Some(Section::new("effects", words, blocks)))
}

fn main_effect(
    page: Page,
    index: usize,
    effect: &Effect,
    all: &[f64],
    alt: &Sentence,
) -> Outcome<Chart> {
    let words = page.words;
    let id = format!("effect-{}", index + 1);
    let mut titled = page.titled(&id, "effects-title", alt);
    titled.title = plain(&effect.key);
    let order = in_order(effect.values.iter());
    let mean = |value: &String| {
        let place = effect.values.iter().position(|other| other == value);
        place.map_or(f64::NAN, |place| effect.means[place].0)
    };
    let mut table = Table::of(words, &["value-heading", "mean-heading"]);
    for value in &order {
        table
            .rows
            .push(vec![Shown::name(value), page.amount(mean(value), f64::NAN)]);
    }
    let numbers: Option<Vec<f64>> = order.iter().map(|value| numeric(value)).collect();
    let names: Vec<String> = order
        .iter()
        .map(|value| shortened(&plain(value), 8))
        .collect();
    let y = Axis::around(all.iter().copied(), titled.unit, words.style, Size::Small);
    let x = match &numbers {
        Some(numbers) => Axis::around(
            numbers.iter().copied(),
            crate::model::Unit::People,
            words.style,
            Size::Small,
        ),
        None => Axis::names(&names, Size::Small),
    };
    let drawing = draw(Size::Small, None, x, y, |plot| {
        let points: Vec<(f64, f64)> = order
            .iter()
            .enumerate()
            .map(|(place, value)| {
                let at = numbers
                    .as_ref()
                    .map_or(count_to_float(place), |numbers| numbers[place]);
                (at, mean(value))
            })
            .collect();
        // values of a sampled box are all different: what lies between two of them is no trend
        if 2 * points.len() <= page.figures.points.len() {
            plot.line(&points, SERIES[0], 3)?;
        }
        for point in points {
            plot.mark(point, Mark::Dot, SERIES[0])?;
        }
        Ok(())
    })?;
    Ok(Chart::small(&titled, table, drawing))
}

/// Three keys and more: a line for each point.
pub fn parallel(page: Page) -> Outcome<Option<Section>> {
    let Page { figures, words } = page;
    if figures.keys.len() < 3 {
        return Ok(None);
    }
    let lead = words.sentence(
        "parallel-lead",
        &[("objective", Shown::text(page.objective()))],
    );
    let titled = page.titled("parallel-coordinates", "parallel-title", &lead);
    let mut headings = vec![words.get("point-heading")];
    headings.extend(figures.keys.iter().map(|key| plain(key)));
    headings.push(words.get("objective-heading"));
    let mut table = Table::new(headings);
    for (point, values) in figures.points.iter().enumerate() {
        let mut row = vec![Shown::text(grouped(point))];
        row.extend(values.iter().map(|value| Shown::name(value)));
        row.push(page.amount(page.standing(point).objective.0, f64::NAN));
        table.rows.push(row);
    }
    let orders: Vec<Vec<&String>> = (0..figures.keys.len())
        .map(|key| in_order(figures.points.iter().map(|point| &point[key])))
        .collect();
    let height = |point: usize, key: usize| place(&orders[key], &figures.points[point][key]);
    let mut names: Vec<String> = figures.keys.iter().map(|key| last_step(key)).collect();
    names.push(words.get("objective-heading"));
    let count = names.len();
    let mut sorted: Vec<usize> = (0..figures.points.len()).collect();
    sorted.sort_by(|a, b| {
        page.merit(*a)
            .unwrap_or(-1.0)
            .total_cmp(&page.merit(*b).unwrap_or(-1.0))
    });
    let chart = Chart::new(&titled, table, |size| {
        let columns = if size == Size::Wide { 22 } else { 9 };
        let names: Vec<String> = names.iter().map(|name| shortened(name, columns)).collect();
        let x = Axis::all_names(&names, count);
        draw(size, None, x, Axis::bare(-0.12, 1.12), |plot| {
            for key in 0..count {
                let at = count_to_float(key);
                plot.line(&[(at, 0.0), (at, 1.0)], INK, 1)?;
            }
            for point in &sorted {
                let Some(merit) = page.merit(*point) else {
                    continue;
                };
                let mut line: Vec<(f64, f64)> = (0..count - 1)
                    .map(|key| (count_to_float(key), height(*point, key)))
                    .collect();
                line.push((count_to_float(count - 1), merit));
                let is_best = page.best() == Some(*point);
                let (colour, _) = shade(merit);
                let (colour, width) = if is_best { (SERIES[3], 6) } else { (colour, 2) };
                plot.line(&line, colour, width)?;
            }
            for (key, order) in orders.iter().enumerate() {
                for (value, at) in [(order.first(), -0.07), (order.last(), 1.07)] {
                    let text =
                        value.map_or_else(String::new, |value| shortened(&plain(value), columns));
                    plot.text((count_to_float(key), at), &text, INK)?;
                }
            }
            Ok(())
        })
    })?;
    let blocks = vec![
        Block::Lead(lead),
        chart.without_hover().block(),
        Block::Note(words.sentence("parallel-note", &[])),
    ];
    Ok(Some(Section::new("parallel", words, blocks)))
}

/// Where a value lies among the others, 0 to 1.
fn place(order: &[&String], value: &String) -> f64 {
    let numbers: Option<Vec<f64>> = order.iter().map(|value| numeric(value)).collect();
    if let (Some(numbers), Some(own)) = (numbers, numeric(value))
        && numbers[numbers.len() - 1] > numbers[0]
    {
        return (own - numbers[0]) / (numbers[numbers.len() - 1] - numbers[0]);
    }
    let rank = order.iter().position(|other| *other == value).unwrap_or(0);
    if order.len() < 2 {
        0.5
    } else {
        count_to_float(rank) / count_to_float(order.len() - 1)
    }
}

/// The last two steps of a key: enough to know it by.
fn last_step(key: &str) -> String {
    let steps: Vec<&str> = key.rsplitn(3, '.').take(2).collect();
    match steps[..] {
        [last, before] => plain(&format!("{before}.{last}")),
        _ => plain(key),
    }
}
