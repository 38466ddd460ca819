//! Memory that one block leaves to the next: to get it from the system anew costs more than to clear it.

use std::sync::{Mutex, PoisonError};

/// Buffers that nobody uses at the moment.
#[derive(Debug, Default)]
pub struct Buffers {
    spare: Mutex<Vec<Vec<f64>>>,
}

impl Buffers {
    /// A buffer of so many zeros.
    #[must_use]
    pub fn take(&self, length: usize) -> Vec<f64> {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        let fitting = spare
            .iter()
            .enumerate()
            .filter(|(_, buffer)| buffer.capacity() >= length)
            .min_by_key(|(_, buffer)| buffer.capacity())
            .map(|(place, _)| place);
        let Some(place) = fitting else {
            return vec![0.0; length];
        };
        let mut buffer = spare.swap_remove(place);
        drop(spare);
        buffer.clear();
        buffer.resize(length, 0.0);
        buffer
    }

    /// Gives a buffer back.
    pub fn give(&self, buffer: Vec<f64>) {
        let mut spare = self.spare.lock().unwrap_or_else(PoisonError::into_inner);
        spare.push(buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_comes_back_is_cleared_and_the_smallest_that_fits_is_taken() {
        let buffers = Buffers::default();
        buffers.give(vec![1.0; 100]);
        buffers.give(vec![2.0; 10]);
        let small = buffers.take(8);
        assert_eq!((small.len(), small.capacity()), (8, 10));
        assert!(small.iter().all(|value| *value == 0.0));
        assert_eq!(buffers.take(200), vec![0.0; 200]);
        assert_eq!(buffers.take(50).capacity(), 100);
    }
}
