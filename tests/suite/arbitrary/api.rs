//! Metered customers.

use proptest::prelude::*;

use super::market::{Trend, trend};
use super::mix::{Mix, mix};
use super::number::{Num, Spec, Stated, keys, num, stated};
use super::plans::{Retention, retention};
use super::text::Text;
use super::world::World;

#[derive(Debug, Clone)]
pub struct Class {
    arrivals: Trend,
    credits: Num,
    price: Num,
    /// Dispersion, expansion, elasticity of arrivals, of usage.
    numbers: Vec<Option<Num>>,
    churn: Retention,
    mix: Mix,
    reference: Option<Stated>,
}

pub fn drafts() -> impl Strategy<Value = Vec<Class>> {
    let reference = stated();
    let one = (
        trend(),
        num(),
        num(),
        keys(4),
        retention(),
        mix(),
        reference,
    )
        .prop_map(
            |(arrivals, credits, price, numbers, churn, mix, reference)| Class {
                arrivals,
                credits,
                price,
                numbers,
                churn,
                mix,
                reference,
            },
        );
    prop::collection::vec(one, 0..3)
}

/// Arrivals respond to ratios of prices: a draw near 0 would bring all mankind.
const PRICE: Spec = Spec::positive(0.01, 0.3).hard();

pub fn write(drafts: &[Class], text: &mut Text, world: &World) {
    for (id, class) in world.classes.iter().zip(drafts) {
        text.table(&["api", id]);
        let arrivals = class.arrivals.inline(text, "arrivals", 30.0, world);
        text.line("arrivals", arrivals);
        text.number(
            "credits",
            Spec::positive(0.0, 30_000.0),
            Some(&class.credits),
        );
        text.number("cv", Spec::dispersion(20.0), class.numbers[0].as_ref());
        text.number(
            "expansion",
            Spec::real(-0.3, 0.2).hard(),
            class.numbers[1].as_ref(),
        );
        text.number("price", PRICE, Some(&class.price));
        let churn = class.churn.inline(text, "churn");
        text.line("churn", churn);
        let mix = class.mix.inline(text, "mix", &world.generations);
        text.line("mix", mix);
        text.number(
            "acquisition_elasticity",
            Spec::real(-2.0, 0.5),
            class.numbers[2].as_ref(),
        );
        text.number(
            "usage_elasticity",
            Spec::real(-2.0, 0.5),
            class.numbers[3].as_ref(),
        );
        if let Some(Stated(price)) = &class.reference {
            let price = price
                .as_ref()
                .map(|price| text.fixed("reference.price", PRICE, price));
            let price = price.map_or(String::new(), |price| format!(" price = {price} "));
            text.line("reference", format!("{{{price}}}"));
        }
    }
}
