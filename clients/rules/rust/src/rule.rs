use serde::Deserialize;

/// Action of a rule that fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Allow,
    Review,
    Block,
    /// Marks the call without affecting the decision.
    Flag,
}

/// Decision about a call; later variants are stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    #[default]
    Allow,
    Review,
    Block,
}

/// Published rule. Text fields missing from the blob are empty.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    pub id: Box<str>,
    #[serde(default)]
    pub name: Box<str>,
    #[serde(default)]
    pub owner: Box<str>,
    #[serde(default)]
    pub typology: Box<str>,
    pub condition: Box<str>,
    pub action: Action,
    pub priority: i64,
    /// Start of validity, Unix milliseconds, inclusive.
    pub valid_from: Option<i64>,
    /// End of validity, Unix milliseconds, exclusive.
    pub valid_to: Option<i64>,
}
