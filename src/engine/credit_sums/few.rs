//! A few people, one by one.

use super::{EXACT_PEOPLE, Usage};
use crate::random::gamma;
use crate::random::lanes::{Lanes, Width};
use crate::random::stream::{Cell, path_at};
use crate::random::wide::{self, Kernel};

/// What [`everybody`] works on.
pub(super) struct Everybody<'a> {
    pub people: &'a [f64],
    pub shape: &'a [f64],
    pub scale: &'a [f64],
    pub quota: &'a [f64],
    pub address: Cell,
    pub first_path: u32,
    pub used: &'a mut Usage,
}

/// Draws the demand of everybody of a group, in every lane with at most [`EXACT_PEOPLE`]; the others are left as they are.
pub(super) fn everybody(group: Everybody) {
    wide::run(group);
}

impl Kernel for Everybody<'_> {
    #[inline(always)]
    fn lanes(&self) -> usize {
        self.people.len()
    }

    #[inline(always)]
    fn step<V: Width>(&mut self, at: usize) {
        for lane in at..at + V::LANES {
            let (people, scale) = (self.people[lane], self.scale[lane]);
            if people == 0.0 || people > EXACT_PEOPLE || scale == 0.0 {
                continue;
            }
            let present = Lanes::<V::Sixteen>::load(&PLACES, 0).below(Lanes::all(people));
            let path = path_at(self.first_path, lane);
            let quota = self.quota[lane];
            let wanted = scale * gamma::samples(self.shape[lane], self.address, path, present);
            let beyond = (wanted - quota).max(0.0);
            self.used.inside[lane] = wanted.min(Lanes::all(quota)).total();
            self.used.overage[lane] = beyond.total();
        }
    }
}

/// The number of each person, from 0.
static PLACES: [f64; 16] = {
    let mut places = [0.0; 16];
    let mut place = 1;
    while place < 16 {
        places[place] = places[place - 1] + 1.0;
        place += 1;
    }
    places
};
