//! What each mechanism costs: the same small market with one more of them each time: `cargo bench --bench mechanisms`.
//!
//! The time of a mechanism is the difference to the line before it. All on one thread.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tiercast::engine::{Setup, Unobserved, run};
use tiercast::model::Scenario;
use tiercast::random::sampler::Sampler;
use tiercast::random::stream::Seeds;
use tiercast::scenario::{LoadOptions, load_text};

/// Enough that what a run does once, such as the twin of its first paths, hardly shows.
const PATHS: usize = 4096;

/// A market without plans, usage or customers of the API.
const SIGNUPS: &str = r#"
name = "Mechanisms"
currency = "USD"
start = "2025-01"
months = 24

[signups.trend.constant]
level = 20_000

[generations.clip]
credits = 10
gpu_seconds = 60

[segments.one]
share = 0.6
free_attrition = 0.3

[segments.two]
share = "rest"
free_attrition = 0.3

[costs]
gpu_hour = 2
"#;

/// What buying adds: plans, and who takes them; nobody stays for a second month.
const BUYING: &str = r#"
[plans.basic]
price = 12
credits = 400
retention = { constant = { churn = 1 } }

[plans.pro]
price = 40
credits = 2000
retention = { constant = { churn = 1 } }

[segments.one.buying]
conversion = [0.04, 0.01]
plan_mix = { basic = 0.8, pro = "rest" }
price_elasticity = -1.2

[segments.two.buying]
conversion = [0.02, 0.01]
plan_mix = { basic = 0.6, pro = "rest" }
price_elasticity = -1.2
"#;

const API: &str = r"
[api.studio]
arrivals = { constant = { level = 5 } }
credits = 20_000
cv = 1.5
price = 0.02
churn = { constant = { churn = 0.05 } }
mix = { clip = 1 }
";

fn scenario(text: &str, overrides: &[&str]) -> Scenario {
    let options = LoadOptions {
        overrides: overrides.iter().map(|text| (*text).to_owned()).collect(),
        months: None,
        ..LoadOptions::default()
    };
    match load_text(text, "mechanisms.toml", None, &options) {
        Ok(loaded) => loaded.scenario,
        Err(error) => panic!("{error}"),
    }
}

fn mechanisms(criterion: &mut Criterion) {
    let buying = format!("{SIGNUPS}{BUYING}");
    let with_api = format!("{buying}{API}");
    let renewals = [
        "plans.basic.retention={ sbg = { alpha = 1, beta = 3 } }",
        "plans.pro.retention={ sbg = { alpha = 1, beta = 3 } }",
    ];
    let more = |before: &[&'static str], added: &[&'static str]| [before, added].concat();
    let failures = more(
        &renewals,
        &[
            "billing.payment_failure=0.05",
            "billing.dunning_recovery=0.6",
        ],
    );
    let switches = more(&failures, &["plans.basic.switch={ pro = 0.02 }"]);
    let win_back = more(
        &switches,
        &[
            "segments.one.buying.winback=0.02",
            "segments.one.buying.lapsed_attrition=0.1",
        ],
    );
    let paid = more(
        &win_back,
        &[
            "segments.one.usage={ paid = { clip = 40 }, cv = 1.2 }",
            "segments.two.usage={ paid = { clip = 80 }, cv = 1.2 }",
        ],
    );
    let free = more(
        &paid,
        &[
            "free.credits=50",
            "segments.one.usage.free={ clip = 4 }",
            "segments.two.usage.free={ clip = 4 }",
        ],
    );
    let top_ups = more(
        &free,
        &[
            "plans.basic.top_up_price=0.05",
            "segments.one.usage.top_up_take=0.2",
        ],
    );
    let noise = more(
        &top_ups,
        &[
            "noise.signups={ sd = 0.1, autocorrelation = 0.4 }",
            "noise.churn={ sd = 0.1, autocorrelation = 0.4 }",
        ],
    );
    let yearly = more(&noise, &["plans.pro.period=12", "plans.pro.price=400"]);
    let mut group = criterion.benchmark_group("one thread, path-months");
    group.sample_size(10);
    for (name, text, overrides) in [
        ("1 sign-ups and their attrition", SIGNUPS, &[][..]),
        ("2 and buying", &buying, &[]),
        ("3 and renewals", &buying, &renewals),
        ("4 and failed payments", &buying, &failures),
        ("5 and switches", &buying, &switches),
        ("6 and winning back", &buying, &win_back),
        ("7 and usage of subscribers", &buying, &paid),
        ("8 and usage of free users", &buying, &free),
        ("9 and top-ups", &buying, &top_ups),
        ("10 and market noise", &buying, &noise),
        ("11 and the API", &with_api, &noise),
        (
            "12 with a yearly plan in place of a monthly one",
            &with_api,
            &yearly,
        ),
    ] {
        let scenario = scenario(text, overrides);
        let setup = Setup::new(&scenario, Sampler::LatinHypercube, Seeds::from_seed(1))
            .expect("independent inputs");
        group.throughput(Throughput::Elements((PATHS * scenario.months) as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                run(&setup, PATHS, 1, &Unobserved, |records| {
                    black_box(records);
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, mechanisms);
criterion_main!(benches);
