//! Metered customers, billing, costs.

use super::range::Range;
use super::sale::{REFERENCE, REFERENCE_DOC, RETENTION, STATED_CREDITS};
use super::shape::{Field, Map, Names, Shape as S, Table, positive, probability, real};
use super::trend::TREND;

pub(super) static API: Map = Map {
    names: Names::New("an API class"),
    entry: S::Table(&Table {
        fields: &[
            Field::new(
                "arrivals",
                "Expected arrivals per month, at reference.",
                S::OneOf(&TREND),
            ),
            Field::new(
                "credits",
                "Credits a month, mean of a new customer.",
                positive(Range::FROM_ZERO),
            ),
            Field::new(
                "cv",
                "Coefficient of variation between customers.",
                positive(Range::DISPERSION),
            )
            .or(1.0),
            Field::new(
                "expansion",
                "Relative growth per month of a customer's usage with tenure.",
                real(Range::ABOVE_MINUS_ONE),
            )
            .or(0.0),
            Field::new("price", "Currency per credit.", positive(Range::ABOVE_ZERO)),
            Field::new(
                "churn",
                "Monthly departures by tenure.",
                S::OneOf(&RETENTION),
            ),
            Field::new(
                "mix",
                "Generation types by share of credits; sums to 1, one may be `rest`.",
                S::Map(&MIX),
            ),
            Field::new(
                "acquisition_elasticity",
                "Elasticity of arrivals to the price.",
                real(Range::ANY),
            )
            .or(0.0),
            Field::new(
                "usage_elasticity",
                "Elasticity of usage to the price.",
                real(Range::ANY),
            )
            .or(0.0),
            Field::new("reference", REFERENCE_DOC, S::Table(&STATED_PRICE))
                .optional()
                .fixed(REFERENCE),
        ],
        choices: &[],
    }),
};

static STATED_PRICE: Table = Table {
    fields: &[Field::new("price", "Currency per credit.", positive(Range::ABOVE_ZERO)).optional()],
    choices: &[],
};

static MIX: Map = Map {
    names: Names::Generations,
    entry: S::Share,
};

const fn share(name: &'static str, doc: &'static str) -> Field {
    Field::new(name, doc, probability(Range::SHARE)).or(0.0)
}

pub(super) static BILLING: Table = Table {
    fields: &[
        share(
            "vat",
            "Value-added tax inside the price, as a share of the price without it.",
        ),
        share(
            "refund_rate",
            "Share of billings given back in the same month.",
        ),
        share(
            "store_share",
            "Share of plan and top-up billings through app stores.",
        ),
        share("store_commission", "Share of those that the stores keep."),
        share(
            "processing_fee",
            "Share of all other billings that payment processors keep.",
        ),
        share("payment_failure", "Share of renewals whose payment fails."),
        share(
            "dunning_recovery",
            "Share of failed payments that are recovered.",
        ),
    ],
    choices: &[],
};

const fn cost(name: &'static str, doc: &'static str) -> Field {
    Field::new(name, doc, positive(Range::FROM_ZERO)).or(0.0)
}

pub(super) static COSTS: Table = Table {
    fields: &[
        cost("gpu_hour", "Currency per GPU hour in the first month."),
        Field::new(
            "gpu_hour_decline",
            "Relative decline of that price per month.",
            real(Range::BELOW_ONE),
        )
        .or(0.0),
        Field::new(
            "gpu_utilisation",
            "Busy share of the GPU time paid for.",
            probability(Range::SHARE_ABOVE_ZERO),
        )
        .or(1.0),
        cost("signup_cost", "Currency of marketing per sign-up."),
        cost(
            "support_per_subscriber",
            "Currency a month per subscriber at month end.",
        ),
        cost("fixed", "Currency a month."),
    ],
    choices: &[],
};

pub(super) static FREE: Table = Table {
    fields: &[
        cost("credits", "Credits a month for a free user."),
        Field::new("reference", REFERENCE_DOC, S::Table(&STATED_CREDITS))
            .optional()
            .fixed(REFERENCE),
    ],
    choices: &[],
};
