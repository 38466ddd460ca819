//! The unit of work: a block of paths, simulated month by month.

use crate::engine::acquisition::Pools;
use crate::engine::api::Metered;
use crate::engine::billing::Billing;
use crate::engine::bills::Bills;
use crate::engine::choice::Choice;
use crate::engine::compute::Compute;
use crate::engine::identities::check;
use crate::engine::market::Market;
use crate::engine::members::Members;
use crate::engine::record::Record;
use crate::engine::renewal::Renewal;
use crate::engine::run::RunError;
use crate::engine::setup::Setup;
use crate::engine::usage::Consumption;
use crate::engine::values::Values;
use crate::random::lanes::LANES;

/// The state of a block of paths.
#[derive(Debug)]
pub struct Block<'a> {
    pub(super) setup: &'a Setup<'a>,
    pub(super) first_path: u32,
    /// Those that are asked for: there may be more lanes, so that all are in whole vectors.
    pub(super) paths: usize,
    pub(super) values: Values,
    pub(super) market: Market,
    pub(super) bills: Bills,
    pub(super) choice: Choice,
    pub(super) members: Members,
    pub(super) pools: Pools,
    pub(super) renewal: Renewal,
    pub(super) consumption: Consumption,
    pub(super) compute: Compute,
    pub(super) metered: Metered,
    pub(super) billing: Billing,
    pub(super) record: Record,
}

impl<'a> Block<'a> {
    /// So many paths from `first_path` on, before the first month.
    #[must_use]
    pub fn new(setup: &'a Setup<'a>, first_path: u32, paths: usize) -> Self {
        let scenario = setup.scenario;
        // a lane alone costs almost as much as a vector
        let lanes = if paths < LANES {
            paths
        } else {
            paths.next_multiple_of(LANES)
        };
        let values = Values::draw(scenario, &setup.sampler, first_path, paths, lanes);
        Self {
            setup,
            first_path,
            paths,
            market: Market::new(lanes),
            bills: Bills::new(scenario, &values, lanes),
            choice: Choice::new(scenario, lanes),
            members: Members::new(setup, &values, lanes),
            pools: Pools::new(setup, &values, first_path, lanes),
            renewal: Renewal::new(setup, lanes),
            consumption: Consumption::new(scenario, lanes),
            compute: Compute::new(scenario, lanes),
            metered: Metered::new(setup, &values, first_path, lanes),
            billing: Billing::new(setup, &values, lanes),
            record: Record::new(
                first_path as usize,
                lanes,
                scenario.months,
                setup
                    .buffers
                    .take(lanes * setup.layout.rows() * scenario.months),
            ),
            values,
        }
    }

    /// Simulates every month, unless `stop` says so before one of them.
    ///
    /// # Errors
    ///
    /// It was stopped, or more people are expected in a month than can be counted.
    pub fn run(mut self, stop: impl Fn() -> bool) -> Result<Record, RunError> {
        for month in 0..self.setup.scenario.months {
            if stop() {
                return Err(RunError::Cancelled);
            }
            self.step(month)?;
        }
        self.record.keep(self.paths);
        self.record.residuals = check(self.setup.scenario, &self.setup.layout, &self.record);
        self.record.inputs = self.values.into_inputs();
        Ok(self.record)
    }

    /// The order of a month.
    fn step(&mut self, month: usize) -> Result<(), RunError> {
        self.record.open(month);
        self.apply_events(month);
        self.sign_up(month)?;
        self.renew(month);
        self.buy(month);
        self.win_back(month);
        self.use_credits(month);
        self.serve_api(month)?;
        self.close_month(month);
        self.leave_free_pool(month);
        Ok(())
    }

    /// The numbers of the month, and all that follows from them alone.
    fn apply_events(&mut self, month: usize) {
        let setup = self.setup;
        let scenario = setup.scenario;
        let changed = setup.changes[month];
        if changed {
            self.values.apply_events(scenario, month);
        }
        self.bills.note(scenario, &self.values, month, changed);
        if changed {
            self.choice
                .update(scenario, &self.values, &self.bills, month);
            self.update_hazards();
            self.pools.update(setup, &self.values, &self.choice);
            self.consumption.update(setup, &self.values);
            self.compute.update(scenario, &self.values);
            self.metered.update(setup, &self.values);
        }
        self.market.advance(
            &scenario.noise,
            &self.values,
            setup.seeds.market,
            self.first_path,
            month,
        );
    }
}
