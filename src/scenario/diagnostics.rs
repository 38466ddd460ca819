//! How errors look: what, where with the line of the file, what to do.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin as Place, Renderer, Snippet};

use crate::scenario::document::{Origin, SourceText};
use crate::scenario::error::{LoadError, ScenarioError, ScenarioErrors};
use crate::scenario::wording::{inert, shown, shown_path};

/// Whether errors carry colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// Colours for a terminal.
    Coloured,
}

/// More errors than these are counted, not shown.
const MOST: usize = 50;

/// Longer lines are not shown, only named.
const LONGEST_LINE: usize = 200;

/// Why a scenario could not be loaded, ready to be printed.
#[must_use]
pub fn report(error: &LoadError, style: Style) -> String {
    match error {
        LoadError::Scenario(errors) => render(errors, style),
        LoadError::Read { extended_by, .. } => {
            let text = inert(&error.to_string());
            let mut group = Group::with_title(Level::ERROR.primary_title(text.as_str()));
            let by = extended_by.as_ref().map(|path| shown_path(path));
            if let Some(by) = &by {
                group = group.element(Place::path(by.as_str()));
            }
            tidy(&renderer(style).render(&[group]))
        }
    }
}

/// All errors, one after the other.
#[must_use]
pub fn render(errors: &ScenarioErrors, style: Style) -> String {
    let renderer = renderer(style);
    let mut parts: Vec<String> = errors
        .errors
        .iter()
        .take(MOST)
        .map(|error| one(error, errors, &renderer))
        .collect();
    let hidden = errors.errors.len().saturating_sub(MOST);
    if hidden > 0 {
        let plural = if hidden == 1 { "error" } else { "errors" };
        parts.push(format!("and {hidden} more {plural}\n"));
    }
    parts.join("\n")
}

fn renderer(style: Style) -> Renderer {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(LONGEST_LINE + 40)
}

fn one(error: &ScenarioError, errors: &ScenarioErrors, renderer: &Renderer) -> String {
    let message = inert(&error.problem.to_string());
    let title = Level::ERROR.primary_title(message.as_str());
    let source = error
        .place
        .and_then(|place| Some((place, errors.sources.get(place.source)?)));
    let name = source
        .map(|(_, source)| shown_path(source.name.as_ref()))
        .unwrap_or_default();
    let line = source.map(|(place, source)| Line::at(place, source));
    let mut group = Group::with_title(title);
    if let Some(line) = &line {
        group = if line.can_be_shown() {
            let annotation = AnnotationKind::Primary.span(line.span.clone());
            let snippet = Snippet::source(line.text)
                .line_start(line.number)
                .path(name.as_str());
            group.element(snippet.annotation(annotation))
        } else {
            group.element(
                Place::path(name.as_str())
                    .line(line.number)
                    .char_column(line.column),
            )
        };
    }
    let mut groups = vec![group];
    let help = error.help.as_deref().map(inert);
    if let Some(help) = &help {
        groups.push(Group::with_title(
            Level::HELP.secondary_title(help.as_str()),
        ));
    }
    tidy(&renderer.render(&groups))
}

/// Lines without trailing spaces, the place always one column in.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(str::trim_end);
    lines
        .flat_map(|line| {
            let indent = if line.starts_with("-->") { " " } else { "" };
            [indent, line, "\n"]
        })
        .collect()
}

/// The line of a text on which an error begins.
struct Line<'a> {
    text: &'a str,
    number: usize,
    column: usize,
    span: std::ops::Range<usize>,
}

impl<'a> Line<'a> {
    fn at(place: Origin, source: &'a SourceText) -> Self {
        let text = source.text.as_str();
        let start = (0..=place.start.min(text.len()))
            .rev()
            .find(|&byte| text.is_char_boundary(byte))
            .unwrap_or(0);
        let begin = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[begin..].lines().next().unwrap_or_default();
        let from = (start - begin).min(line.len());
        let to = (place.end.max(start) - begin).min(line.len());
        let to = (from..=to)
            .rev()
            .find(|&byte| line.is_char_boundary(byte))
            .unwrap_or(from);
        Self {
            text: line,
            number: text[..begin].matches('\n').count() + 1,
            column: line[..from].chars().count() + 1,
            span: from..to,
        }
    }

    fn can_be_shown(&self) -> bool {
        self.text.len() <= LONGEST_LINE && shown_whole(self.text)
    }
}

/// Whether a line has only characters that are safe to print.
fn shown_whole(line: &str) -> bool {
    line.split('\t').all(|part| {
        part.chars().collect::<Vec<_>>().chunks(50).all(|chunk| {
            let text: String = chunk.iter().collect();
            shown(&text) == text
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::document::{Role, Sources};
    use crate::scenario::error::Problem;

    fn rendered(text: &str, start: usize, end: usize, style: Style) -> String {
        let mut sources = Sources::default();
        let source = sources.add("a.toml".to_owned(), text.to_owned(), Role::Scenario);
        let problem = Problem::Conflict("wrong".to_owned());
        let error = ScenarioError::new(problem, Origin { source, start, end });
        render(&ScenarioErrors::new(vec![error], sources), style)
    }

    #[test]
    fn columns_count_characters() {
        let text = rendered("名 = 1\n价 = 2\n", 14, 15, Style::Plain);
        assert!(text.contains(" --> a.toml:2:5"), "{text}");
    }

    #[test]
    fn an_error_over_several_lines_marks_the_first() {
        let text = rendered("a = [\n1,\n]\n", 4, 10, Style::Plain);
        assert_eq!(
            text,
            "error: wrong\n --> a.toml:1:5\n  |\n1 | a = [\n  |     ^\n"
        );
    }

    #[test]
    fn a_line_that_acts_on_the_terminal_is_only_named() {
        let text = rendered("a = '\u{202e}'\n", 4, 6, Style::Plain);
        assert_eq!(text, "error: wrong\n --> a.toml:1:5\n");
    }

    #[test]
    fn places_beyond_the_text_are_harmless() {
        for (start, end) in [(0, 0), (3, 900), (900, 3), (900, 900)] {
            assert!(rendered("é = 1", start, end, Style::Plain).starts_with("error: wrong"));
            assert!(rendered("", start, end, Style::Plain).starts_with("error: wrong"));
        }
    }

    #[test]
    fn colours_are_only_there_when_asked_for() {
        assert!(rendered("a = 1", 4, 5, Style::Coloured).contains('\u{1b}'));
        assert!(!rendered("a = 1", 4, 5, Style::Plain).contains('\u{1b}'));
    }

    #[test]
    fn many_errors_are_counted() {
        let problem = |index: usize| Problem::Conflict(index.to_string());
        let errors = (0..MOST + 3).map(|index| ScenarioError::without_place(problem(index)));
        let text = render(
            &ScenarioErrors::new(errors.collect(), Sources::default()),
            Style::Plain,
        );
        assert!(text.ends_with("and 3 more errors\n"));
    }
}
