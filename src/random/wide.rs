//! Loops compiled for the vector instructions that the processor has.
//!
//! A default build may use only what every processor of its kind has. A [`Kernel`] is compiled a second and a third
//! time for wider vectors, and [`run`] takes the widest that this processor knows. The results are the same to the bit:
//! a wider vector does the same operations on more lanes, and no multiplication is fused with an addition, for Rust
//! fuses none by itself.
//!
//! This is the one module with `unsafe` code: calling a function that is compiled for instructions which not every
//! processor has is sound only where they were found, and the compiler cannot see that they were.

#![expect(
    unsafe_code,
    reason = "a function for wider vectors may be called only where the processor has them"
)]

use super::width::{LANES, NODES, Plain, Width};

/// A loop over lanes, done some at a time.
pub(crate) trait Kernel {
    /// How many lanes there are.
    fn lanes(&self) -> usize;

    /// Does the `V::LANES` lanes from `at` on; no lane may depend on another.
    ///
    /// This, and all that it calls often, must be `#[inline(always)]`: what is not keeps to the vectors of a default build.
    fn step<V: Width>(&mut self, at: usize);
}

/// Runs a kernel on the widest vectors that the processor has.
#[inline]
pub(crate) fn run<K: Kernel>(kernel: K) {
    run_at(Level::of_this_processor(), kernel);
}

