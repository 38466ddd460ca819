//! Keyed streams: every draw has an address, and its value depends on the address alone.
//!
//! The address is (seed part, purpose, month, cell, path, ordinal). A new draw somewhere in the model therefore shifts
//! no other draw, and two price lists that share a seed live through the same luck.

use super::lanes::{Lanes, Plain, Width, Words};
use super::philox::{consecutive, philox_lanes, philox4x32_10};
use super::wide::{self, Kernel};

/// Weyl increment of `SplitMix64`: 2⁶⁴ divided by the golden ratio, odd.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finalizer of `MurmurHash3` with Stafford's constants (variant 13): a bijection of 64 bits that mixes them fully.
///
/// *Source*: `steele-2014`.
#[must_use]
#[inline]
pub const fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

/// A stable 64-bit hash of words; it never changes between releases, since golden results depend on it.
///
/// *Method*: each word is absorbed through a bijection, so two lists of one length that differ in one word differ in
/// the hash; the length is absorbed last.
#[must_use]
#[inline]
pub const fn hash_words(words: &[u64]) -> u64 {
    let mut state = GOLDEN;
    let mut index = 0;
    while index < words.len() {
        state = mix(state ^ words[index]).wrapping_add(GOLDEN);
        index += 1;
    }
    mix(state ^ words.len() as u64)
}

/// A stable 64-bit hash of a text: FNV-1a over its UTF-8 bytes, then [`mix`].
///
/// *Source*: `fnv-1991`.
#[must_use]
pub const fn hash_text(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut state = 0xCBF2_9CE4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        state = (state ^ bytes[index] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        index += 1;
    }
    mix(state)
}

/// The three independent parts of a run's seed, so that one source of luck can be held fixed while another varies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeds {
    /// Seeds the uncertain inputs.
    pub inputs: u64,
    /// Seeds the market noise.
    pub market: u64,
    /// Seeds what customers happen to do.
    pub chance: u64,
}

impl Seeds {
    /// Derives the three parts from one number by hashing.
    #[must_use]
    pub const fn from_seed(seed: u64) -> Self {
        Self {
            inputs: hash_words(&[seed, hash_text("inputs")]),
            market: hash_words(&[seed, hash_text("market")]),
            chance: hash_words(&[seed, hash_text("chance")]),
        }
    }

    /// The same but for what customers happen to do: a replicate that chance alone tells apart.
    #[must_use]
    pub const fn other_chance(self) -> Self {
        Self {
            chance: hash_words(&[self.chance, hash_text("replicate")]),
            ..self
        }
    }

    /// The same but for the market's noise.
    #[must_use]
    pub const fn other_market(self) -> Self {
        Self {
            market: hash_words(&[self.market, hash_text("replicate")]),
            ..self
        }
    }
}

/// The address of a draw but for the path: (seed part, purpose, month, cell).
///
/// *Method*: Philox 4x32-10 with the seed part as its key and the counter `[path, ordinal, low, high]`, `(high, low)`
/// being a hash of purpose, month and cell. Two addresses share their draws with probability 2⁻⁶⁴.
///
/// ```
/// use tiercast::random::stream::{Cell, Seeds, hash_text};
/// let cell = Cell::new(Seeds::from_seed(1).chance, hash_text("churn"), 3, 17);
/// let mut block = [0.0; 4];
/// cell.fill(100, &mut block);
/// assert_eq!(block[2].to_bits(), cell.uniform(102).to_bits());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    key: [u32; 2],
    place: [u32; 2],
}

impl Cell {
    /// The cell of a purpose (a [`hash_text`] of its name) in a month; `cell` tells apart what draws in the same month.
    #[must_use]
    #[inline]
    pub const fn new(seed_part: u64, purpose: u64, month: u32, cell: u64) -> Self {
        Self {
            key: halves(seed_part),
            place: halves(hash_words(&[purpose, month as u64, cell])),
        }
    }

    /// The uniform of a path, in the open interval (0, 1); the first of [`Cell::pair`].
    ///
    /// *Formula*: `(k + ½)/2⁵²`, `k` of 52 bits. With 53 bits `k + ½` would have to be rounded, at the top to 1; with
    /// 52 the value, and `1 − u` too, is exact.
    #[must_use]
    #[inline]
    pub fn uniform(self, path: u32) -> f64 {
        self.pair(path).0
    }

    /// Two independent uniforms of a path, from the two halves of one Philox block.
    #[must_use]
    #[inline]
    pub fn pair(self, path: u32) -> (f64, f64) {
        self.block(path, 0)
    }

    #[inline]
    fn block(self, path: u32, ordinal: u32) -> (f64, f64) {
        let [w0, w1, w2, w3] =
            philox4x32_10([path, ordinal, self.place[0], self.place[1]], self.key);
        (
            open_unit(u64::from(w0), u64::from(w1)),
            open_unit(u64::from(w2), u64::from(w3)),
        )
    }

    /// Writes the uniforms of consecutive paths: `out[i] = self.uniform(first_path + i)`.
    pub fn fill(self, first_path: u32, out: &mut [f64]) {
        wide::run(Fill {
            cell: self,
            first_path,
            out,
        });
    }

