//! Valid scenarios with every feature of the format, as text.
//!
//! A *draft* of each section is drawn by a strategy of its own, independent of the others, so that each part shrinks
//! by itself. Names are drawn once for the whole file ([`World`]); references to them are places that are taken
//! modulo what there is. Writing the drafts makes TOML, which the loader must take.

mod api;
mod events;
mod market;
mod mix;
mod money;
mod number;
mod opening;
mod plans;
mod segments;
mod statements;
mod text;
mod world;

use std::fmt;

use proptest::prelude::*;

use text::Text;
pub use world::World;

/// A scenario as text.
#[derive(Clone)]
pub struct Arbitrary {
    /// TOML.
    pub text: String,
    /// What there is in it.
    pub world: World,
}

impl fmt::Debug for Arbitrary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a scenario:\n{}", self.text)
    }
}

/// Valid scenarios with every feature of the format.
pub fn arbitrary() -> impl Strategy<Value = Arbitrary> {
    // boxed: otherwise the compiler works for minutes on the types
    let sold = (
        world::draft().boxed(),
        plans::drafts().boxed(),
        plans::generations().boxed(),
    );
    let people = (
        segments::drafts().boxed(),
        market::draft().boxed(),
        opening::draft().boxed(),
    );
    let money = (api::drafts().boxed(), money::draft().boxed());
    let said = (events::drafts().boxed(), statements::draft().boxed());
    (sold, people, money, said).prop_map(
        |(
            (world, plans, generations),
            (segments, market, opening),
            (api, money),
            (events, said),
        )| {
            let mut world = world.world(
                [plans.len(), segments.len(), generations.len(), api.len()],
                &plans,
            );
            let mut text = Text::new(&world);
            said.write_simulation(&mut text);
            market.write(&mut text, &world);
            plans::write_generations(&generations, &mut text, &world);
            plans::write(&plans, &mut text, &world);
            segments.write(&mut text, &world);
            api::write(&api, &mut text, &world);
            money.write(&mut text);
            opening.write(&mut text, &world);
            events::write(&events, &mut text, &world);
            said.write(&mut text, &world);
            (world.converting, world.switches) = (text.converting(), text.switches());
            Arbitrary {
                text: text.toml,
                world,
            }
        },
    )
}
