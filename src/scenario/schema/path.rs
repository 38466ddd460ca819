//! Dotted paths into the format, as `--set` and events write them.

use super::ROOT;
use super::range::Range;
use super::shape::{Field, Names, Shape};

/// What the format has at a path.
#[derive(Debug, Clone, Copy)]
pub struct Located {
    /// The form of the value there.
    pub shape: Shape,
    /// The key, where the path ends with one of the format (not of the user, nor an index).
    pub field: Option<&'static Field>,
    /// What the last step names, where the user chooses it.
    pub names: Option<Names>,
    /// Why events cannot change it; empty: they can.
    pub fixed: &'static str,
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The step that goes wrong.
    pub depth: usize,
    /// What could stand there instead; empty where nothing can.
    pub candidates: Vec<&'static str>,
    /// Whether an index into a list was expected.
    pub wants_index: bool,
}

/// Splits a dotted path; a step in double quotes may contain dots.
#[must_use]
pub fn split_path(path: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let quoted = rest
            .strip_prefix('"')
            .and_then(|inner| inner.split_once('"'))
            .filter(|(_, after)| after.is_empty() || after.starts_with('.'));
        let (step, after) = match quoted {
            Some((step, after)) => (step, after.strip_prefix('.')),
            None => match rest.split_once('.') {
                Some((step, after)) => (step, Some(after)),
                None => (rest, None),
            },
        };
        steps.push(step.trim());
        match after {
            Some(after) => rest = after,
            None => return steps,
        }
    }
}

/// Finds what the format has at a path; names chosen by the user are taken on trust.
///
/// # Errors
///
/// The first step that the format does not have.
pub fn locate(path: &[&str]) -> Result<Located, PathError> {
    let mut located = Located {
        shape: Shape::Table(&ROOT),
        field: None,
        names: None,
        fixed: "",
    };
    for (depth, step) in path.iter().enumerate() {
        let fixed = located.fixed;
        located = below(located.shape, step).map_err(|(candidates, wants_index)| PathError {
            depth,
            candidates,
            wants_index,
        })?;
        if !fixed.is_empty() {
            located.fixed = fixed;
        }
    }
    Ok(located)
}

fn below(shape: Shape, step: &str) -> Result<Located, (Vec<&'static str>, bool)> {
    let entry = |shape, names| Located {
        shape,
        field: None,
        names,
        fixed: "",
    };
    match shape {
        Shape::Table(_) | Shape::OneOf(_) => {
            let fields = shape.fields();
            let found = fields.iter().find(|field| field.name == step);
            let field =
                found.ok_or_else(|| (fields.iter().map(|field| field.name).collect(), false))?;
            Ok(Located {
                shape: field.shape,
                field: Some(field),
                names: None,
                fixed: field.fixed,
            })
        }
        Shape::Map(map) => Ok(entry(map.entry, Some(map.names))),
        Shape::Set | Shape::Scale => Ok(entry(Shape::Constant(Range::ANY), Some(Names::Keys))),
        Shape::List(list) => match step.parse::<usize>() {
            Ok(_) => Ok(entry(list.element, None)),
            Err(_) => Err((Vec::new(), true)),
        },
        _ => Err((Vec::new(), false)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_splits_at_dots_outside_quotes() {
        assert_eq!(
            split_path("plans.standard.price"),
            ["plans", "standard", "price"]
        );
        assert_eq!(
            split_path(r#"sources."plans.pro.price".note"#),
            ["sources", "plans.pro.price", "note"]
        );
        assert_eq!(split_path(r#"a."b"#), ["a", "\"b"]);
        assert_eq!(split_path(""), [""]);
    }

    #[test]
    fn a_path_finds_its_shape() {
        let found = locate(&["segments", "any", "buying", "conversion", "0"]).expect("a path");
        assert!(matches!(found.shape, Shape::Number(_)));
        let found = locate(&["opening", "users"]).expect("a path");
        assert!(!found.fixed.is_empty());
    }

    #[test]
    fn a_wrong_step_is_named_with_what_there_is() {
        let error = locate(&["plans", "any", "prize"]).expect_err("no such key");
        assert_eq!(error.depth, 2);
        assert!(error.candidates.contains(&"price"));
        assert!(
            locate(&["signups", "season", "May"])
                .expect_err("no index")
                .wants_index
        );
        assert!(
            locate(&["months", "x"])
                .expect_err("a leaf")
                .candidates
                .is_empty()
        );
    }
}
