use super::*;
use crate::random::stream::Cell;
use crate::random::test_support::kolmogorov_fits;

const NONE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

fn whole(family: Result<Family, DistributionError>) -> Distribution {
    Distribution::new(family.expect("allowed parameters"), NONE.0, NONE.1).expect("some mass")
}

fn truncated(family: Result<Family, DistributionError>, min: f64, max: f64) -> Distribution {
    Distribution::new(family.expect("allowed parameters"), min, max).expect("some mass")
}

fn one_of_each() -> Vec<Distribution> {
    vec![
        whole(Family::normal(3.0, 2.0)),
        whole(Family::lognormal(3.0, 2.0)),
        whole(Family::from_interval(Kind::Probability, 0.08, 0.15)),
        whole(Family::beta(0.2, 0.1)),
        whole(Family::gamma(3.0, 2.0)),
        whole(Family::uniform(-1.0, 4.0)),
        whole(Family::triangular(0.0, 1.0, 4.0)),
        whole(Family::pert(0.0, 1.0, 4.0)),
        truncated(Family::normal(0.0, 1.0), 0.3, 0.9),
        truncated(Family::lognormal(3.0, 2.0), 4.0, f64::INFINITY),
        truncated(Family::from_interval(Kind::Real, 0.0, 1.0), 0.0, 1.0),
        truncated(Family::beta(0.2, 0.1), 0.25, 0.5),
        truncated(Family::gamma(3.0, 2.0), 0.0, 1.0),
        truncated(Family::triangular(0.0, 1.0, 4.0), 2.0, 9.0),
    ]
}

#[test]
fn interval_ends_are_the_5th_and_95th_percentile_in_the_natural_family() {
    let cases = [
        (Kind::Real, -2.4, -1.2, "normal"),
        (Kind::Positive, 1.2, 2.5, "log-normal"),
    ];
    for (kind, p05, p95, name) in
        cases
            .into_iter()
            .chain([(Kind::Probability, 0.08, 0.15, "logit-normal")])
    {
        let distribution = whole(Family::from_interval(kind, p05, p95));
        assert!((distribution.quantile(0.05) - p05).abs() < 1e-14);
        assert!((distribution.quantile(0.95) - p95).abs() < 1e-14);
        assert_eq!(distribution.describe(), name);
    }
}

#[test]
fn distributions_by_mean_and_sd_have_that_mean_and_sd() {
    let families = [
        Family::normal(0.2, 0.1),
        Family::lognormal(0.2, 0.1),
        Family::beta(0.2, 0.1),
        Family::gamma(0.2, 0.1),
    ];
    for family in families {
        let distribution = whole(family);
        // Midpoint rule over the quantile function; its error at the ends is far below the tolerance.
        let values: Vec<f64> = (0..20_000)
            .map(|k| distribution.quantile((f64::from(k) + 0.5) / 20_000.0))
            .collect();
        let mean = values.iter().sum::<f64>() / 20_000.0;
        let variance = values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / 20_000.0;
        assert!((mean - 0.2).abs() < 2e-5 && (distribution.mean() - 0.2).abs() < 1e-14);
        assert!(
            (variance.sqrt() - 0.1).abs() < 2e-4,
            "{}: {}",
            distribution.describe(),
            variance.sqrt()
        );
    }
}

#[test]
fn cdf_undoes_quantile_for_every_family_truncated_or_not() {
    for distribution in one_of_each() {
        for step in 1..200 {
            let u = f64::from(step) / 200.0;
            let found = distribution.cdf(distribution.quantile(u));
            assert!(
                (found - u).abs() < 1e-12,
                "{}: {found} for {u}",
                distribution.describe()
            );
        }
    }
}

#[test]
fn quantile_of_score_agrees_with_quantile() {
    for distribution in one_of_each() {
        for step in -30..=30 {
            let score = f64::from(step) / 10.0;
            let (direct, through) = (
                distribution.quantile_of_score(score),
                distribution.quantile(normal_cdf(score)),
            );
            assert!(
                (direct - through).abs() <= 1e-11 * direct.abs() + 1e-12,
                "{}",
                distribution.describe()
            );
        }
    }
}

#[test]
fn quantiles_of_random_uniforms_follow_the_distribution_function() {
    for distribution in one_of_each() {
        let cell = Cell::new(1, 2, 3, 5);
        assert!(kolmogorov_fits((0..2_000).map(|path| {
            distribution.cdf(distribution.quantile(cell.uniform(path)))
        })));
    }
}

#[test]
fn truncation_far_in_either_tail_keeps_its_digits() {
    let upper = truncated(Family::normal(0.0, 1.0), 20.0, 21.0);
    let lower = truncated(Family::normal(0.0, 1.0), -21.0, -20.0);
    for u in [0.01, 0.5, 0.99] {
        assert!((upper.quantile(u) + lower.quantile(1.0 - u)).abs() < 1e-12);
    }
    // Conditional median between 20 and 21, from the survival function with 30 digits.
    assert!(
        (upper.quantile(0.5) - 20.034_541_676_454_727).abs() < 1e-9,
        "{}",
        upper.quantile(0.5)
    );
    assert!((upper.cdf(upper.quantile(0.3)) - 0.3).abs() < 1e-11);
}

