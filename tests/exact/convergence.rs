//! Functions of twelve uncertain inputs whose mean is known, and how their estimates converge.

use tiercast::random::distribution::{Distribution, Family};
use tiercast::random::sampler::{InputSampler, InputSpec, Sampler};
use tiercast::random::stream::hash_words;

/// Uncertain inputs, each uniform on [0, 1].
const INPUTS: usize = 12;

/// Most paths of a run.
const PATHS: usize = 16_384;

/// A function of `e^(aᵢxᵢ)` over the inputs, with `aᵢ = 1.2·0.85ⁱ`.
#[derive(Clone, Copy)]
pub struct Function {
    /// What it is called.
    pub name: &'static str,
    is_product: bool,
}

/// The sum of the exponentials.
pub const ADDITIVE: Function = Function {
    name: "additive",
    is_product: false,
};

/// Their product, divided by its mean: a sixth of its variance is that of interactions.
pub const INTERACTING: Function = Function {
    name: "interacting",
    is_product: true,
};

/// The exponent of an input, the mean and the variance of its exponential.
fn inputs() -> impl Iterator<Item = (f64, f64, f64)> {
    let exponents = std::iter::successors(Some(1.2), |a| Some(0.85 * a)).take(INPUTS);
    exponents.map(|a: f64| {
        let mean = a.exp_m1() / a;
        (a, mean, (2.0 * a).exp_m1() / (2.0 * a) - mean * mean)
    })
}

impl Function {
    /// The exact mean.
    pub fn mean(self) -> f64 {
        if self.is_product {
            1.0
        } else {
            inputs().map(|(_, mean, _)| mean).sum()
        }
    }

    /// The exact variance.
    pub fn variance(self) -> f64 {
        if self.is_product {
            let squares = inputs().map(|(_, mean, variance)| 1.0 + variance / (mean * mean));
            squares.product::<f64>() - 1.0
        } else {
            inputs().map(|(_, _, variance)| variance).sum()
        }
    }

    /// The part of it that no sum of functions of one input each has; a Latin hypercube leaves the error of this part
    /// (`stein-1987`).
    pub fn variance_of_interactions(self) -> f64 {
        let of_one = inputs().map(|(_, mean, variance)| variance / (mean * mean));
        if self.is_product {
            self.variance() - of_one.sum::<f64>()
        } else {
            0.0
        }
    }

    fn value(self, sum: f64, product: f64) -> f64 {
        if self.is_product { product } else { sum }
    }
}

/// Errors of a mean by the number of paths.
pub struct Rates {
    /// Paths, and the root mean square of the error over the seeds.
    pub errors: Vec<(f64, f64)>,
}

impl Rates {
    /// Simulates once for each seed and takes the mean over the first paths, more and more of them. A Latin hypercube
    /// is judged after whole batches, Sobol' points after powers of two.
    pub fn measure(function: Function, sampler: Sampler, seeds: u64) -> Self {
        let base = match sampler {
            Sampler::LatinHypercube => 1000,
            Sampler::Random | Sampler::Sobol => 1024,
        };
        let counts: Vec<usize> = [1, 2, 4, 8, 16].map(|factor| factor * base).to_vec();
        let mut squares = vec![0.0; counts.len()];
        for seed in 0..seeds {
            let values = values(function, sampler, seed);
            let mut sum = 0.0;
            let mut done = 0;
            for (square, &count) in squares.iter_mut().zip(&counts) {
                sum += values[done..count].iter().sum::<f64>();
                done = count;
                *square += (sum / count as f64 - function.mean()).powi(2);
            }
        }
        let errors = counts.iter().zip(squares);
        Self {
            errors: errors
                .map(|(count, square)| (*count as f64, (square / seeds as f64).sqrt()))
                .collect(),
        }
    }

    /// The exponent of the number of paths: least squares on the logarithms.
    pub fn slope(&self) -> f64 {
        let logs: Vec<(f64, f64)> = self.errors.iter().map(|(n, e)| (n.ln(), e.ln())).collect();
        let count = logs.len() as f64;
        let x = logs.iter().map(|log| log.0).sum::<f64>() / count;
        let y = logs.iter().map(|log| log.1).sum::<f64>() / count;
        let products: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
        products / logs.iter().map(|log| (log.0 - x).powi(2)).sum::<f64>()
    }
}

fn values(function: Function, sampler: Sampler, seed: u64) -> Vec<f64> {
    let family = Family::uniform(0.0, 1.0).expect("a uniform");
    let uniform = Distribution::new(family, 0.0, 1.0).expect("some mass");
    let specs = (0..).take(INPUTS).map(|dimension| InputSpec {
        key_hash: hash_words(&[u64::from(dimension)]),
        dimension,
        distribution: uniform.clone(),
    });
    let sampler = InputSampler::new(sampler, seed, specs.collect(), &[]).expect("inputs apart");
    let mut drawn = vec![0.0; INPUTS * PATHS];
    sampler.fill(0, PATHS, &mut drawn);
    let (mut sums, mut products) = (vec![0.0; PATHS], vec![1.0; PATHS]);
    for ((a, mean, _), lanes) in inputs().zip(drawn.chunks(PATHS)) {
        for (path, x) in lanes.iter().enumerate() {
            let value = (a * x).exp();
            sums[path] += value;
            products[path] *= value / mean;
        }
    }
    let both = sums.into_iter().zip(products);
    both.map(|(sum, product)| function.value(sum, product))
        .collect()
}
