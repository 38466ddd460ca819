//! Numbers side by side: what a loop over paths does at once.
//!
//! Every operation is written out lane by lane. In a [`Kernel`](super::wide::Kernel) it becomes one vector instruction,
//! or a few; the bits of its result are everywhere the same.

use std::ops::{Add, BitAnd, BitOr, Div, Mul, Neg, Not, Sub};

/// Lanes that the kernels work on at once: two of the widest vectors, so that one need not wait for the other.
pub const LANES: usize = 16;

/// Some numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes<const N: usize>(pub [f64; N]);

/// The bits of some numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<const N: usize>(pub [u64; N]);

/// Some answers, each all ones (yes) or all zeros (no).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask<const N: usize>([u64; N]);

macro_rules! each {
    ($lane:ident => $value:expr) => {{
        let mut out = [Default::default(); N];
        for $lane in 0..N {
            out[$lane] = $value;
        }
        out
    }};
}

macro_rules! arithmetic {
    ($($operation:ident $method:ident $sign:tt),*) => {$(
        impl<const N: usize> $operation for Lanes<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(each!(lane => self.0[lane] $sign other.0[lane]))
            }
        }

        impl<const N: usize> $operation<f64> for Lanes<N> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                Self(each!(lane => self.0[lane] $sign other))
            }
        }

        impl<const N: usize> $operation<Lanes<N>> for f64 {
            type Output = Lanes<N>;
            #[inline(always)]
            fn $method(self, other: Lanes<N>) -> Lanes<N> {
                Lanes(each!(lane => self $sign other.0[lane]))
            }
        }
    )*};
}

arithmetic!(Add add +, Sub sub -, Mul mul *, Div div /);

impl<const N: usize> Neg for Lanes<N> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self(each!(lane => -self.0[lane]))
    }
}

impl<const N: usize> Lanes<N> {
    /// The same number in every lane.
    #[inline(always)]
    pub fn all(value: f64) -> Self {
        Self([value; N])
    }

    /// The numbers of a row from `at` on.
    #[inline(always)]
    pub fn load(row: &[f64], at: usize) -> Self {
        let mut lanes = [0.0; N];
        lanes.copy_from_slice(&row[at..at + N]);
        Self(lanes)
    }

    /// Writes the numbers to a row from `at` on.
    #[inline(always)]
    pub fn store(self, row: &mut [f64], at: usize) {
        row[at..at + N].copy_from_slice(&self.0);
    }

    /// Where `self < other`; no where either is NaN.
    #[inline(always)]
    pub fn below(self, other: Self) -> Mask<N> {
        Mask(each!(lane => u64::from(self.0[lane] < other.0[lane]).wrapping_neg()))
    }

    /// Where `self` is `value`.
    #[inline(always)]
    pub fn is(self, value: f64) -> Mask<N> {
        Mask(each!(lane => u64::from(self.0[lane] == value).wrapping_neg()))
    }

    /// Where `self ≥ bound`; no where it is NaN.
    #[inline(always)]
    pub fn at_least(self, bound: f64) -> Mask<N> {
        Mask(each!(lane => u64::from(self.0[lane] >= bound).wrapping_neg()))
    }

    /// Where `self ≤ bound`; no where it is NaN.
    #[inline(always)]
    pub fn at_most(self, bound: f64) -> Mask<N> {
        Mask(each!(lane => u64::from(self.0[lane] <= bound).wrapping_neg()))
    }

    /// The larger of each and `bound`; `bound` in place of a NaN.
    #[inline(always)]
    pub fn max(self, bound: f64) -> Self {
        Self(each!(lane => if self.0[lane] > bound { self.0[lane] } else { bound }))
    }

    /// The smaller of each two; that of `other` in place of a NaN.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(each!(lane => if self.0[lane] < other.0[lane] { self.0[lane] } else { other.0[lane] }))
    }

    /// The larger of each two; that of `other` in place of a NaN.
    #[inline(always)]
    pub fn larger(self, other: Self) -> Self {
        Self(each!(lane => if self.0[lane] > other.0[lane] { self.0[lane] } else { other.0[lane] }))
    }

    /// Cut to the range from `-limit` to `limit`.
    #[inline(always)]
    pub fn within(self, limit: f64) -> Self {
        self.max(-limit).min(Self::all(limit))
    }

    /// The same numbers, with all before them worked out.
    ///
    /// The compiler finds the vectors in a formula by looking back from what is written; in a long formula it looks too
    /// short and takes the lanes one by one. Here it sees an end, and begins anew.
    #[inline(always)]
    pub fn settled(self) -> Self {
        std::hint::black_box(self)
    }

    /// The square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(each!(lane => self.0[lane].sqrt()))
    }

    /// The distances from 0.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(each!(lane => self.0[lane].abs()))
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
        let mut sums = self.0;
        let mut half = N / 2;
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
        let mut any = 0.0;
        for lane in 0..N {
            any += self.0[lane].abs();
        }
        any == 0.0
    }

    /// The bits.
    #[inline(always)]
    pub fn bits(self) -> Words<N> {
        Words(each!(lane => self.0[lane].to_bits()))
    }
}

impl<const N: usize> Words<N> {
    /// The numbers with these bits.
    #[inline(always)]
    pub fn floats(self) -> Lanes<N> {
        Lanes(each!(lane => f64::from_bits(self.0[lane])))
    }

    /// The sums, modulo 2⁶⁴.
    #[inline(always)]
    pub fn plus(self, word: u64) -> Self {
        Self(each!(lane => self.0[lane].wrapping_add(word)))
    }

    /// Shifted towards the high bits.
    #[inline(always)]
    pub fn shifted_up(self, bits: u32) -> Self {
        Self(each!(lane => self.0[lane] << bits))
    }

    /// Shifted towards the low bits.
    #[inline(always)]
    pub fn shifted_down(self, bits: u32) -> Self {
        Self(each!(lane => self.0[lane] >> bits))
    }

    /// The bits that `word` has too.
    #[inline(always)]
    pub fn and(self, word: u64) -> Self {
        Self(each!(lane => self.0[lane] & word))
    }

    /// These bits and those of `word`.
    #[inline(always)]
    pub fn or(self, word: u64) -> Self {
        Self(each!(lane => self.0[lane] | word))
    }
}

impl<const N: usize> Mask<N> {
    /// `yes` where it is so, else `no`.
    #[inline(always)]
    pub fn choose(self, yes: Lanes<N>, no: Lanes<N>) -> Lanes<N> {
        Lanes(each!(lane => {
            let (yes, no) = (yes.0[lane].to_bits(), no.0[lane].to_bits());
            f64::from_bits((yes & self.0[lane]) | (no & !self.0[lane]))
        }))
    }

    /// Whether it is so in any lane.
    #[inline(always)]
    pub fn any(self) -> bool {
        let mut any = 0;
        for lane in 0..N {
            any |= self.0[lane];
        }
        any != 0
    }
}

impl<const N: usize> BitAnd for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        Self(each!(lane => self.0[lane] & other.0[lane]))
    }
}

impl<const N: usize> BitOr for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn bitor(self, other: Self) -> Self {
        Self(each!(lane => self.0[lane] | other.0[lane]))
    }
}

impl<const N: usize> Not for Mask<N> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        Self(each!(lane => !self.0[lane]))
    }
}
