//! How long subscribers would stay by the retention law of their plan alone.

use crate::engine::lanes::Grid;
use crate::engine::retention::hazards;
use crate::engine::setup::Setup;
use crate::engine::values::Values;

/// Of each plan, the share of subscribers that is left after each renewal of the horizon (at least one), on the first
/// `paths` paths: by plan and renewal, path by path.
///
/// *Formula*: `S(k) = Π (1 − h(a))` over a = 1 … k, with the numbers as the file has them, before events, prices, noise and failed
/// payments.
#[must_use]
pub fn survival(setup: &Setup, paths: usize) -> Vec<Vec<Vec<f64>>> {
    let scenario = setup.scenario;
    let values = Values::draw(scenario, &setup.sampler, 0, paths, paths);
    let curve = |plan: &crate::model::Plan| {
        let renewals = (scenario.months / plan.period).max(1);
        let mut grid = Grid::new(renewals, paths);
        hazards(&plan.retention, &values, &mut grid, 0, renewals);
        let mut left = vec![1.0; paths];
        (0..renewals)
            .map(|renewal| {
                for (left, hazard) in left.iter_mut().zip(grid.row(renewal)) {
                    *left *= 1.0 - hazard;
                }
                left.clone()
            })
            .collect()
    };
    scenario.plans.iter().map(curve).collect()
}
