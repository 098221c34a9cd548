//! The three answers of a measurement, never folded together.

use super::fault::Cause;

/// What came of looking for a fact.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measured<T> {
    /// Looked, and found this.
    Known(T),
    /// Looked, and it is not there.
    #[default]
    Absent,
    /// Could not look, for this cause.
    Unmeasured(Cause),
}

impl<T> Measured<T> {
    /// The value, when there is one.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unmeasured(_) => None,
        }
    }

    /// The cause, when it could not be looked at.
    pub fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Unmeasured(cause) => Some(cause),
            Self::Known(_) | Self::Absent => None,
        }
    }

    /// The same answer about a value derived from this one.
    pub fn map<U>(self, derive: impl FnOnce(T) -> U) -> Measured<U> {
        match self {
            Self::Known(value) => Measured::Known(derive(value)),
            Self::Absent => Measured::Absent,
            Self::Unmeasured(cause) => Measured::Unmeasured(cause),
        }
    }

    /// Borrowed form.
    pub fn as_ref(&self) -> Measured<&T> {
        match self {
            Self::Known(value) => Measured::Known(value),
            Self::Absent => Measured::Absent,
            Self::Unmeasured(cause) => Measured::Unmeasured(cause.clone()),
        }
    }

    /// A second measurement that is only possible on the value of this one.
    pub fn and_then<U>(self, measure: impl FnOnce(T) -> Measured<U>) -> Measured<U> {
        match self {
            Self::Known(value) => measure(value),
            Self::Absent => Measured::Absent,
            Self::Unmeasured(cause) => Measured::Unmeasured(cause),
        }
    }
}

impl<T> From<Option<T>> for Measured<T> {
    /// `None` means: looked, and it is not there.
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Absent, Self::Known)
    }
}
