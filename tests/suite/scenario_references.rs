//! Overrides, child files and events move the numbers of a scenario; references stay.

use std::path::Path;

use tiercast::model::{Operation, Scenario, Slot, Value};
use tiercast::scenario::{LoadOptions, Loaded, load, load_text};

/// One plan with an intro and a top-up price, one without.
const BASE: &str = r#"
name = "base"
start = "2024-06"
months = 12
[signups]
trend = { constant = { level = 1000 } }
[generations.video]
credits = 10
[free]
credits = 30
[plans.standard]
price = "50 to 66"
intro = { price = 19 }
credits = 660
top_up_price = 0.1
retention = { sbg = { alpha = 0.9, beta = 1.6 } }
[plans.pro]
price = 234
credits = 3000
retention = { constant = { churn = 0.1 } }
[segments.all]
share = 1
[segments.all.buying]
conversion = [0.02, 0.01]
plan_mix = { standard = 0.9, pro = "rest" }
price_elasticity = "-2.4 to -1.2"
"#;

fn loaded_with(overrides: &[&str]) -> Loaded {
    let overrides = overrides
        .iter()
        .map(|&argument| argument.to_owned())
        .collect();
    let options = LoadOptions {
        overrides,
        months: None,
        ..LoadOptions::default()
    };
    load_text(BASE, "base.toml", None, &options).unwrap_or_else(|error| panic!("{error}"))
}

fn with_events(events: &str) -> Scenario {
    let text = format!("{BASE}{events}");
    let loaded = load_text(&text, "base.toml", None, &LoadOptions::default());
    loaded.unwrap_or_else(|error| panic!("{error}")).scenario
}

/// Loads a child of [`BASE`], and a grandchild where there is one.
fn extended(child: &str, grandchild: Option<&str>) -> Scenario {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("base.toml", BASE);
    write("child.toml", &format!("extends = \"base.toml\"\n{child}"));
    let mut last: &Path = Path::new("child.toml");
    if let Some(grandchild) = grandchild {
        write(
            "grandchild.toml",
            &format!("extends = \"child.toml\"\n{grandchild}"),
        );
        last = Path::new("grandchild.toml");
    }
    let loaded = load(&folder.path().join(last), &LoadOptions::default());
    loaded.unwrap_or_else(|error| panic!("{error}")).scenario
}

fn value(scenario: &Scenario, slot: Slot) -> Value {
    scenario.quantities.get(slot).value
}

fn known(scenario: &Scenario, slot: Slot) -> f64 {
    scenario.quantities.known(slot).expect("a known number")
}

#[test]
fn a_number_of_the_file_is_its_own_reference() {
    let scenario = loaded_with(&[]).scenario;
    let plan = &scenario.plans[0];
    assert!(matches!(value(&scenario, plan.price), Value::Uncertain(_)));
    assert_eq!(
        value(&scenario, plan.price),
        value(&scenario, plan.reference.price)
    );
    assert_eq!(
        value(&scenario, plan.price),
        value(&scenario, plan.opening_price)
    );
    assert_eq!(known(&scenario, plan.reference.intro_price), 19.0);
    assert_eq!(known(&scenario, plan.reference.intro_periods), 1.0);
    assert_eq!(known(&scenario, plan.reference.appeal), 0.0);
    assert_eq!(known(&scenario, scenario.free.reference_credits), 30.0);
}

#[test]
fn an_override_by_a_number_leaves_the_reference_drawn() {
    let scenario = loaded_with(&["plans.standard.price=68"]).scenario;
    let plan = &scenario.plans[0];
    assert_eq!(known(&scenario, plan.price), 68.0);
    let Value::Uncertain(input) = value(&scenario, plan.reference.price) else {
        panic!("the reference is uncertain");
    };
    assert_eq!(
        scenario.quantities.inputs()[input].key,
        "plans.standard.price"
    );
}