#[inline]
fn run_at<K: Kernel>(level: Level, kernel: K) {
    match level.0 {
        // SAFETY: a `Level` is made only where the processor has its instructions
        #[cfg(target_arch = "x86_64")]
        Set::Avx512 => unsafe { run_avx512(kernel) },
        // SAFETY: likewise
        #[cfg(target_arch = "x86_64")]
        Set::Avx2 => unsafe { run_avx2(kernel) },
        Set::Default => steps::<K, Plain<LANES>>(kernel),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx512cd,popcnt")]
fn run_avx512<K: Kernel>(kernel: K) {
    steps::<K, vectors::Avx512>(kernel);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,popcnt")]
fn run_avx2<K: Kernel>(kernel: K) {
    steps::<K, vectors::Avx2>(kernel);
}

#[inline(always)]
fn steps<K: Kernel, V: Width>(mut kernel: K) {
    let lanes = kernel.lanes();
    let mut at = 0;
    while at + V::LANES <= lanes {
        kernel.step::<V>(at);
        at += V::LANES;
    }
    while at < lanes {
        kernel.step::<Plain<1>>(at);
        at += 1;
    }
}

/// Vectors of the instruction sets that not every processor has.
///
/// Nothing but the functions above can name these types, so that nothing else can call what only some processors do.
#[cfg(target_arch = "x86_64")]
mod vectors {
    use std::arch::x86_64::{
        __m256d, __m256i, __m512d, __m512i, __mmask8, _CMP_EQ_OQ, _CMP_LE_OQ, _CMP_LT_OQ,
        _mm256_add_epi64, _mm256_add_pd, _mm256_and_pd, _mm256_and_si256, _mm256_blendv_pd,
        _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_cmp_pd, _mm256_div_pd,
        _mm256_i64gather_pd, _mm256_loadu_pd, _mm256_loadu_si256, _mm256_max_pd, _mm256_min_pd,
        _mm256_movemask_pd, _mm256_mul_epu32, _mm256_mul_pd, _mm256_or_pd, _mm256_or_si256,
        _mm256_set1_epi64x, _mm256_set1_pd, _mm256_sllv_epi64, _mm256_sqrt_pd, _mm256_srlv_epi64,
        _mm256_storeu_pd, _mm256_sub_pd, _mm256_xor_pd, _mm256_xor_si256, _mm512_add_epi64,
        _mm512_add_pd, _mm512_and_si512, _mm512_castpd_si512, _mm512_castsi512_pd,
        _mm512_cmp_pd_mask, _mm512_div_pd, _mm512_loadu_epi64, _mm512_loadu_pd,
        _mm512_mask_blend_pd, _mm512_max_pd, _mm512_min_pd, _mm512_mul_epu32, _mm512_mul_pd,
        _mm512_or_si512, _mm512_permutex2var_pd, _mm512_set1_epi64, _mm512_set1_pd,
        _mm512_sllv_epi64, _mm512_sqrt_pd, _mm512_srlv_epi64, _mm512_storeu_pd, _mm512_sub_pd,
        _mm512_test_epi64_mask, _mm512_xor_si512,
    };

    use super::{LANES, NODES, Width};

    /// Two vectors of 512 bits.
    #[derive(Clone, Copy)]
    pub(super) struct Avx512;

    /// Four vectors of 256 bits.
    #[derive(Clone, Copy)]
    pub(super) struct Avx2;

    /// Operations on one row of vectors or two, vector by vector: `count` of them.
    macro_rules! by_vector {
        ($each:ident; $($name:ident: ($($row:ident: $kind:ident),+; $i:ident) -> $out:ident = $value:expr;)*) => {$(
            #[inline(always)]
            fn $name($($row: Self::$kind),+) -> Self::$out {
                // SAFETY: this type is named only where its instructions are enabled
                unsafe { $each!($i => $value) }
            }
        )*};
    }

    // no closures: the compiler would not inline what it calls for want of the instructions
    macro_rules! two {
        ($i:ident => $value:expr) => {
            [
                {
                    const $i: usize = 0;
                    $value
                },
                {
                    const $i: usize = 1;
                    $value
                },
            ]
        };
    }

    macro_rules! four {
        ($i:ident => $value:expr) => {
            [
                {
                    const $i: usize = 0;
                    $value
                },
                {
                    const $i: usize = 1;
                    $value
                },
                {
                    const $i: usize = 2;
                    $value
                },
                {
                    const $i: usize = 3;
                    $value
                },
            ]
        };
    }

    /// Loads, stores and repeats, `$per` lanes to a vector.
    macro_rules! by_lane {
        ($each:ident of $per:literal; $load:ident $store:ident $all:ident; $load_words:ident $all_words:ident) => {
            const LANES: usize = LANES;
            type Sixteen = Self;

            #[inline(always)]
            fn load(from: &[f64]) -> Self::Floats {
                assert_eq!(from.len(), LANES);
                // SAFETY: the slice is as long as all vectors; as for the instructions, see above
                unsafe { $each!(I => $load(from.as_ptr().add($per * I))) }
            }

            #[inline(always)]
            fn load_words(from: &[u64]) -> Self::Words {
                assert_eq!(from.len(), LANES);
                // SAFETY: likewise
                unsafe { $each!(I => $load_words(from.as_ptr().add($per * I).cast())) }
            }

            #[inline(always)]
            fn store(a: Self::Floats, to: &mut [f64]) {
                assert_eq!(to.len(), LANES);
                // SAFETY: likewise
                unsafe { $each!(I => $store(to.as_mut_ptr().add($per * I), a[I])) };
            }

            #[inline(always)]
            fn all(value: f64) -> Self::Floats {
                // SAFETY: see above
                unsafe { $each!(_I => $all(value)) }
            }

            #[inline(always)]
            fn all_words(word: u64) -> Self::Words {
                // SAFETY: see above
                unsafe { $each!(_I => $all_words(word.cast_signed())) }
            }

            #[inline(always)]
            fn settled(a: Self::Floats) -> Self::Floats {
                a
            }
        };
    }

    impl Width for Avx512 {
        type Floats = [__m512d; 2];
        type Words = [__m512i; 2];
        type Mask = [__mmask8; 2];

        by_lane!(two of 8; _mm512_loadu_pd _mm512_storeu_pd _mm512_set1_pd; _mm512_loadu_epi64 _mm512_set1_epi64);

        by_vector! {
            two;
            add: (a: Floats, b: Floats; I) -> Floats = _mm512_add_pd(a[I], b[I]);
            sub: (a: Floats, b: Floats; I) -> Floats = _mm512_sub_pd(a[I], b[I]);
            mul: (a: Floats, b: Floats; I) -> Floats = _mm512_mul_pd(a[I], b[I]);
            div: (a: Floats, b: Floats; I) -> Floats = _mm512_div_pd(a[I], b[I]);
            min: (a: Floats, b: Floats; I) -> Floats = _mm512_min_pd(a[I], b[I]);
            max: (a: Floats, b: Floats; I) -> Floats = _mm512_max_pd(a[I], b[I]);
            sqrt: (a: Floats; I) -> Floats = _mm512_sqrt_pd(a[I]);
            below: (a: Floats, b: Floats; I) -> Mask = _mm512_cmp_pd_mask::<_CMP_LT_OQ>(a[I], b[I]);
            at_most: (a: Floats, b: Floats; I) -> Mask = _mm512_cmp_pd_mask::<_CMP_LE_OQ>(a[I], b[I]);
            equal: (a: Floats, b: Floats; I) -> Mask = _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(a[I], b[I]);
            choose: (mask: Mask, yes: Floats, no: Floats; I) -> Floats =
                _mm512_mask_blend_pd(mask[I], no[I], yes[I]);
            bits: (a: Floats; I) -> Words = _mm512_castpd_si512(a[I]);
            floats: (a: Words; I) -> Floats = _mm512_castsi512_pd(a[I]);
            plus: (a: Words, b: Words; I) -> Words = _mm512_add_epi64(a[I], b[I]);
            product: (a: Words, b: Words; I) -> Words = _mm512_mul_epu32(a[I], b[I]);
            and: (a: Words, b: Words; I) -> Words = _mm512_and_si512(a[I], b[I]);
            or: (a: Words, b: Words; I) -> Words = _mm512_or_si512(a[I], b[I]);
            xor: (a: Words, b: Words; I) -> Words = _mm512_xor_si512(a[I], b[I]);
        }

        #[inline(always)]
        fn both([a, b]: Self::Mask, [c, d]: Self::Mask) -> Self::Mask {
            [a & c, b & d]
        }

        #[inline(always)]
        fn either([a, b]: Self::Mask, [c, d]: Self::Mask) -> Self::Mask {
            [a | c, b | d]
        }

        #[inline(always)]
        fn opposite([a, b]: Self::Mask) -> Self::Mask {
            [!a, !b]
        }

        #[inline(always)]
        fn shifted_up(a: Self::Words, bits: u32) -> Self::Words {
            // SAFETY: see above
            unsafe { two!(I => _mm512_sllv_epi64(a[I], _mm512_set1_epi64(i64::from(bits)))) }
        }

        #[inline(always)]
        fn shifted_down(a: Self::Words, bits: u32) -> Self::Words {
            // SAFETY: see above
            unsafe { two!(I => _mm512_srlv_epi64(a[I], _mm512_set1_epi64(i64::from(bits)))) }
        }

        #[inline(always)]
        fn nodes<const LEVEL: u32>(tree: &[f64; NODES], places: Self::Words) -> Self::Floats {
            match LEVEL {
                ..4 => sixteen(tree, 0, places),
                4 => sixteen(tree, 16, places),
                5 => half(tree, 32, places),
                _ => {
                    let (low, high) = (half(tree, 64, places), half(tree, 96, places));
                    // SAFETY: see above
                    unsafe {
                        two!(I => _mm512_mask_blend_pd(
                            _mm512_test_epi64_mask(places[I], _mm512_set1_epi64(32)),
                            low[I],
                            high[I],
                        ))
                    }
                }
            }
        }

        #[inline(always)]
        fn count(answers: Self::Mask) -> usize {
            u16::from_le_bytes(answers).count_ones() as usize
        }

        #[inline(always)]
        fn any(a: Self::Mask) -> bool {
            a[0] | a[1] != 0
        }
    }

    /// Sixteen numbers of a tree from `first` on, by the last four bits of their places.
    #[inline(always)]
    fn sixteen(tree: &[f64; NODES], first: usize, places: [__m512i; 2]) -> [__m512d; 2] {
        let [low, high] = Avx512::load(&tree[first..first + LANES]);
        // SAFETY: see above
        unsafe { two!(I => _mm512_permutex2var_pd(low, places[I], high)) }
    }

    /// Likewise of 32 numbers, by the last five bits.
    #[inline(always)]
    fn half(tree: &[f64; NODES], first: usize, places: [__m512i; 2]) -> [__m512d; 2] {
        let low = sixteen(tree, first, places);
        let high = sixteen(tree, first + LANES, places);
        // SAFETY: see above
        unsafe {
            two!(I => _mm512_mask_blend_pd(
                _mm512_test_epi64_mask(places[I], _mm512_set1_epi64(16)),
                low[I],
                high[I],
            ))
        }
    }

    impl Width for Avx2 {
        type Floats = [__m256d; 4];
        type Words = [__m256i; 4];
        type Mask = [__m256d; 4];

        by_lane!(four of 4; _mm256_loadu_pd _mm256_storeu_pd _mm256_set1_pd; _mm256_loadu_si256 _mm256_set1_epi64x);

        by_vector! {
            four;
            add: (a: Floats, b: Floats; I) -> Floats = _mm256_add_pd(a[I], b[I]);
            sub: (a: Floats, b: Floats; I) -> Floats = _mm256_sub_pd(a[I], b[I]);
            mul: (a: Floats, b: Floats; I) -> Floats = _mm256_mul_pd(a[I], b[I]);
            div: (a: Floats, b: Floats; I) -> Floats = _mm256_div_pd(a[I], b[I]);
            min: (a: Floats, b: Floats; I) -> Floats = _mm256_min_pd(a[I], b[I]);
            max: (a: Floats, b: Floats; I) -> Floats = _mm256_max_pd(a[I], b[I]);
            sqrt: (a: Floats; I) -> Floats = _mm256_sqrt_pd(a[I]);
            below: (a: Floats, b: Floats; I) -> Mask = _mm256_cmp_pd::<_CMP_LT_OQ>(a[I], b[I]);
            at_most: (a: Floats, b: Floats; I) -> Mask = _mm256_cmp_pd::<_CMP_LE_OQ>(a[I], b[I]);
            equal: (a: Floats, b: Floats; I) -> Mask = _mm256_cmp_pd::<_CMP_EQ_OQ>(a[I], b[I]);
            choose: (mask: Mask, yes: Floats, no: Floats; I) -> Floats =
                _mm256_blendv_pd(no[I], yes[I], mask[I]);
            both: (a: Mask, b: Mask; I) -> Mask = _mm256_and_pd(a[I], b[I]);
            either: (a: Mask, b: Mask; I) -> Mask = _mm256_or_pd(a[I], b[I]);
            opposite: (a: Mask; I) -> Mask =
                _mm256_xor_pd(a[I], _mm256_castsi256_pd(_mm256_set1_epi64x(-1)));
            bits: (a: Floats; I) -> Words = _mm256_castpd_si256(a[I]);
            floats: (a: Words; I) -> Floats = _mm256_castsi256_pd(a[I]);
            plus: (a: Words, b: Words; I) -> Words = _mm256_add_epi64(a[I], b[I]);
            product: (a: Words, b: Words; I) -> Words = _mm256_mul_epu32(a[I], b[I]);
            and: (a: Words, b: Words; I) -> Words = _mm256_and_si256(a[I], b[I]);
            or: (a: Words, b: Words; I) -> Words = _mm256_or_si256(a[I], b[I]);
            xor: (a: Words, b: Words; I) -> Words = _mm256_xor_si256(a[I], b[I]);
        }

        #[inline(always)]
        fn shifted_up(a: Self::Words, bits: u32) -> Self::Words {
            // SAFETY: see above
            unsafe { four!(I => _mm256_sllv_epi64(a[I], _mm256_set1_epi64x(i64::from(bits)))) }
        }

        #[inline(always)]
        fn shifted_down(a: Self::Words, bits: u32) -> Self::Words {
            // SAFETY: see above
            unsafe { four!(I => _mm256_srlv_epi64(a[I], _mm256_set1_epi64x(i64::from(bits)))) }
        }

        #[inline(always)]
        fn nodes<const LEVEL: u32>(tree: &[f64; NODES], places: Self::Words) -> Self::Floats {
            let places = Self::and(places, Self::all_words(NODES as u64 - 1));
            // SAFETY: every place is one of the tree; as for the instructions, see above
            unsafe { four!(I => _mm256_i64gather_pd::<8>(tree.as_ptr(), places[I])) }
        }

        #[inline(always)]
        fn count(answers: Self::Mask) -> usize {
            // SAFETY: see above
            let [a, b, c, d] = unsafe { four!(I => _mm256_movemask_pd(answers[I])) };
            (a | b << 4 | c << 8 | d << 12).count_ones() as usize
        }

        #[inline(always)]
        fn any([a, b, c, d]: Self::Mask) -> bool {
            // SAFETY: see above
            unsafe { _mm256_movemask_pd(_mm256_or_pd(_mm256_or_pd(a, b), _mm256_or_pd(c, d))) != 0 }
        }
    }
}

/// An instruction set that this processor has.
#[derive(Clone, Copy, Debug)]
struct Level(Set);

#[derive(Clone, Copy, Debug)]
enum Set {
    Default,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Level {
    /// The widest.
    #[inline]
    fn of_this_processor() -> Self {
        static WIDEST: std::sync::OnceLock<Level> = std::sync::OnceLock::new();
        *WIDEST.get_or_init(|| Self::known().last().copied().unwrap_or(Self(Set::Default)))
    }

    /// All of them, the widest last.
    fn known() -> Vec<Self> {
        let mut known = vec![Self(Set::Default)];
        #[cfg(target_arch = "x86_64")]
        {
            let counts_bits = is_x86_feature_detected!("popcnt");
            if counts_bits && is_x86_feature_detected!("avx2") {
                known.push(Self(Set::Avx2));
            }
            if counts_bits
                && is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512cd")
            {
                known.push(Self(Set::Avx512));
            }
        }
        known
    }
}

/// Fails unless `run` leaves the same bits in `rows` on every instruction set that the processor has.
#[cfg(test)]
pub(crate) fn assert_same_bits(rows: &[Vec<f64>], run: impl Fn(&mut [Vec<f64>], Runner)) {
    let bits = |level: Level| {
        let mut rows = rows.to_vec();
        run(&mut rows, Runner(level));
        let bits = rows.into_iter().flatten().map(f64::to_bits);
        bits.collect::<Vec<u64>>()
    };
    let narrow = bits(Level(Set::Default));
    for level in Level::known() {
        assert!(bits(level) == narrow, "{level:?} gives other bits");
    }
}

/// Runs kernels on one instruction set.
#[cfg(test)]
pub(crate) struct Runner(Level);

#[cfg(test)]
impl Runner {
    pub(crate) fn run<K: Kernel>(self, kernel: K) {
        run_at(self.0, kernel);
    }
}
