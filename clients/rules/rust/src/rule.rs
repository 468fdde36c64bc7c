use serde::Deserialize;

/// What a rule asks for when it fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Allow,
    Review,
    Block,
    /// Only names the call.
    Flag,
}

/// What to do with a call; a later one is stricter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decision {
    #[default]
    Allow,
    Review,
    Block,
}

/// A rule as it was published. A field of text that the blob leaves out is empty.
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
    /// Unix milliseconds; holds from then on.
    pub valid_from: Option<i64>,
    /// Unix milliseconds; holds before then.
    pub valid_to: Option<i64>,
}
