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

use super::lanes::LANES;

/// A loop over lanes, done some at a time.
pub(crate) trait Kernel {
    /// How many lanes there are.
    fn lanes(&self) -> usize;

    /// Does the lanes from `at` to `at + N`; no lane may depend on another.
    ///
    /// This, and all that it calls often, must be `#[inline(always)]`: what is not keeps to the vectors of a default build.
    fn step<const N: usize>(&mut self, at: usize);
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
        Set::Default => steps(kernel),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,avx512cd")]
fn run_avx512<K: Kernel>(kernel: K) {
    steps(kernel);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2<K: Kernel>(kernel: K) {
    steps(kernel);
}

#[inline(always)]
fn steps<K: Kernel>(mut kernel: K) {
    let lanes = kernel.lanes();
    let mut at = 0;
    while at + LANES <= lanes {
        kernel.step::<LANES>(at);
        at += LANES;
    }
    while at < lanes {
        kernel.step::<1>(at);
        at += 1;
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
            if is_x86_feature_detected!("avx2") {
                known.push(Self(Set::Avx2));
            }
            if is_x86_feature_detected!("avx512f")
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
