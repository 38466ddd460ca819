//! Mutations of scenario files: lines, tables, keys and values deleted, repeated, swapped, retyped,
//! made extreme. The fuzz target (`fuzz/`) uses this file too.

/// Decisions that some bytes take; when they are used up, a hash of them goes on.
pub struct Choices<'a> {
    bytes: &'a [u8],
    state: u64,
}

impl<'a> Choices<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let state = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { bytes, state }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        let drawn = if let [low, high, rest @ ..] = self.bytes {
            self.bytes = rest;
            usize::from(u16::from_le_bytes([*low, *high]))
        } else {
            self.state = self
                .state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (self.state >> 33) as usize
        };
        drawn % end.max(1)
    }

    /// One of `items`.
    pub fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// Numbers at the ends of what is allowed, and beyond.
pub const EXTREME: &[&str] = &[
    "0",
    "-0.0",
    "1",
    "0.5",
    "-1",
    "2",
    "1e-320",
    "1e-300",
    "1e-6",
    "1e6",
    "1e12",
    "1e13",
    "1e100",
    "1e308",
    "-1e308",
    "1e400",
    "nan",
    "-nan",
    "inf",
    "-inf",
    "99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "0x7fff_ffff_ffff_ffff",
    "0.9999999999999999",
    "100",
    "1200",
    "1201",
    "1_000_000_000",
];

/// Values of other forms.
pub const RETYPED: &[&str] = &[
    "true",
    "\"text\"",
    "\"\"",
    "'raw'",
    "[]",
    "{}",
    "[1, 2]",
    "[[[1]]]",
    "{ a = 1 }",
    "2024-06-01",
    "07:32:00",
    "\"2025-13\"",
    "\"2024-07\"",
    "\"0001-01\"",
    "\"9999-12\"",
    "\"rest\"",
    "\"none\"",
    "\"12%\"",
    "\"8% to 15%\"",
    "\"1 to 1e300\"",
    "\"1e-300 to 1e300\"",
    "\"-1 to 1\"",
    "{ normal = { mean = 1, sd = 1 } }",
    "{ normal = { mean = 1e300, sd = 1e300 } }",
    "{ normal = { mean = 0, sd = 1, min = 8, max = 9 } }",
    "{ lognormal = { mean = 1e9, sd = 1e12 } }",
    "{ beta = { mean = 0.5, sd = 0.499 } }",
    "{ gamma = { mean = 1e-9, sd = 1 } }",
    "{ gamma = { mean = 1e9, sd = 1e-3 } }",
    "{ uniform = { min = 0, max = 1e308 } }",
    "{ triangular = { min = 0, mode = 0, max = 1 } }",
    "{ pert = { min = 0, mode = 1, max = 1 } }",
    "{ discrete = { values = [0, 1], weights = [1e308, 1e308] } }",
    "{ constant = { churn = 1 } }",
    "{ constant = { level = 1e12 } }",
    "{ sbg = { alpha = 1e-9, beta = 1e-9 } }",
    "{ bdw = { alpha = 1e6, beta = 1e-6, c = 30 } }",
    "{ table = { churn = [0, 1, 0] } }",
    "{ series = { values = [1, 0, 1e11] } }",
    "{ logistic = { level = 5, growth = 40, capacity = 10 } }",
    "{ bass = { market = 1e9, p = 1, q = 1 } }",
    "{ exponential = { level = 1e3, growth = 9, from = \"0001-01\" } }",
    "{ exponential = { level = 1, growth = 1, growth_half_life = 1e-3 } }",
    "\"\\u202E\\u0000\\u001b[31m\"",
];

/// Keys that mean something elsewhere, or nothing anywhere.
pub const KEYS: &[&str] = &[
    "__proto__",
    "constructor",
    "extends",
    "price",
    "share",
    "months",
    "\"\"",
    "\"a.b\"",
    "\"=1+1\"",
    "\"\\u001b[31m\"",
    "\"\\u202e\"",
    "'\u{202e}'",
    "\"\\u0000\"",
    "-",
    "0",
    "rest",
    "none",
    "\"名\"",
    "a.b.c.d",
];

/// Pieces that break the syntax, or nearly.
pub const FRAGMENTS: &[&str] = &[
    "=",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "]]",
    ".",
    ",",
    "\"",
    "'",
    "\"\"\"",
    "#",
    "\n",
    "\r",
    "\r\n",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{9b}",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{1b}[31m",
    "é",
    "名",
    "🎬",
    "-",
    "e9",
    "%",
    " to ",
    "\\u0000",
    "__proto__",
];

/// A scenario with up to five mutations.
pub fn mutated(text: &str, choices: &mut Choices) -> String {
    let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
    for _ in 0..=choices.below(5) {
        mutate(&mut lines, choices);
        if lines.is_empty() {
            lines.push(String::new());
        }
    }
    lines.join("\n")
}

