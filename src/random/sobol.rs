//! Sobol' points with Owen scrambling.

use super::sobol_directions::{INITIAL, POLYNOMIALS};
use super::stream::{hash_text, hash_words, mix, open_unit};

/// Dimensions with direction numbers of their own; further ones reuse them, see [`Sequence::new`].
pub const DIMENSIONS: u32 = 1024;

/// Binary digits of a point before scrambling, and of the index: 2³² points.
const DIGITS: usize = 32;

/// The direction numbers of a dimension (counted from 0), each a binary fraction with its first digit in the top bit.
///
/// *Formula*: `m_k = 2a₁m_{k−1} ⊕ … ⊕ 2^(s−1)a_{s−1}m_{k−s+1} ⊕ 2ˢm_{k−s} ⊕ m_{k−s}`, `v_k = m_k/2ᵏ`; all `m` are 1 in
/// the first dimension.
fn directions(dimension: u32) -> [u32; DIGITS] {
    let row = (dimension % DIMENSIONS) as usize;
    let mut numbers: [u32; DIGITS] = std::array::from_fn(|k| 1 << (DIGITS - 1 - k));
    if row == 0 {
        return numbers;
    }
    let polynomial = POLYNOMIALS[row - 1];
    let degree = polynomial.ilog2() as usize;
    let first: usize = POLYNOMIALS[..row - 1]
        .iter()
        .map(|polynomial| polynomial.ilog2() as usize)
        .sum();
    for (k, &initial) in INITIAL[first..first + degree].iter().enumerate() {
        numbers[k] = u32::from(initial) << (DIGITS - 1 - k);
    }
    for k in degree..DIGITS {
        let last = numbers[k - degree];
        let taps = (1..degree).filter(|tap| polynomial >> (degree - tap) & 1 == 1);
        numbers[k] = taps.fold(last ^ (last >> degree), |sum, tap| sum ^ numbers[k - tap]);
    }
    numbers
}

/// The unscrambled coordinate of a point, as 32 binary digits after the point: the value is `digits/2³²`.
///
/// *Units*: `index` counts from 0 and repeats after 2³² points; `dimension` counts from 0 and repeats after 1024.
///
/// *Method*: the points come in the order of the Gray code: 0, ½, ¾, ¼, … This builds the direction numbers each time;
/// a [`Sequence`] keeps them.
///
/// *Source*: `sobol-1967`; `antonov-saleev-1979`; `joe-kuo-2008`.
///
/// ```
/// use tiercast::random::sobol::point;
/// assert_eq!([0, 1, 2, 3].map(|index| point(index, 0) >> 30), [0, 2, 3, 1]);
/// ```
#[must_use]
pub fn point(index: u64, dimension: u32) -> u32 {
    digits(&directions(dimension), wrap(index))
}

/// The Owen-scrambled coordinate of a point, in the open interval (0, 1): [`Sequence::value`] with the key 0.
#[must_use]
pub fn scrambled(index: u64, dimension: u32, seed: u64) -> f64 {
    Sequence::new(dimension, seed, 0).value(index)
}

/// One coordinate of a scrambled Sobol' sequence.
#[derive(Clone, Debug)]
pub struct Sequence {
    directions: [u32; DIGITS],
    shuffle: Option<u32>,
    scramble: u32,
    filler: u64,
}

impl Sequence {
    /// The coordinate of a dimension.
    ///
    /// *Method*: nested uniform scrambling of 32 digits by a keyed hash, from (seed, dimension, key); digits 33 to 52
    /// are hashed from those and the index, as independent scrambling would have them for up to 2³² points.
    /// A dimension from 1024 on reuses the direction numbers of dimension mod 1024 with a scramble of its own, and all
    /// dimensions of a group of 1024 take their points in an order of the group's own (a nested shuffle of the index,
    /// which maps each aligned block of 2ᵏ points onto one). Within a group the points are Sobol' points; between
    /// groups they pair as independent samples would.
    ///
    /// *Source*: `owen-1995`; `laine-karras-2011`; `burley-2020`, with the constants of `vegdahl-2021`.
    #[must_use]
    pub fn new(dimension: u32, seed: u64, key: u64) -> Self {
        let group = dimension / DIMENSIONS;
        let hash = hash_words(&[seed, hash_text("sobol scramble"), u64::from(dimension), key]);
        let shuffle = (group > 0).then(|| {
            upper(hash_words(&[
                seed,
                hash_text("sobol shuffle"),
                u64::from(group),
            ]))
        });
        Self {
            directions: directions(dimension),
            shuffle,
            scramble: upper(hash),
            filler: mix(hash),
        }
    }

    /// The coordinate of a point, in the open interval (0, 1).
    ///
    /// *Units*: `index` counts from 0 and repeats after 2³² points.
    #[must_use]
    pub fn value(&self, index: u64) -> f64 {
        let index = wrap(index);
        self.finish(index, digits(&self.directions, self.place(index)))
    }

    /// Writes the coordinates of consecutive points: `out[i] = self.value(first + i)`.
    pub fn fill(&self, first: u64, out: &mut [f64]) {
        let mut index = wrap(first);
        let mut point = digits(&self.directions, self.place(index));
        for value in out {
            *value = self.finish(index, point);
            index = index.wrapping_add(1);
            point = match self.shuffle {
                // One digit of the Gray code changes from a point to the next.
                None if index != 0 => point ^ self.directions[index.trailing_zeros() as usize],
                _ => digits(&self.directions, self.place(index)),
            };
        }
    }

    fn place(&self, index: u32) -> u32 {
        self.shuffle
            .map_or(index, |seed| scramble_digits(index, seed))
    }

    fn finish(&self, index: u32, point: u32) -> f64 {
        let low = mix(self.filler ^ u64::from(index)) >> 32;
        open_unit(low, u64::from(scramble_digits(point, self.scramble)))
    }
}

/// The point at a place of the Gray-code order.
fn digits(directions: &[u32; DIGITS], place: u32) -> u32 {
    let gray = place ^ (place >> 1);
    let chosen = directions
        .iter()
        .enumerate()
        .filter(|(bit, _)| gray >> bit & 1 == 1);
    chosen.fold(0, |sum, (_, direction)| sum ^ direction)
}

/// Nested uniform scrambling: each digit is flipped or not by a hash of the digits above it.
fn scramble_digits(digits: u32, seed: u32) -> u32 {
    let mut x = digits.reverse_bits();
    x ^= x.wrapping_mul(0x3D20_ADEA);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6C56);
    x ^= x.wrapping_mul(0x53A2_2864);
    x.reverse_bits()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the sequence repeats after 2³² points"
)]
const fn wrap(index: u64) -> u32 {
    index as u32
}

const fn upper(hash: u64) -> u32 {
    wrap(hash >> 32)
}

#[cfg(test)]
mod tests;
