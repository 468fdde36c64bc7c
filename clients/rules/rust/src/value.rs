/// Value of a name for one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'v> {
    /// No value; conditions that need it fail.
    Missing,
    /// Value of an int32 or int64 feature.
    Int(i64),
    /// Value of a float32 or float64 feature.
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
