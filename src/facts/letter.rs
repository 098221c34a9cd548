//! Letters that deceive: names and texts come from whoever made a document, and are shown to people.

/// Whether a character is not what a reader sees: it shows nothing, turns the direction of what follows, or steers the
/// terminal. Two names that differ in such characters alone look the same, and `fdp.exe` can read `exe.pdf`.
///
/// Line breaks and tabs are among them. Of the others: joiners, marks of direction, fillers, variation selectors, tags, and
/// what XML 1.0 can't hold (Unicode, 23; UTS 39).
pub fn deceives(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}' | '\u{1160}'
                | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{FFFE}' | '\u{FFFF}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}
