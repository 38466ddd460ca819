//! Memory that one block leaves to the next: to get it from the system anew costs more than to clear it.

use std::sync::{Mutex, PoisonError};

/// Most spare vectors that are kept; those that came first go first.
const MOST: usize = 128;

/// Memory that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Spares(Vec<Vec<f64>>);

impl Spares {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// A vector with room for so many numbers, and with some that it held before, if it is not new.
    #[must_use]
    pub fn take(&mut self, length: usize) -> Vec<f64> {
        self.find(length)
            .unwrap_or_else(|| Vec::with_capacity(length))
    }

    /// The smallest spare vector that is large enough, if not much larger.
    fn find(&mut self, length: usize) -> Option<Vec<f64>> {
        let fits = |room: usize| room >= length && room / 2 <= length;
        let fitting = (self.0.iter().map(Vec::capacity).enumerate())
            .filter(|(_, room)| fits(*room))
            .min_by_key(|(_, room)| *room);
        fitting.map(|(place, _)| self.0.swap_remove(place))
    }

    /// Gives a vector back.
    pub fn give(&mut self, spare: Vec<f64>) {
        if spare.capacity() > 0 {
            if self.0.len() == MOST {
                self.0.remove(0);
            }
            self.0.push(spare);
        }
    }
}

/// Spares that all threads share.
#[derive(Debug, Default)]
pub struct Buffers(Mutex<Spares>);

impl Buffers {
    /// A buffer of so many numbers, whatever they are: to clear it at once would drive everything else from the cache.
    #[must_use]
    pub fn take(&self, length: usize) -> Vec<f64> {
        let spare = {
            let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            spares.find(length)
        };
        // the system clears new memory when it is first used
        let mut buffer = spare.unwrap_or_else(|| vec![0.0; length]);
        buffer.resize(length, 0.0);
        buffer
    }

    /// Gives a buffer back.
    pub fn give(&self, buffer: Vec<f64>) {
        let mut spares = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spares.give(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_comes_back_and_the_smallest_that_fits_is_taken() {
        let buffers = Buffers::default();
        buffers.give(vec![1.0; 100]);
        buffers.give(vec![2.0; 10]);
        let small = buffers.take(8);
        assert_eq!((small.len(), small.capacity()), (8, 10));
        assert_eq!(buffers.take(200).len(), 200);
        assert_eq!(
            buffers.take(20).capacity(),
            20,
            "the one of 100 is kept for more"
        );
        assert_eq!(buffers.take(50).capacity(), 100);
    }
}
