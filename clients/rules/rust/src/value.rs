/// The value of one name, for one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'v> {
    /// The engine has none: what needs it fails.
    Missing,
    /// Of features of int32 and int64.
    Int(i64),
    /// Of features of float32 and float64.
    Double(f64),
    Bool(bool),
    Text(&'v str),
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Double(value)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl<'v> From<&'v str> for Value<'v> {
    fn from(value: &'v str) -> Self {
        Value::Text(value)
    }
}
