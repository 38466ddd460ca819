//! Charts that several sections draw.

use crate::model::{Metric, Nature, Unit};
use crate::report::page::blocks::{Chart, Entry, Sentence, Table};
use crate::report::page::chart::{
    Axis, Colour, INK, Outcome, SERIES, Size, draw, fan, line, tower,
};
use crate::report::page::language::Words;
use crate::units::count_to_float;

/// Values by month, or by whatever lies side by side.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What they are.
    pub name: String,
    /// The values.
    pub values: Vec<f64>,
    /// How they look.
    pub colour: Colour,
}

/// A bar beside its name.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// Where it begins and ends.
    pub ends: [f64; 2],
    /// The ends of its band.
    pub whisker: Option<[f64; 2]>,
    /// How it looks.
    pub colour: Colour,
}

/// What a chart by month is called, and what is said of it.
#[derive(Debug, Clone)]
pub struct Titled<'a> {
    /// Its anchor.
    pub id: &'a str,
    /// Above it.
    pub title: String,
    /// The unit of its axis in words.
    pub axis: String,
    /// The unit of its values.
    pub unit: Unit,
    /// What there is to see.
    pub alt: &'a Sentence,
}

impl Words<'_> {
    /// The names of months.
    pub fn months(&self, months: &[String]) -> Vec<String> {
        months.iter().map(|month| self.month(month)).collect()
    }

    /// What a colour means, by the key of a message.
    pub fn entry(&self, key: &str, colour: Colour) -> Entry {
        Entry::new(self.get(key), colour)
    }

    /// What the colours of a fan mean.
    pub fn fan_legend(&self) -> Vec<Entry> {
        vec![self.entry("legend-fan", SERIES[0])]
    }

    /// The unit of an axis of a metric by month, in words.
    pub fn axis(&self, metric: Metric) -> String {
        let unit = self.unit(metric.unit());
        match metric.nature() {
            Nature::Flow => self.say("unit-a-month", &[("unit", &unit)]),
            Nature::Stock => self.say("unit-at-end", &[("unit", &unit)]),
            Nature::Ratio => unit,
        }
    }

    /// A unit in words.
    pub fn unit(&self, unit: Unit) -> String {
        let symbol = self.style.symbol();
        let name = match unit {
            Unit::People => "people",
            Unit::Money => "money",
            Unit::Credits => "credits",
            Unit::Generations => "generations",
            Unit::Hours => "hours",
            Unit::Share => "share",
        };
        self.say(&format!("unit-{name}"), &[("symbol", &symbol)])
    }

    /// The names of the columns of five quantiles.
    pub fn quantiles(&self) -> [String; 5] {
        ["p05", "p25", "p50", "p75", "p95"].map(|name| self.get(&format!("quantile-{name}")))
    }
}

/// The numbers of curves.
pub fn table<'a>(
    words: &Words,
    months: &[String],
    unit: Unit,
    curves: impl IntoIterator<Item = &'a Curve>,
) -> Table {
    let columns: Vec<_> = curves
        .into_iter()
        .map(|curve| (curve.name.clone(), unit, curve.values.clone()))
        .collect();
    Table::by_month(words, months, &columns)
}

/// What the colours of curves mean.
pub fn legend<'a>(curves: impl IntoIterator<Item = &'a Curve>) -> Vec<Entry> {
    let entries = curves
        .into_iter()
        .map(|curve| Entry::new(curve.name.clone(), curve.colour));
    entries.collect()
}

/// Bars by month: some layers upwards from 0, others downwards.
pub fn tower_chart(
    titled: &Titled,
    words: &Words,
    months: &[String],
    up: &[Curve],
    down: &[Curve],
) -> Outcome<Chart> {
    let all = || up.iter().chain(down);
    let table = table(words, months, titled.unit, all());
    let names = words.months(months);
    let shapes = |layers: &[Curve]| -> Vec<_> {
        let shapes = layers
            .iter()
            .map(|curve| (curve.values.clone(), curve.colour));
        shapes.collect()
    };
    let tops = |layers: &[Curve], sign: f64| -> Vec<f64> {
        let top = |month: usize| {
            let values = layers.iter().map(|curve| curve.values[month]);
            sign * values.filter(|value| value.is_finite()).sum::<f64>()
        };
        (0..names.len()).map(top).collect()
    };
    let ends = [tops(up, 1.0), tops(down, -1.0)].concat();
    let chart = Chart::new(titled, table, |size| {
        let x = Axis::names(&names, size);
        let y = Axis::amounts(ends.iter().copied(), titled.unit, words.style, size);
        draw(size, None, x, y, |plot| {
            tower(plot, &shapes(up), &shapes(down))
        })
    })?;
    Ok(chart.with_legend(legend(all())))
}

