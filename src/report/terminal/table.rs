//! Aligned columns that fit a width: flexible ones shrink, optional ones go.

use std::fmt::Write as _;

use anstyle::Style;

use crate::report::terminal::style;
use crate::report::text::{shortened, width};

/// What becomes of a column when the table is too wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It stays as it is.
    Fixed,
    /// It is shortened, down to so many columns of text; further where nothing else helps.
    Shrinks(usize),
    /// It is left out, together with those of the same number; the highest goes first.
    Optional(u8),
    /// It is left out where narrow gaps do not help either; the highest number goes first.
    Wanted(u8),
    /// It is shortened down to so many columns of text, then left out as the first.
    Spare(usize),
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Names.
    Left,
    /// Numbers.
    Right,
}

/// A column: its heading, which may have two lines, and how it is laid out.
#[derive(Debug, Clone)]
pub struct Column {
    heading: String,
    align: Align,
    fit: Fit,
}

/// One text of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    style: Style,
}

/// Columns that a name keeps whatever happens.
const LETTERS: usize = 4;

/// Rows under headings.
#[derive(Debug, Clone, Default)]
pub struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Column {
    /// A column of names.
    #[must_use]
    pub fn names(heading: impl Into<String>, fit: Fit) -> Self {
        Self {
            heading: heading.into(),
            align: Align::Left,
            fit,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub fn numbers(heading: impl Into<String>, fit: Fit) -> Self {
        Self {
            heading: heading.into(),
            align: Align::Right,
            fit,
        }
    }
}

impl Cell {
    /// A text in a style.
    #[must_use]
    pub fn styled(text: impl Into<String>, style: Style) -> Self {
        Self {
            text: text.into(),
            style,
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::styled(text, Style::new())
    }
}

impl Table {
    /// An empty table.
    #[must_use]
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row with one cell for each column.
    pub fn row(&mut self, cells: Vec<Cell>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.rows.push(cells);
    }

    /// The table in at most `available` columns of text, if that can be done.
    #[must_use]
    pub fn render(&self, available: usize) -> String {
        let (layout, gap) = self.layout(available);
        let mut out = String::new();
        let lines = layout
            .iter()
            .map(|(column, _)| self.columns[*column].heading.lines().count())
            .max()
            .unwrap_or(0);
        for line in 0..lines {
            let headings = layout.iter().map(|(column, _)| {
                // a heading of one line stands in the last
                let heading: Vec<&str> = self.columns[*column].heading.lines().collect();
                let text = (line + heading.len())
                    .checked_sub(lines)
                    .map_or("", |index| heading[index]);
                Cell::styled(text, style::FAINT)
            });
            self.line(&mut out, &layout, gap, headings);
        }
        for row in &self.rows {
            let cells = layout.iter().map(|(column, _)| row[*column].clone());
            self.line(&mut out, &layout, gap, cells);
        }
        out
    }

    fn line(
        &self,
        out: &mut String,
        layout: &[(usize, usize)],
        gap: usize,
        cells: impl Iterator<Item = Cell>,
    ) {
        let mut line = String::new();
        let mut blanks = 0;
        for ((column, columns), cell) in layout.iter().zip(cells) {
            let text = shortened(&cell.text, *columns);
            let fill = columns - width(&text);
            let (before, after) = match self.columns[*column].align {
                Align::Left => (0, fill),
                Align::Right => (fill, 0),
            };
            // blanks are written when something follows them
            blanks += before;
            if !text.is_empty() {
                let _ = write!(line, "{:blanks$}{}{text}{:#}", "", cell.style, cell.style);
                blanks = 0;
            }
            blanks += after + gap;
        }
        out.push_str(&line);
        out.push('\n');
    }

    /// The columns that are shown, with their widths, and the gap between them.
    fn layout(&self, available: usize) -> (Vec<(usize, usize)>, usize) {
        let mut shown: Vec<(usize, usize)> = (0..self.columns.len())
            .map(|column| (column, self.natural_width(column)))
            .collect();
        loop {
            let optional = shown
                .iter()
                .filter_map(|(column, _)| self.loss(*column))
                .max();
            // narrow gaps are for tables that have nothing left to leave out lightly
            let is_crammed = optional.is_none_or(|(lightness, _)| lightness == 0);
            let gaps: &[usize] = if is_crammed { &[2, 1] } else { &[2] };
            for gap in gaps {
                let text: usize = shown.iter().map(|(_, columns)| columns).sum();
                let taken = text + gap * shown.len().saturating_sub(1);
                if let Some(shrunk) = self.shrink(&shown, taken.saturating_sub(available)) {
                    return (shrunk, *gap);
                }
            }
            if optional.is_none() {
                return (self.squeezed(&shown, available), 1);
            }
            shown.retain(|(column, _)| self.loss(*column) != optional);
        }
    }

    fn natural_width(&self, column: usize) -> usize {
        let headings = self.columns[column].heading.lines();
        let cells = self.rows.iter().map(|row| row[column].text.as_str());
        headings.chain(cells).map(width).max().unwrap_or(0)
    }

    /// How soon a column is left out: how lightly, and its rank; `None` for one that stays.
    fn loss(&self, column: usize) -> Option<(u8, u8)> {
        match self.columns[column].fit {
            Fit::Spare(_) => Some((2, 0)),
            Fit::Optional(rank) => Some((1, rank)),
            Fit::Wanted(rank) => Some((0, rank)),
            Fit::Fixed | Fit::Shrinks(_) => None,
        }
    }

    /// Takes `excess` from the columns that can shrink, the widest first; `None` where they can't.
    fn shrink(&self, shown: &[(usize, usize)], mut excess: usize) -> Option<Vec<(usize, usize)>> {
        let mut shown = shown.to_vec();
        while excess > 0 {
            let widest = shown
                .iter_mut()
                .filter(|(column, columns)| *columns > self.least(*column, *columns))
                .max_by_key(|(_, columns)| *columns)?;
            widest.1 -= 1;
            excess -= 1;
        }
        Some(shown)
    }

    /// The last resort: names lose what does not fit, but for a few letters.
    fn squeezed(&self, shown: &[(usize, usize)], available: usize) -> Vec<(usize, usize)> {
        let gaps = shown.len().saturating_sub(1);
        let mut taken = shown.iter().map(|(_, columns)| columns).sum::<usize>() + gaps;
        let mut squeezed = shown.to_vec();
        for (column, columns) in &mut squeezed {
            if matches!(self.columns[*column].fit, Fit::Shrinks(_)) {
                let excess = taken.saturating_sub(available);
                let less = columns.saturating_sub(LETTERS).min(excess);
                *columns -= less;
                taken -= less;
            }
        }
        squeezed
    }

    fn least(&self, column: usize, natural: usize) -> usize {
        match self.columns[column].fit {
            Fit::Shrinks(least) | Fit::Spare(least) => least.min(natural),
            Fit::Fixed | Fit::Optional(_) | Fit::Wanted(_) => natural,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(vec![
            Column::names("plan", Fit::Shrinks(6)),
            Column::numbers("revenue\n¥", Fit::Fixed),
            Column::numbers("cash", Fit::Optional(1)),
        ]);
        table.row(vec!["黄金会员年度".into(), "12.3M".into(), "1".into()]);
        table.row(vec!["pro".into(), "5".into(), "20k".into()]);
        table
    }

    fn render(columns: usize) -> String {
        anstream::adapter::strip_str(&table().render(columns)).to_string()
    }

    #[test]
    fn table_lines_up_by_display_width() {
        let expected = "              revenue\n\
                        plan                ¥  cash\n\
                        黄金会员年度    12.3M     1\n\
                        pro                 5   20k\n";
        assert_eq!(render(80), expected);
    }

    #[test]
    fn table_shrinks_names_before_it_leaves_out_columns() {
        assert_eq!(render(24).lines().nth(2), Some("黄金会员…    12.3M     1"));
        assert_eq!(render(16).lines().nth(2), Some("黄金会…    12.3M"));
        assert_eq!(render(13).lines().nth(2), Some("黄金…   12.3M"));
        for columns in 12..60 {
            for line in render(columns).lines() {
                assert!(width(line) <= columns, "{columns}: {line}");
            }
        }
    }

    #[test]
    fn table_too_narrow_for_anything_keeps_its_least_widths() {
        assert_eq!(render(3).lines().nth(3), Some("pro        5"));
    }
}