    /// Writes the pairs of consecutive paths: `(a[i], b[i]) = self.pair(first_path + i)`.
    ///
    /// # Panics
    ///
    /// If the two slices differ in length.
    pub fn fill_pair(self, first_path: u32, a: &mut [f64], b: &mut [f64]) {
        assert_eq!(
            a.len(),
            b.len(),
            "the two halves of a pair need slices of one length"
        );
        wide::run(FillPair {
            cell: self,
            first_path,
            out: [a, b],
        });
    }

    /// The pairs of the paths from `path` on: `(a[i], b[i]) = self.pair(path + i)`.
    #[inline(always)]
    pub(crate) fn pairs<V: Width>(self, path: u32) -> (Lanes<V>, Lanes<V>) {
        self.pairs_at(path, 0)
    }

    /// The first two draws of the [`Cell::stream`] of each path from `path` on.
    #[inline(always)]
    pub(crate) fn pairs_of_stream<V: Width>(self, path: u32) -> (Lanes<V>, Lanes<V>) {
        self.pairs_at(path, 1)
    }

    #[inline(always)]
    fn pairs_at<V: Width>(self, path: u32, ordinal: u32) -> (Lanes<V>, Lanes<V>) {
        self.pairs_of(consecutive(path), Words::all(u64::from(ordinal)))
    }

    /// Pairs of one path, `(a[i], b[i])` at the ordinal `first + i`; the draws of its [`Cell::stream`] are from 1 on.
    #[inline(always)]
    pub(crate) fn pairs_of_path<V: Width>(self, path: u32, first: u32) -> (Lanes<V>, Lanes<V>) {
        self.pairs_of(Words::all(u64::from(path)), consecutive(first))
    }

    /// A pair of each path at its ordinal, which is from 1 on for the draws of its [`Cell::stream`].
    #[inline(always)]
    pub(crate) fn pairs_of<V: Width>(
        self,
        paths: Words<V>,
        ordinals: Words<V>,
    ) -> (Lanes<V>, Lanes<V>) {
        let [low, high] = self.place;
        let (low, high) = (Words::all(u64::from(low)), Words::all(u64::from(high)));
        let [w0, w1, w2, w3] = philox_lanes([paths, ordinals, low, high], self.key);
        (open_units(w0, w1), open_units(w2, w3))
    }

    /// A sequence of draws for a path, for what needs an unknown number of them; it shares no draw with [`Cell::pair`].
    #[must_use]
    #[inline]
    pub const fn stream(self, path: u32) -> Stream {
        Stream {
            cell: self,
            path,
            ordinal: 0,
            spare: None,
        }
    }
}

/// [`Cell::fill`].
struct Fill<'a> {
    cell: Cell,
    first_path: u32,
    out: &'a mut [f64],
}

impl Kernel for Fill<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.out.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let (uniforms, _) = self.cell.pairs::<V>(path_at(self.first_path, at));
        uniforms.store(self.out, at);
    }
}

/// [`Cell::fill_pair`].
struct FillPair<'a> {
    cell: Cell,
    first_path: u32,
    out: [&'a mut [f64]; 2],
}

impl Kernel for FillPair<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.out[0].len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        let (a, b) = self.cell.pairs::<V>(path_at(self.first_path, at));
        a.store(self.out[0], at);
        b.store(self.out[1], at);
    }
}

/// The path `lane` places after another; paths wrap around.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "paths wrap around")]
pub(crate) fn path_at(first_path: u32, lane: usize) -> u32 {
    first_path.wrapping_add(lane as u32)
}

/// The sequential draws of one cell on one path: Philox blocks of the ordinals 1, 2, …, two uniforms from each.
#[derive(Clone, Debug)]
pub struct Stream {
    cell: Cell,
    path: u32,
    ordinal: u32,
    spare: Option<f64>,
}

impl Stream {
    /// The next uniform in the open interval (0, 1).
    #[inline]
    pub fn next_uniform(&mut self) -> f64 {
        if let Some(uniform) = self.spare.take() {
            return uniform;
        }
        self.ordinal = self.ordinal.wrapping_add(1);
        let (first, second) = self.cell.block(self.path, self.ordinal);
        self.spare = Some(second);
        first
    }
}

/// The low and the high word.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves of a 64-bit word are wanted"
)]
const fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

/// `(k + ½)/2⁵²` for the upper 52 of the 64 bits `high:low`: the bits become the fraction of a number in [1, 2).
#[inline(always)]
pub(super) fn open_unit(low: u64, high: u64) -> f64 {
    let [unit] = open_units(Words::<Plain<1>>::all(low), Words::all(high)).0;
    unit
}

/// [`open_unit`] side by side.
#[inline(always)]
fn open_units<V: Width>(low: Words<V>, high: Words<V>) -> Lanes<V> {
    const ONE: u64 = 1.0_f64.to_bits();
    const BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    let fraction = high.shifted_up(20).or_those(low.shifted_down(12));
    fraction.or(ONE).floats() - BELOW_ONE
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "exact values are meant")]
mod tests;
