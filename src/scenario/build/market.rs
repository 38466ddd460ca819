//! Sign-ups, trends, noise.

use super::Builder;
use crate::model::{Noise, NoiseSeries, Trend, TrendShape, Value};
use crate::scenario::error::{Problem, ScenarioError};
use crate::units::Month;

impl Builder<'_> {
    pub(super) fn signups(&mut self, start: Month) -> Trend {
        let Some(signups) = self.node("signups") else {
            return Trend {
                from: 0,
                shape: TrendShape::Constant {
                    level: self.add("signups.trend.constant.level", Value::Known(0.0)),
                },
            };
        };
        if self.entries("segments").is_empty() {
            let problem = Problem::MissingKey {
                name: "segments".to_owned(),
                table: String::new(),
            };
            let help = "people who sign up need at least one segment";
            self.error(ScenarioError::new(problem, signups.key_origin).help(help));
        }
        self.trend("signups.trend", start)
    }

    /// The trend at `key`.
    pub(super) fn trend(&mut self, key: &str, start: Month) -> Trend {
        let entry = self.entries(key).first();
        let variant = entry.map_or("", |(name, _)| name.as_str());
        let from = self.month(entry.and_then(|(_, node)| node.get("from")));
        let inner = format!("{key}.{variant}");
        let half_life = format!("{inner}.growth_half_life");
        let growth_half_life = self.slots.get(&half_life).copied();
        let mut slot = |name| self.slot_in(&inner, name);
        let shape = match variant {
            "exponential" => TrendShape::Exponential {
                level: slot("level"),
                growth: slot("growth"),
                growth_half_life,
            },
            "logistic" => TrendShape::Logistic {
                level: slot("level"),
                growth: slot("growth"),
                capacity: slot("capacity"),
            },
            "bass" => TrendShape::Bass {
                market: slot("market"),
                p: slot("p"),
                q: slot("q"),
            },
            "series" => TrendShape::Series {
                growth: slot("growth"),
                values: self.slots_of_list(&format!("{inner}.values")),
            },
            _ => TrendShape::Constant {
                level: slot("level"),
            },
        };
        Trend {
            from: from.map_or(0, |month| month.since(start)),
            shape,
        }
    }

    pub(super) fn noise(&mut self) -> Noise {
        let mut series = |name: &str| NoiseSeries {
            sd: self.slot(&format!("noise.{name}.sd")),
            autocorrelation: self.slot(&format!("noise.{name}.autocorrelation")),
        };
        Noise {
            signups: series("signups"),
            buying: series("buying"),
            churn: series("churn"),
            api: series("api"),
        }
    }
}
