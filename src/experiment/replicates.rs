//! The paths of a scenario again, with other luck.

use crate::engine::Setup;
use crate::model::Scenario;
use crate::random::sampler::{Sampler, SamplerError};
use crate::random::stream::Seeds;
use crate::summary::Varies;

/// A scenario made ready for its own paths, then for replicates of them: the same inputs with other luck, and, where the
/// market has noise, the same inputs and market with other chance. What [`Components`](crate::summary::Components) take.
///
/// # Errors
///
/// Inputs that cannot be sampled together; a scenario that was loaded from a file has none.
pub fn replicates(
    scenario: &Scenario,
    sampler: Sampler,
    seeds: Seeds,
) -> Result<Vec<Setup<'_>>, SamplerError> {
    let mut lucks = vec![seeds, seeds.other_market().other_chance()];
    if Varies::of(scenario).market {
        lucks.push(seeds.other_chance().other_chance());
    }
    lucks
        .into_iter()
        .map(|seeds| Setup::new(scenario, sampler, seeds))
        .collect()
}
