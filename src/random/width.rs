//! How many numbers are side by side, and what is done to all of them at once.
//!
//! The operations of a [`Width`] are those that vector units have; [`Lanes`](super::lanes::Lanes) makes formulas of them.
//! Each does to a lane what it would do to a single number, to the bit, whatever the width.

/// Lanes that the kernels work on at once: two of the widest vectors, so that one need not wait for the other.
pub const LANES: usize = 16;

/// Places of a search tree: those of level `k` are 2ᵏ to 2ᵏ⁺¹ − 1, and place 0 is none.
pub const NODES: usize = 128;

/// So many numbers side by side, in vectors of some kind.
pub trait Width: Copy {
    /// How many.
    const LANES: usize;
    /// [`LANES`] of them in vectors of the same kind.
    type Sixteen: Width;
    /// Numbers.
    type Floats: Copy;
    /// Words of 64 bits.
    type Words: Copy;
    /// Answers.
    type Mask: Copy;

    /// The numbers of a slice of [`Self::LANES`].
    fn load(from: &[f64]) -> Self::Floats;
    /// The words of such a slice.
    fn load_words(from: &[u64]) -> Self::Words;
    /// Writes the numbers to such a slice.
    fn store(a: Self::Floats, to: &mut [f64]);
    /// The same number in every lane.
    fn all(value: f64) -> Self::Floats;
    /// The same word in every lane.
    fn all_words(word: u64) -> Self::Words;