/// Lines by month; of amounts that differ by orders of magnitude, on a scale of powers of ten.
pub fn lines_chart(
    titled: &Titled,
    words: &Words,
    months: &[String],
    curves: &[Curve],
    orders: Orders,
) -> Outcome<Chart> {
    let table = table(words, months, titled.unit, curves);
    let names = words.months(months);
    let chart = Chart::new(titled, table, |size| {
        let x = Axis::names(&names, size);
        let values = curves.iter().flat_map(|curve| curve.values.iter().copied());
        let y = match orders {
            Orders::One => Axis::amounts(values, titled.unit, words.style, size),
            Orders::Many => Axis::orders(values, titled.unit, words.style, size),
        };
        draw(size, None, x, y, |plot| {
            for curve in curves.iter().rev() {
                line(plot, &curve.values, curve.colour, 4)?;
            }
            Ok(())
        })
    })?;
    Ok(chart.with_legend(legend(curves)))
}

/// Whether amounts differ by orders of magnitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orders {
    /// They are alike.
    One,
    /// They are not.
    Many,
}

/// Fans by month over one another, around whatever level they have.
pub fn fans_chart(
    titled: &Titled,
    words: &Words,
    months: &[String],
    fans: &[(String, Vec<[f64; 5]>, Colour)],
) -> Outcome<Chart> {
    let columns: Vec<_> = fans
        .iter()
        .flat_map(|(name, quantiles, _)| {
            [(0, "p05"), (2, "p50"), (4, "p95")].map(|(index, quantile)| {
                let values = quantiles.iter().map(|quantiles| quantiles[index]).collect();
                let quantile = words.get(&format!("quantile-{quantile}"));
                let heading = if name.is_empty() {
                    quantile
                } else {
                    format!("{name}, {quantile}")
                };
                (heading, titled.unit, values)
            })
        })
        .collect();
    let table = Table::by_month(words, months, &columns);
    let names = words.months(months);
    let chart = Chart::new(titled, table, |size| {
        let x = Axis::names(&names, size);
        let values = fans
            .iter()
            .flat_map(|(_, quantiles, _)| quantiles.iter().flatten());
        let y = Axis::amounts(values.copied(), titled.unit, words.style, size);
        draw(size, None, x, y, |plot| {
            for (_, quantiles, colour) in fans {
                fan(plot, quantiles, *colour)?;
            }
            plot.line(
                &[(-0.5, 0.0), (count_to_float(names.len()) - 0.5, 0.0)],
                INK,
                1,
            )
        })
    })?;
    let named = fans.iter().filter(|(name, ..)| !name.is_empty());
    let entries = named.map(|(name, _, colour)| Entry::new(name.clone(), *colour));
    Ok(chart.with_legend(entries.collect()))
}

/// Bars beside their names, from top to bottom.
pub fn rows_chart(titled: &Titled, words: &Words, table: Table, rows: &[Row]) -> Outcome<Chart> {
    let height = u32::try_from(rows.len() * 52 + 70).unwrap_or(u32::MAX);
    let ends = || {
        let ends = rows
            .iter()
            .map(|row| (row.ends, row.whisker.unwrap_or(row.ends)));
        ends.flat_map(|(bar, whisker)| bar.into_iter().chain(whisker))
    };
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let chart = Chart::new(titled, table, |size: Size| {
        let x = Axis::amounts(ends(), titled.unit, words.style, size);
        let y = Axis::rows(&names, size);
        draw(size, Some(height), x, y, |plot| {
            for (index, row) in rows.iter().enumerate() {
                let middle = -count_to_float(index);
                plot.bar(row.ends, [middle - 0.32, middle + 0.32], row.colour, 1.0)?;
                if let Some([low, high]) = row.whisker {
                    plot.line(&[(low, middle), (high, middle)], INK, 3)?;
                }
            }
            plot.line(
                &[(0.0, 0.5), (0.0, 0.5 - count_to_float(rows.len()))],
                INK,
                2,
            )
        })
    })?;
    Ok(chart.without_hover())
}