#[test]
fn discrete_weights_are_divided_by_their_sum_and_truncation_drops_values() {
    let distribution = whole(Family::discrete(vec![3.0, 1.0, 2.0], vec![2.0, 1.0, 1.0]));
    let found = [0.2, 0.25, 0.26, 0.5, 0.51, 0.999].map(|u| distribution.quantile(u).to_string());
    assert_eq!(found, ["1", "1", "2", "2", "3", "3"]);
    assert!(
        (distribution.mean() - 2.25).abs() < 1e-15 && (distribution.cdf(2.5) - 0.5).abs() < 1e-15
    );
    let above = truncated(
        Family::discrete(vec![3.0, 1.0, 2.0], vec![2.0, 1.0, 1.0]),
        1.5,
        9.0,
    );
    assert!((above.cdf(2.0) - 1.0 / 3.0).abs() < 1e-15 && above.is_truncated());
}

#[test]
fn bounds_outside_the_support_do_not_truncate() {
    assert!(!truncated(Family::beta(0.2, 0.1), 0.0, 1.0).is_truncated());
    assert!(!truncated(Family::gamma(0.2, 0.1), 0.0, f64::INFINITY).is_truncated());
    let cut = truncated(Family::normal(0.2, 0.1), 0.0, 1.0);
    assert_eq!(cut.describe(), "normal, truncated to 0 … 1");
}

#[test]
fn means_without_a_formula_agree_with_mpmath() {
    let logit = whole(Family::from_interval(Kind::Probability, 0.08, 0.15));
    assert!(
        (logit.mean() - 0.111_987_626_336_372_48).abs() < 1e-9,
        "{}",
        logit.mean()
    );
    let half = truncated(Family::normal(0.0, 1.0), 0.0, f64::INFINITY);
    assert!(
        (half.mean() - (2.0 / PI).sqrt()).abs() < 1e-9,
        "{}",
        half.mean()
    );
}

#[test]
fn every_error_says_what_was_found_and_what_is_allowed() {
    use Kind::{Positive, Probability, Real};
    let cases = [
        (
            Family::from_interval(Real, 2.0, 1.0),
            "interval ends are swapped: found `2` to `1`, expected the lower end first",
        ),
        (
            Family::from_interval(Real, 1.0, 1.0),
            "interval ends are equal: found `1` twice, expected two numbers, or a single one that is known",
        ),
        (
            Family::from_interval(Probability, 0.0, 0.5),
            "interval of a probability ends at `0`, expected a number above 0 and below 1",
        ),
        (
            Family::from_interval(Positive, -1.0, 0.5),
            "interval of a positive number ends at `-1`, expected a number above 0",
        ),
        (
            Family::from_interval(Real, f64::NAN, 0.5),
            "lower end is `NaN`, expected a finite number",
        ),
        (
            Family::normal(1.0, 0.0),
            "sd is `0`, expected a finite number above 0",
        ),
        (
            Family::lognormal(-1.0, 1.0),
            "mean is `-1`, expected a finite number above 0",
        ),
        (
            Family::beta(0.5, 0.5),
            "sd is `0.5`, expected below 0.5 for a beta distribution of mean 0.5",
        ),
        (
            Family::gamma(1.0, f64::NAN),
            "sd is `NaN`, expected a finite number above 0",
        ),
        (
            Family::uniform(1.0, 1.0),
            "min is `1` and max is `1`, expected min below max",
        ),
        (
            Family::triangular(0.0, 2.0, 1.0),
            "mode is `2`, expected from 0 to 1",
        ),
        (
            Family::discrete(vec![], vec![]),
            "found no values, expected at least one",
        ),
        (
            Family::discrete(vec![1.0], vec![]),
            "found 1 values and 0 weights, expected as many of one as of the other",
        ),
        (
            Family::discrete(vec![1.0], vec![-1.0]),
            "weight is `-1`, expected a finite number from 0 up",
        ),
        (
            Family::discrete(vec![1.0], vec![0.0]),
            "weights sum to `0`, expected a finite number above 0",
        ),
    ];
    for (result, text) in cases {
        assert_eq!(result.expect_err(text).to_string(), text);
    }
    let outside =
        Distribution::new(Family::Uniform { min: 0.0, max: 1.0 }, 2.0, 3.0).expect_err("no mass");
    assert_eq!(
        outside.to_string(),
        "found no probability of a uniform distribution between 2 and 3, expected some"
    );
    let unchecked = Distribution::new(
        Family::Normal {
            mean: 0.0,
            sd: -1.0,
        },
        NONE.0,
        NONE.1,
    );
    assert!(matches!(
        unchecked,
        Err(DistributionError::Parameter { name: "sd", .. })
    ));
}
