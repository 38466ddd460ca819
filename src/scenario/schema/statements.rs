//! What a scenario says beside its numbers: events, correlations, facts, guards, sources.

use super::range::Range;
use super::shape::{Field, List, Map, Names, Shape as S, Table};

const MANY: usize = 10_000;

pub(super) static EVENTS: List = List {
    element: S::Table(&Table {
        fields: &[
            Field::new("month", "First month in which it holds.", S::Month),
            Field::new(
                "until",
                "First month in which it no longer holds.",
                S::Month,
            )
            .optional(),
            Field::new("set", "New values by dotted key.", S::Set).optional(),
            Field::new("scale", "Factors by dotted key, or of `signups`.", S::Scale).optional(),
            Field::new(
                "grandfather",
                "Whether those who joined a plan before keep the price they had.",
                S::Flag,
            )
            .or(0.0),
        ],
        choices: &[],
    }),
    least: 0,
    most: MANY,
    last_repeats: false,
};

pub(super) static CORRELATE: List = List {
    element: S::Table(&Table {
        fields: &[
            Field::new(
                "inputs",
                "Dotted keys of uncertain numbers; every pair is coupled.",
                S::List(&INPUTS),
            ),
            Field::new(
                "rho",
                "Correlation of their normal scores.",
                S::Constant(Range::CORRELATION),
            ),
        ],
        choices: &[],
    }),
    least: 0,
    most: MANY,
    last_repeats: false,
};

static INPUTS: List = List {
    element: S::Name(Names::Keys),
    least: 2,
    most: 100,
    last_repeats: false,
};

const ANY: S = S::Constant(Range::ANY);

pub(super) static FACTS: List = List {
    element: S::Table(&Table {
        fields: &[
            Field::new(
                "month",
                "The month it is about; the last one with `from`.",
                S::Month,
            ),
            Field::new("from", "First month of the span it is about.", S::Month).optional(),
            Field::new("metric", "A metric of the output.", S::Text),
            Field::new(
                "key",
                "A part of the metric, such as `plan:standard`.",
                S::Text,
            )
            .optional(),
            Field::new("equals", "The metric was this.", ANY).optional(),
            Field::new("at_least", "The metric was this or more.", ANY).optional(),
            Field::new("at_most", "The metric was this or less.", ANY).optional(),
            Field::new("source", "Who published it.", S::Text),
        ],
        choices: &[&["equals"], &["at_least"], &["at_most"]],
    }),
    least: 0,
    most: MANY,
    last_repeats: false,
};

pub(super) static GUARDS: List = List {
    element: S::Table(&Table {
        fields: &[Field::new(
            "that",
            "A figure compared with a number, such as `p05(cash, last) > 0`.",
            S::Text,
        )],
        choices: &[],
    }),
    least: 0,
    most: MANY,
    last_repeats: false,
};

pub(super) static SOURCES: Map = Map {
    names: Names::Keys,
    entry: S::Table(&Table {
        fields: &[
            Field::new("note", "Where the number comes from, in words.", S::Text),
            Field::new(
                "grade",
                "How well it is known.",
                S::Word(&["measured", "benchmark", "guess"]),
            ),
        ],
        choices: &[],
    }),
};
