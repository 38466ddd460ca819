//! The engine beside a reference model that simulates people one at a time.
//!
//! The reference is written from `docs/model.md` as plainly as possible. It shares with the engine the parsed scenario
//! (and the quantiles of its input distributions), nothing else: it has its own random numbers, its own
//! special functions, and people instead of counts. Both simulate the same scenarios; for every metric, key and month
//! the means are compared by a z-test, the spreads by a z-test on the variance, and the whole distributions by a
//! two-sample Kolmogorov–Smirnov test.
//!
//! False-alarm rate: 1e-6 for all scenarios together, divided evenly over all comparisons (Bonferroni); the seeds are
//! fixed. With `TIERCAST_REFERENCE_PATHS=80000` a 1 % error in a mean and a 5 % error in a standard deviation of the
//! main metrics are seen with near certainty, which is asserted from the observed spreads; `.ci/run --full` does so.

mod compare;
mod ledger;
mod money;
mod numbers;
mod path;
mod person;
mod view;

use compare::compare;

macro_rules! scenario {
    ($name:literal) => {
        include_str!(concat!("../../scenarios/reference/", $name, ".toml"))
    };
}

#[test]
fn intros_bill_shock_and_switching_agree_with_simulating_each_person() {
    compare(scenario!("intro"));
}

#[test]
fn long_periods_opening_and_grandfathered_prices_agree_with_simulating_each_person() {
    compare(scenario!("long"));
}

#[test]
fn quotas_top_ups_and_free_credits_agree_with_simulating_each_person() {
    compare(scenario!("usage"));
}

#[test]
fn metered_customers_of_lasting_size_agree_with_simulating_each_person() {
    compare(scenario!("api"));
}

#[test]
fn market_noise_seasons_and_campaigns_agree_with_simulating_each_person() {
    compare(scenario!("noise"));
}

#[test]
fn uncertain_inputs_and_weights_agree_with_simulating_each_person() {
    compare(scenario!("uncertain"));
}

#[test]
fn launches_lapsing_and_winning_back_agree_with_simulating_each_person() {
    compare(scenario!("launch"));
}
