//! What is wrong with a scenario is said with its place and with what would be right.

use tiercast::scenario::diagnostics::{Style, report};
use tiercast::scenario::{LoadOptions, load, load_text};

/// A small scenario without errors.
const GOOD: &str = include_str!("../scenarios/small.toml");

/// Everything that is said about the scenario with fragments replaced (`END` appends) and overrides.
fn errors_of(edits: &[(&str, &str)], overrides: &[&str]) -> String {
    let mut text = GOOD.to_owned();
    for (old, new) in edits {
        if *old == "END" {
            text.push_str(new);
            text.push('\n');
        } else {
            assert!(text.contains(old), "the scenario has no `{old}`");
            text = text.replacen(old, new, 1);
        }
    }
    let options = LoadOptions {
        overrides: overrides
            .iter()
            .map(|&argument| argument.to_owned())
            .collect(),
        months: None,
        ..LoadOptions::default()
    };
    match load_text(&text, "scenario.toml", None, &options) {
        Ok(_) => "no error".to_owned(),
        Err(error) => report(&error, Style::Plain),
    }
}

#[test]
fn the_scenario_itself_has_no_error() {
    assert_eq!(errors_of(&[], &[]), "no error");
}

#[test]
fn broken_toml_is_reported_error_by_error() {
    insta::assert_snapshot!(errors_of(&[("months = 12", r#"months = 
start2 = "x"#)], &[]), @r#"
    error: string values must be quoted, expected literal string
     --> scenario.toml:4:10
      |
    4 | months =
      |          ^

    error: invalid basic string, expected `"`
     --> scenario.toml:5:12
      |
    5 | start2 = "x
      |            ^
    "#);
}

#[test]
fn duplicate_key_is_reported() {
    insta::assert_snapshot!(errors_of(&[("months = 12", r"months = 12
months = 13")], &[]), @r"
    error: duplicate key `months`
     --> scenario.toml:5:1
      |
    5 | months = 13
      | ^^^^^^
    ");
}

#[test]
fn text_for_a_number_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 58", r#"price = "58""#)], &[]), @r#"
    error: `plans.standard.price` is a text (`58`), expected a finite number above 0, an interval such as `"1.2 to 2.5"`, or a distribution
      --> scenario.toml:10:9
       |
    10 | price = "58"
       |         ^^^^
       |
    help: write the number without quotes
    "#);
}

#[test]
fn list_for_a_number_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 58", "price = [58]")], &[]), @r#"
    error: `plans.standard.price` is a list, expected a finite number above 0, an interval such as `"1.2 to 2.5"`, or a distribution
      --> scenario.toml:10:9
       |
    10 | price = [58]
       |         ^^^^
    "#);
}

#[test]
fn number_for_a_table_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r"[generations.video]
credits = 10", r"[generations]
video = 10")], &[]), @r"
    error: `generations.video` is a whole number (`10`), expected a table
     --> scenario.toml:8:9
      |
    8 | video = 10
      |         ^^
    ");
}

#[test]
fn nan_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 58", "price = nan")], &[]), @r"
    error: `plans.standard.price` is `nan`, expected a finite number above 0
      --> scenario.toml:10:9
       |
    10 | price = nan
       |         ^^^
    ");
}

#[test]
fn infinity_is_reported() {
    insta::assert_snapshot!(errors_of(&[("credits = 3000", "credits = inf")], &[]), @r"
    error: `plans.pro.credits` is `inf`, expected a finite number at least 0
      --> scenario.toml:18:11
       |
    18 | credits = inf
       |           ^^^
    ");
}

#[test]
fn negative_price_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 58", "price = -5")], &[]), @r"
    error: `plans.standard.price` is `-5`, expected a finite number above 0
      --> scenario.toml:10:9
       |
    10 | price = -5
       |         ^^
    ");
}

#[test]
fn probability_above_one_is_reported() {
    insta::assert_snapshot!(errors_of(&[("churn = 0.2", "churn = 1.2")], &[]), @r"
    error: `plans.standard.retention.constant.churn` is `1.2`, expected a number from 0 to 1
      --> scenario.toml:14:36
       |
    14 | retention = { constant = { churn = 1.2 } }
       |                                    ^^^
    ");
}

#[test]
fn probability_in_percent_is_reported_with_its_meaning() {
    insta::assert_snapshot!(errors_of(&[("churn = 0.2", "churn = 20")], &[]), @r#"
    error: `plans.standard.retention.constant.churn` is `20`, expected a number from 0 to 1
      --> scenario.toml:14:36
       |
    14 | retention = { constant = { churn = 20 } }
       |                                    ^^
       |
    help: 20 percent is written `0.2` or `"20%"`
    "#);
}

#[test]
fn shares_that_miss_one_are_reported_with_the_remedy() {
    insta::assert_snapshot!(errors_of(&[("share = 0.85", "share = 0.80")], &[]), @r#"
    error: segment shares sum to 0.95, expected 1 (hobbyist 0.80, studio 0.15)
      --> scenario.toml:21:9
       |
    21 | share = 0.80
       |         ^^^^
       |
    help: raise one of them by 0.05, or let one be `"rest"`
    "#);
}

#[test]
fn shares_beside_rest_that_pass_one_are_reported() {
    insta::assert_snapshot!(errors_of(&[("plan_mix = { standard = 0.9, pro = 0.1 }", r#"plan_mix = { standard = 0.9, pro = 0.3, year = "rest" }"#), (r"[segments.hobbyist]
", r"[plans.year]
price = 500
retention = { constant = { churn = 0.5 } }
[segments.hobbyist]
")], &[]), @r#"
    error: the entries of `segments.hobbyist.buying.plan_mix` sum to 1.20, expected at most 1 beside `rest` (standard 0.90, pro 0.30)
      --> scenario.toml:27:12
       |
    27 | plan_mix = { standard = 0.9, pro = 0.3, year = "rest" }
       |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: lower one of them by 0.20
    "#);
}

#[test]
fn two_rests_are_reported() {
    insta::assert_snapshot!(errors_of(&[("share = 0.85", r#"share = "rest""#), ("share = 0.15", r#"share = "rest""#)], &[]), @r#"
    error: segment shares have more than one `rest`
      --> scenario.toml:27:9
       |
    27 | share = "rest"
       |         ^^^^^^
       |
    help: give all but one of them a number
    "#);
}

#[test]
fn unknown_plan_in_plan_mix_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("plan_mix = { pro = 1 }", "plan_mix = { por = 1 }")], &[]), @r"
    error: unknown plan `por` in `segments.studio.buying.plan_mix`
      --> scenario.toml:30:14
       |
    30 | plan_mix = { por = 1 }
       |              ^^^
       |
    help: did you mean `pro`?
    ");
}

#[test]
fn unknown_plan_in_switch_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("switch = { pro = 0.01 }", "switch = { pr = 0.01 }")], &[]), @r"
    error: unknown plan `pr` in `plans.standard.switch`
      --> scenario.toml:15:12
       |
    15 | switch = { pr = 0.01 }
       |            ^^
       |
    help: did you mean `pro`?
    ");
}

#[test]
fn switch_to_the_plan_itself_is_reported() {
    insta::assert_snapshot!(errors_of(&[("switch = { pro = 0.01 }", "switch = { standard = 0.01 }")], &[]), @r"
    error: plan `standard` switches to itself
      --> scenario.toml:15:12
       |
    15 | switch = { standard = 0.01 }
       |            ^^^^^^^^
       |
    help: staying is what is left; remove the entry
    ");
}

#[test]
fn switches_that_pass_one_are_reported() {
    insta::assert_snapshot!(errors_of(&[("switch = { pro = 0.01 }", "switch = { pro = 0.7, year = 0.5 }"), (r"[segments.hobbyist]
", r"[plans.year]
price = 500
retention = { constant = { churn = 0.5 } }
[segments.hobbyist]
")], &[]), @r"
    error: the entries of `plans.standard.switch` sum to 1.20, expected at most 1 (pro 0.70, year 0.50)
      --> scenario.toml:15:10
       |
    15 | switch = { pro = 0.7, year = 0.5 }
       |          ^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: lower one of them by 0.20
    ");
}

#[test]
fn period_of_zero_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 58", r"price = 58
period = 0")], &[]), @r"
    error: `plans.standard.period` is `0`, expected a whole number from 1 to 1200
      --> scenario.toml:11:10
       |
    11 | period = 0
       |          ^
    ");
}

#[test]
fn month_thirteen_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#"start = "2024-06""#, r#"start = "2024-13""#)], &[]), @r#"
    error: `start` is `2024-13`, expected a month `YYYY-MM` such as `2024-07`
     --> scenario.toml:3:9
      |
    3 | start = "2024-13"
      |         ^^^^^^^^^
    "#);
}

#[test]
fn date_for_a_month_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#"start = "2024-06""#, "start = 2024-06-01")], &[]), @r#"
    error: `start` is a date (`2024-06-01`), expected a month in quotes such as `"2024-07"`
     --> scenario.toml:3:9
      |
    3 | start = 2024-06-01
      |         ^^^^^^^^^^
    "#);
}

#[test]
fn zero_months_are_reported() {
    insta::assert_snapshot!(errors_of(&[("months = 12", "months = 0")], &[]), @r"
    error: `months` is `0`, expected a whole number from 1 to 1200
     --> scenario.toml:4:10
      |
    4 | months = 0
      |          ^
    ");
}

#[test]
fn zero_paths_are_reported() {
    insta::assert_snapshot!(errors_of(&[("months = 12", r"months = 12
simulation = { paths = 0 }")], &[]), @r"
    error: `simulation.paths` is `0`, expected a whole number from 1 to 100000000
     --> scenario.toml:5:24
      |
    5 | simulation = { paths = 0 }
      |                        ^
    ");
}

#[test]
fn text_for_the_seed_is_reported() {
    insta::assert_snapshot!(errors_of(&[("months = 12", r#"months = 12
simulation = { seed = "one" }"#)], &[]), @r#"
    error: `simulation.seed` is a text (`one`), expected a whole number from 0 to 18446744073709551615
     --> scenario.toml:5:23
      |
    5 | simulation = { seed = "one" }
      |                       ^^^^^
    "#);
}

#[test]
fn unknown_sampler_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("months = 12", r#"months = 12
simulation = { sampler = "sobel" }"#)], &[]), @r#"
    error: `simulation.sampler` is `sobel`, expected one of `random`, `latin_hypercube`, `sobol`
     --> scenario.toml:5:26
      |
    5 | simulation = { sampler = "sobel" }
      |                          ^^^^^^^
      |
    help: did you mean `sobol`?
    "#);
}

#[test]
fn swapped_interval_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, r#""260 to 200""#)], &[]), @r#"
    error: `plans.pro.price` is `260 to 200`: the ends of the interval are swapped
      --> scenario.toml:17:9
       |
    17 | price = "260 to 200"
       |         ^^^^^^^^^^^^
       |
    help: write `"200 to 260"`
    "#);
}

#[test]
fn equal_interval_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, r#""260 to 260""#)], &[]), @r#"
    error: `plans.pro.price` is `260 to 260`: the ends of the interval are equal
      --> scenario.toml:17:9
       |
    17 | price = "260 to 260"
       |         ^^^^^^^^^^^^
       |
    help: write `260` for a known number
    "#);
}

#[test]
fn interval_with_one_percent_sign_is_reported() {
    insta::assert_snapshot!(errors_of(&[("conversion = [0.05]", r#"conversion = ["4 to 6%"]"#)], &[]), @r#"
    error: `segments.studio.buying.conversion.0` is `4 to 6%`: one end of the interval is in percent and the other is not
      --> scenario.toml:29:15
       |
    29 | conversion = ["4 to 6%"]
       |               ^^^^^^^^^
       |
    help: write `%` at both ends or at neither
    "#);
}

#[test]
fn interval_from_zero_percent_is_reported() {
    insta::assert_snapshot!(errors_of(&[("conversion = [0.05]", r#"conversion = ["0% to 5%"]"#)], &[]), @r#"
    error: `segments.studio.buying.conversion.0` is `0% to 5%`: an interval for a probability lies between 0 and 1, both ends (logit-normal)
      --> scenario.toml:29:15
       |
    29 | conversion = ["0% to 5%"]
       |               ^^^^^^^^^^
       |
    help: write an interval inside, or name a distribution, such as `{ uniform = { min = 0, max = 0.05 } }`
    "#);
}

#[test]
fn interval_of_a_price_below_zero_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, r#""-1 to 260""#)], &[]), @r#"
    error: `plans.pro.price` is `-1 to 260`: an interval for a positive number lies above 0, both ends (log-normal)
      --> scenario.toml:17:9
       |
    17 | price = "-1 to 260"
       |         ^^^^^^^^^^^
       |
    help: `plans.pro.price` takes a finite number above 0
    "#);
}

#[test]
fn interval_in_other_words_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, r#""200 - 260""#)], &[]), @r#"
    error: `plans.pro.price` is a text (`200 - 260`), expected a finite number above 0, an interval such as `"1.2 to 2.5"`, or a distribution
      --> scenario.toml:17:9
       |
    17 | price = "200 - 260"
       |         ^^^^^^^^^^^
    "#);
}

#[test]
fn unknown_distribution_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ norml = { mean = 230, sd = 20 } }")], &[]), @r"
    error: unknown distribution `norml` in `plans.pro.price`
      --> scenario.toml:17:11
       |
    17 | price = { norml = { mean = 230, sd = 20 } }
       |           ^^^^^
       |
    help: did you mean `normal`?
    ");
}

#[test]
fn distribution_without_sd_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ normal = { mean = 230 } }")], &[]), @r"
    error: missing key `sd` in `plans.pro.price.normal`
      --> scenario.toml:17:20
       |
    17 | price = { normal = { mean = 230 } }
       |                    ^^^^^^^^^^^^^^
    ");
}

#[test]
fn distribution_with_an_unknown_parameter_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ normal = { mean = 230, std = 20, sd = 3 } }")], &[]), @r"
    error: unknown key `std` in `plans.pro.price.normal`
      --> scenario.toml:17:34
       |
    17 | price = { normal = { mean = 230, std = 20, sd = 3 } }
       |                                  ^^^
       |
    help: did you mean `sd`?
    ");
}

#[test]
fn sd_that_is_not_positive_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ normal = { mean = 230, sd = 0 } }")], &[]), @r"
    error: `plans.pro.price.normal.sd` is `0`, expected a standard deviation above 0
      --> scenario.toml:17:39
       |
    17 | price = { normal = { mean = 230, sd = 0 } }
       |                                       ^
    ");
}

#[test]
fn impossible_beta_is_reported() {
    insta::assert_snapshot!(errors_of(&[("churn = 0.2", "churn = { beta = { mean = 0.5, sd = 0.6 } }")], &[]), @r"
    error: `plans.standard.retention.constant.churn` is `{ mean = 0.5, sd = 0.6 }`: sd is `0.6`, expected below 0.5 for a beta distribution of mean 0.5
      --> scenario.toml:14:45
       |
    14 | retention = { constant = { churn = { beta = { mean = 0.5, sd = 0.6 } } } }
       |                                             ^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn min_above_max_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ normal = { mean = 230, sd = 2, min = 300, max = 200 } }")], &[]), @r"
    error: `plans.pro.price.normal` is `{ mean = 230, sd = 2, min = 300, max = 200 }`: `min` is not below `max`
      --> scenario.toml:17:20
       |
    17 | price = { normal = { mean = 230, sd = 2, min = 300, max = 200 } }
       |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn distribution_outside_the_range_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ uniform = { min = -5, max = -1 } }")], &[]), @r"
    error: `plans.pro.price` is `{ min = -5, max = -1 }`, expected a distribution that can give a finite number above 0
      --> scenario.toml:17:21
       |
    17 | price = { uniform = { min = -5, max = -1 } }
       |                     ^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn discrete_with_unequal_lengths_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r#""200 to 260""#, "{ discrete = { values = [1, 2], weights = [1] } }")], &[]), @r"
    error: `plans.pro.price.discrete` is `{ values = [1, 2], weights = [1] }`: it has 2 `values` and 1 `weights`
      --> scenario.toml:17:22
       |
    17 | price = { discrete = { values = [1, 2], weights = [1] } }
       |                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn discrete_value_outside_the_range_is_reported() {
    insta::assert_snapshot!(errors_of(&[("churn = 0.2", "churn = { discrete = { values = [0.1, 1.1], weights = [1, 1] } }")], &[]), @r"
    error: `plans.standard.retention.constant.churn.discrete.values` is `1.1`, expected a number from 0 to 1
      --> scenario.toml:14:66
       |
    14 | retention = { constant = { churn = { discrete = { values = [0.1, 1.1], weights = [1, 1] } } } }
       |                                                                  ^^^
    ");
}

#[test]
fn negative_weight_is_reported() {
    insta::assert_snapshot!(errors_of(&[("churn = 0.2", "churn = { discrete = { values = [0.1, 0.2], weights = [1, -1] } }")], &[]), @r"
    error: `plans.standard.retention.constant.churn.discrete.weights` is `-1`, expected a finite number at least 0
      --> scenario.toml:14:86
       |
    14 | retention = { constant = { churn = { discrete = { values = [0.1, 0.2], weights = [1, -1] } } } }
       |                                                                                      ^^
    ");
}

#[test]
fn unknown_key_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[(r#"price_elasticity = "-2.4"#, r#"price_elastcity = "-2.4"#)], &[]), @r#"
    error: unknown key `price_elastcity` in `segments.hobbyist.buying`
      --> scenario.toml:25:1
       |
    25 | price_elastcity = "-2.4 to -1.2"
       | ^^^^^^^^^^^^^^^
       |
    help: did you mean `price_elasticity`?
    "#);
}

#[test]
fn missing_key_is_reported() {
    insta::assert_snapshot!(errors_of(&[(r"price = 58
", "")], &[]), @r"
    error: missing key `price` in `plans.standard`
     --> scenario.toml:9:1
      |
    9 | [plans.standard]
      | ^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn two_retention_models_are_reported() {
    insta::assert_snapshot!(errors_of(&[("{ constant = { churn = 0.2 } }", "{ constant = { churn = 0.2 }, table = { churn = [0.1] } }")], &[]), @r"
    error: `plans.standard.retention` has 2 keys, expected a table with one of `constant`, `sbg`, `bdw`, `table`
      --> scenario.toml:14:13
       |
    14 | retention = { constant = { churn = 0.2 }, table = { churn = [0.1] } }
       |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn half_a_parameter_set_is_reported() {
    insta::assert_snapshot!(errors_of(&[("alpha = 0.9, beta = 1.6", "alpha = 0.9, first_churn = 0.3")], &[]), @r"
    error: `plans.pro.retention.sbg` has `alpha` and `first_churn`, expected either `alpha` and `beta` or `first_churn` and `polarization`
      --> scenario.toml:19:21
       |
    19 | retention = { sbg = { alpha = 0.9, first_churn = 0.3 } }
       |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn name_with_a_dot_is_reported() {
    insta::assert_snapshot!(errors_of(&[("[plans.pro]", r#"[plans."pro.max"]"#)], &[]), @r#"
    error: unknown plan `pro` in `plans.standard.switch`
      --> scenario.toml:15:12
       |
    15 | switch = { pro = 0.01 }
       |            ^^^
       |
    help: there is `standard` and `pro.max`

    error: `pro.max` cannot be the name of a plan
      --> scenario.toml:16:8
       |
    16 | [plans."pro.max"]
       |        ^^^^^^^^^
       |
    help: names have 1 to 64 letters, digits, `_` and `-`

    error: unknown plan `pro` in `segments.hobbyist.buying.plan_mix`
      --> scenario.toml:24:30
       |
    24 | plan_mix = { standard = 0.9, pro = 0.1 }
       |                              ^^^
       |
    help: there is `standard` and `pro.max`

    error: unknown plan `pro` in `segments.studio.buying.plan_mix`
      --> scenario.toml:30:14
       |
    30 | plan_mix = { pro = 1 }
       |              ^^^
       |
    help: there is `standard` and `pro.max`
    "#);
}

#[test]
fn an_unknown_generation_in_usage_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[(r"[segments.studio]
", r"[segments.hobbyist.usage]
paid = { vidoe = 3 }
[segments.studio]
")], &[]), @r"
    error: unknown generation type `vidoe` in `segments.hobbyist.usage.paid`
      --> scenario.toml:27:10
       |
    27 | paid = { vidoe = 3 }
       |          ^^^^^
       |
    help: did you mean `video`?
    ");
}

#[test]
fn free_intro_with_full_intro_weight_is_reported() {
    insta::assert_snapshot!(errors_of(&[("price = 19", "price = 0"), ("conversion = [0.05]", r"conversion = [0.05]
intro_weight = 1")], &[]), @r"
    error: the intro of plan `standard` is free and `segments.studio.buying.intro_weight` is 1
      --> scenario.toml:11:9
       |
    11 | intro = { price = 0, periods = 1 }
       |         ^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: a perceived price of 0 has no logarithm; set the weight below 1
    ");
}

#[test]
fn elapsed_beyond_the_period_is_reported() {
    insta::assert_snapshot!(errors_of(&[("[generations.video]", r#"[opening]
subscribers = [{ plan = "standard", segment = "studio", count = 5, elapsed = 1 }]
[generations.video]"#)], &[]), @r#"
    error: `elapsed` is 1, but the period of plan `standard` has 1 month
     --> scenario.toml:8:78
      |
    8 | subscribers = [{ plan = "standard", segment = "studio", count = 5, elapsed = 1 }]
      |                                                                              ^
      |
    help: `elapsed` counts full months beyond the first: 0 to 0
    "#);
}

#[test]
fn period_that_changes_under_opening_subscribers_is_reported() {
    insta::assert_snapshot!(errors_of(&[("[generations.video]", r#"[opening]
subscribers = [{ plan = "standard", segment = "studio", count = 5 }]
[generations.video]"#)], &["plans.standard.period=3"]), @r#"
    error: `plans.standard.period` changes, but `opening.subscribers` of that plan have paid for 1 month
     --> --set:1:23
      |
    1 | plans.standard.period=3
      |                       ^
      |
    help: leave this plan as it is, and add one with the other period beside it
    "#);
}

#[test]
fn event_on_an_unknown_key_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
set = { "plans.standart.price" = 68 }"#)], &[]), @r#"
    error: an event names `plans.standart.price`, which is not in the scenario
      --> scenario.toml:34:9
       |
    34 | set = { "plans.standart.price" = 68 }
       |         ^^^^^^^^^^^^^^^^^^^^^^
       |
    help: did you mean `plans.standard.price`?
    "#);
}

#[test]
fn event_on_a_key_that_is_no_number_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
set = { "plans.standard.period" = 3, months = 5 }"#)], &[]), @r#"
    error: an event cannot change `plans.standard.period`: it shapes the plan for the whole run
      --> scenario.toml:34:9
       |
    34 | set = { "plans.standard.period" = 3, months = 5 }
       |         ^^^^^^^^^^^^^^^^^^^^^^^

    error: an event cannot change `months`: the horizon is the same for the whole run
      --> scenario.toml:34:38
       |
    34 | set = { "plans.standard.period" = 3, months = 5 }
       |                                      ^^^^^^
    "#);
}

#[test]
fn event_that_sets_signups_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
set = { signups = 3 }"#)], &[]), @r"
    error: an event cannot set `signups`, it is not a number
      --> scenario.toml:34:9
       |
    34 | set = { signups = 3 }
       |         ^^^^^^^
       |
    help: scale it: `scale = { signups = 1.4 }`
    ");
}

#[test]
fn event_that_ends_before_it_begins_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
until = "2024-09"
set = { "plans.standard.price" = 68 }"#)], &[]), @r#"
    error: an event from 2024-09 ends before it begins (`until` 2024-09)
      --> scenario.toml:34:9
       |
    34 | until = "2024-09"
       |         ^^^^^^^^^
       |
    help: `until` is the first month in which it no longer holds
    "#);
}

#[test]
fn event_out_of_range_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
set = { "plans.standard.price" = 0 }
scale = { "segments.studio.buying.conversion" = -1 }"#)], &[]), @r#"
    error: `events.2024-09.set.plans.standard.price` is `0`, expected a finite number above 0
      --> scenario.toml:34:34
       |
    34 | set = { "plans.standard.price" = 0 }
       |                                  ^

    error: `events.2024-09.scale.segments.studio.buying.conversion` is `-1`, expected a finite number at least 0
      --> scenario.toml:35:49
       |
    35 | scale = { "segments.studio.buying.conversion" = -1 }
       |                                                 ^^
    "#);
}

#[test]
fn event_that_scales_out_of_range_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
scale = { "segments.studio.buying.conversion" = 30 }"#)], &[]), @r"
    error: after this event `segments.studio.buying.conversion.0` would be `1.5`, expected a number at least 0 and below 1
      --> scenario.toml:32:1
       |
    32 | [[events]]
       | ^^^^^^^^^^
       |
    help: change the factor, or set the number
    ");
}

#[test]
fn grandfather_without_a_price_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[events]]
month = "2024-09"
set = { "plans.standard.credits" = 700 }
grandfather = true"#)], &[]), @r"
    error: `grandfather` is about the price of a plan, this event changes none
      --> scenario.toml:35:15
       |
    35 | grandfather = true
       |               ^^^^
       |
    help: remove it, or set or scale `plans.….price`
    ");
}

#[test]
fn correlations_that_cannot_hold_are_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[correlate]]
inputs = ["plans.pro.price", "segments.hobbyist.buying.price_elasticity"]
rho = 0.9
[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 0.9
[[correlate]]
inputs = ["segments.hobbyist.buying.price_elasticity", "segments.studio.buying.price_elasticity"]
rho = -0.9"#)], &[]), @r"
    error: the correlations of `plans.pro.price`, `segments.hobbyist.buying.price_elasticity`, `segments.studio.buying.price_elasticity` cannot all hold: the matrix is not positive definite
      --> scenario.toml:32:1
       |
    32 | [[correlate]]
       | ^^^^^^^^^^^^^
       |
    help: bring the correlations closer to 0, or state the missing pairs
    ");
}

#[test]
fn correlation_of_a_known_number_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[correlate]]
inputs = ["plans.standard.price", "plans.pro.prise"]
rho = 0.9"#)], &[]), @r#"
    error: a correlation names `plans.standard.price`, which is known, not uncertain
      --> scenario.toml:33:11
       |
    33 | inputs = ["plans.standard.price", "plans.pro.prise"]
       |           ^^^^^^^^^^^^^^^^^^^^^^
       |
    help: give it an interval or a distribution, or leave it out here

    error: a correlation names `plans.pro.prise`, which does not exist
      --> scenario.toml:33:35
       |
    33 | inputs = ["plans.standard.price", "plans.pro.prise"]
       |                                   ^^^^^^^^^^^^^^^^^
       |
    help: did you mean `plans.pro.price`?
    "#);
}

#[test]
fn correlation_given_twice_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 0.9
[[correlate]]
inputs = ["segments.studio.buying.price_elasticity", "plans.pro.price"]
rho = 0.8"#)], &[]), @r#"
    error: a correlation is given twice: `segments.studio.buying.price_elasticity` and `plans.pro.price`
      --> scenario.toml:36:54
       |
    36 | inputs = ["segments.studio.buying.price_elasticity", "plans.pro.price"]
       |                                                      ^^^^^^^^^^^^^^^^^
       |
    help: remove one of them
    "#);
}

#[test]
fn rho_of_one_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[correlate]]
inputs = ["plans.pro.price", "segments.studio.buying.price_elasticity"]
rho = 1"#)], &[]), @r"
    error: `correlate.0.rho` is `1`, expected a number above -1 and below 1
      --> scenario.toml:34:7
       |
    34 | rho = 1
       |       ^
    ");
}

#[test]
fn unknown_metric_in_a_guard_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[guards]]
that = "p05(gros_profit, last) > 0""#)], &[]), @r#"
    error: unknown metric `gros_profit`
      --> scenario.toml:33:8
       |
    33 | that = "p05(gros_profit, last) > 0"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: did you mean `gross_profit`?
    "#);
}

#[test]
fn unknown_key_of_a_metric_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[guards]]
that = "p05(gross_profit.plan:por, last) > 0""#)], &[]), @r#"
    error: metric `gross_profit` has no key `plan:por`
      --> scenario.toml:33:8
       |
    33 | that = "p05(gross_profit.plan:por, last) > 0"
       |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       |
    help: did you mean `plan:pro`?
    "#);
}

#[test]
fn fact_outside_the_horizon_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[facts]]
month = "2026-01"
metric = "users"
equals = 3
source = "x""#)], &[]), @r#"
    error: a fact on `users` is about 2026-01, the scenario runs from 2024-06 to 2025-05
      --> scenario.toml:33:9
       |
    33 | month = "2026-01"
       |         ^^^^^^^^^
       |
    help: simulate those months too, or leave the fact out
    "#);
}

#[test]
fn fact_that_begins_before_the_horizon_is_reported_at_its_beginning() {
    let text = errors_of(
        &[(
            "END",
            "[[facts]]\nmonth = \"2024-08\"\nfrom = \"2023-01\"\nmetric = \"billings\"\nequals = 3\nsource = \"x\"",
        )],
        &[],
    );
    assert!(
        text.contains("a fact on `billings` begins in 2023-01"),
        "{text}"
    );
    assert!(text.contains("from = \"2023-01\""), "{text}");
}

#[test]
fn fact_that_adds_up_a_stock_is_reported() {
    let text = errors_of(
        &[(
            "END",
            "[[facts]]\nmonth = \"2024-08\"\nfrom = \"2024-07\"\nmetric = \"subscribers\"\nequals = 3\nsource = \"x\"",
        )],
        &[],
    );
    assert!(text.contains("`from` adds up a flow over months"), "{text}");
}

#[test]
fn number_for_a_list_is_reported_with_its_remedy() {
    let text = errors_of(&[], &["segments.hobbyist.buying.conversion=0.05"]);
    assert!(text.contains("help: write `[0.05]`"), "{text}");
}

#[test]
fn fact_with_two_relations_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[[facts]]
month = "2024-07"
metric = "users"
equals = 3
at_most = 4
source = "x""#)], &[]), @r"
    error: `facts.0` has `equals` and `at_most`, expected either `equals` or `at_least` or `at_most`
      --> scenario.toml:32:1
       |
    32 | [[facts]]
       | ^^^^^^^^^
    ");
}

#[test]
fn source_of_an_unknown_key_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[sources]
"plans.standard.prise" = { note = "x", grade = "guess" }"#)], &[]), @r#"
    error: `sources` names `plans.standard.prise`, which is not a number of this scenario
      --> scenario.toml:33:1
       |
    33 | "plans.standard.prise" = { note = "x", grade = "guess" }
       | ^^^^^^^^^^^^^^^^^^^^^^
       |
    help: did you mean `plans.standard.price`?
    "#);
}

#[test]
fn unknown_grade_is_reported() {
    insta::assert_snapshot!(errors_of(&[("END", r#"[sources]
"plans.standard.price" = { note = "x", grade = "gues" }"#)], &[]), @r#"
    error: `sources.plans.standard.price.grade` is `gues`, expected one of `measured`, `benchmark`, `guess`
      --> scenario.toml:33:48
       |
    33 | "plans.standard.price" = { note = "x", grade = "gues" }
       |                                                ^^^^^^
       |
    help: did you mean `guess`?
    "#);
}

#[test]
fn override_of_an_unknown_key_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.prise=68"]), @r"
    error: unknown key `prise` in `plans.standard`
     --> --set:1:1
      |
    1 | plans.standard.prise=68
      | ^^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `price`?
    ");
}

#[test]
fn override_of_an_unknown_plan_is_reported_with_a_suggestion() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standart.price=68"]), @r"
    error: unknown plan `standart` in `plans`
     --> --set:1:1
      |
    1 | plans.standart.price=68
      | ^^^^^^^^^^^^^^^^^^^^
      |
    help: did you mean `standard`?
    ");
}

#[test]
fn override_of_a_plan_without_its_table_is_reported_with_the_whole_key() {
    insta::assert_snapshot!(errors_of(&[], &["standard.price=68"]), @r"
    error: unknown key `standard`
     --> --set:1:1
      |
    1 | standard.price=68
      | ^^^^^^^^^^^^^^
      |
    help: did you mean `plans.standard.price`?
    ");
}

#[test]
fn override_without_a_value_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.price"]), @r"
    error: `plans.standard.price` is not an assignment
     --> --set:1:1
      |
    1 | plans.standard.price
      | ^^^^^^^^^^^^^^^^^^^^
      |
    help: write `--set PATH=VALUE`, such as `--set plans.standard.price=68`
    ");
}

#[test]
fn override_that_removes_a_required_key_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.price=none"]), @r"
    error: `plans.standard.price` cannot be removed, it is required
     --> --set:1:1
      |
    1 | plans.standard.price=none
      | ^^^^^^^^^^^^^^^^^^^^
    ");
}

#[test]
fn override_that_removes_nothing_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.pro.intro=none"]), @r"
    error: `plans.pro.intro` is not in the file, there is nothing to remove
     --> --set:1:1
      |
    1 | plans.pro.intro=none
      | ^^^^^^^^^^^^^^^
    ");
}

#[test]
fn override_of_another_retention_model_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.retention.sbg.alpha=0.5"]), @r"
    error: `plans.standard.retention` is `constant` in the file
     --> --set:1:1
      |
    1 | plans.standard.retention.sbg.alpha=0.5
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: set all of it, as in `--set plans.standard.retention={ … }`
    ");
}

#[test]
fn override_with_a_wrong_value_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.price=-3"]), @r"
    error: `plans.standard.price` is `-3`, expected a finite number above 0
     --> --set:1:22
      |
    1 | plans.standard.price=-3
      |                      ^^
    ");
}

#[test]
fn override_of_a_missing_element_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["segments.studio.buying.conversion.5=0.1"]), @r"
    error: `segments.studio.buying.conversion` has no element `segments.studio.buying.conversion.5`
     --> --set:1:1
      |
    1 | segments.studio.buying.conversion.5=0.1
      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
    help: elements are counted from 0
    ");
}

#[test]
fn override_with_a_broken_value_is_reported() {
    insta::assert_snapshot!(errors_of(&[], &["plans.standard.intro={ price = 3"]), @r"
    error: the value of `plans.standard.intro` is not TOML: unclosed inline table, expected `}`
     --> --set:1:22
      |
    1 | plans.standard.intro={ price = 3
      |                      ^^^^^^^^^^^
    ");
}

#[test]
fn all_errors_of_a_file_are_reported_at_once() {
    insta::assert_snapshot!(errors_of(&[("price = 58", "price = -5"), ("alpha = 0.9", "alhpa = 0.9"), ("conversion = [0.05]", "conversion = [1.5]"), ("share = 0.85", "share = 0.8"), ("END", r#"[[guards]]
that = "p05(csh, last) > 0""#)], &["plans.pro.credits=-1"]), @r#"
    error: `plans.standard.price` is `-5`, expected a finite number above 0
      --> scenario.toml:10:9
       |
    10 | price = -5
       |         ^^

    error: `plans.pro.retention.sbg` has `beta` alone, expected either `alpha` and `beta` or `first_churn` and `polarization`
      --> scenario.toml:19:21
       |
    19 | retention = { sbg = { alhpa = 0.9, beta = 1.6 } }
       |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^

    error: unknown key `alhpa` in `plans.pro.retention.sbg`
      --> scenario.toml:19:23
       |
    19 | retention = { sbg = { alhpa = 0.9, beta = 1.6 } }
       |                       ^^^^^
       |
    help: did you mean `alpha`?

    error: segment shares sum to 0.95, expected 1 (hobbyist 0.80, studio 0.15)
      --> scenario.toml:21:9
       |
    21 | share = 0.8
       |         ^^^
       |
    help: raise one of them by 0.05, or let one be `"rest"`

    error: `segments.studio.buying.conversion.0` is `1.5`, expected a number at least 0 and below 1
      --> scenario.toml:29:15
       |
    29 | conversion = [1.5]
       |               ^^^

    error: unknown metric `csh`
      --> scenario.toml:33:8
       |
    33 | that = "p05(csh, last) > 0"
       |        ^^^^^^^^^^^^^^^^^^^^
       |
    help: did you mean `cash`?

    error: `plans.pro.credits` is `-1`, expected a finite number at least 0
     --> --set:1:19
      |
    1 | plans.pro.credits=-1
      |                   ^^
    "#);
}

/// Loads `child.toml` of a folder with these files; the folder is left out of what is said.
fn said_of_files(files: &[(&str, &[u8])]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("a file");
    }
    let result = load(&folder.path().join("child.toml"), &LoadOptions::default());
    let error = result.expect_err("an error");
    let prefix = format!("{}/", folder.path().display());
    report(&error, Style::Plain).replace(&prefix, "")
}

#[test]
fn extends_in_a_circle_names_the_chain() {
    insta::assert_snapshot!(said_of_files(&[
        ("child.toml", b"extends = \"base.toml\"\n"),
        ("base.toml", b"extends = \"child.toml\"\n"),
    ]), @r#"
    error: `extends` goes round in a circle: `child.toml` → `base.toml` → `child.toml`
     --> base.toml:1:11
      |
    1 | extends = "child.toml"
      |           ^^^^^^^^^^^^
      |
    help: let the last of them extend nothing, or another file
    "#);
}

#[test]
fn extends_of_a_missing_file_names_the_file_that_wants_it() {
    insta::assert_snapshot!(said_of_files(&[("child.toml", b"extends = \"base.toml\"\n")]), @r"
    error: cannot read `base.toml`: No such file or directory (os error 2)
     --> child.toml
    ");
}

#[test]
fn file_that_is_not_utf8_is_refused() {
    insta::assert_snapshot!(said_of_files(&[("child.toml", b"name = \"\xff\"\n")]), @"error: cannot read `child.toml`: it is not UTF-8 text (byte 8)");
}

#[test]
fn error_in_a_base_file_is_placed_there() {
    let base = GOOD.replace("price = 58", "price = -1");
    insta::assert_snapshot!(said_of_files(&[
        ("child.toml", b"extends = \"base.toml\"\nname = \"child\"\n"),
        ("base.toml", base.as_bytes()),
    ]), @r"
    error: `plans.standard.price` is `-1`, expected a finite number above 0
      --> base.toml:10:9
       |
    10 | price = -1
       |         ^^
    ");
}

#[test]
fn folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = load(folder.path(), &LoadOptions::default()).expect_err("an error");
    assert!(report(&error, Style::Plain).ends_with("it is a folder\n"));
}

#[test]
fn what_acts_on_a_terminal_is_escaped() {
    insta::assert_snapshot!(errors_of(&[("price = 58", "price = 58\n\"\\u001b[31mred\\u202e\" = 1")], &[]), @r#"
    error: unknown key `\u{1b}[31mred\u{202e}` in `plans.standard`
      --> scenario.toml:11:1
       |
    11 | "\u001b[31mred\u202e" = 1
       | ^^^^^^^^^^^^^^^^^^^^^
       |
    help: there is `price`, `period`, `intro`, `credits`, `demand`, `top_up_price`, `from`, `retention`, `switch`, `appeal` and `reference`
    "#);
}

#[test]
fn megabytes_are_shortened() {
    let long = format!("price = \"{}\"", "9".repeat(1_000_000));
    let said = errors_of(&[("price = 58", &long)], &[]);
    assert!(said.len() < 400, "{said}");
}
