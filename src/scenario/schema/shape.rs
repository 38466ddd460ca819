//! The words that the format is described with.

use super::range::Range;
use crate::random::distribution::Kind;

/// A number that may be uncertain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    /// Decides the family of an interval.
    pub kind: Kind,
    /// What is allowed.
    pub range: Range,
    /// Whether it must be known and whole.
    pub whole: bool,
}

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A number or a distribution: it has a slot in the model.
    Number(Number),
    /// The same, or `"rest"`.
    Share,
    /// A number that is always known and has no slot.
    Constant(Range),
    /// A whole number that is always known and has no slot, both ends included.
    Integer(i128, i128),
    /// `"YYYY-MM"`.
    Month,
    /// Any text that is not empty.
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// The name of something that the file defines.
    Name(Names),
    /// Values in order.
    List(&'static List),
    /// Entries whose names the user chooses.
    Map(&'static Map),
    /// Known keys.
    Table(&'static Table),
    /// A table with exactly one of these keys, which says how to read its value.
    OneOf(&'static [Field]),
    /// Dotted keys with new values.
    Set,
    /// Dotted keys with factors.
    Scale,
}

/// A list.
#[derive(Debug)]
pub struct List {
    /// The form of every element.
    pub element: Shape,
    /// How many elements there are at least.
    pub least: usize,
    /// How many elements there are at most.
    pub most: usize,
    /// Whether the last element stands for all that would follow.
    pub last_repeats: bool,
}

/// A table whose keys the user chooses.
#[derive(Debug)]
pub struct Map {
    /// What the keys name.
    pub names: Names,
    /// The form of every entry.
    pub entry: Shape,
}

/// What a name written by the user means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The map is where the names are made; the text says of what.
    New(&'static str),
    /// Plans.
    Plans,
    /// Segments.
    Segments,
    /// Generation types.
    Generations,
    /// API classes.
    ApiClasses,
    /// Dotted keys of numbers.
    Keys,
}

/// A table with known keys.
#[derive(Debug)]
pub struct Table {
    /// Its keys.
    pub fields: &'static [Field],
    /// Sets of optional keys of which exactly one must be given, and wholly; empty: no such rule.
    pub choices: &'static [&'static [&'static str]],
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it means, with the unit.
    pub doc: &'static str,
    /// Its form.
    pub shape: Shape,
    /// What holds where it is left out.
    pub presence: Presence,
    /// Why events cannot change it or what is in it; empty: they can.
    pub fixed: &'static str,
}

/// What holds where a key is left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Presence {
    /// It must be given where its table is.
    Required,
    /// It must be given where its table is; without the table it has this value.
    RequiredOr(f64),
    /// There is none.
    Optional,
    /// The same as an empty table: what is in it has its defaults.
    Empty,
    /// This number.
    Default(f64),
    /// This word.
    DefaultWord(&'static str),
}

impl Field {
    /// A key that must be given.
    #[must_use]
    pub const fn new(name: &'static str, doc: &'static str, shape: Shape) -> Self {
        Self {
            name,
            doc,
            shape,
            presence: Presence::Required,
            fixed: "",
        }
    }

    /// The same, but it may be left out.
    #[must_use]
    pub const fn optional(mut self) -> Self {
        self.presence = Presence::Optional;
        self
    }

    /// The same, but leaving it out is the same as giving an empty table.
    #[must_use]
    pub const fn or_empty(mut self) -> Self {
        self.presence = Presence::Empty;
        self
    }

    /// The same, but it has a default.
    #[must_use]
    pub const fn or(mut self, default: f64) -> Self {
        self.presence = Presence::Default(default);
        self
    }

    /// The same, but it has this value where its whole table is missing.
    #[must_use]
    pub const fn or_without_table(mut self, default: f64) -> Self {
        self.presence = Presence::RequiredOr(default);
        self
    }

    /// The same, but it has a default.
    #[must_use]
    pub const fn or_word(mut self, default: &'static str) -> Self {
        self.presence = Presence::DefaultWord(default);
        self
    }

    /// The same, but events cannot change it.
    #[must_use]
    pub const fn fixed(mut self, why: &'static str) -> Self {
        self.fixed = why;
        self
    }

    /// Whether it must be given where its table is.
    #[must_use]
    pub const fn is_required(&self) -> bool {
        matches!(self.presence, Presence::Required | Presence::RequiredOr(_))
    }
}

impl Shape {
    /// The keys that the format has in a value of this form.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        match self {
            Self::Table(table) => table.fields,
            Self::OneOf(variants) => variants,
            _ => &[],
        }
    }
}

impl Table {
    /// The key of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The names of all keys.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.fields.iter().map(|field| field.name)
    }
}

impl Map {
    /// How many entries there are at most.
    #[must_use]
    pub const fn most(&self) -> usize {
        match self.names {
            Names::Keys => 10_000,
            _ => 100,
        }
    }
}

impl Names {
    /// What one of them is called.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::New(noun) => noun,
            Self::Plans => "plan",
            Self::Segments => "segment",
            Self::Generations => "generation type",
            Self::ApiClasses => "API class",
            Self::Keys => "key",
        }
    }

    /// The table at the top of the file that defines them.
    #[must_use]
    pub fn table(self) -> Option<&'static str> {
        match self {
            Self::New(_) | Self::Keys => None,
            Self::Plans => Some("plans"),
            Self::Segments => Some("segments"),
            Self::Generations => Some("generations"),
            Self::ApiClasses => Some("api"),
        }
    }
}

/// A positive number (intervals are log-normal) in `range`.
pub(super) const fn positive(range: Range) -> Shape {
    number(Kind::Positive, range)
}

/// A probability (intervals are logit-normal) in `range`.
pub(super) const fn probability(range: Range) -> Shape {
    number(Kind::Probability, range)
}

/// A real number (intervals are normal) in `range`.
pub(super) const fn real(range: Range) -> Shape {
    number(Kind::Real, range)
}

const fn number(kind: Kind, range: Range) -> Shape {
    Shape::Number(Number {
        kind,
        range,
        whole: false,
    })
}

/// A whole number that is known but can be changed by events.
pub(super) const COUNT: Shape = Shape::Number(Number {
    kind: Kind::Positive,
    range: Range {
        min: 0.0,
        max: 1200.0,
        with_min: true,
        with_max: true,
    },
    whole: true,
});

/// The number of an entry of `share`, `plan_mix` and `mix`.
pub const SHARE: Number = Number {
    kind: Kind::Probability,
    range: Range::SHARE,
    whole: false,
};
