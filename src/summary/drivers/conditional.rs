//! What a metric is on average where an input is low or high.

use crate::summary::Estimate;
use crate::summary::drivers::ranks::Ranks;
use crate::units::count_to_float;

/// Share of the paths to either side of a place that count as there.
const HALF_WINDOW: f64 = 0.05;

/// The mean of `y` where the input of `ranks` stands at `place` of its order.
///
/// *Formula*: the mean over the tenth of the paths around (those from 5 % to 15 % for the place 0.1); where the value
/// there is shared by more than half as many paths, over all that share it. Its standard error is `sd/√m` of these m paths.
///
/// *Units*: `y` by path in any unit; `place` in (0, 1).
///
/// *Method and error*: a mean over a window, so a curve is a little flattened: of a normal law's input 1.5 % of its
/// effect at 0.1 and 0.9.
#[must_use]
pub fn mean_at(ranks: &Ranks, y: &[f64], place: f64) -> Estimate {
    let paths = ranks.len();
    let from = position(place - HALF_WINDOW, paths);
    let to = position(place + HALF_WINDOW, paths)
        .max(from + 1)
        .min(paths);
    let Some(middle) = ranks
        .order
        .get(position(place, paths).min(paths.saturating_sub(1)))
    else {
        return Estimate {
            value: f64::NAN,
            se: f64::NAN,
        };
    };
    let shared = ranks.place[*middle as usize];
    let below = |edge: f64| {
        ranks
            .order
            .partition_point(|path| ranks.place[*path as usize] < edge)
    };
    let run = below(shared)..below(shared.next_up());
    let window = if run.len() * 2 > to - from {
        run
    } else {
        from..to
    };
    let values: Vec<f64> = ranks.order[window]
        .iter()
        .map(|path| y[*path as usize])
        .collect();
    let count = count_to_float(values.len());
    let mean = values.iter().map(|value| value / count).sum::<f64>();
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Estimate {
        value: mean,
        se: (squares / (count - 1.0) / count).sqrt(),
    }
}

/// How many of the paths stand below a place.
fn position(place: f64, paths: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the number of paths"
    )]
    let position = (place.clamp(0.0, 1.0) * count_to_float(paths)).round() as usize;
    position
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_of_the_input_itself_is_its_quantile() {
        let values: Vec<f64> = (0..1000_i32).map(|i| f64::from((i * 7) % 1000)).collect();
        let ranks = Ranks::new(&values);
        for (place, expected) in [(0.1, 99.5), (0.5, 499.5), (0.9, 899.5)] {
            let found = mean_at(&ranks, &values, place);
            assert!((found.value - expected).abs() < 1e-9, "{place}: {found:?}");
            assert!((found.se - 2.9).abs() < 0.1, "{found:?}");
        }
    }

    #[test]
    fn mean_where_many_share_a_value_is_over_all_of_them() {
        let x: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i % 4 == 0))).collect();
        let y: Vec<f64> = (0..100).map(f64::from).collect();
        let ranks = Ranks::new(&x);
        // 0, 4, 8 … 96
        assert!((mean_at(&ranks, &y, 0.9).value - 48.0).abs() < 1e-9);
        assert!((mean_at(&ranks, &y, 0.1).value - (4950.0 - 1200.0) / 75.0).abs() < 1e-9);
    }
}
