//! Text of scenarios on its way to a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` on one line, without characters that act on a terminal or turn the text around them.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() || turns_text(character) {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

/// Whether a character is invisible or changes the direction of the text around it.
fn turns_text(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// How many columns a text takes; Chinese characters take two each.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `columns` columns, the end replaced by `…` where it is longer.
#[must_use]
pub fn shortened(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += character.width().unwrap_or(0);
        if taken > columns {
            break;
        }
        short.push(character);
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
}
