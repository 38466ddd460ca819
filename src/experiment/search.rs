//! Searches on whole numbers: the top of a curve, and where it changes its sign.

use crate::units::count_to_float;

/// Points of the grid that shows where to search.
const COARSE: usize = 13;

/// Looks that may leave more than half of a bracket before it is halved.
const SLOW: usize = 2;

/// Up to 13 evenly spread numbers of `0 ..= last`, both ends included.
///
/// ```
/// use tiercast::experiment::coarse;
/// assert_eq!(coarse(4), [0, 1, 2, 3, 4]);
/// assert_eq!(coarse(1024)[..3], [0, 85, 171]);
/// ```
#[must_use]
pub fn coarse(last: usize) -> Vec<usize> {
    let steps = last.clamp(1, COARSE - 1);
    let mut grid: Vec<usize> = (0..=steps)
        .map(|step| (step * last + steps / 2) / steps)
        .collect();
    grid.dedup();
    grid
}

/// The highest place between two: a golden-section search.
///
/// `best` is the highest place known and its height, from `low` to `high`: it may be one of them, and neither is higher. The search
/// ends when what is known on either side of the highest is at most `reach` away, and returns it.
///
/// *Method*: the wider side of the best is cut at 0.382 of its width; whichever is lower, the cut or what was best,
/// becomes an end. Of a curve with one top between the ends the top is found, of any other a top. Places where the curve
/// is NaN are never the best.
///
/// *Source*: `kiefer-1953`.
///
/// # Errors
///
/// What `curve` fails with.
pub fn golden<E>(
    low: usize,
    best: (usize, f64),
    high: usize,
    reach: usize,
    mut curve: impl FnMut(usize) -> Result<f64, E>,
) -> Result<usize, E> {
    let (mut low, mut best, mut high) = (low, best, high);
    loop {
        let (left, right) = (best.0 - low, high - best.0);
        let gap = left.max(right);
        if gap <= reach.max(1) {
            return Ok(best.0);
        }
        let part = (gap * 382 / 1000).clamp(1, gap - 1);
        let is_right = right >= left;
        let cut = if is_right {
            best.0 + part
        } else {
            best.0 - part
        };
        let height = curve(cut)?;
        match (height > best.1, is_right) {
            (true, true) => (low, best) = (best.0, (cut, height)),
            (true, false) => (high, best) = (best.0, (cut, height)),
            (false, true) => high = cut,
            (false, false) => low = cut,
        }
    }
}

/// Two neighbours between which a curve changes its sign, or one place twice where it is 0.
///
/// `low` and `high` are places and the heights there, of different signs. Where the curve is NaN on the way, what has
/// been reached is returned.
///
/// *Method*: false position with the Illinois rule (an end that stays twice counts half); when two looks in a row have
/// left more than half of the bracket, the next one halves it. So it takes at most three looks for each halving, on
/// smooth curves a few in all.
///
/// *Source*: `dowell-jarratt-1971`.
///
/// # Errors
///
/// What `curve` fails with.
pub fn bracketed<E>(
    low: (usize, f64),
    high: (usize, f64),
    mut curve: impl FnMut(usize) -> Result<f64, E>,
) -> Result<[usize; 2], E> {
    for (place, height) in [low, high] {
        if height == 0.0 {
            return Ok([place, place]);
        }
    }
    let (mut low, mut high) = (low, high);
    let is_negative_below = low.1 < 0.0;
    let (mut was_low, mut slow) = (None, 0);
    while high.0 - low.0 > 1 {
        let width = high.0 - low.0;
        let part = if slow >= SLOW {
            width / 2
        } else {
            part_of(width, low.1.abs() / (low.1.abs() + high.1.abs()))
        };
        let place = low.0 + part;
        let height = curve(place)?;
        if height.is_nan() {
            break;
        }
        if height == 0.0 {
            return Ok([place, place]);
        }
        let is_low = (height < 0.0) == is_negative_below;
        if is_low {
            low = (place, height);
            high.1 *= if was_low == Some(true) { 0.5 } else { 1.0 };
        } else {
            high = (place, height);
            low.1 *= if was_low == Some(false) { 0.5 } else { 1.0 };
        }
        was_low = Some(is_low);
        slow = if 2 * (high.0 - low.0) > width {
            slow + 1
        } else {
            0
        };
    }
    Ok([low.0, high.0])
}

