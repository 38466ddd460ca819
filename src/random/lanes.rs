//! Numbers side by side: what a loop over paths does at once.
//!
//! In a [`Kernel`](super::wide::Kernel) every operation becomes one vector instruction, or a few; the bits of its result
//! are everywhere the same.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

pub use super::width::{LANES, NODES, Plain, Width};

/// Some numbers.
#[derive(Clone, Copy, Debug)]
pub struct Lanes<V: Width>(pub V::Floats);

/// The bits of some numbers.
#[derive(Clone, Copy, Debug)]
pub struct Words<V: Width>(pub V::Words);

/// Some answers.
#[derive(Clone, Copy, Debug)]
pub struct Mask<V: Width>(V::Mask);

/// A few numbers, for what is not done in a kernel.
#[inline(always)]
pub fn lanes<const N: usize>(numbers: [f64; N]) -> Lanes<Plain<N>> {
    Lanes(numbers)
}

/// 0, 1, 2, …
static COUNTING: [u64; LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

macro_rules! arithmetic {
    ($($operation:ident $method:ident),*) => {$(
        impl<V: Width> $operation for Lanes<V> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(V::$method(self.0, other.0))
            }
        }

        impl<V: Width> $operation<f64> for Lanes<V> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.$method(Self::all(other))
            }
        }

        impl<V: Width> $operation<Lanes<V>> for f64 {
            type Output = Lanes<V>;
            #[inline(always)]
            fn $method(self, other: Lanes<V>) -> Lanes<V> {
                Lanes::all(self).$method(other)
            }
        }
    )*};
}

arithmetic!(Add add, Sub sub, Mul mul, Div div);

impl<V: Width> Neg for Lanes<V> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        const SIGN: u64 = 1 << 63;
        Self(V::floats(V::xor(V::bits(self.0), V::all_words(SIGN))))
    }
}

impl<V: Width> Lanes<V> {
    /// The same number in every lane.
    #[inline(always)]
    pub fn all(value: f64) -> Self {
        Self(V::all(value))
    }

    /// The numbers of a row from `at` on.
    #[inline(always)]
    pub fn load(row: &[f64], at: usize) -> Self {
        Self(V::load(&row[at..at + V::LANES]))
    }

    /// Writes the numbers to a row from `at` on.
    #[inline(always)]
    pub fn store(self, row: &mut [f64], at: usize) {
        V::store(self.0, &mut row[at..at + V::LANES]);
    }

    /// Adds the numbers to a row from `at` on.
    #[inline(always)]
    pub fn add_to(self, row: &mut [f64], at: usize) {
        (Self::load(row, at) + self).store(row, at);
    }

    /// Where `self < other`; no where either is NaN.
    #[inline(always)]
    pub fn below(self, other: Self) -> Mask<V> {
        Mask(V::below(self.0, other.0))
    }

    /// Where both are the same number.
    #[inline(always)]
    pub fn equal(self, other: Self) -> Mask<V> {
        Mask(V::equal(self.0, other.0))
    }

    /// Where `self` is `value`.
    #[inline(always)]
    pub fn is(self, value: f64) -> Mask<V> {
        Mask(V::equal(self.0, V::all(value)))
    }

    /// Where `self ≥ bound`; no where it is NaN.
    #[inline(always)]
    pub fn at_least(self, bound: f64) -> Mask<V> {
        Mask(V::at_most(V::all(bound), self.0))
    }

    /// Where `self ≤ bound`; no where it is NaN.
    #[inline(always)]
    pub fn at_most(self, bound: f64) -> Mask<V> {
        Mask(V::at_most(self.0, V::all(bound)))
    }

    /// The larger of each and `bound`; `bound` in place of a NaN.
    #[inline(always)]
    pub fn max(self, bound: f64) -> Self {
        self.larger(Self::all(bound))
    }

