//! The points of a study, one after the other or side by side.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::engine::{Observer, RunError};
use crate::experiment::trial::Kept;
use crate::experiment::{ExperimentError, Outcome, Study};

/// Number of threads that simulate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads(pub usize);

/// Simulates the points named, in any order, and hands each to `keep` as soon as it is done.
///
/// The reference is simulated first, whether it is named or not. Then as many points as there are threads run side by
/// side, each in one: nobody waits for anybody. The last few share the threads. No value depends on that.
///
/// # Errors
///
/// A run does not end, its numbers cannot be believed, or `keep` fails: the first of these, and nothing is begun after.
pub fn sweep<E>(
    study: &Study,
    points: &[usize],
    threads: Threads,
    observer: &dyn Observer,
    keep: impl FnMut(usize, &Outcome) -> Result<(), E> + Send,
) -> Result<(), E>
where
    E: From<ExperimentError> + Send,
{
    if points.is_empty() {
        return Ok(());
    }
    let Threads(threads) = threads;
    let mut keep = keep;
    let reference = study.points.reference;
    let loaded = study.load(reference)?;
    let trial = study.trial(&loaded.scenario);
    let (outcome, kept) = trial.keep(reference, threads, observer)?;
    if points.contains(&reference) {
        keep(reference, &outcome)?;
    }
    drop(outcome);

    let others: Vec<usize> = points
        .iter()
        .copied()
        .filter(|point| *point != reference)
        .collect();
    let (even, rest) = others.split_at(others.len() / threads * threads);
    let team = Team {
        study,
        kept: &kept,
        observer,
        keep: Mutex::new(keep),
        stopped: AtomicBool::new(false),
        failure: Mutex::new(None),
    };
    team.work(even, threads, 1);
    if !rest.is_empty() {
        team.work(rest, rest.len(), threads / rest.len());
    }
    let failure = team.failure.into_inner();
    match failure.unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

/// Workers that take points from one list.
struct Team<'a, K, E> {
    study: &'a Study,
    kept: &'a Kept,
    observer: &'a dyn Observer,
    keep: Mutex<K>,
    stopped: AtomicBool,
    failure: Mutex<Option<E>>,
}

impl<K, E> Team<'_, K, E>
where
    K: FnMut(usize, &Outcome) -> Result<(), E> + Send,
    E: From<ExperimentError> + Send,
{
    fn work(&self, points: &[usize], workers: usize, threads: usize) {
        let next = Mutex::new(points.iter());
        thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while !self.cancelled() {
                        let point = next.lock().ok().and_then(|mut next| next.next().copied());
                        let Some(point) = point else { return };
                        if let Err(failure) = self.point(point, threads) {
                            self.stop(failure);
                        }
                    }
                });
            }
        });
        if self.observer.cancelled() {
            self.stop(ExperimentError::Run(RunError::Cancelled).into());
        }
    }

    fn point(&self, point: usize, threads: usize) -> Result<(), E> {
        let loaded = self.study.load(point)?;
        let trial = self.study.trial(&loaded.scenario);
        let outcome = trial.compare(point, self.kept, threads, self)?;
        match self.keep.lock() {
            Ok(mut keep) => keep(point, &outcome),
            // whoever held it has panicked, and the program ends
            Err(_) => Ok(()),
        }
    }

    /// Nothing is begun any more; the first failure is the one that is told.
    fn stop(&self, failure: E) {
        if let Ok(mut first) = self.failure.lock()
            && first.is_none()
        {
            *first = Some(failure);
        }
        self.stopped.store(true, Ordering::Relaxed);
    }
}

impl<K: Send, E: Send> Observer for Team<'_, K, E> {
    fn advanced(&self, paths: usize) {
        self.observer.advanced(paths);
    }

    fn cancelled(&self) -> bool {
        self.stopped.load(Ordering::Relaxed) || self.observer.cancelled()
    }
}
