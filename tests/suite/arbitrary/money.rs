//! Billing, costs, the free tier.

use proptest::prelude::*;

use super::number::{Num, Spec, Stated, keys, sometimes, stated};
use super::plans::stated_credits;
use super::text::Text;

const SHARE: Spec = Spec::probability(0.0, 1.0);

const BILLING: [(&str, Spec); 7] = [
    ("vat", Spec::probability(0.0, 0.3)),
    ("refund_rate", SHARE),
    ("store_share", SHARE),
    ("store_commission", SHARE),
    ("processing_fee", SHARE),
    ("payment_failure", SHARE),
    ("dunning_recovery", SHARE),
];

const COSTS: [(&str, Spec); 6] = [
    ("gpu_hour", Spec::positive(0.0, 12.0)),
    ("gpu_hour_decline", Spec::real(-0.05, 0.1)),
    ("gpu_utilisation", Spec::probability(0.05, 1.0)),
    ("signup_cost", Spec::positive(0.0, 2.0)),
    ("support_per_subscriber", Spec::positive(0.0, 2.0)),
    ("fixed", Spec::positive(0.0, 100_000.0)),
];

const FREE: Spec = Spec::positive(0.0, 200.0);

#[derive(Debug, Clone)]
pub struct Draft {
    billing: Option<Vec<Option<Num>>>,
    costs: Option<Vec<Option<Num>>>,
    free: Option<(Option<Num>, Option<Stated>)>,
}

pub fn draft() -> impl Strategy<Value = Draft> {
    let free = (sometimes(), stated());
    (
        prop::option::weighted(0.9, keys(BILLING.len())),
        prop::option::weighted(0.9, keys(COSTS.len())),
        prop::option::weighted(0.8, free),
    )
        .prop_map(|(billing, costs, free)| Draft {
            billing,
            costs,
            free,
        })
}

impl Draft {
    pub fn write(&self, text: &mut Text) {
        write_table(text, "billing", &BILLING, self.billing.as_ref());
        write_table(text, "costs", &COSTS, self.costs.as_ref());
        if let Some((credits, reference)) = &self.free {
            text.table(&["free"]);
            text.number("credits", FREE, credits.as_ref());
            stated_credits(text, reference.as_ref(), FREE);
        }
    }
}

fn write_table(
    text: &mut Text,
    table: &str,
    keys: &[(&str, Spec)],
    numbers: Option<&Vec<Option<Num>>>,
) {
    let Some(numbers) = numbers else { return };
    text.table(&[table]);
    for ((name, spec), number) in keys.iter().zip(numbers) {
        text.number(name, *spec, number.as_ref());
    }
}
