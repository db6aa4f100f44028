//! Operators over numbers, and comparisons.

use super::lex::Operator;
use super::text::plain;
use super::value::{Number, Value, whole};

/// What an operator makes of two values.
pub(super) fn apply(operator: Operator, left: &Value, right: &Value) -> Value {
    if let Some(truth) = compare(operator, left, right) {
        return Value::Bool(truth);
    }
    let (Some(a), Some(b)) = (left.to_number(), right.to_number()) else {
        return Value::Unknown;
    };
    let Some(value) = arithmetic(operator, a.value, b.value) else {
        return Value::Unknown;
    };
    // A decoder's code stands where the number stands that it was made from.
    let place = if a.place.1 > a.place.0 {
        a.place
    } else {
        b.place
    };
    Value::Number(Number { value, place })
}

fn arithmetic(operator: Operator, a: f64, b: f64) -> Option<f64> {
    Some(match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => a % b,
        Operator::Power => a.powf(b),
        Operator::BitXor => f64::from(int(a)? ^ int(b)?),
        Operator::BitAnd => f64::from(int(a)? & int(b)?),
        Operator::BitOr => f64::from(int(a)? | int(b)?),
        Operator::ShiftLeft => f64::from(int(a)?.wrapping_shl(unsigned(b)?)),
        Operator::ShiftRight => f64::from(int(a)?.wrapping_shr(unsigned(b)?)),
        Operator::ShiftUnsigned => f64::from(unsigned(a)?.wrapping_shr(unsigned(b)?)),
        _ => return None,
    })
}

/// A number as the 32 bits that bit operators work on.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the language drops the upper bits as well"
)]
fn unsigned(number: f64) -> Option<u32> {
    whole(number).map(|it| it as u32)
}

fn int(number: f64) -> Option<i32> {
    unsigned(number).map(u32::cast_signed)
}

fn compare(operator: Operator, left: &Value, right: &Value) -> Option<bool> {
    let order = match (left, right) {
        (Value::Text(a), Value::Text(b)) => plain(a).partial_cmp(&plain(b)),
        (Value::Unknown, _) | (_, Value::Unknown) => return None,
        _ => {
            let (a, b) = (left.to_number()?, right.to_number()?);
            a.value.partial_cmp(&b.value)
        }
    };
    Some(match operator {
        Operator::Equal => order.is_some_and(std::cmp::Ordering::is_eq),
        Operator::Unequal => !order.is_some_and(std::cmp::Ordering::is_eq),
        Operator::Less => order.is_some_and(std::cmp::Ordering::is_lt),
        Operator::More => order.is_some_and(std::cmp::Ordering::is_gt),
        Operator::AtMost => order.is_some_and(std::cmp::Ordering::is_le),
        Operator::AtLeast => order.is_some_and(std::cmp::Ordering::is_ge),
        _ => return None,
    })
}
