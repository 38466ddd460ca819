//! Patient rule induction: the ranges of a few inputs in which something happens most.

use crate::summary::drivers::ranks::Ranks;
use crate::units::count_to_float;

/// The share of a region that one step peels off.
const PEEL: f64 = 0.05;

/// A region keeps this share of the paths, and so many at least.
const LEAST_SHARE: f64 = 0.03;
const FEWEST_PATHS: usize = 30;

/// A condition whose loss costs less than this is none; nor is one that costs less than half of what chance does to so few paths.
const WORTHLESS: f64 = 0.02;

/// Most inputs that have a condition.
pub const MOST_CONDITIONS: usize = 3;

/// The range of one input, by the places of its ends in the ranks; both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Condition {
    /// The input, by its place.
    pub input: usize,
    /// Its lower end; −∞ where it has none.
    pub low: f64,
    /// Its upper end; ∞ where it has none.
    pub high: f64,
}

impl Condition {
    const fn none(input: usize) -> Self {
        Self {
            input,
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
        }
    }

    fn is_none(&self) -> bool {
        self.low == f64::NEG_INFINITY && self.high == f64::INFINITY
    }

    /// Whether a place is within.
    #[must_use]
    pub fn holds(&self, place: f64) -> bool {
        self.low <= place && place <= self.high
    }
}

/// Paths that are learnt from, and those of them on which it happens.
pub struct Lesson<'a> {
    /// By input.
    ranks: &'a [Ranks],
    /// Paths that are learnt from.
    paths: Vec<usize>,
    /// By path, of all.
    happens: &'a [bool],
    /// On how many of those that are learnt from.
    all: usize,
}

/// A region's paths, and on how many of them it happens.
#[derive(Clone, Copy)]
struct Count {
    paths: usize,
    happens: usize,
}

impl<'a> Lesson<'a> {
    /// From some of the paths.
    #[must_use]
    pub fn new(ranks: &'a [Ranks], paths: Vec<usize>, happens: &'a [bool]) -> Self {
        let all = paths.iter().filter(|path| happens[**path]).count();
        Self {
            ranks,
            paths,
            happens,
            all,
        }
    }

    /// The conditions on at most three inputs under which it happens most; none where no condition helps.
    ///
    /// *Method*: from all paths on, 5 % of the region are peeled off at the end of the input where what is left has it happen most, again and again, down to 3 % of
    /// the paths. Of the regions on the way the best is taken, by `1.25 · h/(0.25 · H + m)`, `h` of its `m` paths and `H` of all having it happen: the
    /// mean of density (`h/m`) and coverage (`h/H`) in which density counts double. Where more than three inputs have a
    /// condition those are left out that cost least, and the others peeled anew. Then ends are moved out again where that helps,
    /// and what is worth less than 0.02, or than `1/(2√H)`, is left out.
    ///
    /// *Source*: `friedman-fisher-1999`; `vanrijsbergen-1979`; `bryant-lempert-2010`.
    #[must_use]
    pub fn learn(&self) -> Vec<Condition> {
        let inputs: Vec<usize> = (0..self.ranks.len()).collect();
        let mut best = self.peel(&inputs);
        if best.len() > MOST_CONDITIONS {
            while best.len() > MOST_CONDITIONS {
                self.drop_least(&mut best);
            }
            let kept: Vec<usize> = best.iter().map(|condition| condition.input).collect();
            let again = self.peel(&kept);
            if self.score(&again) > self.score(&best) {
                best = again;
            }
        }
        self.paste(&mut best);
        let least = WORTHLESS.max(0.5 / count_to_float(self.all).sqrt());
        while !best.is_empty() {
            let before = self.score(&best);
            let mut fewer = best.clone();
            self.drop_least(&mut fewer);
            if self.score(&fewer) < before - least {
                break;
            }
            best = fewer;
        }
        best
    }

    /// The best region on the way of peeling.
    fn peel(&self, inputs: &[usize]) -> Vec<Condition> {
        let mut peeling = Peeling::new(self, inputs);
        let floor =
            (count_to_float(self.paths.len()) * LEAST_SHARE).max(count_to_float(FEWEST_PATHS));
        let mut best = (self.rate(peeling.count), Vec::new());
        while count_to_float(peeling.count.paths) * (1.0 - PEEL) > floor && peeling.step() {
            let rate = self.rate(peeling.count);
            if rate > best.0 {
                best = (rate, peeling.conditions.clone());
            }
        }
        let conditions = best.1.into_iter();
        conditions
            .filter(|condition| !condition.is_none())
            .collect()
    }

    /// Moves ends out by 5 % of the region as long as it gets better.
    fn paste(&self, conditions: &mut [Condition]) {
        loop {
            let before = self.score(conditions);
            let mut best = (before, None);
            for place in 0..conditions.len() {
                for end in [End::Low, End::High] {
                    let Some(wider) = self.wider(conditions, place, end) else {
                        continue;
                    };
                    let mut pasted = conditions.to_vec();
                    pasted[place] = wider;
                    let score = self.score(&pasted);
                    if score > best.0 {
                        best = (score, Some((place, wider)));
                    }
                }
            }
            let Some((place, wider)) = best.1 else { return };
            conditions[place] = wider;
        }
    }