#[test]
fn an_override_by_a_distribution_shares_the_luck_of_the_reference() {
    let scenario = loaded_with(&["plans.standard.price=80 to 90"]).scenario;
    let plan = &scenario.plans[0];
    let inputs = scenario.quantities.inputs();
    let (Value::Uncertain(actual), Value::Uncertain(reference)) = (
        value(&scenario, plan.price),
        value(&scenario, plan.reference.price),
    ) else {
        panic!("both are uncertain");
    };
    assert_ne!(actual, reference);
    assert_eq!(inputs[actual].key, inputs[reference].key);
    assert_eq!(inputs[actual].dimension, inputs[reference].dimension);
    assert!(
        inputs[reference].distribution.quantile(0.5) < inputs[actual].distribution.quantile(0.05)
    );
}

#[test]
fn an_override_moves_no_other_input_to_another_dimension() {
    let dimension = |loaded: &Loaded| {
        let inputs = loaded.scenario.quantities.inputs();
        let input = inputs
            .iter()
            .find(|input| input.key.ends_with("price_elasticity"));
        input.expect("an elasticity").dimension
    };
    let before = dimension(&loaded_with(&[]));
    assert_eq!(before, 1);
    assert_eq!(
        dimension(&loaded_with(&["plans.standard.price=68"])),
        before
    );
    assert_eq!(
        dimension(&loaded_with(&["generations.video.credits=9 to 11"])),
        before
    );
}

#[test]
fn an_added_intro_compares_with_none() {
    let scenario = loaded_with(&["plans.pro.intro={ price = 99, periods = 2 }"]).scenario;
    let plan = &scenario.plans[1];
    assert_eq!(known(&scenario, plan.intro_price), 99.0);
    assert_eq!(known(&scenario, plan.intro_periods), 2.0);
    assert_eq!(known(&scenario, plan.reference.intro_periods), 0.0);
}

#[test]
fn an_intro_price_alone_means_one_period() {
    let scenario = loaded_with(&["plans.pro.intro.price=99"]).scenario;
    assert_eq!(known(&scenario, scenario.plans[1].intro_periods), 1.0);
}

#[test]
fn a_removed_intro_leaves_its_reference() {
    let scenario = loaded_with(&["plans.standard.intro=none"]).scenario;
    let plan = &scenario.plans[0];
    assert_eq!(known(&scenario, plan.intro_periods), 0.0);
    assert_eq!(known(&scenario, plan.reference.intro_periods), 1.0);
    assert_eq!(known(&scenario, plan.reference.intro_price), 19.0);
}

#[test]
fn a_removed_top_up_price_leaves_its_reference() {
    let scenario = loaded_with(&["plans.standard.top_up_price=none"]).scenario;
    let plan = &scenario.plans[0];
    assert!(known(&scenario, plan.top_up_price).is_nan());
    assert_eq!(known(&scenario, plan.reference.top_up_price), 0.1);
}

#[test]
fn an_added_top_up_price_is_its_own_reference() {
    let scenario = loaded_with(&["plans.pro.top_up_price=0.05 to 0.1"]).scenario;
    let plan = &scenario.plans[1];
    assert!(matches!(
        value(&scenario, plan.top_up_price),
        Value::Uncertain(_)
    ));
    assert_eq!(
        value(&scenario, plan.top_up_price),
        value(&scenario, plan.reference.top_up_price)
    );
}

#[test]
fn an_appeal_that_is_left_out_has_the_reference_zero() {
    let scenario = loaded_with(&["plans.pro.appeal=0.5"]).scenario;
    let plan = &scenario.plans[1];
    assert_eq!(known(&scenario, plan.appeal), 0.5);
    assert_eq!(known(&scenario, plan.reference.appeal), 0.0);
}

#[test]
fn a_child_file_inherits_the_references_of_its_base() {
    let child = "[plans.pro]\nprice = 250\nintro = { price = 99 }\n[free]\ncredits = 45\n\
                 [plans.standard]\nintro = { periods = 3 }\n";
    let scenario = extended(child, Some("[plans.pro]\nprice = 260\n"));
    let (standard, pro) = (&scenario.plans[0], &scenario.plans[1]);
    assert_eq!(known(&scenario, pro.price), 260.0);
    assert_eq!(known(&scenario, pro.reference.price), 234.0);
    assert_eq!(known(&scenario, pro.opening_price), 234.0);
    assert_eq!(known(&scenario, pro.reference.intro_periods), 0.0);
    assert_eq!(known(&scenario, standard.intro_periods), 3.0);
    assert_eq!(known(&scenario, standard.reference.intro_periods), 1.0);
    assert_eq!(known(&scenario, scenario.free.reference_credits), 30.0);
}

