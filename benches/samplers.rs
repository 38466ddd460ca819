//! Nanoseconds per draw of each sampler: `cargo bench --bench samplers`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tiercast::random::stream::Cell;
use tiercast::random::{binomial, poisson};

/// Lanes of a block.
const LANES: usize = 256;

fn uniforms(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("uniforms");
    group.throughput(Throughput::Elements(LANES as u64));
    let (mut a, mut b) = ([0.0; LANES], [0.0; LANES]);
    group.bench_function("one a path", |bencher| {
        let mut month = 0;
        bencher.iter(|| {
            month += 1;
            Cell::new(1, 2, month, 3).fill(0, black_box(&mut a));
        });
    });
    group.throughput(Throughput::Elements(2 * LANES as u64));
    group.bench_function("two a path", |bencher| {
        let mut month = 0;
        bencher.iter(|| {
            month += 1;
            Cell::new(1, 2, month, 3).fill_pair(0, black_box(&mut a), &mut b);
        });
    });
    group.finish();
}

/// Chances, sizes and probabilities of a block whose counts have about the variance `variance`.
fn block(variance: f64, p: f64) -> [Vec<f64>; 3] {
    let (mut chance, mut spread) = (vec![0.0; LANES], vec![0.0; LANES]);
    Cell::new(1, 2, 3, 4).fill_pair(0, &mut chance, &mut spread);
    let size = |spread: &f64| (variance / (p * (1.0 - p)) * (0.5 + spread)).round();
    let n = spread.iter().map(size).collect();
    let p = spread
        .iter()
        .map(|spread| p * (1.2 - 0.4 * spread))
        .collect();
    [n, p, chance]
}

fn counts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("binomial");
    group.throughput(Throughput::Elements(LANES as u64));
    let mut out = [0.0; LANES];
    for (name, variance, p) in [
        ("variance 0.2", 0.2, 0.1),
        ("variance 2", 2.0, 0.1),
        ("variance 8", 8.0, 0.1),
        ("variance 8, p 0.7", 8.0, 0.7),
        ("variance 18 to 22", 20.0, 0.1),
        ("variance 1e2", 1e2, 0.1),
        ("variance 1e6", 1e6, 0.1),
    ] {
        let [n, p, chance] = block(variance, p);
        group.bench_function(name, |bencher| {
            bencher.iter(|| binomial::fill(black_box(&n), &p, &chance, black_box(&mut out)));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("Poisson");
    group.throughput(Throughput::Elements(LANES as u64));
    for mean in [0.2, 8.0, 1e6] {
        let [_, _, chance] = block(1.0, 0.5);
        let mean = vec![mean; LANES];
        group.bench_function(format!("mean {}", mean[0]), |bencher| {
            bencher.iter(|| poisson::fill(black_box(&mean), &chance, black_box(&mut out)));
        });
    }
    group.finish();
}

criterion_group!(benches, uniforms, counts);
criterion_main!(benches);
