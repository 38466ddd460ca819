//! What a page is made of, in the order it is read; the template turns it into HTML.

use minijinja::HtmlEscape;
use serde::Serialize;

use crate::model::Unit;
use crate::report::page::chart::{Colour, Drawing, Outcome, Size};
use crate::report::page::charts::Titled;
use crate::report::page::language::{Words, fill};
use crate::report::plain;
use crate::report::values::number;

/// A part of a page that can be linked to.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// What a link says after `#`.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What is in it.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A sentence that says what to see.
    Lead(Sentence),
    /// A remark in small print.
    Note(Sentence),
    /// What must not be overlooked.
    Warning(Sentence),
    /// A few figures side by side.
    Cards {
        /// They.
        cards: Vec<Card>,
    },
    /// A chart.
    Chart(Box<Chart>),
    /// Small charts side by side.
    Charts {
        /// They.
        charts: Vec<Chart>,
    },
    /// A table.
    Table(Table),
    /// A table behind its caption.
    Folded(Table),
}

/// A figure in words, and what it is exactly.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// As it is read.
    pub text: String,
    /// As files have it; none of what is no number.
    pub exact: Option<String>,
}

/// A sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Sentence {
    /// For those who cannot see.
    pub plain: String,
    /// With its figures marked.
    pub html: String,
}

/// A figure with its band.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: Shown,
    /// Its band, or a remark.
    pub band: Sentence,
}

/// A chart, with the table behind it.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// What a link and a file of its data are called.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// The unit of its axis.
    pub unit: String,
    /// What there is to see, in words.
    pub alt: String,
    /// For each width.
    pub drawings: Vec<Drawn>,
    /// What the colours mean, from top to bottom.
    pub legend: Vec<Entry>,
    /// The numbers.
    pub table: Table,
    /// Whether the rows of the table lie side by side in the drawing.
    pub is_across: bool,
}

/// A drawing for a width.
#[derive(Debug, Clone, Serialize)]
pub struct Drawn {
    /// Which width.
    pub size: &'static str,
    /// The drawing.
    #[serde(flatten)]
    pub drawing: Drawing,
}

/// What a colour means.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Its name.
    pub label: String,
    /// The colour in the drawing.
    pub colour: String,
}

/// A table.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// What it is about.
    pub caption: String,
    /// Above its columns.
    pub headings: Vec<String>,
    /// A cell for each column.
    pub rows: Vec<Vec<Shown>>,
    /// Whether a reader may want it in another order.
    pub is_sortable: bool,
}

impl Section {
    /// A section; its title is a message.
    pub fn new(id: &'static str, words: &Words, blocks: Vec<Block>) -> Self {
        Self {
            id,
            title: words.get(id),
            blocks,
        }
    }
}

impl Shown {
    /// A text that is no number.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exact: None,
        }
    }

    /// A text of the scenario.
    pub fn name(text: &str) -> Self {
        Self::text(plain(text))
    }

    /// A number and its text.
    pub fn number(value: f64, text: String) -> Self {
        Self {
            text,
            exact: value.is_finite().then(|| number(value)),
        }
    }
}

impl Words<'_> {
    /// A value of a metric in its unit, no more exact than its standard error supports.
    pub fn quantity(&self, unit: Unit, value: f64, se: f64) -> Shown {
        Shown::number(value, self.style.quantity(unit, value, se))
    }

    /// A difference: one above 0 says so.
    pub fn difference(&self, unit: Unit, value: f64, se: f64) -> Shown {
        let shown = self.quantity(unit, value, se);
        let is_gain = value > 0.0
            && shown
                .text
                .contains(|digit: char| ('1'..='9').contains(&digit));
        Shown {
            text: if is_gain {
                format!("+{}", shown.text)
            } else {
                shown.text
            },
            ..shown
        }
    }

    /// How well an input is known; nothing where nobody says.
    pub fn grade(&self, grade: Option<&String>) -> Shown {
        Shown::text(grade.map_or_else(String::new, |grade| self.get(&format!("grade-{grade}"))))
    }

    /// A value in its unit that is as exact as it is.
    pub fn alone(&self, unit: Unit, value: f64) -> Shown {
        self.quantity(unit, value, f64::NAN)
    }

    /// A message with its places filled in.
    pub fn sentence(&self, key: &str, values: &[(&str, Shown)]) -> Sentence {
        let filled = |escape: &dyn Fn(&str) -> String, show: &dyn Fn(&Shown) -> String| {
            let shown: Vec<String> = values.iter().map(|(_, value)| show(value)).collect();
            let names = values.iter().zip(&shown);
            let values: Vec<(&str, &str)> = names
                .map(|((name, _), text)| (*name, text.as_str()))
                .collect();
            fill(&escape(&self.get(key)), key, &values)
        };
        Sentence {
            plain: filled(&str::to_owned, &|shown| shown.text.clone()),
            html: filled(&|text| HtmlEscape(text).to_string(), &marked),
        }
    }
}