#[test]
fn a_plan_that_a_child_brings_has_its_own_intro_as_reference() {
    let child = "[plans.lite]\nprice = 25\nintro = { price = 5 }\nretention = { constant = { churn = 0.3 } }\n";
    let scenario = extended(child, Some("[plans.lite]\nprice = 22\n"));
    let lite = &scenario.plans[2];
    assert_eq!(known(&scenario, lite.price), 22.0);
    assert_eq!(known(&scenario, lite.reference.price), 25.0);
    assert_eq!(known(&scenario, lite.reference.intro_price), 5.0);
    assert_eq!(known(&scenario, lite.reference.intro_periods), 1.0);
}

#[test]
fn a_stated_reference_holds_part_by_part() {
    let scenario = extended(
        "[plans.pro]\nprice = 250\nreference = { price = 240, intro_price = 120 }\n",
        None,
    );
    let plan = &scenario.plans[1];
    assert_eq!(known(&scenario, plan.reference.price), 240.0);
    assert_eq!(known(&scenario, plan.opening_price), 234.0);
    assert_eq!(known(&scenario, plan.reference.intro_price), 120.0);
    assert_eq!(known(&scenario, plan.reference.intro_periods), 1.0);
    assert_eq!(known(&scenario, plan.reference.credits), 3000.0);
}

#[test]
fn an_event_moves_no_reference_but_that_of_a_top_up_it_adds() {
    let scenario = with_events(
        "[[events]]\nmonth = \"2024-09\"\nset = { \"plans.pro.top_up_price\" = 0.2, \"plans.pro.price\" = 250 }\n\
         [[events]]\nmonth = \"2024-10\"\nset = { \"plans.pro.top_up_price\" = 0.3 }\n",
    );
    let plan = &scenario.plans[1];
    assert!(known(&scenario, plan.top_up_price).is_nan());
    assert_eq!(known(&scenario, plan.reference.top_up_price), 0.2);
    assert_eq!(known(&scenario, plan.reference.price), 234.0);
}

#[test]
fn an_event_that_sets_an_intro_price_alone_implies_one_period() {
    let scenario =
        with_events("[[events]]\nmonth = \"2024-09\"\nset = { \"plans.pro.intro.price\" = 99 }\n");
    let plan = &scenario.plans[1];
    let changes = &scenario.events[0].changes;
    let periods = changes
        .iter()
        .find(|change| change.target == plan.intro_periods)
        .expect("periods");
    assert_eq!(periods.operation, Operation::Set);
    assert_eq!(known(&scenario, periods.amount), 1.0);
}

#[test]
fn an_event_ends_an_intro_and_a_top_up_price_by_none() {
    let scenario = with_events(
        "[[events]]\nmonth = \"2024-09\"\n\
         set = { \"plans.standard.intro\" = \"none\", \"plans.standard.top_up_price\" = \"none\" }\n",
    );
    let plan = &scenario.plans[0];
    let changes = &scenario.events[0].changes;
    assert_eq!(
        (changes[0].target, known(&scenario, changes[0].amount)),
        (plan.intro_periods, 0.0)
    );
    assert_eq!(changes[1].target, plan.top_up_price);
    assert!(known(&scenario, changes[1].amount).is_nan());
}

#[test]
fn an_event_sets_before_it_scales() {
    let scenario = with_events(
        "[[events]]\nmonth = \"2024-09\"\nuntil = \"2024-11\"\nscale = { \"plans.pro.price\" = 2, signups = 1.5 }\n\
         set = { \"plans.pro.price\" = 100 }\n",
    );
    let event = &scenario.events[0];
    let operations: Vec<Operation> = event
        .changes
        .iter()
        .map(|change| change.operation)
        .collect();
    assert_eq!(
        operations,
        [Operation::Set, Operation::Scale, Operation::Scale]
    );
    assert_eq!((event.from, event.until), (3, Some(5)));
    assert_eq!(event.changes[2].target, scenario.signups_scale);
}

