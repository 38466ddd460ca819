//! How an expected number per month develops.

use super::range::Range;
use super::shape::{Field, List, Shape as S, Table, positive, real};

const FROM: Field = Field::new(
    "from",
    "First month; zero before it. Absent: the first simulated month.",
    S::Month,
)
.optional();

const LEVEL: Field = Field::new(
    "level",
    "Number per month in the first month.",
    positive(Range::FROM_ZERO),
);

const GROWTH: Field = Field::new(
    "growth",
    "Relative growth per month.",
    real(Range::ABOVE_MINUS_ONE),
)
.or(0.0);

const PATH_DEPENDENT: &str = "the months before would have to be another history; \
    use `scale = { signups = … }` for sign-ups";

/// The shapes of a trend.
pub(super) static TREND: [Field; 5] = [
    Field::new(
        "constant",
        "The same in every month.",
        S::Table(&Table {
            fields: &[LEVEL, FROM],
            choices: &[],
        }),
    ),
    Field::new(
        "exponential",
        "Grows by a rate per month, which may fade.",
        S::Table(&Table {
            fields: &[
                LEVEL,
                GROWTH,
                Field::new(
                    "growth_half_life",
                    "Months in which the growth rate halves.",
                    positive(Range::ABOVE_ZERO),
                )
                .optional(),
                FROM,
            ],
            choices: &[],
        }),
    ),
    Field::new(
        "logistic",
        "Grows towards a capacity.",
        S::Table(&Table {
            fields: &[
                LEVEL.fixed(PATH_DEPENDENT),
                GROWTH,
                Field::new(
                    "capacity",
                    "Number per month that is approached.",
                    positive(Range::ABOVE_ZERO),
                ),
                FROM,
            ],
            choices: &[],
        }),
    ),
    Field::new(
        "bass",
        "Diffusion by innovation and imitation.",
        S::Table(&Table {
            fields: &[
                Field::new(
                    "market",
                    "All who will ever come.",
                    positive(Range::ABOVE_ZERO),
                ),
                Field::new(
                    "p",
                    "Coefficient of innovation, per month.",
                    positive(Range::FROM_ZERO),
                ),
                Field::new(
                    "q",
                    "Coefficient of imitation, per month.",
                    positive(Range::FROM_ZERO),
                ),
                FROM,
            ],
            choices: &[],
        }),
    ),
    Field::new(
        "series",
        "Values by month, then growth.",
        S::Table(&Table {
            fields: &[
                Field::new(
                    "values",
                    "Number per month, month after month.",
                    S::List(&VALUES),
                )
                .fixed(PATH_DEPENDENT),
                Field::new(
                    "growth",
                    "Relative growth per month after the last value.",
                    real(Range::ABOVE_MINUS_ONE),
                )
                .or(0.0),
                FROM,
            ],
            choices: &[],
        }),
    ),
];

static VALUES: List = List {
    element: positive(Range::FROM_ZERO),
    least: 1,
    most: 1200,
    last_repeats: false,
};
