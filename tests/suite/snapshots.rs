//! What users see, word for word: help, reports, and the values of a seed.

use std::process::Command;

use assert_cmd::cargo::CommandCargoExt;

/// What the program prints.
fn printed(arguments: &[&str]) -> String {
    let mut process = Command::cargo_bin("simulate").expect("the program");
    process.current_dir(env!("CARGO_MANIFEST_DIR"));
    process
        .args(arguments)
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1");
    let output = process.output().expect("a process");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn help_of_every_command() {
    for command in [
        "run",
        "sweep",
        "solve",
        "sensitivity",
        "merge",
        "compare",
        "report",
        "check",
        "schema",
        "completions",
        "man",
    ] {
        let arguments = match command {
            "run" => vec!["--help"],
            command => vec![command, "--help"],
        };
        insta::assert_snapshot!(format!("help_{command}"), printed(&arguments));
    }
}

/// Value stability: a change here is "Value-breaking" and belongs into the changelog.
#[test]
fn report_of_the_startup_scenario() {
    let report = printed(&["scenarios/startup.toml", "--paths", "300", "--quiet"]);
    insta::assert_snapshot!(report);
}

#[test]
fn drivers_of_the_startup_scenario() {
    let arguments = ["scenarios/startup.toml", "--paths", "1000", "--quiet"];
    insta::assert_snapshot!(printed(&[&arguments[..], &["--drivers"]].concat()));
}

#[test]
fn charts_of_the_kling_scenario() {
    let charts = ["--chart", "users", "--chart", "churn_rate.plan:gold"];
    let arguments = ["scenarios/kling.toml", "--paths", "100", "--quiet"];
    insta::assert_snapshot!(printed(&[&arguments[..], &charts].concat()));
}

/// Value stability of every mechanism: the quarters of the established scenario.
#[test]
fn report_of_the_established_scenario() {
    let report = printed(&["scenarios/established.toml", "--paths", "300", "--quiet"]);
    insta::assert_snapshot!(report);
}

#[test]
fn sweep_of_the_startup_scenario() {
    let one = [
        "sweep",
        "scenarios/startup.toml",
        "--quiet",
        "--paths",
        "200",
        "-P",
        "plans.basic.price=9:18:3",
    ];
    insta::assert_snapshot!(printed(&one));
    let two = [
        &one[..],
        &[
            "-L",
            "plans.basic.credits=400,600",
            "--subject-to",
            "p05(cash, last) > 8000",
        ],
    ]
    .concat();
    insta::assert_snapshot!(printed(&two));
}

#[test]
fn comparison_with_a_variant_of_the_startup_scenario() {
    let variant = "scenarios/startup.toml@plans.basic.price=15@plans.basic.intro=none";
    let arguments = [
        "compare",
        "scenarios/startup.toml",
        variant,
        "--explain",
        "--quiet",
    ];
    let few = ["--paths", "200", "--explain-paths", "200"];
    insta::assert_snapshot!(printed(&[&arguments[..], &few].concat()));
}

#[test]
fn check_of_the_startup_scenario() {
    let text = printed(&[
        "check",
        "scenarios/startup.toml",
        "--set",
        "plans.basic.price=15",
    ]);
    insta::assert_snapshot!(text);
}

#[test]
fn check_shows_what_overrides_change_and_take_away() {
    let text = printed(&[
        "check",
        "scenarios/kling-price-rise.toml",
        "--set",
        "plans.gold.price=61",
        "--set",
        "plans.gold.intro=none",
        "--set",
        "segments.cn_casual.buying.price_elasticity=-2 to -1",
    ]);
    let changed: Vec<String> = text
        .lines()
        .filter(|line| line.contains("--set"))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let changed = changed.join("\n");
    insta::assert_snapshot!(changed, @r#"
    price 61 --set, was 58
    price_elasticity -2 · -1.5 · -1 --set, was "-2.4 to -0.8"
    intro.price none --set, was 19
    intro.periods none --set, was 1
    "#);
}
