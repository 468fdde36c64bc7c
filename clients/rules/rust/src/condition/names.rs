//! Names of the values that conditions read, and the slot of each.
use super::ConditionError;
use std::collections::HashMap;
use std::sync::Arc;

/// Type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Int,
    Double,
    Bool,
    Text,
}

impl Type {
    pub(super) fn word(self) -> &'static str {
        match self {
            Type::Int => "int",
            Type::Double => "double",
            Type::Bool => "bool",
            Type::Text => "string",
        }
    }
}

/// Names for which an engine has values.
///
/// With declared names, every set is compiled to the slots of the declaration: an engine lays out its values once for all sets. A set
/// that uses another name, or a name as another type, is refused. With open names, every name is accepted, each set has its own slots
/// ([`RuleSet::names`](crate::RuleSet::names)), and a value of another type than a condition needs makes its evaluation fail.
#[derive(Clone, Debug, Default)]
pub struct Names(Option<Arc<Declaration>>);

#[derive(Debug)]
pub(super) struct Declaration {
    names: Arc<[Box<str>]>,
    slots: HashMap<Box<str>, (u32, Type)>,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NameError {
    #[error("names: expected view.feature, got {0:?}")]
    NotAName(String),
    #[error("names: duplicate name {0}")]
    Twice(String),
    #[error("names: expected {0} to be a {1}, got a {2}")]
    Type(String, &'static str, &'static str),
    #[error("names: expected one of call_id, caller, callee, trunk and started_at of the call, got {0}")]
    NoSuchField(String),
}

impl Names {
    pub fn open() -> Self {
        Names(None)
    }

    /// Declares the names in the order of an engine's values.
    pub fn declared<N: Into<String>>(names: impl IntoIterator<Item = (N, Type)>) -> Result<Self, NameError> {
        let mut order: Vec<Box<str>> = Vec::new();
        let mut slots = HashMap::new();
        for (name, declared) in names {
            let name: String = name.into();
            if !is_name(&name) {
                return Err(NameError::NotAName(name));
            }
            match call_field(&name) {
                Some(None) => return Err(NameError::NoSuchField(name)),
                Some(Some(fixed)) if fixed != declared => return Err(NameError::Type(name, fixed.word(), declared.word())),
                _ => {}
            }
            if slots.insert(name.clone().into(), (order.len() as u32, declared)).is_some() {
                return Err(NameError::Twice(name));
            }
            order.push(name.into());
        }
        Ok(Names(Some(Arc::new(Declaration { names: order.into(), slots }))))
    }

    pub(super) fn slots(&self) -> Slots {
        match &self.0 {
            Some(declaration) => Slots::Declared(declaration.clone()),
            None => Slots::Open { names: Vec::new(), slots: HashMap::new() },
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        word.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    name.split_once('.').is_some_and(|(view, feature)| is_word(view) && is_word(feature))
}

/// Returns the type of a field of the call; `Some(None)` if there is no such field, `None` for other names.
fn call_field(name: &str) -> Option<Option<Type>> {
    Some(match name.strip_prefix("call.")? {
        "call_id" | "caller" | "callee" | "trunk" => Some(Type::Text),
        "started_at" => Some(Type::Int),
        _ => None,
    })
}

/// Slots of the set that is being compiled.
#[derive(Debug)]
pub(super) enum Slots {
    Declared(Arc<Declaration>),
    Open { names: Vec<Box<str>>, slots: HashMap<Box<str>, u32> },
}

impl Slots {
    pub(super) fn slot(&mut self, name: &str) -> Result<(u32, Option<Type>), ConditionError> {
        let fixed = match call_field(name) {
            Some(None) => return Err(ConditionError::new(format!("expected a field that a call has, got {name}"))),
            Some(fixed) => fixed,
            None => None,
        };
        match self {
            Slots::Declared(declaration) => match declaration.slots.get(name) {
                Some((slot, declared)) => Ok((*slot, Some(*declared))),
                None => Err(ConditionError::new(format!("expected a name that this engine has, got {name}"))),
            },
            Slots::Open { names, slots } => {
                if let Some(slot) = slots.get(name) {
                    return Ok((*slot, fixed));
                }
                let slot = names.len() as u32;
                names.push(name.into());
                slots.insert(name.into(), slot);
                Ok((slot, fixed))
            }
        }
    }

    pub(super) fn names(self) -> Arc<[Box<str>]> {
        match self {
            Slots::Declared(declaration) => declaration.names.clone(),
            Slots::Open { names, .. } => names.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_declaration_is_refused_by_name() {
        let declared = |names: &[(&str, Type)]| Names::declared(names.iter().copied()).unwrap_err().to_string();
        assert_eq!(declared(&[("calls_1h", Type::Int)]), "names: expected view.feature, got \"calls_1h\"");
        assert_eq!(declared(&[("a.b.c", Type::Int)]), "names: expected view.feature, got \"a.b.c\"");
        assert_eq!(declared(&[("a.b", Type::Int), ("a.b", Type::Int)]), "names: duplicate name a.b");
        assert_eq!(declared(&[("call.caller", Type::Int)]), "names: expected call.caller to be a string, got a int");
        assert!(declared(&[("call.duration", Type::Int)]).ends_with("of the call, got call.duration"));
    }

    #[test]
    fn declared_names_keep_their_order_and_open_ones_are_in_order_of_first_use() {
        let mut declared = Names::declared([("a.x", Type::Int), ("a.y", Type::Double)]).unwrap().slots();
        assert_eq!(declared.slot("a.y").unwrap(), (1, Some(Type::Double)));
        assert!(declared.slot("a.z").is_err());
        let mut open = Names::open().slots();
        assert_eq!(open.slot("a.y").unwrap(), (0, None));
        assert_eq!(open.slot("call.caller").unwrap(), (1, Some(Type::Text)));
        assert_eq!(open.slot("a.y").unwrap(), (0, None));
        assert!(open.slot("call.duration").is_err());
        assert_eq!(open.names().iter().map(|name| &**name).collect::<Vec<_>>(), ["a.y", "call.caller"]);
    }
}
