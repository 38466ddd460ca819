//! Elementary functions of single numbers that give the same bits on every processor.
//!
//! The standard library takes those of the system, which differ from one to the next. Nothing in the engine or in the
//! samplers may call it; a test looks for it.

/// `eˣ`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `eˣ − 1`, precise near 0.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// `2ˣ`.
#[must_use]
pub fn exp2(x: f64) -> f64 {
    libm::exp2(x)
}

/// `ln x`.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, precise near 0.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `xʸ`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}
