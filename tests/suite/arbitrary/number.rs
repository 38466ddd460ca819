//! Every form of a number.

use proptest::prelude::*;

/// The kinds of numbers, which decide the forms that they can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Real,
    Positive,
    Probability,
}

/// What a key takes: sensible numbers for it, inside its range.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    pub kind: Kind,
    pub low: f64,
    pub high: f64,
    /// Factors that keep it in its range, however often they are applied.
    pub factors: [f64; 2],
    /// Whether no draw may leave the two ends.
    pub hard: bool,
}

impl Spec {
    pub const fn real(low: f64, high: f64) -> Self {
        Self {
            kind: Kind::Real,
            low,
            high,
            factors: [0.0, 1.4],
            hard: false,
        }
    }

    pub const fn positive(low: f64, high: f64) -> Self {
        Self {
            kind: Kind::Positive,
            low,
            high,
            factors: [0.3, 1.8],
            hard: false,
        }
    }

    pub const fn probability(low: f64, high: f64) -> Self {
        Self {
            kind: Kind::Probability,
            low,
            high,
            factors: [0.2, 1.0],
            hard: false,
        }
    }

    pub const fn hard(self) -> Self {
        Self { hard: true, ..self }
    }

    /// A coefficient of variation.
    pub const fn dispersion(high: f64) -> Self {
        Self {
            factors: [0.5, 1.1],
            ..Self::positive(1e-4, high)
        }
    }

