//! What makes a sweep this sweep: what a resumed one must share, and what `run.json` says of it.

use serde_json::{Value, json};

use crate::experiment::{Point, Points, Study, Wanted, sampler_named};
use crate::model::Metric;
use crate::report::directory::sha256;
use crate::report::run_json::PROGRAM;
use crate::scenario::extends::read_text;
use crate::scenario::{LoadOptions, Loaded};

/// A part of a sweep: every `of`-th point, beginning with the `number`-th.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    pub number: usize,
    /// How many there are.
    pub of: usize,
}

impl Shard {
    /// Whether it has a point.
    #[must_use]
    pub fn has(self, point: usize) -> bool {
        point % self.of == self.number - 1
    }
}

/// The account of a sweep: equal sweeps have equal ones, and what differs in them is what changed.
#[must_use]
pub fn identity(study: &Study, base: &Loaded, shard: Option<Shard>) -> Value {
    let Study { points, wanted, .. } = study;
    let values: Vec<&Vec<Option<String>>> =
        points.points.iter().map(|point| &point.values).collect();
    let metrics: Vec<&str> = wanted.metrics.iter().map(|metric| metric.name()).collect();
    json!({
        "program": PROGRAM,
        "experiment": "sweep",
        "version": env!("CARGO_PKG_VERSION"),
        "name": base.scenario.name,
        "currency": base.scenario.currency,
        "paths": study.paths,
        "seed": study.seed,
        "sampler": study.sampler.name(),
        "months": base.scenario.months,
        "overrides": study.options.overrides,
        "keys": points.keys,
        "base": points.base,
        "points": values,
        "reference": points.reference,
        "metrics": metrics,
        "quantiles": wanted.quantiles,
        "months_csv": wanted.months,
        "objective": wanted.objective,
        "subject_to": wanted.constraints,
        "shard": shard.map(|shard| json!([shard.number, shard.of])),
        "scenario": { "sha256": sha256(base.text.as_bytes()), "text": base.text },
    })
}

/// What differs between two accounts, in words: what was, and what is.
#[must_use]
pub fn changes(before: &Value, now: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (name, label) in [
        ("version", "the version of this program"),
        ("paths", "`--paths`"),
        ("seed", "`--seed`"),
        ("sampler", "`--sampler`"),
        ("months", "the number of months"),
        ("overrides", "`--set`"),
        ("keys", "the swept keys"),
        ("reference", "the reference"),
        ("metrics", "`--metrics`"),
        ("quantiles", "`--quantiles`"),
        ("months_csv", "`--months-csv`"),
        ("objective", "`--objective`"),
        ("subject_to", "`--subject-to`"),
        ("shard", "`--shard`"),
    ] {
        if before[name] != now[name] {
            let [before, now] = [&before[name], &now[name]].map(written);
            found.push(format!("{label} was {before}, and is {now}"));
        }
    }
    if before["scenario"] != now["scenario"] {
        found.push("the scenario has changed".to_owned());
    }
    let same_keys = before["keys"] == now["keys"];
    if same_keys && (before["points"] != now["points"] || before["base"] != now["base"]) {
        found.push("the values of the points have changed".to_owned());
    }
    if found.is_empty() && before != now {
        found.push("it is of another sweep".to_owned());
    }
    found
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(written).collect::<Vec<_>>().join(" "),
        Value::String(text) => format!("`{text}`"),
        other => other.to_string(),
    }
}

/// The sweep that an account speaks of; `None` where it is none.
#[must_use]
pub fn revive(account: &Value) -> Option<(Study, Option<Shard>)> {
    let texts = |value: &Value| -> Option<Vec<String>> {
        let items = value.as_array()?.iter();
        items.map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let count = |value: &Value| usize::try_from(value.as_u64()?).ok();
    let point = |value: &Value| -> Option<Point> {
        let values = value.as_array()?.iter();
        let values = values.map(|value| match value {
            Value::Null => Some(None),
            value => value.as_str().map(|text| Some(text.to_owned())),
        });
        Some(Point {
            values: values.collect::<Option<_>>()?,
        })
    };
    let points = account["points"].as_array()?.iter().map(point);
    let metrics = texts(&account["metrics"])?;
    let quantiles = account["quantiles"].as_array()?.iter().map(Value::as_f64);
    let shard = match &account["shard"] {
        Value::Null => None,
        shard => Some(Shard {
            number: count(&shard[0])?,
            of: count(&shard[1])?,
        }),
    };
    let study = Study {
        chain: read_text(
            account["scenario"]["text"].as_str()?,
            "the swept scenario",
            None,
        )
        .ok()?,
        options: LoadOptions {
            overrides: texts(&account["overrides"])?,
            months: Some(count(&account["months"])?),
            ..LoadOptions::default()
        },
        points: Points {
            keys: texts(&account["keys"])?,
            base: texts(&account["base"])?,
            points: points.collect::<Option<_>>()?,
            reference: count(&account["reference"])?,
        },
        wanted: Wanted {
            metrics: metrics
                .iter()
                .map(|name| Metric::named(name))
                .collect::<Option<_>>()?,
            quantiles: quantiles.collect::<Option<_>>()?,
            months: account["months_csv"].as_bool()?,
            objective: account["objective"].as_str()?.to_owned(),
            constraints: texts(&account["subject_to"])?,
        },
        paths: count(&account["paths"])?,
        seed: account["seed"].as_u64()?,
        sampler: sampler_named(account["sampler"].as_str()?)?,
    };
    Some((study, shard))
}
