//! Characters that say something, apart from those that act on what shows them.

/// Whether a character acts on a terminal, is invisible, or turns the text around it: controls,
/// marks of direction, zero-width characters, fillers, tags.
///
/// Selectors of a glyph's form, which belong to many a symbol, are none of them.
#[must_use]
pub fn acts(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_act_are_told_from_those_that_say_something() {
        for character in [
            '\0',
            '\t',
            '\n',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{202e}',
            '\u{200b}',
            '\u{2028}',
            '\u{2066}',
            '\u{3164}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert!(acts(character), "{character:?}");
        }
        for character in [
            'a', ' ', '\u{a0}', 'é', '¥', '灵', 'ع', '❤', '\u{fe0f}', '🎬', '…',
        ] {
            assert!(!acts(character), "{character:?}");
        }
    }
}
