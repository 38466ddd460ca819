use super::*;
use crate::random::inversion::implied_total_variation;
use crate::random::special::beta_inc;
use crate::random::stream::Cell;

fn exact_cdf(n: f64, p: f64, k: f64) -> f64 {
    if k >= n {
        1.0
    } else if p < 0.5 {
        1.0 - beta_inc(k + 1.0, n - k, p)
    } else {
        beta_inc(n - k, k + 1.0, 1.0 - p)
    }
}

#[test]
fn binomial_quantile_jumps_where_the_exact_distribution_function_does() {
    for (n, p) in [
        (1.0, 0.3),
        (7.0, 0.5),
        (7.0, 0.8),
        (60.0, 0.2),
        (60.0, 0.9),
        (3000.0, 0.006),
        (1e9, 3e-9),
    ] {
        for k in 0..40 {
            let k = f64::from(k);
            let cdf = exact_cdf(n, p, k);
            let step = 2e-10;
            if k >= n || !(10.0 * step..1.0 - 10.0 * step).contains(&cdf) {
                continue;
            }
            assert_eq!((n, p, quantile(n, p, cdf - step)), (n, p, k));
            assert_eq!((n, p, quantile(n, p, cdf + step)), (n, p, k + 1.0));
        }
    }
}

#[test]
fn large_binomial_counts_are_within_1e_5_of_the_exact_law_in_total_variation() {
    for variance in [20.0, 60.0, 400.0] {
        for p in [1e-6, 0.02, 0.15, 0.4, 0.5, 0.75, 0.99] {
            let n = f64::ceil(variance / (p * (1.0 - p)));
            let distance = implied_total_variation(
                n * p,
                variance,
                n,
                |u| quantile(n, p, u),
                |k| exact_cdf(n, p, k),
            );
            assert!(
                distance < 7e-6 * (20.0 / variance).powi(2),
                "n {n}, p {p}: {distance:e}"
            );
        }
    }
}

#[test]
fn binomial_fill_writes_the_bits_of_the_single_quantile() {
    let cell = Cell::new(11, 12, 13, 14);
    let sizes = [0.0, 1.0, 2.0, 9.0, 40.0, 500.0, 1e4, 1e7];
    let (mut u, mut p) = (vec![0.0; 4000], vec![0.0; 4000]);
    cell.fill_pair(0, &mut u, &mut p);
    for scale in [1e-6, 0.01, 0.5, 1.0] {
        let p: Vec<f64> = p.iter().map(|p| 1.02 * scale * p - 0.01 * scale).collect();
        let n: Vec<f64> = (0..p.len())
            .map(|i| sizes[(i / 150 + i % 2) % sizes.len()])
            .collect();
        let mut out = vec![f64::NAN; p.len()];
        fill(&n, &p, &u, &mut out);
        for i in 0..p.len() {
            let expected = quantile(n[i], p[i], u[i]);
            assert_eq!(
                out[i].to_bits(),
                expected.to_bits(),
                "n {}, p {}, u {}",
                n[i],
                p[i],
                u[i]
            );
            assert!((0.0..=n[i]).contains(&out[i]));
        }
    }
}

#[test]
fn binomial_quantile_is_monotone_in_n_p_and_u() {
    let mut stream = Cell::new(1, 2, 3, 4).stream(0);
    for _ in 0..20_000 {
        let n = (10.0_f64.powf(4.0 * stream.next_uniform())).floor();
        let (p, u) = (stream.next_uniform(), stream.next_uniform());
        let here = quantile(n, p, u);
        assert!(quantile(n + 1.0, p, u) >= here, "n {n}, p {p}, u {u}");
        assert!(
            quantile(n, p + (1.0 - p) * 0.01, u) >= here,
            "n {n}, p {p}, u {u}"
        );
        assert!(
            quantile(n, p, u + (1.0 - u) * 0.01) >= here,
            "n {n}, p {p}, u {u}"
        );
    }
}

#[test]
fn binomial_quantile_at_the_edges_is_none_or_all() {
    assert_eq!(quantile(0.0, 0.3, 0.9), 0.0);
    assert_eq!(quantile(1e15, 0.0, 0.9), 0.0);
    assert_eq!(quantile(1e15, 1.0, 0.1), 1e15);
    assert_eq!(quantile(5.0, -1e-17, 0.9), 0.0);
    assert_eq!(quantile(5.0, 1.0 + 1e-15, 0.1), 5.0);
    let last = 1.0 - f64::EPSILON / 2.0;
    assert_eq!(
        (quantile(3.0, 0.4, last), quantile(3.0, 0.6, 1.0 - last)),
        (3.0, 0.0)
    );
    assert!((quantile(1e15, 0.5, 0.5) - 5e14).abs() <= 1.0);
}

#[test]
fn binomial_quantiles_keep_their_values() {
    let cases = [
        (10.0, 0.3, 0.42),
        (10.0, 0.7, 0.42),
        (1e4, 0.001, 0.99),
        (1e6, 0.2, 0.123),
        (1e12, 0.9, 0.77),
    ];
    let found = cases.map(|(n, p, u)| quantile(n, p, u));
    assert_eq!(found, [3.0, 7.0, 18.0, 199_536.0, 900_000_221_654.0]);
}

#[test]
fn binomial_fill_is_the_same_on_every_instruction_set() {
    // an odd number of lanes: the last ones go one by one
    let (mut u, mut spread) = (vec![0.0; 2011], vec![0.0; 2011]);
    Cell::new(5, 6, 7, 8).fill_pair(0, &mut u, &mut spread);
    for scale in [0.0, 3.0, 60.0, 4e3, 1e10] {
        let n: Vec<f64> = spread.iter().map(|v| (scale * v).round()).collect();
        let p: Vec<f64> = spread.iter().map(|v| (7.0 * v).fract()).collect();
        wide::assert_same_bits(&[vec![0.0; n.len()]], |rows, runner| {
            runner.run(Fill {
                n: &n,
                p: &p,
                u: &u,
                out: &mut rows[0],
            });
        });
    }
}
