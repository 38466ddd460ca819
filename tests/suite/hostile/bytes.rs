//! What may stand in what the program writes.

use tiercast::units::acts;

/// Fails where a text would act on what shows it.
pub fn assert_inert(what: &str, text: &str) {
    for (number, line) in text.split('\n').enumerate() {
        if let Some(character) = line.chars().find(|character| acts(*character)) {
            panic!(
                "{what}, line {}, has {character:?}: {}",
                number + 1,
                line.escape_debug()
            );
        }
    }
}

/// Fails unless a text is a table whose rows have the columns of the heading and whose cells no
/// spreadsheet takes for formulas.
pub fn assert_csv(what: &str, text: &str) {
    assert_inert(what, text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader
        .records()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    for cell in rows.iter().flatten() {
        let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        assert!(!is_formula || cell.parse::<f64>().is_ok(), "{what}: {cell}");
    }
}
