//! Who buys.

use super::range::Range;
use super::shape::{Field, List, Map, Names, Shape as S, Table, positive, probability, real};

pub(super) static SEGMENTS: Map = Map {
    names: Names::New("a segment"),
    entry: S::Table(&Table {
        fields: &[
            Field::new(
                "share",
                "Share of sign-ups; shares sum to 1, one may be `rest`.",
                S::Share,
            ),
            Field::new(
                "churn_odds",
                "Multiplies the odds of cancelling.",
                positive(Range::FROM_ZERO),
            )
            .or(1.0),
            Field::new(
                "free_attrition",
                "Monthly probability that a free user goes dormant for good.",
                probability(Range::SHARE_BELOW_ONE),
            )
            .or(0.0),
            Field::new(
                "free_engagement",
                "Less attrition per unit of free need covered.",
                real(Range::ANY),
            )
            .or(0.0),
            Field::new(
                "buying",
                "How its members respond to what is sold.",
                S::Table(&BUYING),
            )
            .or_empty(),
            Field::new("usage", "What its members use.", S::Table(&USAGE)).or_empty(),
        ],
        choices: &[],
    }),
};

static BUYING: Table = Table {
    fields: &[
        Field::new(
            "conversion",
            "Monthly probability of buying by months since sign-up, at reference; the last repeats.",
            S::List(&CONVERSION),
        )
        .or(0.0),
        Field::new(
            "plan_mix",
            "Plans taken by converters, at reference; sums to 1, one may be `rest`.",
            S::Map(&PLAN_MIX),
        )
        .optional(),
        Field::new(
            "price_elasticity",
            "Elasticity of the odds of buying to the general level of perceived prices.",
            real(Range::ANY),
        )
        .or(0.0),
        Field::new(
            "dissimilarity",
            "Small: plans compete with one another more than with not buying.",
            probability(Range::SHARE_ABOVE_ZERO),
        )
        .or(1.0),
        Field::new("intro_weight", "Weight of an intro period in the perceived price.", probability(Range::SHARE))
            .or(0.0),
        Field::new("intro_selection", "A deeper intro brings people who leave sooner.", real(Range::FROM_ZERO))
            .or(0.0),
        Field::new("quota_sensitivity", "Utility per unit of need covered.", real(Range::FROM_ZERO)).or(0.0),
        Field::new(
            "free_substitution",
            "Free credits that cover the need make buying less useful.",
            real(Range::FROM_ZERO),
        )
        .or(0.0),
        Field::new(
            "renewal_elasticity",
            "Elasticity of the odds of staying to the renewal price.",
            real(Range::ANY),
        )
        .or(0.0),
        Field::new("bill_shock", "One-off disutility per log of a step up in the bill.", real(Range::FROM_ZERO))
            .or(0.0),
        Field::new(
            "winback",
            "Monthly probability that a lapsed subscriber subscribes again, at reference.",
            probability(Range::SHARE_BELOW_ONE),
        )
        .or(0.0),
        Field::new(
            "lapsed_attrition",
            "Monthly probability that a lapsed subscriber is gone for good.",
            probability(Range::SHARE),
        )
        .or(0.0),
    ],
    choices: &[],
};

static CONVERSION: List = List {
    element: probability(Range::SHARE_BELOW_ONE),
    least: 1,
    most: 1200,
    last_repeats: true,
};

static PLAN_MIX: Map = Map {
    names: Names::Plans,
    entry: S::Share,
};

static USAGE: Table = Table {
    fields: &[
        Field::new(
            "free",
            "Generations a month that an active free user wants.",
            S::Map(&GENERATIONS),
        )
        .optional(),
        Field::new(
            "paid",
            "Generations that a subscriber wants in a month of use.",
            S::Map(&GENERATIONS),
        )
        .optional(),
        Field::new(
            "cv",
            "Coefficient of variation of the monthly credit demand.",
            positive(Range::DISPERSION),
        )
        .or(1.0),
        Field::new(
            "idle",
            "Share of subscriber-months without any use.",
            probability(Range::SHARE),
        )
        .or(0.0),
        Field::new(
            "top_up_take",
            "Share of the overage that is bought, at the reference top-up price.",
            probability(Range::SHARE),
        )
        .or(0.0),
        Field::new(
            "top_up_elasticity",
            "Elasticity of that share to the top-up price.",
            real(Range::ANY),
        )
        .or(0.0),
    ],
    choices: &[],
};

static GENERATIONS: Map = Map {
    names: Names::Generations,
    entry: positive(Range::FROM_ZERO),
};