fn mutate(lines: &mut Vec<String>, choices: &mut Choices) {
    let at = choices.below(lines.len());
    match choices.below(20) {
        0 => drop(lines.remove(at)),
        1 => {
            let line = lines[at].clone();
            lines.insert(choices.below(lines.len()), line);
        }
        2 => {
            let other = choices.below(lines.len());
            lines.swap(at, other);
        }
        3 => drop(lines.drain(table_at(lines, at))),
        4 => {
            let table = lines[table_at(lines, at)].to_vec();
            let place = table_at(lines, choices.below(lines.len())).end;
            lines.splice(place..place, table);
        }
        5 => {
            let table: Vec<String> = lines.drain(table_at(lines, at)).collect();
            let place = choices.below(lines.len() + 1);
            lines.splice(place..place, table);
        }
        6 => set_value(&mut lines[at], choices.one_of(EXTREME)),
        7 => set_value(&mut lines[at], choices.one_of(RETYPED)),
        8 => set_key(&mut lines[at], choices.one_of(KEYS)),
        9 => {
            let fragment = choices.one_of(FRAGMENTS);
            splice(&mut lines[at], choices, fragment);
        }
        10 => set_number(&mut lines[at], choices, |_, choices| {
            choices.one_of(EXTREME).to_owned()
        }),
        11 => {
            let depth = [3, 30, 300, 3_000][choices.below(4)];
            let (open, close) = choices.one_of(&[("[", "]"), ("{ a = ", " }")]);
            set_value(
                &mut lines[at],
                &format!("{}1{}", open.repeat(depth), close.repeat(depth)),
            );
        }
        12 => {
            // a megabyte once in a while
            let length = [100, 1_000, 10_000, 1_000_000][choices.below(100).saturating_sub(96)];
            let piece = choices.one_of(&["x", "名", "\u{301}", "\u{202e}"]);
            set_value(
                &mut lines[at],
                &format!("\"{}\"", piece.repeat(length / piece.len())),
            );
        }
        13 => {
            let other = choices.below(lines.len());
            let values = [at, other].map(|line| value_of(&lines[line]).map(str::to_owned));
            if let [Some(first), Some(second)] = values {
                set_value(&mut lines[at], &second);
                set_value(&mut lines[other], &first);
            }
        }
        14 => lines.insert(at, choices.one_of(KEYS).to_owned() + " = 1"),
        15 => {
            let header = choices.one_of(KEYS);
            let table = choices.one_of(&["plans", "segments", "api", "generations", "sources"]);
            lines.insert(at, format!("[{table}.{header}]"));
        }
        // most numbers are still possible after these
        _ => set_number(&mut lines[at], choices, |number, choices| {
            let factor = choices.one_of(&[0.0, 0.1, 0.5, 0.9, 1.1, 2.0, 10.0, 1e3, 1e6]);
            format!("{}", number * factor)
        }),
    }
}

/// The lines of the table that a line belongs to, its header included.
fn table_at(lines: &[String], at: usize) -> std::ops::Range<usize> {
    let is_header = |line: &String| line.starts_with('[');
    let start = lines[..=at].iter().rposition(is_header).unwrap_or(0);
    let after = lines[start + 1..].iter().position(is_header);
    start..after.map_or(lines.len(), |after| start + 1 + after)
}

fn value_of(line: &str) -> Option<&str> {
    let (_, value) = line.split_once('=')?;
    Some(value.trim())
}

fn set_value(line: &mut String, value: &str) {
    if let Some((key, _)) = line.split_once('=') {
        *line = format!("{} = {value}", key.trim_end());
    }
}

fn set_key(line: &mut String, key: &str) {
    if let Some((_, value)) = line.split_once('=') {
        *line = format!("{key} ={value}");
    } else if line.starts_with('[') {
        let step = line.rfind('.').unwrap_or(0);
        *line = format!("{}.{key}]", &line[..step.max(1)]);
    }
}

fn splice(line: &mut String, choices: &mut Choices, fragment: &str) {
    let characters: Vec<char> = line.chars().collect();
    let start = choices.below(characters.len() + 1);
    let end = (start + choices.below(4)).min(characters.len());
    let before: String = characters[..start].iter().collect();
    let after: String = characters[end..].iter().collect();
    *line = format!("{before}{fragment}{after}");
}

/// Changes one of the numbers of a line, wherever it stands.
fn set_number(
    line: &mut String,
    choices: &mut Choices,
    change: impl Fn(f64, &mut Choices) -> String,
) {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'+' | b'-');
    let bytes = line.as_bytes();
    let mut numbers = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let length = bytes[start..]
            .iter()
            .take_while(|byte| is_part(**byte))
            .count();
        let word = &line[start..start + length];
        if let Ok(number) = word.replace('_', "").parse::<f64>() {
            numbers.push((start, start + length, number));
        }
        start += length.max(1);
        while !line.is_char_boundary(start) {
            start += 1;
        }
    }
    if !numbers.is_empty() {
        let (start, end, number) = choices.one_of(&numbers);
        let new = change(number, choices);
        line.replace_range(start..end, &new);
    }
}
