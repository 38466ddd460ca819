//! `report.html`: what was found, for people to read, print and pass on.
//!
//! One file that asks for nothing from elsewhere. It is a function of `figures.json` and the language, so that it can be
//! drawn again without simulating. Charts are SVG with the numbers in a table behind each, which the page's script reads to
//! show, sort and save them; the page reads without it.

mod blocks;
mod chart;
mod charts;
mod comparison;
mod figures;
mod language;
mod run;
mod sweep;

use std::fmt::Write as _;
use std::io;

use minijinja::value::Serde;
use minijinja::{Environment, context};

pub use figures::{ComparisonFigures, FIGURES, Figures, FiguresError, RunFigures, SweepFigures};
pub use language::Language;

use crate::engine::both;
use crate::report::directory::{Content, DirectoryError, OutputDirectory};
use crate::report::number::grouped;
use crate::report::plain;
use blocks::Section;
use chart::dark_rules;
use language::Words;

/// The name of the file.
pub const PAGE: &str = "report.html";

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Most pages are smaller than that: memory that grows is copied, and taken from the system, again and again.
const USUAL_BYTES: usize = 1 << 20;

/// Colours of a page whose reader prefers dark ones.
const DARK: &str = ":root { --ink: #E6E8EB; --paper: #16191D; --soft: #20252B; --rule: #3A4149; --faint: #A2A9B2; --link: #7CC4F0; --alarm: #F0884A; }\n";

/// The whole page.
///
/// # Errors
///
/// The library that draws or the one that fills the template in fails.
pub fn render(figures: &Figures, language: Language) -> io::Result<Vec<u8>> {
    let about = figures.about();
    let words = Words::new(language, &about.currency);
    let (kind, sections) = match figures {
        Figures::Run(figures) => ("run", run::sections(figures, &words)),
        Figures::Sweep(figures) => ("sweep", sweep::sections(figures, &words)),
        Figures::Comparison(figures) => ("comparison", comparison::sections(figures, &words)),
    };
    let sections = sections.map_err(|error| io::Error::other(error.to_string()))?;
    let name = plain(&about.name);
    let month = |month: Option<&String>| month.map_or_else(String::new, |month| words.month(month));
    let subtitle = words.say(
        &format!("subtitle-{kind}"),
        &[
            ("first", &month(about.months.first())),
            ("last", &month(about.months.last())),
            ("paths", &grouped(about.paths)),
            ("seed", &about.seed.to_string()),
            ("version", &about.version),
        ],
    );
    let kind = words.get(&format!("kind-{kind}"));
    let title = words.say("document", &[("name", &name), ("kind", &kind)]);
    fill(&words, &name, &title, &subtitle, &sections).map_err(io::Error::other)
}

fn fill(
    words: &Words,
    name: &str,
    title: &str,
    subtitle: &str,
    sections: &[Section],
) -> Result<Vec<u8>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_template(PAGE, TEMPLATE)?;
    let script_words = serde_json::json!({
        "download": words.get("download"),
        "hide": words.get("hide"),
        "sort": words.get("sort"),
    });
    let context = context! {
        language => words.language.code(),
        name,
        title,
        subtitle,
        sections => minijinja::Value::from(Serde(sections)),
        style => style(),
        script => SCRIPT,
        script_words => script_words.to_string(),
        words => context! {
            contents => words.get("contents"),
            data => words.get("data"),
            link => words.get("link"),
            how_to_read => words.get("how-to-read"),
        },
    };
    let mut page = Vec::with_capacity(USUAL_BYTES);
    let template = environment.get_template(PAGE)?;
    template.render_captured_to(context, &mut page)?;
    Ok(page)
}

/// The style sheet: light on paper whatever the reader prefers.
fn style() -> String {
    let mut style = STYLE.to_owned();
    // writing to a string cannot fail
    let _ = write!(
        style,
        "@media screen and (prefers-color-scheme: dark) {{\n{DARK}{}}}\n",
        dark_rules("figure")
    );
    style
}

/// `figures.json` and `report.html`, before they are written.
#[derive(Debug)]
pub struct Drawn {
    figures: io::Result<Content>,
    page: io::Result<Content>,
}

impl Drawn {
    /// Those of some figures, one made beside the other.
    #[must_use]
    pub fn new(figures: &Figures, language: Language) -> Self {
        let (page, figures) = both(|| page(figures, language), || figures.content());
        Self { figures, page }
    }

    /// Writes them among other results; returns the SHA-256 of the figures.
    ///
    /// # Errors
    ///
    /// A file cannot be written.
    pub fn write(self, directory: &OutputDirectory) -> Result<String, DirectoryError> {
        let hash = directory.put(FIGURES, self.figures)?;
        directory.put(PAGE, self.page)?;
        Ok(hash)
    }
}

fn page(figures: &Figures, language: Language) -> io::Result<Content> {
    Ok(Content::new(render(figures, language)?))
}

/// Writes `report.html` among other results.
///
/// # Errors
///
/// It cannot be written.
pub fn draw_page(
    figures: &Figures,
    language: Language,
    directory: &OutputDirectory,
) -> Result<(), DirectoryError> {
    directory.put(PAGE, page(figures, language))?;
    Ok(())
}