    /// What may multiply a number of this key.
    pub fn factor(self) -> Self {
        Self {
            hard: true,
            ..Self::positive(self.factors[0], self.factors[1])
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Known,
    Exponent,
    Percent,
    Interval,
    PercentInterval,
    Normal,
    LogNormal,
    Beta,
    Gamma,
    Uniform,
    Triangular,
    Pert,
    Discrete,
}

/// A number that is not yet of any key: a form, and places between the two ends of what is sensible.
#[derive(Debug, Clone)]
pub struct Num {
    form: Form,
    at: [f64; 3],
    spread: f64,
    bounded: [bool; 2],
}

/// What a `reference` table with one key states; perhaps nothing.
#[derive(Debug, Clone)]
pub struct Stated(pub Option<Num>);

/// A `reference` table that most files leave out.
pub fn stated() -> impl Strategy<Value = Option<Stated>> {
    prop::option::weighted(0.2, sometimes().prop_map(Stated))
}

/// A number as it is written.
#[derive(Debug, Clone)]
pub struct Written {
    pub text: String,
    pub known: Option<f64>,
}

/// A place between two ends; the ends themselves are not rare.
fn place() -> impl Strategy<Value = f64> {
    prop_oneof![8 => 0.0..1.0, 1 => Just(0.0), 1 => Just(1.0)]
}

pub fn num() -> BoxedStrategy<Num> {
    let form = prop_oneof![
        10 => Just(Form::Known),
        1 => Just(Form::Exponent),
        2 => Just(Form::Percent),
        2 => Just(Form::Interval),
        1 => Just(Form::PercentInterval),
        4 => prop::sample::select(vec![
            Form::Normal, Form::LogNormal, Form::Beta, Form::Gamma,
            Form::Uniform, Form::Triangular, Form::Pert, Form::Discrete,
        ]),
    ];
    let at = [place().boxed(), place().boxed(), place().boxed()];
    (form, at, 0.0..1.0, any::<[bool; 2]>())
        .prop_map(|(form, at, spread, bounded)| Num {
            form,
            at,
            spread,
            bounded,
        })
        .boxed()
}

/// A number that most files leave out.
pub fn sometimes() -> impl Strategy<Value = Option<Num>> {
    prop::option::weighted(0.6, num())
}

/// As many numbers as there are keys, some left out.
pub fn keys(count: usize) -> BoxedStrategy<Vec<Option<Num>>> {
    prop::collection::vec(sometimes(), count).boxed()
}

impl Num {
    /// The number as a key of `spec` takes it.
    pub fn written(&self, spec: Spec) -> Written {
        let text = |text: String| Written { text, known: None };
        let [first, second, third] = self.points(spec);
        match self.form_in(spec) {
            Form::Known => known(first, first.to_string()),
            Form::Exponent => known(first, format!("{first:e}")),
            Form::Percent => known(first, format!("\"{}%\"", first * 100.0)),
            Form::Interval => {
                let [low, high] = interval_ends(spec, first, second);
                text(format!("\"{low} to {high}\""))
            }
            Form::PercentInterval => {
                let [low, high] = interval_ends(spec, first, second);
                text(format!("\"{}% to {}%\"", low * 100.0, high * 100.0))
            }
            Form::Normal => text(self.moments(
                "normal",
                first,
                0.3 * self.spread() * (spec.high - spec.low),
            )),
            Form::LogNormal => text(self.skewed("lognormal", spec, first)),
            Form::Gamma => text(self.skewed("gamma", spec, first)),
            Form::Beta => {
                let mean = first.clamp(0.02, 0.98);
                text(self.moments(
                    "beta",
                    mean,
                    0.7 * self.spread() * (mean * (1.0 - mean)).sqrt(),
                ))
            }
            Form::Uniform => {
                let [min, max] = apart(spec, first, second);
                text(format!("{{ uniform = {{ min = {min}, max = {max} }} }}"))
            }
            Form::Triangular | Form::Pert => {
                let [min, max] = apart(spec, first, second);
                let mode = third.clamp(min, max);
                let name = if self.form == Form::Pert {
                    "pert"
                } else {
                    "triangular"
                };
                text(format!(
                    "{{ {name} = {{ min = {min}, mode = {mode}, max = {max} }} }}"
                ))
            }
            Form::Discrete => {
                let weights = self.at.map(|at| 0.25 + at);
                text(format!(
                    "{{ discrete = {{ values = [{first}, {second}, {third}], weights = [{}, 1, {}] }} }}",
                    weights[0], weights[2]
                ))
            }
        }
    }

    fn points(&self, spec: Spec) -> [f64; 3] {
        self.at.map(|at| between(spec.low, spec.high, at))
    }

    fn spread(&self) -> f64 {
        0.03 + 0.97 * self.spread
    }

    /// The form, or one that a key of `spec` can take in its place.
    fn form_in(&self, spec: Spec) -> Form {
        let inside_unit = spec.low >= 0.0 && spec.high <= 1.0;
        match self.form {
            Form::Interval
            | Form::PercentInterval
            | Form::Normal
            | Form::LogNormal
            | Form::Beta
            | Form::Gamma
                if spec.hard =>
            {
                Form::Uniform
            }
            Form::LogNormal | Form::Gamma if spec.high <= 0.0 || spec.low < 0.0 => Form::Normal,
            Form::Beta if !inside_unit => Form::Uniform,
            form => form,
        }
    }

    fn skewed(&self, name: &str, spec: Spec, mean: f64) -> String {
        let mean = mean.max(0.01 * spec.high);
        self.moments(name, mean, 0.6 * self.spread() * mean)
    }

    fn moments(&self, name: &str, mean: f64, sd: f64) -> String {
        let [with_min, with_max] = self.bounded;
        let min = if with_min {
            format!(", min = {}", mean - 1.5 * sd)
        } else {
            String::new()
        };
        let max = if with_max {
            format!(", max = {}", mean + 2.0 * sd)
        } else {
            String::new()
        };
        format!("{{ {name} = {{ mean = {mean}, sd = {sd}{min}{max} }} }}")
    }
}

fn known(value: f64, text: String) -> Written {
    Written {
        text,
        known: Some(value),
    }
}

fn between(low: f64, high: f64, at: f64) -> f64 {
    if at >= 1.0 {
        high
    } else {
        low + at * (high - low)
    }
}

/// Two different points.
fn apart(spec: Spec, one: f64, other: f64) -> [f64; 2] {
    let (min, max) = (one.min(other), one.max(other));
    if max - min > 1e-6 * (spec.high - spec.low) {
        [min, max]
    } else {
        [spec.low, spec.high]
    }
}

/// The ends of an interval lie inside what the natural family can give.
fn interval_ends(spec: Spec, one: f64, other: f64) -> [f64; 2] {
    let [low, high] = apart(spec, one, other);
    match spec.kind {
        Kind::Real => [low, high],
        Kind::Positive => {
            let low = low.max(0.01 * spec.high);
            [low, if high > low { high } else { 2.0 * low }]
        }
        Kind::Probability => {
            let low = low.clamp(0.001, 0.9);
            [low, high.clamp(low + 0.01, 0.99)]
        }
    }
}
