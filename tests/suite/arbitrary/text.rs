//! A small writer of TOML that notes which numbers there are.

use super::number::{Num, Spec};
use super::world::World;

/// A number of the scenario that events may change.
#[derive(Debug, Clone)]
pub struct Target {
    pub key: String,
    pub spec: Spec,
}

/// TOML so far, and what is in it.
#[derive(Debug)]
pub struct Text {
    pub toml: String,
    /// What events may change.
    pub targets: Vec<Target>,
    /// Keys of uncertain numbers.
    pub uncertain: Vec<String>,
    /// Keys of all numbers that are written.
    pub written: Vec<String>,
    path: String,
}

impl Text {
    pub fn new(world: &World) -> Self {
        Self {
            toml: format!(
                "name = \"Arbitrary\"\ncurrency = \"EUR\"\nstart = \"{}\"\nmonths = {}\n",
                world.at(0),
                world.months
            ),
            targets: Vec::new(),
            uncertain: Vec::new(),
            written: Vec::new(),
            path: String::new(),
        }
    }

    /// Begins a table.
    pub fn table(&mut self, path: &[&str]) {
        let steps: Vec<String> = path.iter().map(|step| key(step)).collect();
        self.toml.extend(["\n[", &steps.join("."), "]\n"]);
        self.path = path.join(".");
    }

    /// Begins an element of a list of tables.
    pub fn element(&mut self, list: &str) {
        self.toml.extend(["\n[[", list, "]]\n"]);
        list.clone_into(&mut self.path);
    }

    /// A line of the table at hand.
    pub fn line(&mut self, name: &str, value: impl AsRef<str>) {
        self.toml.extend([&key(name), " = ", value.as_ref(), "\n"]);
    }

    /// A number of the table at hand, or none.
    pub fn number(&mut self, name: &str, spec: Spec, value: Option<&Num>) {
        match value {
            Some(value) => {
                let value = self.value(name, spec, value);
                self.line(name, value);
            }
            None => self.changeable(name, spec),
        }
    }

    /// The value of a number at `name` below the table at hand, which events may change.
    pub fn value(&mut self, name: &str, spec: Spec, value: &Num) -> String {
        self.changeable(name, spec);
        self.fixed(name, spec, value)
    }

    /// The same, but events may not change it.
    pub fn fixed(&mut self, name: &str, spec: Spec, value: &Num) -> String {
        let written = value.written(spec);
        let key = self.below(name);
        if written.known.is_none() {
            self.uncertain.push(key.clone());
        }
        self.written.push(key);
        written.text
    }

    /// A number below the table at hand that is there though nothing is written.
    pub fn changeable(&mut self, name: &str, spec: Spec) {
        let key = self.below(name);
        self.targets.push(Target { key, spec });
    }

    /// The segments with a conversion table.
    pub fn converting(&self) -> Vec<String> {
        let keys = self.written.iter();
        let first = keys.filter_map(|key| key.strip_suffix(".buying.conversion.0"));
        let names = first.filter_map(|key| key.strip_prefix("segments."));
        names.map(str::to_owned).collect()
    }

    /// The keys of the shares that switch.
    pub fn switches(&self) -> Vec<String> {
        let switches = |key: &&String| key.starts_with("plans.") && key.contains(".switch.");
        self.written.iter().filter(switches).cloned().collect()
    }

    fn below(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }
}

/// A key, in quotes where it needs them.
pub fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.bytes().all(bare) {
        name.to_owned()
    } else {
        format!("\"{name}\"")
    }
}
