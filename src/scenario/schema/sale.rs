//! What is sold: generation types, plans, retention.

use super::range::Range;
use super::shape::{
    COUNT, Field, List, Map, Names, Shape as S, Table, positive, probability, real,
};

pub(super) static GENERATIONS: Map = Map {
    names: Names::New("a generation type"),
    entry: S::Table(&Table {
        fields: &[
            Field::new(
                "credits",
                "Credits per generation.",
                positive(Range::FROM_ZERO),
            ),
            Field::new(
                "gpu_seconds",
                "GPU seconds per generation.",
                positive(Range::FROM_ZERO),
            )
            .or(0.0),
            Field::new("reference", REFERENCE_DOC, S::Table(&STATED_CREDITS))
                .optional()
                .fixed(REFERENCE),
        ],
        choices: &[],
    }),
};

pub(super) static PLANS: Map = Map {
    names: Names::New("a plan"),
    entry: S::Table(&PLAN),
};

const NOT_A_NUMBER: &str = "it shapes the plan for the whole run";

pub(super) const REFERENCE: &str = "a reference never moves";

/// What a stated reference is for.
pub(super) const REFERENCE_DOC: &str =
    "What responses are relative to, where not the file's values.";

static PLAN: Table = Table {
    fields: &[
        Field::new("price", "Currency per billing period, VAT included.", positive(Range::ABOVE_ZERO)),
        Field::new("period", "Months per billing period.", S::Integer(1, 1200)).or(1.0).fixed(NOT_A_NUMBER),
        Field::new("intro", "The first periods of someone who never subscribed before.", S::Table(&INTRO)).optional(),
        Field::new(
            "credits",
            "Credits granted per month; what is unused lapses at the month's end.",
            positive(Range::FROM_ZERO),
        )
        .or(0.0),
        Field::new(
            "demand",
            "Multiple of the segment's paid usage that its subscribers want.",
            positive(Range::FROM_ZERO),
        )
        .or(1.0),
        Field::new(
            "top_up_price",
            "Currency per credit beyond the quota; absent: none sold.",
            positive(Range::ABOVE_ZERO),
        )
        .optional(),
        Field::new("from", "First month on sale; absent: always.", S::Month).optional().fixed(NOT_A_NUMBER),
        Field::new("retention", "Probability of cancelling by renewal, at reference.", S::OneOf(&RETENTION)),
        Field::new(
            "switch",
            "Shares that move to other plans at a renewal, of those who do not cancel, at reference.",
            S::Map(&SWITCH),
        )
        .optional(),
        Field::new("appeal", "Utility shift.", real(Range::ANY)).or(0.0),
        Field::new("reference", REFERENCE_DOC, S::Table(&STATED))
            .optional()
            .fixed(REFERENCE),
    ],
    choices: &[],
};

/// A stated reference of credits alone.
pub(super) static STATED_CREDITS: Table = Table {
    fields: &[Field::new(
        "credits",
        "Credits, per generation or a month.",
        positive(Range::FROM_ZERO),
    )
    .optional()],
    choices: &[],
};

static INTRO: Table = Table {
    fields: &[
        Field::new(
            "price",
            "Currency for each intro period.",
            positive(Range::FROM_ZERO),
        ),
        Field::new("periods", "Number of intro periods.", COUNT).or(1.0),
    ],
    choices: &[],
};

static STATED: Table = Table {
    fields: &[
        Field::new(
            "price",
            "Currency per billing period.",
            positive(Range::ABOVE_ZERO),
        )
        .optional(),
        Field::new(
            "intro_price",
            "Currency for each intro period.",
            positive(Range::FROM_ZERO),
        )
        .optional(),
        Field::new(
            "intro_periods",
            "Number of intro periods; 0: no intro.",
            COUNT,
        )
        .optional(),
        Field::new(
            "credits",
            "Credits granted per month.",
            positive(Range::FROM_ZERO),
        )
        .optional(),
        Field::new(
            "top_up_price",
            "Currency per credit beyond the quota.",
            positive(Range::ABOVE_ZERO),
        )
        .optional(),
        Field::new("appeal", "Utility shift.", real(Range::ANY)).optional(),
    ],
    choices: &[],
};

static SWITCH: Map = Map {
    names: Names::Plans,
    entry: probability(Range::SHARE),
};

const ALPHA: Field = Field::new(
    "alpha",
    "First shape of the beta distribution of churn.",
    positive(Range::ABOVE_ZERO),
);
const BETA: Field = Field::new(
    "beta",
    "Second shape of the beta distribution of churn.",
    positive(Range::ABOVE_ZERO),
);

/// How long subscribers or customers stay.
pub(super) static RETENTION: [Field; 4] = [
    Field::new(
        "constant",
        "The same at every renewal.",
        S::Table(&Table {
            fields: &[Field::new(
                "churn",
                "Probability of cancelling.",
                probability(Range::SHARE),
            )],
            choices: &[],
        }),
    ),
    Field::new(
        "sbg",
        "Shifted-beta-geometric, by its shapes or by first churn and polarization.",
        S::Table(&Table {
            fields: &[
                ALPHA.optional(),
                BETA.optional(),
                Field::new(
                    "first_churn",
                    "Probability of cancelling at the first renewal.",
                    probability(Range::SHARE),
                )
                .optional(),
                Field::new(
                    "polarization",
                    "0: all alike; near 1: some leave at once and the others never.",
                    probability(Range::SHARE_BELOW_ONE),
                )
                .optional(),
            ],
            choices: &[&["alpha", "beta"], &["first_churn", "polarization"]],
        }),
    ),
    Field::new(
        "bdw",
        "Beta-discrete-Weibull.",
        S::Table(&Table {
            fields: &[
                ALPHA,
                BETA,
                Field::new(
                    "c",
                    "Above 1 the individual hazard grows with tenure.",
                    positive(Range::ABOVE_ZERO),
                ),
            ],
            choices: &[],
        }),
    ),
    Field::new(
        "table",
        "By renewal number.",
        S::Table(&Table {
            fields: &[Field::new(
                "churn",
                "Probabilities of cancelling; the last repeats.",
                S::List(&CHURN),
            )],
            choices: &[],
        }),
    ),
];

static CHURN: List = List {
    element: probability(Range::SHARE),
    least: 1,
    most: 1200,
    last_repeats: true,
};
