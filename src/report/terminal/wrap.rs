//! Sentences in lines.

use crate::report::text::{shortened, width};

/// `text` in lines of at most `columns` columns, each with its end of line.
///
/// It is broken at blanks, not at the fixed blanks of numbers; a word longer than a line is shortened.
#[must_use]
pub fn wrapped(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut taken = 0;
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let word = shortened(word, columns);
        let length = width(&word);
        if taken > 0 && taken + 1 + length > columns {
            out.push('\n');
            taken = 0;
        }
        if taken > 0 {
            out.push(' ');
            taken += 1;
        }
        out.push_str(&word);
        taken += length;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_fit() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree\n");
        assert_eq!(wrapped("黄金 会员", 5), "黄金\n会员\n");
        assert_eq!(wrapped("unbreakable", 6), "unbre…\n");
        assert_eq!(wrapped("", 6), "\n");
        assert_eq!(wrapped("of 10\u{a0}000", 8), "of\n10\u{a0}000\n");
    }
}
