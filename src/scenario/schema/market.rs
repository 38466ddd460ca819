//! Sign-ups, trends, noise, and what a business starts from.

use super::range::Range;
use super::shape::{Field, List, Map, Names, Shape as S, Table, positive, probability};
use super::trend::TREND;

pub(super) static SIGNUPS: Table = Table {
    fields: &[
        Field::new(
            "trend",
            "Expected sign-ups per month, before season and noise.",
            S::OneOf(&TREND),
        ),
        Field::new(
            "season",
            "Factors on the expected sign-ups by month of the year, January first.",
            S::List(&SEASON),
        )
        .or(1.0),
    ],
    choices: &[],
};

static SEASON: List = List {
    element: positive(Range::FROM_ZERO),
    least: 12,
    most: 12,
    last_repeats: false,
};

pub(super) static NOISE: Table = Table {
    fields: &[
        Field::new(
            "signups",
            "Of expected sign-ups, mean-preserving.",
            S::Table(&NOISE_SERIES),
        )
        .or_empty(),
        Field::new(
            "buying",
            "Of the odds of buying and winning back.",
            S::Table(&NOISE_SERIES),
        )
        .or_empty(),
        Field::new(
            "churn",
            "Of the odds of cancelling a plan.",
            S::Table(&NOISE_SERIES),
        )
        .or_empty(),
        Field::new(
            "api",
            "Of metered usage, mean-preserving.",
            S::Table(&NOISE_SERIES),
        )
        .or_empty(),
    ],
    choices: &[],
};

static NOISE_SERIES: Table = Table {
    fields: &[
        Field::new(
            "sd",
            "Standard deviation on the log scale.",
            positive(Range::FROM_ZERO),
        )
        .or(0.0),
        Field::new(
            "autocorrelation",
            "Correlation of neighbouring months.",
            probability(Range::SHARE_BELOW_ONE),
        )
        .or(0.0),
    ],
    choices: &[],
};

pub(super) static OPENING: Table = Table {
    fields: &[
        Field::new(
            "users",
            "Cumulative sign-ups so far.",
            positive(Range::FROM_ZERO),
        )
        .or(0.0),
        Field::new(
            "generations",
            "Cumulative generations so far, by type.",
            S::Map(&counts(Names::Generations)),
        )
        .optional(),
        Field::new(
            "cash",
            "Cash in hand, negative for a debt.",
            positive(Range::ANY),
        )
        .or(0.0),
        Field::new(
            "free_users",
            "Free users past the end of the conversion table.",
            S::Map(&counts(Names::Segments)),
        )
        .optional(),
        Field::new(
            "lapsed",
            "Lapsed subscribers.",
            S::Map(&counts(Names::Segments)),
        )
        .optional(),
        Field::new(
            "api_customers",
            "Customers who arrived in the month before.",
            S::Map(&counts(Names::ApiClasses)),
        )
        .optional(),
        Field::new(
            "subscribers",
            "Subscribers by plan, segment and tenure.",
            S::List(&SUBSCRIBERS),
        )
        .optional(),
    ],
    choices: &[],
};

const fn counts(names: Names) -> Map {
    Map {
        names,
        entry: positive(Range::FROM_ZERO),
    }
}

static SUBSCRIBERS: List = List {
    element: S::Table(&Table {
        fields: &[
            Field::new("plan", "Their plan.", S::Name(Names::Plans)),
            Field::new("segment", "Their segment.", S::Name(Names::Segments)),
            Field::new("count", "How many.", positive(Range::FROM_ZERO)),
            Field::new("renewals", "Renewals completed.", S::Integer(0, 1200)).or(0.0),
            Field::new(
                "elapsed",
                "Full months of the current period beyond its first.",
                S::Integer(0, 1199),
            )
            .or(0.0),
        ],
        choices: &[],
    }),
    least: 0,
    most: 100_000,
    last_repeats: false,
};
