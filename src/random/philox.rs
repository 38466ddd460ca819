//! The Philox 4x32-10 counter-based generator.

use super::lanes::{Width, Words};

const MULTIPLIERS: [u32; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const ROUNDS: usize = 10;

/// One block of Philox 4x32-10: four random words that depend on nothing but `counter` and `key`.
///
/// *Formula*: ten rounds of `(c0, c1, c2, c3) → (hi(M1·c2) ^ c1 ^ k0, lo(M1·c2), hi(M0·c0) ^ c3 ^ k1, lo(M0·c0))`,
/// the key advancing by a Weyl constant between rounds.
///
/// *Method*: for a fixed key the map is a bijection of the 2¹²⁸ counters; it passes `BigCrush`.
///
/// *Source*: `salmon-2011`.
///
/// ```
/// use tiercast::random::philox::philox4x32_10;
/// assert_eq!(philox4x32_10([0; 4], [0; 2])[0], 0x6627_e8d5);
/// ```
#[must_use]
#[inline]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let mut words = counter;
    let mut key = key;
    for _ in 0..ROUNDS {
        words = round(words, key);
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    words
}

#[inline]
fn round(words: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (high0, low0) = wide_product(MULTIPLIERS[0], words[0]);
    let (high1, low1) = wide_product(MULTIPLIERS[1], words[2]);
    [
        high1 ^ words[1] ^ key[0],
        low1,
        high0 ^ words[3] ^ key[1],
        low0,
    ]
}

#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the two halves of a 64-bit product are wanted"
)]
fn wide_product(a: u32, b: u32) -> (u32, u32) {
    let product = u64::from(a) * u64::from(b);
    ((product >> 32) as u32, product as u32)
}

/// Blocks side by side, the words of a lane's counter being its words of `counter`.
///
/// *Units*: all words in the low 32 bits.
///
/// *Method*: the words are kept as 64-bit integers of which only the low half counts, for packed 32 × 32 → 64 bit
/// multiplications.
#[inline(always)]
pub(super) fn philox_lanes<V: Width>(counter: [Words<V>; 4], key: [u32; 2]) -> [Words<V>; 4] {
    const LOW: u64 = 0xFFFF_FFFF;
    let [mut w0, mut w1, mut w2, mut w3] = counter;
    let mut key = key;
    for _ in 0..ROUNDS {
        let (k0, k1) = (Words::all(u64::from(key[0])), Words::all(u64::from(key[1])));
        let product0 = w0.low_product(MULTIPLIERS[0]);
        let product1 = w2.low_product(MULTIPLIERS[1]);
        w0 = product1.shifted_down(32).xor(w1).xor(k0);
        w1 = product1;
        w2 = product0.shifted_down(32).xor(w3).xor(k1);
        w3 = product0;
        key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
    }
    [w0.and(LOW), w1.and(LOW), w2.and(LOW), w3.and(LOW)]
}

/// Consecutive words from `first` on, which wrap around.
#[inline(always)]
pub(super) fn consecutive<V: Width>(first: u32) -> Words<V> {
    Words::from(u64::from(first)).and(u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::lanes::Plain;

    #[test]
    fn philox_gives_the_known_answers_of_random123() {
        let cases = [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [u32::MAX; 4],
                [u32::MAX; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(philox4x32_10(counter, key), expected);
        }
    }

    #[test]
    fn philox_lanes_agree_with_single_blocks_across_the_wrap_of_the_counter() {
        let first = u32::MAX - 2;
        let rest = [5, 6, 7].map(Words::<Plain<8>>::all);
        let words = philox_lanes([consecutive(first), rest[0], rest[1], rest[2]], [8, 9]);
        let mut counter = first;
        for lane in 0..8 {
            let expected = philox4x32_10([counter, 5, 6, 7], [8, 9]);
            let found = words.map(|words| words.0[lane]);
            assert_eq!(found, expected.map(u64::from));
            counter = counter.wrapping_add(1);
        }
    }
}
