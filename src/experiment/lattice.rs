//! Evenly spaced values of a key, on which a search goes.

/// Evenly spaced values of a key, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Lattice {
    /// The dotted key.
    pub key: String,
    texts: Vec<String>,
    /// Whether these are the only values that are wanted, and not just a fine enough choice.
    pub is_stepped: bool,
}

impl Lattice {
    /// Of ascending values as `--set` takes them; at least one. What is written alike is one.
    pub(super) fn new(key: String, mut texts: Vec<String>, is_stepped: bool) -> Self {
        texts.dedup();
        Self {
            key,
            texts,
            is_stepped,
        }
    }

    /// The index of the last value.
    #[must_use]
    pub fn last(&self) -> usize {
        self.texts.len() - 1
    }

    /// A value as `--set` takes it.
    #[must_use]
    pub fn text(&self, index: usize) -> &str {
        &self.texts[index]
    }

    /// A value: the number that its text is.
    #[must_use]
    pub fn value(&self, index: usize) -> f64 {
        self.texts[index].parse().unwrap_or(f64::NAN)
    }

    /// `KEY=VALUE`.
    #[must_use]
    pub fn assignment(&self, index: usize) -> String {
        format!("{}={}", self.key, self.texts[index])
    }

    /// The index of the value nearest to a number; the lower of two.
    #[must_use]
    pub fn nearest(&self, number: f64) -> usize {
        let distance = |index: &usize| (self.value(*index) - number).abs();
        let nearest = (0..self.texts.len()).min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use crate::experiment::Axis;

    #[test]
    fn lattice_has_the_values_of_the_step_or_equal_steps() {
        let lattice = |argument: &str| {
            let axis = Axis::range(argument).expect("a range");
            axis.lattice(1024).expect("of a range")
        };
        let stepped = lattice("a.b=3%:4%:0.5%");
        assert_eq!((stepped.last(), stepped.text(1)), (2, "0.035"));
        assert!(stepped.is_stepped);
        let fine = lattice("a.b=30:120");
        assert_eq!(
            [0, 1, 512, 1024].map(|index| fine.text(index)),
            ["30", "30.088", "75", "120"]
        );
        assert_eq!(fine.assignment(512), "a.b=75");
        assert_eq!((fine.nearest(75.01), fine.nearest(-5.0)), (512, 0));
        assert_eq!(lattice("a.b=5:5").last(), 0);
        assert!(Axis::list("a=1,2").expect("a list").lattice(9).is_none());
    }
}
