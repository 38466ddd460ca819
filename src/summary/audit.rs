//! Whether the figures of a run can be believed at all.

use crate::engine::{Identity, Residual, Residuals};
use crate::model::Scenario;
use crate::summary::Summary;
use crate::units::Month;

/// The largest relative residual of an identity that rounding explains; above it the report says so.
pub const ROUNDING: f64 = 1e-9;

/// Why the figures of a run can't be shown.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AuditError {
    /// Numbers grew beyond what can be computed.
    #[error(
        "the numbers of this scenario grow beyond all bounds: `{metric}` is not finite in {month}"
    )]
    Overflow {
        /// The first metric that is not finite.
        metric: &'static str,
        /// The first month in which it is not.
        month: Month,
    },
    /// An identity does not hold: the engine is wrong.
    #[error(
        "the accounts do not balance: `{}` is off by {:e} of the amounts on path {path} in {month} ({})",
        identity.name(), relative, .amounts.join(" ")
    )]
    Identity {
        /// Which.
        identity: Identity,
        /// The path where it is farthest off, counted from 1.
        path: usize,
        /// The month.
        month: Month,
        /// By how much of the largest amount.
        relative: f64,
        /// The amounts with their signs and names, which should add up to zero.
        amounts: Vec<String>,
    },
}

impl Summary {
    /// Refuses figures that are not finite, and accounts that do not balance.
    ///
    /// # Errors
    ///
    /// The first of either.
    pub fn audit(&self, scenario: &Scenario) -> Result<(), AuditError> {
        if let Some((month, metric)) = self.unbounded() {
            return Err(AuditError::Overflow {
                metric: metric.name(),
                month: scenario.month(month),
            });
        }
        balanced(self.residuals(), scenario)
    }
}

/// Refuses accounts that do not balance.
///
/// # Errors
///
/// The identity that is farthest off.
pub fn balanced(residuals: &Residuals, scenario: &Scenario) -> Result<(), AuditError> {
    match residuals.broken() {
        Some((identity, residual)) => Err(AuditError::broken(identity, residual, scenario)),
        None => Ok(()),
    }
}

impl AuditError {
    fn broken(identity: Identity, residual: &Residual, scenario: &Scenario) -> Self {
        let amounts = residual.amounts.iter();
        Self::Identity {
            identity,
            path: residual.path + 1,
            month: scenario.month(residual.month),
            relative: residual.relative,
            amounts: amounts
                .map(|(name, amount)| format!("{amount:+} {name}"))
                .collect(),
        }
    }
}
