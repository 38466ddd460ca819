//! Draws of the uncertain inputs of a run.

use super::copula::{Cholesky, CopulaError};
use super::distribution::Distribution;
use super::hypercube;
use super::sobol::Sequence;
use super::special::normal_quantile;
use super::stream::{Cell, hash_text};
use std::sync::Arc;
use thiserror::Error;

/// How the uncertain inputs are sampled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sampler {
    /// Independent draws.
    Random,
    /// A Latin hypercube for each batch of [`hypercube::BATCH`] paths.
    #[default]
    LatinHypercube,
    /// Scrambled Sobol' points.
    Sobol,
}

impl Sampler {
    /// The name that a scenario uses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::LatinHypercube => "latin_hypercube",
            Self::Sobol => "sobol",
        }
    }
}

/// An uncertain input.
#[derive(Clone, Debug, PartialEq)]
pub struct InputSpec {
    /// A hash of the input's key, which tells its draws apart from those of all others.
    pub key_hash: u64,
    /// Its Sobol' dimension, from 0; no other input may have it. Low dimensions are the most even.
    pub dimension: u32,
    /// What it is drawn from.
    pub distribution: Distribution,
}

/// Inputs that cannot be sampled together. Inputs are named by their place in the list.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SamplerError {
    /// The correlations are not allowed.
    #[error(transparent)]
    Copula(#[from] CopulaError),
    /// Two inputs have one Sobol' dimension, and would not be independent.
    #[error("inputs {first} and {second} have the same Sobol' dimension, expected one for each")]
    SharedDimension {
        /// One input.
        first: usize,
        /// The other.
        second: usize,
    },
}

/// Draws all uncertain inputs of consecutive paths.
///
/// *Method*: an input's draw depends on (seed, path, key hash) and for Sobol' points on its dimension, never on its
/// place in the list or on other inputs, but for those correlated with it: these are ordered by key hash, and their
/// normal scores multiplied with the Cholesky factor of the correlation matrix. So of two correlated inputs the one of
/// the lower hash keeps the very draw it would have alone, and only that one stays exactly stratified in a Latin
/// hypercube. A longer run extends a shorter one with every sampler.
///
/// Inputs of one key (a number and what an override makes of it) share one draw: the same normal
/// score, each through its own distribution. A correlation of one of them is a correlation of all.
#[derive(Clone, Debug)]
pub struct InputSampler {
    inputs: Vec<Input>,
    /// The places of the correlated inputs, in ascending order of their key hashes.
    correlated: Vec<usize>,
    cholesky: Cholesky,
}

#[derive(Clone, Debug)]
struct Input {
    source: Source,
    distribution: Distribution,
    /// The row among the correlated inputs that has its score.
    score: Option<usize>,
}

/// Where an input's uniforms come from.
#[derive(Clone, Debug)]
enum Source {
    Random(Cell),
    LatinHypercube { seed: u64, key: u64 },
    Sobol(Box<Sequence>),
    Given(Arc<[f64]>),
}

impl Source {
    fn new(sampler: Sampler, seed: u64, input: &InputSpec) -> Self {
        let key = input.key_hash;
        match sampler {
            Sampler::Random => Self::Random(Cell::new(seed, hash_text("input"), 0, key)),
            Sampler::LatinHypercube => Self::LatinHypercube { seed, key },
            Sampler::Sobol => Self::Sobol(Box::new(Sequence::new(input.dimension, seed, key))),
        }
    }

    fn fill(&self, first_path: u32, out: &mut [f64]) {
        match self {
            Self::Random(cell) => cell.fill(first_path, out),
            Self::LatinHypercube { seed, key } => hypercube::fill(*seed, *key, first_path, out),
            Self::Sobol(sequence) => sequence.fill(u64::from(first_path), out),
            Self::Given(uniforms) => {
                out.copy_from_slice(&uniforms[first_path as usize..][..out.len()]);
            }
        }
    }
}

impl InputSampler {
    /// A sampler of these inputs; each correlation is (place, place, correlation of the normal scores).
    ///
    /// # Errors
    ///
    /// If two inputs share a key hash or, for Sobol' points, a dimension; if a correlation names an input that does not
    /// exist, one twice or itself; or if the correlations together are not positive definite.
    pub fn new(
        sampler: Sampler,
        seed: u64,
        inputs: Vec<InputSpec>,
        correlations: &[(usize, usize, f64)],
    ) -> Result<Self, SamplerError> {
        if sampler == Sampler::Sobol
            && let Some((first, second)) = shared_dimension(&inputs)
        {
            return Err(SamplerError::SharedDimension { first, second });
        }
        let source = |_, input: &InputSpec| Source::new(sampler, seed, input);
        Self::with_sources(inputs, correlations, source)
    }

