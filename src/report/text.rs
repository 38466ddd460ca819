//! Text of scenarios on its way to a terminal.

use unicode_width::UnicodeWidthStr;

use crate::units::acts;

/// Characters for each column that a text may have: marks that take no column are not endless.
const CHARACTERS_PER_COLUMN: usize = 4;

/// `text` on one line, without characters that act on a terminal or turn the text around them.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|character| {
            if acts(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// How many columns a text takes; Chinese characters take two each.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `columns` columns, the end replaced by `…` where it is longer.
#[must_use]
pub fn shortened(text: &str, columns: usize) -> String {
    let most = columns * CHARACTERS_PER_COLUMN;
    let is_short = |text: &str| width(text) <= columns && text.chars().nth(most).is_none();
    if is_short(text) {
        return text.to_owned();
    }
    let mut short = String::new();
    for character in text.chars().take(most) {
        let before = short.len();
        short.push(character);
        // the width of a text is not the sum of its characters'
        if width(&short) >= columns {
            short.truncate(before);
            break;
        }
    }
    if columns > 0 {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_cannot_act_on_a_terminal() {
        assert_eq!(
            plain("a\u{1b}[31mb\nc\u{202e}d\u{9b}"),
            "a\u{fffd}[31mb\u{fffd}c\u{fffd}d\u{fffd}"
        );
        assert_eq!(plain("可灵 Kling"), "可灵 Kling");
    }

    #[test]
    fn shortened_counts_chinese_characters_twice() {
        assert_eq!(shortened("黄金会员", 8), "黄金会员");
        assert_eq!(shortened("黄金会员", 7), "黄金会…");
        assert_eq!(shortened("黄金会员", 6), "黄金…");
        assert_eq!(shortened("standard", 5), "stan…");
        assert_eq!(shortened("two words", 5), "two…");
        assert_eq!(shortened("standard", 0), "");
    }

    #[test]
    fn shortened_fits_whatever_the_characters_are() {
        for text in ["❤\u{fe0f}", "e\u{301}", "👩\u{1f3fd}", "🇨🇳", "لا", "각", "a"] {
            for columns in 0..12 {
                let short = shortened(&text.repeat(40), columns);
                assert!(width(&short) <= columns, "{short} in {columns}");
                assert!(short.chars().count() <= CHARACTERS_PER_COLUMN * columns + 1);
            }
        }
    }
}
