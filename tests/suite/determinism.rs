//! The same bytes on any number of threads, and for any part of a longer run.

use tiercast::model::{Key, Metric};
use tiercast::random::stream::Seeds;

use crate::common::{PLAIN, paths_of, records, scenario, shipped, summarise};

#[test]
fn figures_are_the_same_on_1_2_and_7_threads() {
    let scenario = shipped("established.toml", &[]);
    let figures = |threads| {
        let summary = summarise(&scenario, 5000, 3, threads);
        let mut bits = Vec::new();
        for (metric, key) in summary.series() {
            for span in summary.spans() {
                let statistics = summary.statistics(metric, key, span.period);
                bits.extend([statistics.mean.to_bits(), statistics.sd.to_bits()]);
                bits.extend(statistics.quantiles.map(f64::to_bits));
            }
        }
        bits
    };
    let one = figures(1);
    assert!(one.len() > 1000);
    assert_eq!(one, figures(2));
    assert_eq!(one, figures(7));
}

#[test]
fn a_longer_run_extends_a_shorter_one() {
    for sampler in ["random", "latin_hypercube", "sobol"] {
        let text = PLAIN
            .replace("level = 2_000_000_000", "level = \"4_000 to 6_000\"")
            .replace(
                "[signups.trend.constant]",
                &format!("[simulation]\nsampler = \"{sampler}\"\n\n[signups.trend.constant]"),
            );
        let scenario = scenario(&text);
        let values = |paths| {
            let records = records(&scenario, paths, Seeds::from_seed(5));
            paths_of(&scenario, &records, Metric::Revenue, Key::Total, 6)
        };
        let (short, long) = (values(300), values(1500));
        assert_eq!(short[..], long[..300], "{sampler}");
    }
}

#[test]
fn another_seed_gives_other_values() {
    let scenario = shipped("startup.toml", &[]);
    let mean = |seed| {
        let summary = summarise(&scenario, 100, seed, 2);
        summary
            .statistics(
                Metric::Revenue,
                Key::Total,
                tiercast::model::Period::total(18),
            )
            .mean
    };
    assert_ne!(mean(1).to_bits(), mean(2).to_bits());
}

#[test]
fn a_plan_that_nobody_takes_does_not_move_the_luck_of_others() {
    let small = PLAIN.replace("level = 2_000_000_000", "level = 4000");
    let with_another = small.replace(
        "[segments.all]\n",
        "[plans.another]\nprice = 90\ncredits = 1000\nretention = { constant = { churn = 0.1 } }\n\n[segments.all]\n",
    );
    let subscribers = |text: &str| {
        let scenario = scenario(text);
        let records = records(&scenario, 50, Seeds::from_seed(1));
        paths_of(&scenario, &records, Metric::Subscribers, Key::Total, 13)
    };
    assert_eq!(subscribers(&small), subscribers(&with_another));
}
