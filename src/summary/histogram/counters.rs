//! Counts of half the size, of which the cache holds twice as many.

/// Most that can be counted before counts are put away: all of it could be at one place.
pub const MOST: usize = u16::MAX as usize;

/// Counts at `N` places.
#[derive(Debug, Clone)]
pub struct Counters<const N: usize> {
    /// What was counted since counts were last put away.
    recent: [u16; N],
    /// How much that is.
    total: usize,
    /// What was counted before.
    earlier: Option<Box<[u32; N]>>,
}

impl<const N: usize> Counters<N> {
    /// Of nothing.
    pub fn new() -> Self {
        Self {
            recent: [0; N],
            total: 0,
            earlier: None,
        }
    }

    /// How many were counted at a place.
    pub fn at(&self, place: usize) -> u32 {
        let earlier = self.earlier.as_ref().map_or(0, |earlier| earlier[place]);
        earlier + u32::from(self.recent[place])
    }

    /// Makes room for so many more, at most [`MOST`].
    pub fn make_room(&mut self, more: usize) {
        if self.total + more > MOST {
            let earlier = self.earlier.get_or_insert_with(|| Box::new([0; N]));
            for (earlier, recent) in earlier.iter_mut().zip(&mut self.recent) {
                *earlier += u32::from(*recent);
                *recent = 0;
            }
            self.total = 0;
        }
        self.total += more;
    }

    /// Counts some at a place, of those that there is room for.
    #[inline(always)]
    pub fn add(&mut self, place: usize, count: u16) {
        self.recent[place] += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_that_are_put_away_are_still_there() {
        let mut counters = Counters::<3>::new();
        for _ in 0..5 {
            counters.make_room(MOST);
            counters.add(1, u16::MAX);
        }
        counters.make_room(2);
        counters.add(1, 1);
        counters.add(2, 1);
        assert_eq!(
            [0, 1, 2].map(|place| counters.at(place)),
            [0, 5 * 65_535 + 1, 1]
        );
    }
}