    /// A condition with one end moved out by 5 % of the region's paths.
    fn wider(&self, conditions: &[Condition], place: usize, end: End) -> Option<Condition> {
        let own = conditions[place];
        let places = &self.ranks[own.input].place;
        let is_beyond = |path: &usize| match end {
            End::Low => places[*path] < own.low,
            End::High => places[*path] > own.high,
        };
        let others = conditions
            .iter()
            .filter(|condition| condition.input != own.input);
        let others: Vec<&Condition> = others.collect();
        let paths = self.paths.iter().filter(|path| {
            is_beyond(path)
                && others
                    .iter()
                    .all(|other| other.holds(self.ranks[other.input].place[**path]))
        });
        let mut beyond: Vec<f64> = paths.map(|path| places[*path]).collect();
        if beyond.is_empty() {
            return None;
        }
        beyond.sort_by(f64::total_cmp);
        if matches!(end, End::Low) {
            beyond.reverse();
        }
        let step = peeled(self.count(conditions).paths).min(beyond.len());
        let reached = step == beyond.len();
        Some(match end {
            End::Low if reached => Condition {
                low: f64::NEG_INFINITY,
                ..own
            },
            End::High if reached => Condition {
                high: f64::INFINITY,
                ..own
            },
            End::Low => Condition {
                low: beyond[step - 1],
                ..own
            },
            End::High => Condition {
                high: beyond[step - 1],
                ..own
            },
        })
    }

    /// Leaves out the condition whose loss costs least.
    fn drop_least(&self, conditions: &mut Vec<Condition>) {
        let without = |place: usize| {
            let mut fewer = conditions.clone();
            fewer.remove(place);
            self.score(&fewer)
        };
        let scores = (0..conditions.len()).map(without);
        let least = scores.enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((place, _)) = least {
            conditions.remove(place);
        }
    }

    fn score(&self, conditions: &[Condition]) -> f64 {
        self.rate(self.count(conditions))
    }

    fn count(&self, conditions: &[Condition]) -> Count {
        let is_inside = |path: &&usize| {
            let mut all = conditions.iter();
            all.all(|condition| condition.holds(self.ranks[condition.input].place[**path]))
        };
        let mut count = Count {
            paths: 0,
            happens: 0,
        };
        for path in self.paths.iter().filter(is_inside) {
            count.paths += 1;
            count.happens += usize::from(self.happens[*path]);
        }
        count
    }

    fn rate(&self, count: Count) -> f64 {
        let [paths, happens, all] = [count.paths, count.happens, self.all].map(count_to_float);
        1.25 * happens / (0.25 * all + paths).max(f64::MIN_POSITIVE)
    }
}

#[derive(Debug, Clone, Copy)]
enum End {
    Low,
    High,
}

/// Paths that a step takes of so many.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a count"
)]
fn peeled(paths: usize) -> usize {
    ((count_to_float(paths) * PEEL) as usize).max(1)
}

/// A region that gets smaller.
struct Peeling<'a> {
    lesson: &'a Lesson<'a>,
    /// By input that may have one.
    conditions: Vec<Condition>,
    /// The same inputs' paths, ascending; those outside of the region are passed over.
    orders: Vec<Vec<usize>>,
    /// By path, of all.
    is_inside: Vec<bool>,
    count: Count,
}

impl<'a> Peeling<'a> {
    fn new(lesson: &'a Lesson<'a>, inputs: &[usize]) -> Self {
        let mut is_inside = vec![false; lesson.happens.len()];
        for path in &lesson.paths {
            is_inside[*path] = true;
        }
        let varying = inputs.iter().filter(|input| lesson.ranks[**input].varies());
        let order = |input: &usize| {
            let order = lesson.ranks[*input].order.iter();
            let order = order.map(|path| *path as usize);
            order.filter(|path| is_inside[*path]).collect()
        };
        Self {
            conditions: varying
                .clone()
                .map(|input| Condition::none(*input))
                .collect(),
            orders: varying.map(order).collect(),
            count: Count {
                paths: lesson.paths.len(),
                happens: lesson.all,
            },
            is_inside,
            lesson,
        }
    }

    /// Peels where most is gained; false where nothing can be peeled.
    fn step(&mut self) -> bool {
        let mut best: Option<(f64, usize, End)> = None;
        for place in 0..self.conditions.len() {
            for end in [End::Low, End::High] {
                let (off, _) = self.peel(place, end);
                if off.paths >= self.count.paths {
                    continue;
                }
                let left = count_to_float(self.count.happens - off.happens)
                    / count_to_float(self.count.paths - off.paths);
                if best.is_none_or(|(most, ..)| left > most) {
                    best = Some((left, place, end));
                }
            }
        }
        let Some((_, place, end)) = best else {
            return false;
        };
        let (off, beyond) = self.peel(place, end);
        let places = &self.lesson.ranks[self.conditions[place].input].place;
        for path in &self.orders[place] {
            let is_off = match end {
                End::Low => places[*path] < beyond,
                End::High => places[*path] > beyond,
            };
            if is_off {
                self.is_inside[*path] = false;
            }
        }
        match end {
            End::Low => self.conditions[place].low = beyond,
            End::High => self.conditions[place].high = beyond,
        }
        self.count.paths -= off.paths;
        self.count.happens -= off.happens;
        for order in &mut self.orders {
            order.retain(|path| self.is_inside[*path]);
        }
        true
    }

    /// What one step would take off at the end of an input, and the place of the first path that stays. Equal values go
    /// together.
    fn peel(&self, place: usize, end: End) -> (Count, f64) {
        let places = &self.lesson.ranks[self.conditions[place].input].place;
        let order = &self.orders[place];
        let wanted = peeled(self.count.paths);
        let at = |index: usize| match end {
            End::Low => order[index],
            End::High => order[order.len() - 1 - index],
        };
        let mut off = Count {
            paths: 0,
            happens: 0,
        };
        while off.paths < order.len() {
            let path = at(off.paths);
            let is_tied =
                off.paths > 0 && places[path].total_cmp(&places[at(off.paths - 1)]).is_eq();
            if off.paths >= wanted && !is_tied {
                return (off, places[path]);
            }
            off.paths += 1;
            off.happens += usize::from(self.lesson.happens[path]);
        }
        (off, f64::NAN)
    }
}
