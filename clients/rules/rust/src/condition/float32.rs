//! How values of float32 features count in conditions. A stored 0.7 is 0.699999988…, and whoever writes 0.7 into a rule means it: beside a
//! literal, the literal is rounded to float32 as well; elsewhere the value counts as the shortest decimal that names it. Whole numbers are
//! exact in either type and stay as they are. Every engine computes the same: docs/wire/rules-grammar.md.

/// No float32 has a fraction from here on.
const WHOLE: f64 = 16_777_216.0;
/// Digits after the point: powers of ten are exact up to there.
const MOST_DIGITS: usize = 22;

/// Whether a value is a float32 that has a fraction.
#[inline]
pub(super) fn is_fraction(value: f64) -> bool {
    f64::from(value as f32) == value && value.abs() < WHOLE && value != value.round_ties_even()
}

/// A literal as a float32 is compared with it.
#[inline]
pub(super) fn narrow(literal: f64) -> f64 {
    f64::from(literal as f32)
}

/// The shortest decimal of a float32 that has a fraction; any other value as it is.
pub(super) fn decimal(value: f64) -> f64 {
    if !is_fraction(value) {
        return value;
    }
    let mut scale = 1.0;
    for _ in 0..MOST_DIGITS {
        scale *= 10.0;
        let decimal = (value * scale).round_ties_even() / scale;
        if decimal as f32 == value as f32 {
            return decimal;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_float32_counts_as_the_shortest_decimal_that_names_it() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..100_000 {
            let value = random.f32() * 10f32.powi(random.i32(-4..7));
            let decimal = decimal(f64::from(value));
            // of two that are equally near the display may show the other
            assert_eq!(decimal as f32, value);
            assert!(decimal.to_string().len() <= value.to_string().len(), "{value}: {decimal}");
        }
        assert_eq!([decimal(f64::from(0.7f32)), decimal(f64::from(-33.3f32)), decimal(188_775.625)], [0.7, -33.3, 188_775.62]);
    }

    #[test]
    fn whole_numbers_and_others_than_float32_stay_as_they_are() {
        for value in [0.0, 1.0, 16_777_215.0, 123_456_792.0, 1e300, f64::INFINITY, 0.1 + 0.2, f64::from(f32::from_bits(1))] {
            assert_eq!(decimal(value), value);
        }
        assert!(decimal(f64::NAN).is_nan());
    }
}