#[test]
fn an_event_sets_and_scales_whole_lists() {
    let scenario = with_events(
        "[[events]]\nmonth = \"2024-09\"\nset = { \"segments.all.buying.conversion\" = [0.3, 0.2, 0.1] }\n\
         [[events]]\nmonth = \"2024-09\"\nscale = { \"segments.all.buying.conversion\" = 0.5 }\n",
    );
    let conversion = &scenario.segments[0].buying.conversion;
    assert_eq!(
        conversion.len(),
        3,
        "the last of two repeats, so that the third can be set"
    );
    assert_eq!(known(&scenario, conversion[2]), 0.01);
    for event in &scenario.events {
        let targets: Vec<Slot> = event.changes.iter().map(|change| change.target).collect();
        assert_eq!(&targets, conversion);
    }
}

#[test]
fn equal_amounts_of_two_events_have_names_of_their_own() {
    let event =
        "[[events]]\nmonth = \"2024-09\"\nscale = { \"plans.pro.price\" = \"1.1 to 1.2\" }\n";
    let scenario = with_events(&event.repeat(2));
    let inputs = scenario.quantities.inputs().iter();
    let keys: Vec<&str> = inputs
        .map(|input| input.key.as_str())
        .filter(|key| key.starts_with("events"))
        .collect();
    assert_eq!(
        keys,
        [
            "events.2024-09.scale.plans.pro.price",
            "events.2024-09.scale.plans.pro.price#2"
        ]
    );
}

#[test]
fn an_input_made_known_keeps_its_part_in_correlations() {
    let text = format!(
        "{BASE}[[correlate]]\ninputs = [\"segments.all.buying.price_elasticity\", \"costs.gpu_hour\"]\nrho = 0.5\n\
         [costs]\ngpu_hour = \"5 to 9\"\n"
    );
    let load = |argument: &str| {
        let overrides = vec![argument.to_owned()];
        load_text(
            &text,
            "base.toml",
            None,
            &LoadOptions {
                overrides,
                months: None,
                ..LoadOptions::default()
            },
        )
    };
    for (argument, uncertain) in [("costs.gpu_hour=6", false), ("months=6", true)] {
        let scenario = load(argument).expect("a scenario").scenario;
        assert_eq!(scenario.quantities.correlations().len(), 1);
        assert_eq!(scenario.quantities.inputs().len(), 3);
        let slot = scenario.quantities.slot("costs.gpu_hour").expect("a slot");
        assert_eq!(scenario.quantities.known(slot).is_none(), uncertain);
    }
}

#[test]
fn facts_and_guards_beyond_fewer_months_are_left_out_with_a_note() {
    let text = format!(
        "{BASE}[[facts]]\nmonth = \"2025-05\"\nmetric = \"users\"\nequals = 5\nsource = \"x\"\n\
         [[guards]]\nthat = \"p05(cash, 2025-05) > 0\"\n"
    );
    let load = |months| {
        load_text(
            &text,
            "base.toml",
            None,
            &LoadOptions {
                overrides: Vec::new(),
                months,
                ..LoadOptions::default()
            },
        )
    };
    let left_out = |loaded: &Loaded| {
        let notes = loaded.notes.iter();
        notes.filter(|note| note.contains("left out")).count()
    };
    let whole = load(None).expect("a scenario");
    assert_eq!(
        (
            whole.scenario.facts.len(),
            whole.scenario.guards.len(),
            left_out(&whole)
        ),
        (1, 1, 0)
    );
    let short = load(Some(6)).expect("a scenario");
    assert_eq!(
        (
            short.scenario.facts.len(),
            short.scenario.guards.len(),
            left_out(&short)
        ),
        (0, 0, 2)
    );
    assert_eq!(short.scenario.months, 6);
}

#[test]
fn the_canonical_text_loads_to_the_same_numbers() {
    let first = loaded_with(&[]);
    let again =
        load_text(&first.text, "again.toml", None, &LoadOptions::default()).expect("a scenario");
    assert_eq!(again.text, first.text);
    let keys = |loaded: &Loaded| -> Vec<String> {
        loaded
            .scenario
            .quantities
            .iter()
            .map(|(_, quantity)| quantity.key.clone())
            .collect()
    };
    assert_eq!(keys(&again), keys(&first));
}

