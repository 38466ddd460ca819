//! How the values of several keys make points.

use crate::experiment::{Axis, ExperimentError, MOST_POINTS};
use crate::random::hypercube;
use crate::random::sobol::Sequence;
use crate::random::stream::hash_text;

/// How the values of several keys are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// Each value with each of the others, the last key fastest.
    Crossed,
    /// The first of each, the second of each.
    Zipped,
    /// So many points of the box of all ranges.
    Sampled(Design, usize),
}

/// How a box is sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// A Latin hypercube: each key's range in as many strata as points, one point in each.
    LatinHypercube,
    /// The first points of a scrambled Sobol' sequence.
    Sobol,
}

impl Crossing {
    /// Reads `lhs:64` or `sobol:64`.
    ///
    /// # Errors
    ///
    /// Another form, no points or too many.
    pub fn design(text: &str) -> Result<Self, ExperimentError> {
        let wrong = || ExperimentError::Design {
            text: text.to_owned(),
        };
        let (name, count) = text.split_once(':').ok_or_else(wrong)?;
        let design = match name.trim() {
            "lhs" => Design::LatinHypercube,
            "sobol" => Design::Sobol,
            _ => return Err(wrong()),
        };
        let count: usize = count.trim().parse().map_err(|_| wrong())?;
        match count {
            0 => Err(wrong()),
            count if count > MOST_POINTS => Err(too_many(count)),
            count => Ok(Self::Sampled(design, count)),
        }
    }

    /// The points: for each a value for each axis.
    ///
    /// # Errors
    ///
    /// Too many points, lists of unequal length, a range without a step that needs one.
    pub fn points(self, axes: &[Axis], seed: u64) -> Result<Vec<Vec<String>>, ExperimentError> {
        if axes.is_empty() {
            return Err(ExperimentError::Nothing);
        }
        match self {
            Self::Crossed => crossed(&values(axes)?),
            Self::Zipped => zipped(axes, &values(axes)?),
            Self::Sampled(design, count) => Ok(sampled(axes, design, count, seed)),
        }
    }
}

fn values(axes: &[Axis]) -> Result<Vec<Vec<String>>, ExperimentError> {
    axes.iter().map(Axis::values).collect()
}

fn too_many(count: usize) -> ExperimentError {
    ExperimentError::TooMany {
        count: count.to_string(),
    }
}

fn crossed(values: &[Vec<String>]) -> Result<Vec<Vec<String>>, ExperimentError> {
    let count = values
        .iter()
        .fold(1_usize, |count, values| count.saturating_mul(values.len()));
    if count > MOST_POINTS {
        return Err(too_many(count));
    }
    let mut points = vec![Vec::new()];
    for values in values {
        points = points
            .into_iter()
            .flat_map(|point: Vec<String>| {
                values.iter().map(move |value| {
                    let mut point = point.clone();
                    point.push(value.clone());
                    point
                })
            })
            .collect();
    }
    Ok(points)
}

fn zipped(axes: &[Axis], values: &[Vec<String>]) -> Result<Vec<Vec<String>>, ExperimentError> {
    let count = values[0].len();
    for (axis, values) in axes.iter().zip(values) {
        if values.len() != count {
            return Err(ExperimentError::Unequal {
                first: axes[0].key.clone(),
                first_count: count,
                second: axis.key.clone(),
                second_count: values.len(),
            });
        }
    }
    let point = |index: usize| values.iter().map(|values| values[index].clone()).collect();
    Ok((0..count).map(point).collect())
}

/// A sample whose draws depend on the seed, the key and the point.
fn sampled(axes: &[Axis], design: Design, count: usize, seed: u64) -> Vec<Vec<String>> {
    let columns: Vec<Vec<f64>> = axes
        .iter()
        .zip(0..)
        .map(|(axis, dimension)| {
            let key = hash_text(&axis.key);
            match design {
                Design::LatinHypercube => hypercube::sample(seed, key, count),
                Design::Sobol => {
                    let mut places = vec![0.0; count];
                    Sequence::new(dimension, seed, key).fill(0, &mut places);
                    places
                }
            }
        })
        .collect();
    let point = |index: usize| {
        let places = axes.iter().zip(&columns);
        places
            .map(|(axis, column)| axis.value_at(column[index]))
            .collect()
    };
    (0..count).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes(ranges: &[&str]) -> Vec<Axis> {
        let axis = |range: &&str| Axis::range(range).expect("a range");
        ranges.iter().map(axis).collect()
    }

    #[test]
    fn crossed_points_are_all_pairs_the_last_key_fastest() {
        let points = Crossing::Crossed
            .points(&axes(&["a=1:2:1", "b=5:7:1"]), 1)
            .expect("points");
        assert_eq!(
            points,
            [
                ["1", "5"],
                ["1", "6"],
                ["1", "7"],
                ["2", "5"],
                ["2", "6"],
                ["2", "7"]
            ]
        );
        let many = axes(&["a=1:200:1", "b=1:200:1"]);
        assert!(matches!(
            Crossing::Crossed.points(&many, 1),
            Err(ExperimentError::TooMany { .. })
        ));
    }

    #[test]
    fn zipped_points_pair_up_and_must_be_as_many() {
        let points = Crossing::Zipped
            .points(&axes(&["a=1:2:1", "b=5:6:1"]), 1)
            .expect("points");
        assert_eq!(points, [["1", "5"], ["2", "6"]]);
        let unequal = Crossing::Zipped.points(&axes(&["a=1:2:1", "b=5:7:1"]), 1);
        assert!(matches!(
            unequal,
            Err(ExperimentError::Unequal {
                second_count: 3,
                ..
            })
        ));
    }

    #[test]
    fn sampled_points_fill_every_stratum_of_every_key() {
        for text in ["lhs:8", "sobol:8"] {
            let design = Crossing::design(text).expect("a design");
            let points = design
                .points(&axes(&["a=0:8", "b=0:79:1"]), 7)
                .expect("points");
            assert_eq!(points.len(), 8);
            for (key, width) in [(0, 1.0), (1, 10.0)] {
                let mut strata: Vec<i64> = points
                    .iter()
                    .map(|point| {
                        let value: f64 = point[key].parse().expect("a number");
                        #[expect(clippy::cast_possible_truncation, reason = "small")]
                        let stratum = (value / width).floor() as i64;
                        stratum
                    })
                    .collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..8).collect::<Vec<_>>(), "{text} {points:?}");
            }
        }
        for text in ["lhs", "lhs:", "lhs:0", "lhs:x", "grid:8", "sobol:1000000"] {
            assert!(Crossing::design(text).is_err(), "{text}");
        }
    }
}
