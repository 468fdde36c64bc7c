//! Feature views of models/feature-views.
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum FeatureType {
    Float32,
    Int32,
    Bool,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Feature {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: FeatureType,
}

/// View with its features in the order of the row.
#[derive(Clone, Debug, Deserialize)]
pub struct View {
    #[serde(rename = "view")]
    pub name: String,
    #[serde(default)]
    pub id: u32,
    #[serde(default)]
    pub version: u32,
    #[serde(default)]
    pub entity: String,
    #[serde(default)]
    ttl: String,
    pub features: Vec<Feature>,
}

#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    #[error("{0}")]
    Unreadable(#[from] std::io::Error),
    #[error("{0}: {1}")]
    Malformed(String, serde_norway::Error),
    #[error("{0}: ttl: expected a duration such as PT2H or P7D, got {1}")]
    Ttl(String, String),
}

impl View {
    pub fn schema_id(&self) -> u32 {
        self.id << 8 | self.version
    }

    pub fn key(&self, entity: &str) -> String {
        format!("fv:{{{entity}}}:{}", self.name)
    }

    pub fn ttl_ms(&self) -> Option<u64> {
        let (number, unit_ms) = match self.ttl.strip_prefix("PT") {
            Some(time) => (time.strip_suffix('H')?, 3_600_000),
            None => (self.ttl.strip_prefix('P')?.strip_suffix('D')?, 86_400_000),
        };
        Some(number.parse::<u64>().ok()? * unit_ms)
    }
}

/// Reads all stored views of a folder, by name.
pub fn read_views(folder: &Path) -> Result<BTreeMap<String, View>, ViewError> {
    let mut views = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "yaml") || path.ends_with("request.yaml") {
            continue;
        }
        let file = path.display().to_string();
        let view: View =
            serde_norway::from_str(&std::fs::read_to_string(&path)?).map_err(|error| ViewError::Malformed(file.clone(), error))?;
        view.ttl_ms().ok_or_else(|| ViewError::Ttl(file, view.ttl.clone()))?;
        views.insert(view.name.clone(), view);
    }
    Ok(views)
}