/// A figure whose exact value the page keeps.
fn marked(shown: &Shown) -> String {
    let text = HtmlEscape(&shown.text);
    match &shown.exact {
        Some(exact) => format!("<data value=\"{exact}\">{text}</data>"),
        None => text.to_string(),
    }
}

impl Sentence {
    /// Two sentences, one after the other.
    pub fn and(self, words: &Words, other: &Self) -> Self {
        let gap = words.get("gap");
        let gap = if gap == "none" { "" } else { &gap };
        Self {
            plain: format!("{}{gap}{}", self.plain, other.plain),
            html: format!("{}{gap}{}", self.html, other.html),
        }
    }
}

impl Entry {
    /// What a colour means.
    pub fn new(label: impl Into<String>, colour: Colour) -> Self {
        Self {
            label: label.into(),
            colour: colour.name(),
        }
    }
}

impl Chart {
    /// A chart drawn for a screen and for a telephone.
    pub fn new(
        titled: &Titled,
        table: Table,
        draw: impl Fn(Size) -> Outcome<Drawing>,
    ) -> Outcome<Self> {
        let drawings = vec![
            Drawn {
                size: "wide",
                drawing: draw(Size::Wide)?,
            },
            Drawn {
                size: "narrow",
                drawing: draw(Size::Narrow)?,
            },
        ];
        Ok(Self::drawn(titled, table, drawings))
    }

    /// A chart that is drawn once, small.
    pub fn small(titled: &Titled, table: Table, drawing: Drawing) -> Self {
        let drawn = Drawn {
            size: "small",
            drawing,
        };
        Self::drawn(titled, table, vec![drawn]).without_hover()
    }

    fn drawn(titled: &Titled, table: Table, drawings: Vec<Drawn>) -> Self {
        let title = titled.title.clone();
        Self {
            id: titled.id.to_owned(),
            alt: titled.alt.plain.clone(),
            drawings,
            legend: Vec::new(),
            table: Table {
                caption: title.clone(),
                ..table
            },
            title,
            unit: titled.axis.clone(),
            is_across: true,
        }
    }

    /// With the meaning of its colours.
    #[must_use]
    pub fn with_legend(self, legend: Vec<Entry>) -> Self {
        Self { legend, ..self }
    }

    /// With rows that lie below one another, or nowhere in particular.
    #[must_use]
    pub fn without_hover(self) -> Self {
        Self {
            is_across: false,
            ..self
        }
    }

    /// As a block.
    pub fn block(self) -> Block {
        Block::Chart(Box::new(self))
    }
}

impl Table {
    /// An empty table.
    pub fn new(headings: Vec<String>) -> Self {
        Self {
            headings,
            ..Self::default()
        }
    }

    /// An empty table whose headings are messages.
    pub fn of(words: &Words, headings: &[&str]) -> Self {
        Self::new(headings.iter().map(|heading| words.get(heading)).collect())
    }

    /// A row by month: its name, then a value for each further column.
    pub fn by_month(
        words: &Words,
        months: &[String],
        columns: &[(String, Unit, Vec<f64>)],
    ) -> Self {
        let mut headings = vec![words.get("month-heading")];
        headings.extend(columns.iter().map(|(name, ..)| name.clone()));
        let mut table = Self::new(headings);
        for (index, month) in months.iter().enumerate() {
            let mut row = vec![Shown::text(words.month(month))];
            row.extend(
                columns
                    .iter()
                    .map(|(_, unit, values)| words.alone(*unit, values[index])),
            );
            table.rows.push(row);
        }
        table
    }
}
