//! The texts that a scenario was read from, and places in them.

/// Where something was written: bytes of one of the [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Index of the source.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// A text that values were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    /// The path of a file as shown to people; `--set` for a command-line argument.
    pub name: String,
    /// All of it.
    pub text: String,
    /// What kind of text it is.
    pub role: Role,
}

/// What a source is to the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The scenario file that was asked for.
    Scenario,
    /// A file that it extends.
    Base,
    /// A `--set` argument.
    Override,
}

/// Every text that a scenario was read from: the file, what it extends, then the overrides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    texts: Vec<SourceText>,
}

impl Sources {
    /// Adds a text and returns its index.
    pub fn add(&mut self, name: String, text: String, role: Role) -> usize {
        self.texts.push(SourceText { name, text, role });
        self.texts.len() - 1
    }

    /// Adds the texts of others; returns the index that their first one has here.
    pub fn extend(&mut self, others: &Self) -> usize {
        let first = self.texts.len();
        self.texts.extend(others.texts.iter().cloned());
        first
    }

    /// The text with this index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&SourceText> {
        self.texts.get(index)
    }

    /// What stands at `origin`; empty where there is nothing.
    #[must_use]
    pub fn excerpt(&self, origin: Origin) -> &str {
        self.get(origin.source)
            .and_then(|source| source.text.get(origin.start..origin.end))
            .unwrap_or_default()
    }

    /// What the source of `origin` is to the scenario.
    #[must_use]
    pub fn role(&self, origin: Origin) -> Option<Role> {
        self.get(origin.source).map(|source| source.role)
    }
}
