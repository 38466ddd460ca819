//! The fast Fourier transform of a sequence whose length is a power of two.

use std::f64::consts::PI;

/// A complex number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    /// Real part.
    pub re: f64,
    /// Imaginary part.
    pub im: f64,
}

impl Complex {
    /// `(self·e^lift)^power`, by modulus and argument; 1 at most in size.
    pub fn power(self, power: f64, lift: f64) -> Self {
        let modulus = (power * (self.re.hypot(self.im).ln() + lift))
            .min(0.0)
            .exp();
        let argument = self.im.atan2(self.re) * power;
        Self {
            re: modulus * argument.cos(),
            im: modulus * argument.sin(),
        }
    }

    fn times(self, other: Self) -> Self {
        Self {
            re: self.re * other.re - self.im * other.im,
            im: self.re * other.im + self.im * other.re,
        }
    }
}

/// Replaces `values[j]` by `Σ_k values[k]·e^(−2πi·jk/length)`.
///
/// # Panics
///
/// If the length is not a power of two.
pub fn transform(values: &mut [Complex]) {
    let length = values.len();
    assert!(length.is_power_of_two(), "{length} is no power of two");
    if length < 2 {
        return;
    }
    let bits = length.trailing_zeros();
    for place in 0..length {
        let other = place.reverse_bits() >> (usize::BITS - bits);
        if place < other {
            values.swap(place, other);
        }
    }
    let roots: Vec<Complex> = (0..length / 2)
        .map(|k| {
            let angle = -2.0 * PI * k as f64 / length as f64;
            Complex {
                re: angle.cos(),
                im: angle.sin(),
            }
        })
        .collect();
    let mut half = 1;
    while half < length {
        let stride = length / (2 * half);
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for k in 0..half {
                let (even, odd) = (low[k], high[k].times(roots[k * stride]));
                low[k] = Complex {
                    re: even.re + odd.re,
                    im: even.im + odd.im,
                };
                high[k] = Complex {
                    re: even.re - odd.re,
                    im: even.im - odd.im,
                };
            }
        }
        half *= 2;
    }
}
