//! The report of a run, from the answer to how it was found.

mod account;
mod answer;
mod consumption;
mod drivers;
mod money;
mod people;
mod split;
mod targets;

use crate::engine::each;
use crate::model::{Metric, Unit};
use crate::report::page::blocks::{Chart, Section, Sentence, Shown, Table};
use crate::report::page::chart::{Axis, Mark, Outcome, SERIES, draw, fan};
use crate::report::page::charts::{Curve, Titled};
use crate::report::page::figures::{Number, RunFigures, Series, Stats};
use crate::report::page::language::Words;
use crate::units::count_to_float;

/// A run and the words for it.
#[derive(Clone, Copy)]
struct Page<'a> {
    figures: &'a RunFigures,
    words: &'a Words<'a>,
}

/// What makes a section of a page, where there is something to show.
type Make = fn(Page) -> Outcome<Option<Section>>;

/// All sections, in their order.
const SECTIONS: [Make; 19] = [
    |page| Ok(answer::answer(page)),
    money::revenue,
    people::subscribers,
    money::bridge,
    people::churn,
    people::retention,
    consumption::credits,
    consumption::generations,
    consumption::compute,
    money::profit,
    money::cash,
    money::spread,
    drivers::drivers,
    split::split,
    |page| Ok(targets::targets(page)),
    |page| Ok(account::facts(page)),
    |page| Ok(account::guards(page)),
    |page| Ok(Some(account::scenario(page))),
    |page| Ok(Some(account::method(page))),
];

/// The sections of a run's report.
pub fn sections(figures: &RunFigures, words: &Words) -> Outcome<Vec<Section>> {
    let page = Page { figures, words };
    let sections = each(&SECTIONS, |make| make(page)).into_iter();
    sections.filter_map(Result::transpose).collect()
}

/// Numbers as they are.
fn plain(numbers: &[Number]) -> Vec<f64> {
    numbers.iter().map(|Number(value)| *value).collect()
}

impl Page<'_> {
    fn months(&self) -> &[String] {
        &self.figures.about.months
    }

    /// The name of a month, counted from 0.
    fn month(&self, index: usize) -> Shown {
        Shown::text(self.words.month(&self.months()[index]))
    }

    fn last(&self) -> usize {
        self.months().len() - 1
    }

    /// A statistic of a metric's total by month.
    fn by_month(&self, metric: Metric, key: &str, statistic: impl Fn(&Stats) -> f64) -> Vec<f64> {
        let series = self.figures.series(metric, key);
        series.map_or_else(Vec::new, |series| {
            series.months.iter().map(statistic).collect()
        })
    }

    /// A message with the `{median}` of a metric, the ends of its band, `{low}` and `{high}`, and more filled in.
    fn banded(&self, key: &str, metric: Metric, stats: &Stats, more: &[(&str, Shown)]) -> Sentence {
        let shown = |value| self.words.quantity(metric.unit(), value, stats.se);
        let band = [
            ("median", shown(stats.middle())),
            ("low", shown(stats.low())),
            ("high", shown(stats.high())),
        ];
        self.words.sentence(key, &[&band[..], more].concat())
    }

    /// A metric and its part in words.
    fn figure(&self, metric: Metric, key: &str) -> String {
        let name = self.words.metric(metric);
        if key.is_empty() {
            return name;
        }
        let part = self.words.part(key);
        self.words
            .say("figure-of", &[("metric", &name), ("part", &part)])
    }

    /// What a chart of a metric is called, by a message.
    fn titled<'a>(
        &self,
        id: &'a str,
        title: &str,
        metric: Metric,
        alt: &'a Sentence,
    ) -> Titled<'a> {
        Titled {
            id,
            title: self.words.get(title),
            axis: self.words.axis(metric),
            unit: metric.unit(),
            alt,
        }
    }

    /// What a chart of shares of the paths is called.
    fn of_paths<'a>(&self, id: &'a str, title: &str, alt: &'a Sentence) -> Titled<'a> {
        Titled {
            id,
            title: self.words.get(title),
            axis: self.words.get("unit-paths"),
            unit: Unit::Share,
            alt,
        }
    }

    /// A statistic of some metrics by month, each in its colour.
    fn curves(
        &self,
        metrics: &[(Metric, usize)],
        statistic: impl Fn(&Stats) -> f64 + Copy,
    ) -> Vec<Curve> {
        let curve = |(metric, colour): &(Metric, usize)| Curve {
            name: self.words.metric(*metric),
            values: self.by_month(*metric, "", statistic),
            colour: SERIES[*colour],
        };
        metrics.iter().map(curve).collect()
    }

    /// A fan of a metric with the figures published of it.
    fn fan(&self, id: &str, series: &Series, alt: &Sentence) -> Outcome<Chart> {
        let words = self.words;
        let metric = series.metric.0;
        let title = format!("metric-{}", metric.name());
        let titled = self.titled(id, &title, metric, alt);
        let quantiles: Vec<[f64; 5]> = series.months.iter().map(|month| month.quantiles).collect();
        let published = self.published(series);
        let columns: Vec<_> = words
            .quantiles()
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let values = quantiles.iter().map(|quantiles| quantiles[index]).collect();
                (name, titled.unit, values)
            })
            .collect();
        let table = Table::by_month(words, self.months(), &columns);
        let names = words.months(self.months());
        let chart = Chart::new(&titled, table, |size| {
            let x = Axis::names(&names, size);
            let values = quantiles.iter().flatten().copied();
            let ends = values.chain(published.iter().map(|(_, value, _)| *value));
            let y = Axis::amounts(ends, titled.unit, words.style, size);
            draw(size, None, x, y, |plot| {
                fan(plot, &quantiles, SERIES[0])?;
                for (month, value, mark) in &published {
                    plot.mark((count_to_float(*month), *value), *mark, SERIES[3])?;
                }
                Ok(())
            })
        })?;
        let mut legend = words.fan_legend();
        if !published.is_empty() {
            legend.push(words.entry("legend-published", SERIES[3]));
        }
        Ok(chart.with_legend(legend))
    }

    /// The figures published of single months of a metric.
    fn published(&self, series: &Series) -> Vec<(usize, f64, Mark)> {
        let facts = self.figures.facts.iter().filter(|fact| {
            fact.metric == series.metric && fact.key == series.key && fact.first == fact.last
        });
        let mark = |relation: &str| match relation {
            "at_least" => Mark::Up,
            "at_most" => Mark::Down,
            _ => Mark::Dot,
        };
        facts
            .map(|fact| (fact.last, fact.value.0, mark(&fact.relation)))
            .collect()
    }
}
