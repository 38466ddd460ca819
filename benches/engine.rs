//! Path-months per second of whole scenarios: `cargo bench --bench engine`.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tiercast::engine::{BLOCK_PATHS, Setup, Unobserved, run};
use tiercast::model::Scenario;
use tiercast::random::stream::Seeds;
use tiercast::scenario::{LoadOptions, load};
use tiercast::summary::SummaryBuilder;

fn scenario(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("scenarios")
        .join(name);
    match load(&path, &LoadOptions::default()) {
        Ok(loaded) => loaded.scenario,
        Err(error) => panic!("{error}"),
    }
}

fn blocks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("one block on one thread");
    group.sample_size(10);
    for name in ["startup.toml", "established.toml", "kling.toml"] {
        let scenario = scenario(name);
        let setup = Setup::new(&scenario, scenario.simulation.sampler, Seeds::from_seed(1))
            .expect("independent inputs");
        group.throughput(Throughput::Elements((BLOCK_PATHS * scenario.months) as u64));
        group.bench_function(format!("{name}, path-months simulated"), |bencher| {
            bencher.iter(|| {
                run(&setup, BLOCK_PATHS, 1, &Unobserved, |records| {
                    black_box(records);
                })
            });
        });
        group.bench_function(
            format!("{name}, path-months simulated and summarised"),
            |bencher| {
                bencher.iter(|| {
                    let mut builder = SummaryBuilder::new(&scenario, &setup.layout, BLOCK_PATHS);
                    let done = run(&setup, BLOCK_PATHS, 1, &Unobserved, |records| {
                        builder.absorb(records);
                    });
                    black_box((done, builder.finish(&scenario)))
                });
            },
        );
    }
    group.finish();
}

criterion_group!(benches, blocks);
criterion_main!(benches);
