//! What knowing an input before choosing is worth: the expected value of information, told from the paths of a decision.
//!
//! Nothing is simulated for it. `docs/knowing.md` says how to read it.

mod alone;
mod contest;
mod cross_fit;
mod found;
mod together;
mod worth;

pub use found::{Choices, Found, Knowing, KnownGroup, KnownInput, Silence};
pub use worth::Worth;

use crate::model::Direction;
use crate::summary::drivers::DriverInput;
use crate::summary::drivers::ranks::Ranks;
use alone::alone;
use contest::Contest;
use together::together;

/// The fewest paths of which a value is told.
pub const FEWEST_PATHS: usize = 100;

/// Parts of the paths, each of which is judged by what the others tell.
const FOLDS: usize = 10;

/// What may be found out, path by path.
#[derive(Debug, Clone)]
pub struct Knowable<'a> {
    /// The inputs.
    pub inputs: Vec<DriverInput>,
    /// By input: its value on every path.
    pub draws: Vec<&'a [f64]>,
    /// Groups of inputs that are found out together: a name, and its members by their place.
    pub groups: Vec<(String, Vec<usize>)>,
}

/// What it is worth to know inputs before one of some options is chosen by its mean.
///
/// *Formula*: with the gains `δ(d) = y(d) − y(b)` over the option b that is best on average,
/// `E[max_d E[δ(d) | x]]` for an input (or a group) x, `E[max_d δ(d)]` for everything, the luck included.
///
/// *Units*: `options` in the metric's unit, one value for each path; the results in that unit, more being better.
///
/// *Method and error*: on a path the option counts that is best at its `x` as the other nine of ten parts of the paths tell,
/// less the one that is best over all paths. A rule learnt from finite data is at best the right one, and the best of all is a
/// little better than it is, so the value errs low; what the same paths would tell of themselves, which errs high, is there
/// beside it. The standard error is that of the gains path by path. See `alone` and `together` for the fits.
///
/// *Source*: `raiffa-schlaifer-1961`; `strong-2014`.
#[must_use]
pub fn knowing(options: &[&[f64]], direction: Direction, knowable: Knowable) -> Knowing {
    let paths = knowable.draws.first().map_or_else(
        || options.first().map_or(0, |values| values.len()),
        |column| column.len(),
    );
    let is_kept: Vec<bool> = (0..paths)
        .map(|path| options.iter().all(|values| values[path].is_finite()))
        .collect();
    let kept = is_kept.iter().filter(|kept| **kept).count();
    let silent = |silence| Knowing {
        paths: kept,
        found: Err(silence),
    };
    if options.len() < 2 {
        return silent(Silence::NoChoice);
    }
    if kept < FEWEST_PATHS {
        return silent(Silence::TooFewPaths);
    }
    let select = |column: &[f64]| -> Vec<f64> {
        let pairs = column.iter().zip(&is_kept);
        let kept = pairs.filter(|(_, kept)| **kept);
        kept.map(|(value, _)| *value).collect()
    };
    let turned = |values: &&[f64]| {
        let values = select(values).into_iter();
        values.map(|value| value * direction.sign()).collect()
    };
    let options: Vec<Vec<f64>> = options.iter().map(turned).collect();
    let Some(contest) = Contest::new(&options) else {
        return silent(Silence::Same);
    };
    if knowable.inputs.is_empty() {
        return silent(Silence::NothingUncertain);
    }
    let most = Worth::of_everything(contest.perfect(), contest.unit);
    let ranks = knowable.draws.iter();
    let ranks: Vec<Ranks> = ranks.map(|draws| Ranks::new(&select(draws))).collect();
    let mut inputs: Vec<KnownInput> = Vec::new();
    for (input, ranks) in knowable.inputs.into_iter().zip(&ranks) {
        let told = ranks.varies().then(|| alone(ranks, &contest));
        let worth = told.as_ref().map_or(Worth::NOTHING, |(told, _)| {
            Worth::new(&told.gains, told.in_sample, contest.unit, &most)
        });
        inputs.push(KnownInput {
            input,
            worth,
            choices: told
                .filter(|_| worth.is_clear)
                .map(|(_, [low, high])| Choices {
                    low: contest.options[low],
                    high: contest.options[high],
                }),
        });
    }
    let groups = knowable.groups.into_iter().map(|(name, members)| {
        let ranks: Vec<&Ranks> = members.iter().map(|member| &ranks[*member]).collect();
        let told = together(&ranks, &contest);
        KnownGroup {
            name,
            members,
            worth: told.map_or(Worth::NOTHING, |told| {
                Worth::new(&told.gains, told.in_sample, contest.unit, &most)
            }),
        }
    });
    Knowing {
        paths: kept,
        found: Ok(Found {
            best: contest.options[contest.best],
            groups: groups.collect(),
            inputs,
            everything: most,
        }),
    }
}

#[cfg(test)]
mod tests;
