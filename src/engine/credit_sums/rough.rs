//! Sums that are not smooth: of a few people of many on one side of the quota, one by one, or of a skewed law.

use super::rejection::{BelowQuota, BeyondQuota, Gamma, Queue};
use super::{FEW_BEYOND, FEW_WITHIN, ROWS, Usage};
use crate::random::stream::Cell;

/// From this probability on, the demand is drawn until it is on the side of the quota that is wanted.
const LIKELY: f64 = 0.3;

/// The first ordinals of what is drawn within the quota and beyond it, from the ordinals that [`Many`](super::many::Many) uses on.
const FIRST_ORDINALS: [f64; 2] = [2.0, 10.0];

/// Draws of one side of the quota.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting {
    gammas: Queue<6>,
    below: Queue<3>,
    beyond: Queue<3>,
}

impl Waiting {
    pub(super) const fn new() -> Self {
        Self {
            gammas: Queue::new(),
            below: Queue::new(),
            beyond: Queue::new(),
        }
    }
}

/// What [`draw`] works on.
pub(super) struct Rough<'a> {
    /// As for [`Many`](super::many::Many).
    pub group: [&'a [f64]; ROWS],
    pub address: Cell,
    pub first_path: u32,
    pub used: &'a mut Usage,
}

/// Draws the sums that are marked as rough, and adds them.
pub(super) fn draw(rough: Rough) {
    let Rough {
        group,
        address,
        first_path,
        used,
    } = rough;
    let [shape, scale, quota, over, ..] = group;
    let Waiting {
        gammas,
        below,
        beyond,
    } = &mut used.waiting;
    for (lane, count) in used.rough[0].iter().enumerate() {
        if *count == 0.0 {
            continue;
        }
        let (place, [ordinal, _]) = ((first_path, lane), FIRST_ORDINALS);
        let limit = quota[lane] / scale[lane];
        let power = shape[lane] - limit;
        if *count > FEW_WITHIN {
            let sum = skewed(
                [4, 5, 6].map(|row| group[row][lane]),
                *count,
                count * quota[lane],
            );
            gammas.push(place, 1.0, ordinal, sum);
        } else if 1.0 - over[lane] >= LIKELY || power <= 0.0 {
            let one = [shape[lane], 0.0, limit, scale[lane], 0.0, quota[lane]];
            gammas.push(place, *count, ordinal, one);
        } else {
            below.push(place, *count, ordinal, [quota[lane], limit, power]);
        }
    }
    gammas.draw(Gamma, address, &mut used.inside);
    below.draw(BelowQuota, address, &mut used.inside);
    for (lane, count) in used.rough[1].iter().enumerate() {
        if *count == 0.0 {
            continue;
        }
        let (place, [_, ordinal]) = ((first_path, lane), FIRST_ORDINALS);
        let limit = quota[lane] / scale[lane];
        let excess = shape[lane] - 1.0;
        let rate = limit - excess.max(0.0);
        if *count > FEW_BEYOND {
            let sum = skewed([7, 8, 9].map(|row| group[row][lane]), *count, f64::INFINITY);
            gammas.push(place, 1.0, ordinal, sum);
        } else if over[lane] >= LIKELY || rate <= 0.0 {
            let none = f64::INFINITY;
            let one = [shape[lane], limit, none, scale[lane], -quota[lane], none];
            gammas.push(place, *count, ordinal, one);
        } else {
            beyond.push(place, *count, ordinal, [quota[lane], excess, rate]);
        }
    }
    gammas.draw(Gamma, address, &mut used.overage);
    beyond.draw(BeyondQuota, address, &mut used.overage);
}

/// The sum of `count` variables of this mean, standard deviation and skewness by Pearson's type III law, from 0 to `cap`: the numbers of
/// a [`Gamma`].
fn skewed([mean, sd, skewness]: [f64; 3], count: f64, cap: f64) -> [f64; 6] {
    let shape = 4.0 * count / (skewness * skewness);
    let factor = 0.5 * sd * skewness;
    let offset = count * mean - factor * shape;
    [shape, 0.0, f64::INFINITY, factor, offset, cap]
}