    /// A sampler of these inputs that has their uniforms from elsewhere: a column for each, a number in (0, 1) for each path.
    /// Inputs of one key should have one column, correlated ones independent ones.
    ///
    /// # Errors
    ///
    /// If correlations are not allowed, as in [`InputSampler::new`].
    pub fn given(
        inputs: Vec<InputSpec>,
        correlations: &[(usize, usize, f64)],
        columns: &[Arc<[f64]>],
    ) -> Result<Self, SamplerError> {
        let source = |place: usize, _: &InputSpec| Source::Given(Arc::clone(&columns[place]));
        Self::with_sources(inputs, correlations, source)
    }

    fn with_sources(
        inputs: Vec<InputSpec>,
        correlations: &[(usize, usize, f64)],
        source: impl Fn(usize, &InputSpec) -> Source,
    ) -> Result<Self, SamplerError> {
        let count = inputs.len();
        let hash = |input: usize| inputs[input].key_hash;
        let named = |input: usize| {
            let is = |other: usize| other < count && hash(other) == hash(input);
            correlations
                .iter()
                .any(|&(first, second, _)| is(first) || is(second))
        };
        let mut correlated: Vec<usize> = (0..count).filter(|&input| named(input)).collect();
        correlated.sort_by_key(|&input| hash(input));
        correlated.dedup_by_key(|input| hash(*input));
        let row = |input: usize| {
            let same = |&place: &usize| hash(place) == hash(input);
            (input < count)
                .then(|| correlated.iter().position(same))
                .flatten()
        };
        let mut pairs = Vec::with_capacity(correlations.len());
        for &(first, second, rho) in correlations {
            let unknown = |input| CopulaError::Unknown { input, count };
            pairs.push((
                row(first).ok_or(unknown(first))?,
                row(second).ok_or(unknown(second))?,
                rho,
            ));
        }
        let cholesky =
            Cholesky::new(correlated.len(), &pairs).map_err(|error| in_list(error, &correlated))?;
        let scores: Vec<Option<usize>> = (0..count).map(row).collect();
        let specs = inputs.into_iter().zip(scores).enumerate();
        let with_source = |(place, (spec, score)): (usize, (InputSpec, Option<usize>))| Input {
            source: source(place, &spec),
            distribution: spec.distribution,
            score,
        };
        Ok(Self {
            inputs: specs.map(with_source).collect(),
            correlated,
            cholesky,
        })
    }

    /// Writes the inputs of consecutive paths.
    ///
    /// *Units*: `out[input * count + lane]` is the value of an input, by its place in the list, on path
    /// `first_path + lane`; any first path and count will do.
    ///
    /// # Panics
    ///
    /// If `out` is not `count` lanes for each input.
    pub fn fill(&self, first_path: u32, count: usize, out: &mut [f64]) {
        assert_eq!(
            out.len(),
            self.inputs.len() * count,
            "as many values as inputs and paths are needed"
        );
        if count == 0 {
            return;
        }
        for (input, lanes) in self.inputs.iter().zip(out.chunks_exact_mut(count)) {
            input.source.fill(first_path, lanes);
            if input.score.is_none() {
                for value in lanes {
                    *value = input.distribution.quantile(*value);
                }
            }
        }
        let mut scores = Vec::with_capacity(self.correlated.len() * count);
        for &place in &self.correlated {
            scores.extend(
                out[place * count..][..count]
                    .iter()
                    .map(|&uniform| normal_quantile(uniform)),
            );
        }
        self.cholesky.apply(count, &mut scores);
        for (input, lanes) in self.inputs.iter().zip(out.chunks_exact_mut(count)) {
            let Some(row) = input.score else { continue };
            for (value, &score) in lanes.iter_mut().zip(&scores[row * count..][..count]) {
                *value = input.distribution.quantile_of_score(score);
            }
        }
    }
}

/// The first two places of inputs that share a dimension without sharing a key.
fn shared_dimension(inputs: &[InputSpec]) -> Option<(usize, usize)> {
    let dimensions = inputs.iter().map(|input| input.dimension);
    let mut numbered: Vec<(u32, usize)> = dimensions.zip(0..).collect();
    numbered.sort_unstable();
    let same = numbered.windows(2).filter(|pair| {
        let keys = [0, 1].map(|end| inputs[pair[end].1].key_hash);
        pair[0].0 == pair[1].0 && keys[0] != keys[1]
    });
    same.map(|pair| (pair[0].1, pair[1].1)).min()
}

/// The error with rows of the matrix replaced by places in the list.
fn in_list(error: CopulaError, places: &[usize]) -> CopulaError {
    match error {
        CopulaError::NotPositiveDefinite { row } => {
            CopulaError::NotPositiveDefinite { row: places[row] }
        }
        CopulaError::Coefficient {
            first,
            second,
            found,
        } => CopulaError::Coefficient {
            first: places[first],
            second: places[second],
            found,
        },
        CopulaError::Itself { input } => CopulaError::Itself {
            input: places[input],
        },
        CopulaError::Repeated { first, second } => CopulaError::Repeated {
            first: places[first],
            second: places[second],
        },
        CopulaError::Unknown { .. } => error,
    }
}

#[cfg(test)]
mod tests;
