//! What each of several keys does to an objective, on average over the others.

/// By key: its values in the order they come first, each with the mean objective of the points that have it.
///
/// `points` has the values of the keys by point. The first point, the scenario as it is, is left out where one of its values
/// is no other point's: it would stand for a value by itself. Points without an objective (NaN) are left out.
///
/// ```
/// use tiercast::summary::main_effects;
/// let text = |values: [&str; 2]| values.map(str::to_owned).to_vec();
/// let points = [text(["1", "a"]), text(["1", "b"]), text(["2", "a"]), text(["2", "b"])];
/// let effects = main_effects(&points, &[1.0, 3.0, 5.0, 7.0]);
/// assert_eq!(effects[0], [("1".to_owned(), 2.0), ("2".to_owned(), 6.0)]);
/// assert_eq!(effects[1], [("a".to_owned(), 3.0), ("b".to_owned(), 5.0)]);
/// ```
#[must_use]
pub fn main_effects(points: &[Vec<String>], objectives: &[f64]) -> Vec<Vec<(String, f64)>> {
    let Some((first, others)) = points.split_first() else {
        return Vec::new();
    };
    let has_fellows = first
        .iter()
        .enumerate()
        .all(|(key, value)| others.iter().any(|other| other[key] == *value));
    let left_out = usize::from(!has_fellows);
    let counted = || {
        let points = points.iter().zip(objectives).skip(left_out);
        points.filter(|(_, objective)| !objective.is_nan())
    };
    (0..first.len())
        .map(|key| {
            let mut values: Vec<&String> = Vec::new();
            for (point, _) in counted() {
                if !values.contains(&&point[key]) {
                    values.push(&point[key]);
                }
            }
            let mean = |value: &String| {
                let (mut sum, mut count) = (0.0, 0.0);
                for (_, objective) in counted().filter(|(point, _)| point[key] == *value) {
                    sum += objective;
                    count += 1.0;
                }
                sum / count
            };
            values
                .into_iter()
                .map(|value| (value.clone(), mean(value)))
                .collect()
        })
        .collect()
}