/// A share of a width, rounded, within it.
fn part_of(width: usize, share: f64) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "from 0 to the width"
    )]
    let part = (share * count_to_float(width)).round() as usize;
    part.clamp(1, width - 1)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    /// A curve that counts how often it is looked at.
    fn counted<'a>(
        curve: impl Fn(f64) -> f64 + 'a,
        looks: &'a mut usize,
    ) -> impl FnMut(usize) -> Result<f64, Infallible> + 'a {
        move |place| {
            *looks += 1;
            Ok(curve(count_to_float(place)))
        }
    }

    #[test]
    fn coarse_grid_has_both_ends_and_at_most_13_places() {
        for last in 0..3000 {
            let grid = coarse(last);
            assert_eq!(grid[0], 0);
            assert_eq!(grid[grid.len() - 1], last);
            assert_eq!(grid.len(), (last + 1).min(13), "{last}");
            assert!(grid.is_sorted());
        }
    }

    #[test]
    fn golden_section_finds_the_top_wherever_it_is() {
        for top in 0..=200 {
            let curve = |x: f64| -(x - count_to_float(top)).powi(2);
            for start in [0, 77, 200] {
                let mut looks = 0;
                let best = (start, curve(count_to_float(start)));
                // the best that is known is at least as high as the ends
                if [0.0, 200.0].into_iter().any(|end| curve(end) > best.1) {
                    continue;
                }
                let found = golden(0, best, 200, 1, counted(curve, &mut looks));
                assert_eq!(found, Ok(top), "from {start}");
                assert!(looks <= 14, "{looks} looks for {top} from {start}");
            }
        }
    }

    #[test]
    fn golden_section_stays_off_what_is_undefined_and_ends_within_reach() {
        let mut looks = 0;
        let curve = |x: f64| if x > 60.0 { f64::NAN } else { x };
        let found = golden(0, (0, 0.0), 100, 1, counted(curve, &mut looks));
        assert_eq!(found, Ok(60));
        let mut few = 0;
        let parabola = |x: f64| -(x - 50.0).powi(2);
        let found = golden(0, (0, -2500.0), 100, 10, counted(parabola, &mut few));
        assert!(found.is_ok_and(|place| place.abs_diff(50) <= 10));
        assert!(few <= 7, "{few}");
    }

    #[test]
    fn bracket_closes_on_the_change_of_sign_of_any_curve() {
        let curves: [fn(f64) -> f64; 5] = [
            |x| x - 37.4,
            |x| (x / 100.0).powi(9) - 0.001,
            |x| 37.4 - x,
            |x| if x < 37.4 { -1.0 } else { 1e12 },
            |x| (x - 37.4).exp() - 1.0,
        ];
        for curve in curves {
            let mut looks = 0;
            let ends = [0, 1000].map(|place| (place, curve(count_to_float(place))));
            let found = bracketed(ends[0], ends[1], counted(curve, &mut looks));
            let [low, high] = found.expect("it cannot fail");
            assert_eq!(high - low, 1);
            let heights = [low, high].map(|place| curve(count_to_float(place)));
            assert!(heights[0] * heights[1] < 0.0, "{low}");
            assert!(looks <= 30, "{looks}");
        }
        let mut looks = 0;
        let found = bracketed((0, -37.4), (1000, 962.6), counted(curves[0], &mut looks));
        assert_eq!(found, Ok([37, 38]));
        assert!(looks <= 3, "{looks}");
    }

    #[test]
    fn bracket_is_one_place_where_the_curve_is_0_there() {
        let mut looks = 0;
        let found = bracketed((0, -40.0), (100, 60.0), counted(|x| x - 40.0, &mut looks));
        assert_eq!(found, Ok([40, 40]));
        let found = bracketed((0, 0.0), (9, 1.0), counted(|x| x, &mut looks));
        assert_eq!(found, Ok([0, 0]));
    }
}
