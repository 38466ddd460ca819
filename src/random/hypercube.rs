//! Latin hypercube samples, in batches.

use super::stream::{Cell, hash_text};
use crate::units::count_to_float;

/// Paths in a batch: each batch has one path in each of as many strata of equal probability. A longer run adds
/// batches, and so extends a shorter one.
pub const BATCH: u32 = 1000;

const SIZE: usize = BATCH as usize;

/// The uniform of a path in the sample of a key, in the open interval (0, 1).
///
/// *Method*: this shuffles the path's whole batch; [`fill`] does so once for all its paths.
///
/// ```
/// use tiercast::random::hypercube::latin;
/// let mut strata: Vec<u32> = (0..1000).map(|path| (latin(1, 2, path) * 1000.0) as u32).collect();
/// strata.sort_unstable();
/// assert!(strata.into_iter().eq(0..1000));
/// ```
#[must_use]
pub fn latin(seed: u64, key: u64, path: u32) -> f64 {
    let mut value = [0.0];
    fill(seed, key, path, &mut value);
    value[0]
}

/// Writes the uniforms of consecutive paths: `out[i] = latin(seed, key, first_path + i)`.
///
/// *Formula*: `(stratum + jitter)/1000`, the strata of a batch a random permutation of 0 … 999.
///
/// *Method*: a Fisher–Yates shuffle with draws keyed by (seed, key, batch), a jitter keyed by (seed, key, path). Some
/// 12 ns a path where whole batches are filled; touching a batch at all costs half of its 12 µs.
///
/// *Source*: `mckay-1979`.
pub fn fill(seed: u64, key: u64, first_path: u32, out: &mut [f64]) {
    Cell::new(seed, hash_text("latin jitter"), 0, key).fill(first_path, out);
    let mut path = first_path;
    let mut rest = out;
    while !rest.is_empty() {
        let place = (path % BATCH) as usize;
        // The last batch ends where the path numbers do.
        let left_in_numbers = usize::try_from(u32::MAX - path)
            .unwrap_or(usize::MAX)
            .saturating_add(1);
        let count = (SIZE - place).min(rest.len()).min(left_in_numbers);
        let strata = permutation(seed, key, path / BATCH);
        let (now, later) = rest.split_at_mut(count);
        for (value, &stratum) in now.iter_mut().zip(&strata[place..]) {
            *value = (f64::from(stratum) + rounded(*value)) / f64::from(BATCH);
        }
        path = path.wrapping_add(u32::try_from(count).unwrap_or(BATCH));
        rest = later;
    }
}

/// A uniform on a grid of 2⁴⁰ cells, at their centres, so that adding a stratum is exact and never reaches the next.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "below 2⁴⁰"
)]
fn rounded(uniform: f64) -> f64 {
    const CELLS: f64 = 1_099_511_627_776.0;
    ((uniform * CELLS) as i64 as f64 + 0.5) / CELLS
}

fn permutation(seed: u64, key: u64, batch: u32) -> [u16; SIZE] {
    const HALF: usize = SIZE / 2;
    let (mut first, mut second) = ([0.0; HALF], [0.0; HALF]);
    Cell::new(seed, hash_text("latin shuffle"), batch, key).fill_pair(0, &mut first, &mut second);
    let mut strata = [0_u16; SIZE];
    for (stratum, number) in strata.iter_mut().zip(0..) {
        *stratum = number;
    }
    for (place, uniform) in (1..SIZE).rev().zip(first.into_iter().chain(second)) {
        strata.swap(place, choose(uniform, place + 1));
    }
    strata
}

/// A Latin hypercube of its own of `count` points, in one key: one uniform in each of `count` strata, in random order.
///
/// *Formula*: `(stratum + jitter)/count`. *Source*: `mckay-1979`.
#[must_use]
pub fn sample(seed: u64, key: u64, count: usize) -> Vec<f64> {
    let strata = shuffled(seed, key, count);
    let mut places = vec![0.0; count];
    Cell::new(seed, hash_text("design jitter"), 0, key).fill(0, &mut places);
    for (place, stratum) in places.iter_mut().zip(strata) {
        *place = (count_to_float(stratum) + *place) / count_to_float(count);
    }
    places
}

/// The numbers `0 … count − 1` in random order (Fisher and Yates).
#[must_use]
pub fn shuffled(seed: u64, key: u64, count: usize) -> Vec<usize> {
    let mut shuffle = vec![0.0; count];
    Cell::new(seed, hash_text("design shuffle"), 0, key).fill(0, &mut shuffle);
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        order.swap(place, choose(shuffle[place], place + 1));
    }
    order
}

/// One of `0 … count − 1`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "at most some thousand"
)]
fn choose(uniform: f64, count: usize) -> usize {
    ((uniform * count as f64) as usize).min(count - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::test_support::kolmogorov_fits;

    #[test]
    fn latin_batches_have_one_path_in_each_stratum() {
        for first_path in [0, 3000, 4_294_966_000] {
            let mut out = [0.0; SIZE];
            fill(1, 2, first_path, &mut out);
            out.sort_by(f64::total_cmp);
            for (stratum, value) in (0_u32..).zip(out) {
                assert_eq!(
                    (value * 1000.0).floor().to_bits(),
                    f64::from(stratum).to_bits()
                );
            }
        }
    }

    #[test]
    fn latin_fill_does_not_depend_on_where_blocks_begin() {
        let mut whole = vec![0.0; 2500];
        fill(5, 6, 700, &mut whole);
        let mut parts = vec![0.0; 2500];
        for (block, part) in parts.chunks_mut(256).enumerate() {
            fill(
                5,
                6,
                700 + 256 * u32::try_from(block).expect("few blocks"),
                part,
            );
        }
        assert_eq!(whole, parts);
        assert_eq!(latin(5, 6, 1234).to_bits(), whole[534].to_bits());
        let mut around_the_end = [0.0; 6];
        fill(5, 6, u32::MAX - 2, &mut around_the_end);
        assert_eq!(around_the_end[3].to_bits(), latin(5, 6, 0).to_bits());
    }

    #[test]
    fn latin_strata_of_a_path_are_uniform_over_keys_and_batches() {
        for path in [0, 999, 1500] {
            assert!(kolmogorov_fits((0..2_000).map(|key| latin(1, key, path))));
        }
        assert!(kolmogorov_fits((0..2_000).map(|batch| latin(
            1,
            2,
            17 + BATCH * batch
        ))));
    }

    #[test]
    fn latin_samples_of_two_keys_are_uncorrelated() {
        let count = 20_000_u32;
        let (mut a, mut b) = (vec![0.0; count as usize], vec![0.0; count as usize]);
        fill(1, 100, 0, &mut a);
        fill(1, 101, 0, &mut b);
        let sum: f64 = a.iter().zip(&b).map(|(a, b)| (a - 0.5) * (b - 0.5)).sum();
        // Standard deviation √n/12; 5 of them are exceeded with a chance below 1e-6.
        assert!(sum.abs() < 5.0 * f64::from(count).sqrt() / 12.0, "{sum}");
    }

    #[test]
    fn latin_values_keep_their_values() {
        let found = [latin(1, 2, 0), latin(1, 2, 12_345), latin(9, 8, 999)];
        let expected = [
            0.568_468_777_436_440_6,
            0.943_638_768_769_760_2,
            0.328_664_483_492_887,
        ];
        assert_eq!(
            found.map(f64::to_bits),
            expected.map(f64::to_bits),
            "{found:?}"
        );
    }
}