    /// The smaller of each two; that of `other` in place of a NaN.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(V::min(self.0, other.0))
    }

    /// The larger of each two; that of `other` in place of a NaN.
    #[inline(always)]
    pub fn larger(self, other: Self) -> Self {
        Self(V::max(self.0, other.0))
    }

    /// Cut to the range from `-limit` to `limit`.
    #[inline(always)]
    pub fn within(self, limit: f64) -> Self {
        self.max(-limit).min(Self::all(limit))
    }

    /// See [`Width::settled`].
    #[inline(always)]
    pub fn settled(self) -> Self {
        Self(V::settled(self.0))
    }

    /// The square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(V::sqrt(self.0))
    }

    /// The distances from 0.
    #[inline(always)]
    pub fn abs(self) -> Self {
        self.bits().and(u64::MAX >> 1).floats()
    }

    /// The nearest integers, for sizes below 2⁵¹, by additions that every vector unit has.
    #[inline(always)]
    pub fn nearest_integer(self) -> Self {
        const SHIFT: f64 = 6_755_399_441_055_744.0;
        (self + SHIFT) - SHIFT
    }

    /// The sum of all lanes, the halves added to each other until one is left.
    #[inline(always)]
    pub fn total(self) -> f64 {
        let mut sums = self.each();
        let mut half = V::LANES / 2;
        while half > 0 {
            for lane in 0..half {
                sums[lane] += sums[lane + half];
            }
            half /= 2;
        }
        sums[0]
    }

    /// Whether every lane is 0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        !(!self.is(0.0)).any()
    }

    /// The bits.
    #[inline(always)]
    pub fn bits(self) -> Words<V> {
        Words(V::bits(self.0))
    }

    /// Whole numbers below 2³² as words.
    #[inline(always)]
    pub fn words(self) -> Words<V> {
        // 2⁵² and a small whole number have it in the lowest bits of their sum
        const SHIFT: f64 = 4_503_599_627_370_496.0;
        (self + SHIFT).bits().and(u64::from(u32::MAX))
    }

    /// The numbers one by one; zeros fill up.
    #[inline(always)]
    pub fn each(self) -> [f64; LANES] {
        let mut numbers = [0.0; LANES];
        self.store(&mut numbers, 0);
        numbers
    }
}

impl<V: Width> Words<V> {
    /// The same word in every lane.
    #[inline(always)]
    pub fn all(word: u64) -> Self {
        Self(V::all_words(word))
    }

    /// Consecutive words from `first` on.
    #[inline(always)]
    pub fn from(first: u64) -> Self {
        Self(V::load_words(&COUNTING[..V::LANES])).plus(first)
    }

    /// The numbers with these bits.
    #[inline(always)]
    pub fn floats(self) -> Lanes<V> {
        Lanes(V::floats(self.0))
    }

    /// The words one by one; zeros fill up.
    #[inline(always)]
    pub fn each(self) -> [u64; LANES] {
        self.floats().each().map(f64::to_bits)
    }

    /// The numbers at these places of one level of a search tree; see [`NODES`].
    #[inline(always)]
    pub fn nodes<const LEVEL: u32>(self, tree: &[f64; NODES]) -> Lanes<V> {
        Lanes(V::nodes::<LEVEL>(tree, self.0))
    }

    /// The sums, modulo 2⁶⁴.
    #[inline(always)]
    pub fn plus(self, word: u64) -> Self {
        Self(V::plus(self.0, V::all_words(word)))
    }

    /// The products of the low halves.
    #[inline(always)]
    pub fn low_product(self, word: u32) -> Self {
        Self(V::product(self.0, V::all_words(u64::from(word))))
    }

    /// Shifted towards the high bits.
    #[inline(always)]
    pub fn shifted_up(self, bits: u32) -> Self {
        Self(V::shifted_up(self.0, bits))
    }

    /// Shifted towards the low bits.
    #[inline(always)]
    pub fn shifted_down(self, bits: u32) -> Self {
        Self(V::shifted_down(self.0, bits))
    }

    /// The bits that `word` has too.
    #[inline(always)]
    pub fn and(self, word: u64) -> Self {
        Self(V::and(self.0, V::all_words(word)))
    }

    /// These bits and those of `word`.
    #[inline(always)]
    pub fn or(self, word: u64) -> Self {
        Self(V::or(self.0, V::all_words(word)))
    }

    /// The bits of either.
    #[inline(always)]
    pub fn or_those(self, other: Self) -> Self {
        Self(V::or(self.0, other.0))
    }

    /// The bits that differ.
    #[inline(always)]
    pub fn xor(self, other: Self) -> Self {
        Self(V::xor(self.0, other.0))
    }
}

impl<V: Width> Mask<V> {
    /// `yes` where it is so, else `no`.
    #[inline(always)]
    pub fn choose(self, yes: Lanes<V>, no: Lanes<V>) -> Lanes<V> {
        Lanes(V::choose(self.0, yes.0, no.0))
    }

    /// Whether it is so in any lane.
    #[inline(always)]
    pub fn any(self) -> bool {
        V::any(self.0)
    }

    /// In how many lanes it is so.
    #[inline(always)]
    pub fn count(self) -> usize {
        V::count(self.0)
    }
}

impl<V: Width> BitAnd for Mask<V> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(V::both(self.0, other.0))
    }
}

impl<V: Width> BitOr for Mask<V> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(V::either(self.0, other.0))
    }
}

impl<V: Width> Not for Mask<V> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(V::opposite(self.0))
    }
}
