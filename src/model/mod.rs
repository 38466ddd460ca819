//! The valid, immutable domain: what is sold, who buys, how they stay, what it costs.
//!
//! Nothing here reads a file. Every number of a scenario has a [`Slot`]; what a slot holds on
//! one path, in one month, is the engine's business ([`crate::engine`]).

mod api;
mod demand;
mod event;
mod figure;
mod goal;
mod metric;
mod money;
mod objective;
mod opening;
mod plan;
mod precision;
mod quantity;
mod retention;
mod scenario;
mod target;
mod trend;

pub use api::ApiClass;
pub use demand::{Buying, Mix, Segment, Usage};
pub use event::{Change, Event, Operation};
pub use figure::{
    Comparison, Fact, Figure, FigureError, Grade, Guard, Period, Relation, Source, Statistic,
    metric_and_key, metric_over,
};
pub use goal::{Aim, Goal, GoalError};
pub use metric::{Direction, Key, KeySet, Metric, Nature, Unit};
pub use money::{Billing, Costs, FreeTier, Generation};
pub use objective::Objective;
pub use opening::{Opening, OpeningSubscribers};
pub use plan::{Plan, PlanReference};
pub use precision::{Precision, PrecisionError, Tolerance};
pub use quantity::{Correlation, Input, Quantities, Quantity, Slot, Value};
pub use retention::Retention;
pub use scenario::{Noise, NoiseSeries, Scenario, SimulationDefaults, covers};
pub use target::Target;
pub use trend::{Trend, TrendShape};
