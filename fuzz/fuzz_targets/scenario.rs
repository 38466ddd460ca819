//! Any bytes as a scenario file.

#![no_main]

mod attempt;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        attempt::attempt(text);
    }
});