    /// `a + b`.
    fn add(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a − b`.
    fn sub(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a·b`.
    fn mul(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a/b`.
    fn div(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a` where `a < b`, else `b`.
    fn min(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a` where `a > b`, else `b`.
    fn max(a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// Square roots.
    fn sqrt(a: Self::Floats) -> Self::Floats;

    /// Where `a < b`; no where either is NaN.
    fn below(a: Self::Floats, b: Self::Floats) -> Self::Mask;
    /// Where `a ≤ b`; no where either is NaN.
    fn at_most(a: Self::Floats, b: Self::Floats) -> Self::Mask;
    /// Where `a = b`.
    fn equal(a: Self::Floats, b: Self::Floats) -> Self::Mask;
    /// `yes` where it is so, else `no`.
    fn choose(mask: Self::Mask, yes: Self::Floats, no: Self::Floats) -> Self::Floats;
    /// Where both are so.
    fn both(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Where either is so.
    fn either(a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Where it is not so.
    fn opposite(a: Self::Mask) -> Self::Mask;
    /// Whether it is so in any lane.
    fn any(a: Self::Mask) -> bool;
    /// In how many lanes it is so.
    fn count(answers: Self::Mask) -> usize;

    /// The bits of numbers.
    fn bits(a: Self::Floats) -> Self::Words;
    /// The numbers with these bits.
    fn floats(a: Self::Words) -> Self::Floats;
    /// Sums modulo 2⁶⁴.
    fn plus(a: Self::Words, b: Self::Words) -> Self::Words;
    /// Products of the low halves.
    fn product(a: Self::Words, b: Self::Words) -> Self::Words;
    /// The bits that both have.
    fn and(a: Self::Words, b: Self::Words) -> Self::Words;
    /// The bits that either has.
    fn or(a: Self::Words, b: Self::Words) -> Self::Words;
    /// The bits that one has and the other has not.
    fn xor(a: Self::Words, b: Self::Words) -> Self::Words;
    /// Shifted towards the high bits.
    fn shifted_up(a: Self::Words, bits: u32) -> Self::Words;
    /// Shifted towards the low bits.
    fn shifted_down(a: Self::Words, bits: u32) -> Self::Words;

    /// The numbers at some places of one level of a search tree.
    fn nodes<const LEVEL: u32>(tree: &[f64; NODES], places: Self::Words) -> Self::Floats;

    /// The same numbers, with all before them worked out.
    ///
    /// In plain numbers the compiler finds the vectors of a formula by looking back from what is written, and in a long
    /// formula it looks too short. Here it sees an end, and begins anew.
    fn settled(a: Self::Floats) -> Self::Floats;
}

/// `N` numbers without vectors of their own: the compiler may find some.
#[derive(Clone, Copy, Debug)]
pub struct Plain<const N: usize>;

macro_rules! each {
    ($lane:ident => $value:expr) => {{
        let mut out = [Default::default(); N];
        for $lane in 0..N {
            out[$lane] = $value;
        }
        out
    }};
}

/// Operations on one row or two, lane by lane.
macro_rules! plainly {
    ($($name:ident: ($($row:ident: $kind:ident),+; $lane:ident) -> $out:ident = $value:expr;)*) => {$(
        #[inline(always)]
        fn $name($($row: Self::$kind),+) -> Self::$out {
            each!($lane => $value)
        }
    )*};
}

const fn answer(yes: bool) -> u64 {
    (yes as u64).wrapping_neg()
}

/// Answers are all ones (yes) or all zeros (no).
impl<const N: usize> Width for Plain<N> {
    const LANES: usize = N;
    type Sixteen = Plain<LANES>;
    type Floats = [f64; N];
    type Words = [u64; N];
    type Mask = [u64; N];

    #[inline(always)]
    fn load(from: &[f64]) -> [f64; N] {
        let mut lanes = [0.0; N];
        lanes.copy_from_slice(from);
        lanes
    }

    #[inline(always)]
    fn load_words(from: &[u64]) -> [u64; N] {
        let mut lanes = [0; N];
        lanes.copy_from_slice(from);
        lanes
    }

    #[inline(always)]
    fn store(a: [f64; N], to: &mut [f64]) {
        to.copy_from_slice(&a);
    }

    #[inline(always)]
    fn all(value: f64) -> [f64; N] {
        [value; N]
    }

    #[inline(always)]
    fn all_words(word: u64) -> [u64; N] {
        [word; N]
    }

    plainly! {
        add: (a: Floats, b: Floats; i) -> Floats = a[i] + b[i];
        sub: (a: Floats, b: Floats; i) -> Floats = a[i] - b[i];
        mul: (a: Floats, b: Floats; i) -> Floats = a[i] * b[i];
        div: (a: Floats, b: Floats; i) -> Floats = a[i] / b[i];
        min: (a: Floats, b: Floats; i) -> Floats = if a[i] < b[i] { a[i] } else { b[i] };
        max: (a: Floats, b: Floats; i) -> Floats = if a[i] > b[i] { a[i] } else { b[i] };
        sqrt: (a: Floats; i) -> Floats = a[i].sqrt();
        below: (a: Floats, b: Floats; i) -> Mask = answer(a[i] < b[i]);
        at_most: (a: Floats, b: Floats; i) -> Mask = answer(a[i] <= b[i]);
        equal: (a: Floats, b: Floats; i) -> Mask = answer(a[i] == b[i]);
        choose: (mask: Mask, yes: Floats, no: Floats; i) -> Floats =
            f64::from_bits((yes[i].to_bits() & mask[i]) | (no[i].to_bits() & !mask[i]));
        both: (a: Mask, b: Mask; i) -> Mask = a[i] & b[i];
        either: (a: Mask, b: Mask; i) -> Mask = a[i] | b[i];
        opposite: (a: Mask; i) -> Mask = !a[i];
        bits: (a: Floats; i) -> Words = a[i].to_bits();
        floats: (a: Words; i) -> Floats = f64::from_bits(a[i]);
        plus: (a: Words, b: Words; i) -> Words = a[i].wrapping_add(b[i]);
        product: (a: Words, b: Words; i) -> Words = (a[i] & 0xFFFF_FFFF) * (b[i] & 0xFFFF_FFFF);
        and: (a: Words, b: Words; i) -> Words = a[i] & b[i];
        or: (a: Words, b: Words; i) -> Words = a[i] | b[i];
        xor: (a: Words, b: Words; i) -> Words = a[i] ^ b[i];
    }

    #[inline(always)]
    fn shifted_up(a: [u64; N], bits: u32) -> [u64; N] {
        each!(i => a[i] << bits)
    }

    #[inline(always)]
    fn shifted_down(a: [u64; N], bits: u32) -> [u64; N] {
        each!(i => a[i] >> bits)
    }

    #[inline(always)]
    fn any(a: [u64; N]) -> bool {
        let mut any = 0;
        for lane in 0..N {
            any |= a[lane];
        }
        any != 0
    }

    #[inline(always)]
    fn count(answers: [u64; N]) -> usize {
        let mut count = 0;
        for lane in 0..N {
            count += answers[lane] & 1;
        }
        usize::from(count.to_le_bytes()[0])
    }

    #[inline(always)]
    fn nodes<const LEVEL: u32>(tree: &[f64; NODES], places: [u64; N]) -> [f64; N] {
        each!(i => tree[usize::from(places[i].to_le_bytes()[0]) % NODES])
    }

    #[inline(always)]
    fn settled(a: [f64; N]) -> [f64; N] {
        std::hint::black_box(a)
    }
}
