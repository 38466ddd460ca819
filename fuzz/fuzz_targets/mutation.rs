//! The bytes decide how a real scenario is mutated, as in `tests/suite/hostile/twin.rs`.

#![no_main]

mod attempt;

#[path = "../../tests/suite/hostile/mutation.rs"]
mod mutation;

const SCENARIOS: [&str; 4] = [
    include_str!("../../tests/scenarios/compact.toml"),
    include_str!("../../tests/scenarios/tiny.toml"),
    include_str!("../../scenarios/startup.toml"),
    include_str!("../../scenarios/established.toml"),
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut choices = mutation::Choices::new(bytes);
    let scenario = choices.one_of(&SCENARIOS);
    attempt::attempt(&mutation::mutated(scenario, &mut choices));
});
