//! Markdown of one page in one language. Texts of rule files stay text: what Markdown would read as a mark is escaped.

use super::Pick;
use crate::facts::Localized;

use super::super::diagnostic::both;

/// One cell of a table.
pub(super) enum Cell {
    /// A text.
    Text(Localized),
    /// The same in both languages.
    Name(String),
    /// A word of the rule files, shown as code.
    Code(String),
    /// A link: text and page.
    Link(String, String),
}

/// A page that grows from top to bottom.
pub(super) struct Writer {
    text: String,
    pick: Pick,
}

impl Writer {
    pub(super) fn new(pick: Pick) -> Self {
        Self {
            text: String::new(),
            pick,
        }
    }

    pub(super) fn done(self) -> String {
        self.text
    }

    pub(super) fn heading(&mut self, level: usize, text: &Localized) {
        let line = format!("{} {}", "#".repeat(level), self.line(text));
        self.raw(&line);
    }

    /// A small heading inside a section.
    pub(super) fn label(&mut self, text: &Localized) {
        let line = format!("**{}**", self.line(text));
        self.raw(&line);
    }

    pub(super) fn paragraph(&mut self, text: &Localized) {
        let line = self.line(text);
        self.raw(&line);
    }

    pub(super) fn list(&mut self, items: impl IntoIterator<Item = Localized>) {
        let lines: Vec<String> = items
            .into_iter()
            .map(|item| format!("- {}", self.line(&item)))
            .collect();
        self.raw(&lines.join("\n"));
    }

    pub(super) fn table<const N: usize>(
        &mut self,
        head: [(&str, &str); N],
        rows: impl IntoIterator<Item = [Cell; N]>,
    ) {
        let head = head.map(|(vi, en)| Cell::Text(both(vi, en)));
        let mut lines = vec![self.row(&head), format!("|{}", "---|".repeat(N))];
        lines.extend(rows.into_iter().map(|cells| self.row(&cells)));
        let table = lines.join("\n");
        self.raw(&table);
    }

    fn row(&self, cells: &[Cell]) -> String {
        let shown: Vec<String> = cells
            .iter()
            .map(|cell| match cell {
                Cell::Text(text) => self.line(text),
                Cell::Name(name) => escaped(name),
                Cell::Code(word) => format!("`{word}`"),
                Cell::Link(text, page) => link(text, page),
            })
            .collect();
        format!("| {} |", shown.join(" | "))
    }

    /// A block that is Markdown already.
    pub(super) fn raw(&mut self, block: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(block);
        self.text.push('\n');
    }

    /// A text on one line, its marks escaped.
    fn line(&self, text: &Localized) -> String {
        escaped((self.pick)(text))
    }
}

fn escaped(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '<' | '[' | '|' => {
                line.push('\\');
                line.push(letter);
            }
            letter if letter.is_control() => line.push(' '),
            letter => line.push(letter),
        }
    }
    line
}

/// A link to another page.
pub(super) fn link(text: &str, page: &str) -> String {
    format!("[{}]({page})", escaped(text))
}

/// A condition as a sentence of its own.
pub(super) fn sentence(text: &Localized) -> Localized {
    let sentence = |text: &str| {
        let mut letters = text.chars();
        letters
            .next()
            .map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
            .unwrap_or_default()
    };
    both(sentence(&text.vi), sentence(&text.en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_a_text_stay_text() {
        assert_eq!(escaped("a|b\n*c* <d> [e]`"), "a\\|b \\*c\\* \\<d> \\[e]\\`");
    }

    #[test]
    fn conditions_become_sentences() {
        assert_eq!(sentence(&both("độ dài từ 1", "the length")).vi, "Độ dài từ 1.");
    }
}