#[test]
fn an_override_takes_bare_words_and_intervals() {
    let loaded = loaded_with(&[
        "name=what if",
        "start=2024-07",
        "simulation.sampler=sobol",
        "segments.all.buying.conversion.1=0.5% to 2%",
        "plans.lite={ price = 9, retention = { constant = { churn = 0.5 } } }",
        "plans.lite.switch.pro=0.1",
    ]);
    let scenario = &loaded.scenario;
    assert_eq!(scenario.name, "what if");
    assert_eq!(scenario.start.to_string(), "2024-07");
    assert!(matches!(
        value(scenario, scenario.segments[0].buying.conversion[1]),
        Value::Uncertain(_)
    ));
    assert_eq!(scenario.plans[2].id, "lite");
    assert_eq!(scenario.plans[2].switch.len(), 1);
}

#[test]
fn what_a_base_says_of_a_number_that_a_child_replaces_is_passed_over() {
    let child = "[plans.standard.retention.constant]\nchurn = 0.3\n[signups.trend.series]\nvalues = [1, 2]\n";
    let grandchild = "[segments.all.buying]\nprice_elasticity = -2\n";
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    let more = "[sources]\n\"signups.trend.constant.level\" = { note = \"x\", grade = \"guess\" }\n\
        \"plans.standard.retention.sbg.alpha\" = { note = \"x\", grade = \"guess\" }\n\
        [[correlate]]\ninputs = [\"plans.standard.price\", \"segments.all.buying.price_elasticity\"]\nrho = 0.5\n";
    write("base.toml", &format!("{BASE}{more}"));
    write("child.toml", &format!("extends = \"base.toml\"\n{child}"));
    write(
        "grandchild.toml",
        &format!("extends = \"child.toml\"\n{grandchild}"),
    );
    let loaded = load(
        &folder.path().join("grandchild.toml"),
        &LoadOptions::default(),
    );
    let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
    let named = |key: &str| scenario.quantities.slot(key).is_some();
    assert!(named("signups.trend.series.values.1") && !named("signups.trend.constant.level"));
    // the elasticity is known now, yet the price is drawn as it was
    assert_eq!(scenario.quantities.correlations().len(), 1);
}

#[test]
fn a_stated_reference_of_an_api_price_a_generation_and_free_credits_holds() {
    let text = BASE
        .replace(
            "credits = 30\n",
            "credits = 30\nreference = { credits = 50 }\n",
        )
        .replace(
            "[generations.video]\ncredits = 10\n",
            "[generations.video]\ncredits = 10\nreference = { credits = 8 }\n",
        );
    let api = "[api.studio]\narrivals = { constant = { level = 3 } }\ncredits = 100\nprice = 0.1\n\
        churn = { constant = { churn = 0.1 } }\nmix = { video = 1 }\nreference = { price = 0.08 }\n";
    let loaded = load_text(
        &format!("{text}{api}"),
        "base.toml",
        None,
        &LoadOptions::default(),
    );
    let scenario = loaded.unwrap_or_else(|error| panic!("{error}")).scenario;
    assert_eq!(
        value(&scenario, scenario.api[0].reference_price),
        Value::Known(0.08)
    );
    assert_eq!(
        value(&scenario, scenario.generations[0].reference_credits),
        Value::Known(8.0)
    );
    assert_eq!(
        value(&scenario, scenario.free.reference_credits),
        Value::Known(50.0)
    );
    assert_eq!(value(&scenario, scenario.free.credits), Value::Known(30.0));
}

#[test]
fn the_period_of_the_base_stays_the_reference() {
    let scenario = loaded_with(&["plans.pro.period=3"]).scenario;
    assert_eq!(scenario.plans[1].period, 3);
    assert_eq!(scenario.plans[1].reference.period, 1);
}

#[test]
fn source_of_the_file_that_is_extended_is_no_source_of_a_number() {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("base.toml", BASE);
    let child =
        "extends = \"base.toml\"\n[sources]\nextends = { note = \"x\", grade = \"guess\" }\n";
    write("child.toml", child);
    let loaded = load(&folder.path().join("child.toml"), &LoadOptions::default());
    let said = loaded.expect_err("no number").to_string();
    assert!(
        said.contains("`sources` names `extends`, which is not a number of this scenario"),
        "{said}"
    );
}
