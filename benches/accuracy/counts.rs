//! Head counts.

use tiercast::random::{binomial, poisson};

use crate::Table;
use crate::exact::counts::CountLaw;
use crate::exact::distance::{Distance, of_quantile};
use crate::exact::laws::{
    MEANS, PROBABILITIES, SIZES, SWITCH_PROBABILITIES, VARIANCES, size_of_variance,
};

pub fn binomials() -> Table {
    let measure =
        |n: f64, p: f64| of_quantile(&CountLaw::binomial(n, p), |u| binomial::quantile(n, p, u));
    let corners = SIZES.into_iter().map(|n| {
        let distances = PROBABILITIES.map(|p| measure(n, p));
        row(format!("n = {}", power(n)), &distances)
    });
    let switches = VARIANCES.into_iter().map(|variance| {
        let distances = SWITCH_PROBABILITIES.map(|p| measure(size_of_variance(variance, p), p));
        row(format!("npq = {variance}"), &distances)
    });
    Table {
        title: "Binomial quantile, largest distance over p".to_owned(),
        head: &["count", "Kolmogorov", "total variation"],
        rows: corners.chain(switches).collect(),
    }
}

pub fn poissons() -> Table {
    let rows = MEANS.into_iter().map(|mean| {
        let distance = of_quantile(&CountLaw::poisson(mean), |u| poisson::quantile(mean, u));
        row(format!("mean {}", power(mean)), &[distance])
    });
    Table {
        title: "Poisson quantile".to_owned(),
        head: &["count", "Kolmogorov", "total variation"],
        rows: rows.collect(),
    }
}

fn row(name: String, distances: &[Distance]) -> Vec<String> {
    let worst = |value: fn(&Distance) -> f64| {
        let worst = distances.iter().map(value).fold(0.0, f64::max);
        format!("{worst:.1e}")
    };
    vec![
        name,
        worst(|distance| distance.kolmogorov),
        worst(|distance| distance.total_variation),
    ]
}

/// A number, the large and the small as a power of ten.
pub fn power(number: f64) -> String {
    if (1e-2..1e5).contains(&number) {
        number.to_string()
    } else {
        format!("{number:e}")
    }
}
