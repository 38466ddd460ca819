//! A whole scenario.

use crate::model::{
    ApiClass, Billing, Costs, Event, Fact, FreeTier, Generation, Grade, Guard, Mix, Opening, Plan,
    Quantities, Segment, Slot, Source, Trend,
};
use crate::random::sampler::Sampler;
use crate::units::Month;

/// A valid scenario. Plans, segments, generation types and API classes are known by their index.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// ISO code of the currency.
    pub currency: String,
    /// First simulated month.
    pub start: Month,
    /// Number of simulated months, at least 1.
    pub months: usize,
    /// What the file says about how to run it.
    pub simulation: SimulationDefaults,
    /// Every number.
    pub quantities: Quantities,
    /// Expected sign-ups.
    pub signups: Trend,
    /// Factor on the expected sign-ups, 1 unless an event scales it.
    pub signups_scale: Slot,
    /// Seasonal factors, January first.
    pub season: [Slot; 12],
    /// Month-to-month noise of the whole market.
    pub noise: Noise,
    /// What credits buy.
    pub generations: Vec<Generation>,
    /// What is sold by subscription.
    pub plans: Vec<Plan>,
    /// Who buys.
    pub segments: Vec<Segment>,
    /// Split of the sign-ups over the segments.
    pub shares: Mix,
    /// Metered customers.
    pub api: Vec<ApiClass>,
    /// From price to revenue.
    pub billing: Billing,
    /// What the business pays.
    pub costs: Costs,
    /// What free users are given.
    pub free: FreeTier,
    /// What was there before the first month.
    pub opening: Opening,
    /// Changes over time, in file order.
    pub events: Vec<Event>,
    /// Published figures to compare with.
    pub facts: Vec<Fact>,
    /// What must hold.
    pub guards: Vec<Guard>,
    /// Where numbers come from: dotted key and source, in file order.
    pub sources: Vec<(String, Source)>,
}

/// How to run a scenario unless the command line says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimulationDefaults {
    /// Number of Monte Carlo paths.
    pub paths: usize,
    /// Seed.
    pub seed: u64,
    /// How uncertain inputs are drawn.
    pub sampler: Sampler,
}

/// The four noise series, independent of one another.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    /// Of expected sign-ups, mean-preserving.
    pub signups: NoiseSeries,
    /// Of the odds of buying and winning back.
    pub buying: NoiseSeries,
    /// Of the odds of cancelling.
    pub churn: NoiseSeries,
    /// Of metered usage, mean-preserving.
    pub api: NoiseSeries,
}

/// A stationary first-order autoregression on the log scale.
#[derive(Debug, Clone, PartialEq)]
pub struct NoiseSeries {
    /// Standard deviation in any month.
    pub sd: Slot,
    /// Correlation of neighbouring months.
    pub autocorrelation: Slot,
}

impl Scenario {
    /// The calendar month of simulated month `index`.
    #[must_use]
    pub fn month(&self, index: usize) -> Month {
        self.start.plus(i32::try_from(index).unwrap_or(i32::MAX))
    }

    /// How well a number is known, by the most specific of the `[sources]` that cover its key.
    #[must_use]
    pub fn grade(&self, key: &str) -> Option<Grade> {
        let sources = self.sources.iter();
        sources
            .filter(|(source, _)| covers(source, key))
            .max_by_key(|(source, _)| source.len())
            .map(|(_, source)| source.grade)
    }

    /// The plan with this key.
    #[must_use]
    pub fn plan(&self, id: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.id == id)
    }

    /// The segment with this key.
    #[must_use]
    pub fn segment(&self, id: &str) -> Option<usize> {
        self.segments.iter().position(|segment| segment.id == id)
    }

    /// The generation type with this key.
    #[must_use]
    pub fn generation(&self, id: &str) -> Option<usize> {
        self.generations.iter().position(|kind| kind.id == id)
    }

    /// The API class with this key.
    #[must_use]
    pub fn api_class(&self, id: &str) -> Option<usize> {
        self.api.iter().position(|class| class.id == id)
    }
}

/// Whether a dotted key is `outer`, or lies in it.
#[must_use]
pub fn covers(outer: &str, key: &str) -> bool {
    let rest = key.strip_prefix(outer);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
