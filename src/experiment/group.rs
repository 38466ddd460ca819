//! Inputs that are found out together.

use crate::experiment::ExperimentError;

/// A named group of inputs, as it was typed: `growth=signups.*,noise.signups.sd`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// Keys, in which a `*` stands for anything.
    pub patterns: Vec<String>,
}

impl Group {
    /// Reads `NAME=KEY,…`.
    ///
    /// # Errors
    ///
    /// Another form, or an empty place in the list.
    pub fn parse(text: &str) -> Result<Self, ExperimentError> {
        let wrong = || ExperimentError::Group {
            text: text.to_owned(),
        };
        let (name, patterns) = text.split_once('=').ok_or_else(wrong)?;
        let patterns: Vec<String> = patterns
            .split(',')
            .map(|pattern| pattern.trim().to_owned())
            .collect();
        if name.trim().is_empty() || patterns.iter().any(String::is_empty) {
            return Err(wrong());
        }
        Ok(Self {
            name: name.trim().to_owned(),
            patterns,
        })
    }

    /// The keys that it has, ascending by their place.
    ///
    /// # Errors
    ///
    /// One of its patterns matches none of them.
    pub fn members(&self, keys: &[&str]) -> Result<Vec<usize>, ExperimentError> {
        for pattern in &self.patterns {
            if !keys.iter().any(|key| matches(pattern, key)) {
                return Err(ExperimentError::GroupMember {
                    pattern: pattern.clone(),
                    candidates: keys.iter().map(|key| (*key).to_owned()).collect(),
                });
            }
        }
        let is_member = |key: &str| self.patterns.iter().any(|pattern| matches(pattern, key));
        let members = keys.iter().enumerate().filter(|(_, key)| is_member(key));
        Ok(members.map(|(place, _)| place).collect())
    }
}

/// Whether a key is one that a pattern describes; a `*` stands for any text, also none.
fn matches(pattern: &str, key: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = key.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn star_stands_for_anything_and_nothing() {
        for (pattern, key, is_match) in [
            ("costs.gpu_hour", "costs.gpu_hour", true),
            ("costs.gpu", "costs.gpu_hour", false),
            ("costs.*", "costs.gpu_hour", true),
            ("*", "costs.gpu_hour", true),
            ("*churn", "plans.pro.retention.constant.churn", true),
            ("plans.*.churn", "plans.pro.retention.constant.churn", true),
            ("plans.*.churn", "plans.churn", false),
            ("a*a", "a", false),
            ("a*b*c", "a_b_c", true),
            ("a*b*c", "acb", false),
            ("**", "", true),
        ] {
            assert_eq!(matches(pattern, key), is_match, "{pattern} {key}");
        }
    }

    #[test]
    fn group_has_a_name_and_keys() {
        let group = Group::parse(" growth = a.*, b ").expect("a group");
        assert_eq!((group.name.as_str(), group.patterns.len()), ("growth", 2));
        assert_eq!(group.members(&["b", "c", "a.x"]).expect("members"), [0, 2]);
        assert!(group.members(&["b", "c"]).is_err());
        for text in ["", "a", "=b", "a=", "a=b,,c"] {
            assert!(Group::parse(text).is_err(), "{text}");
        }
    }
}
