//! JavaScript, as far as constants go: what an engine would put together, without running it.
//!
//! There is no tree: an expression is evaluated while it is read, and read again where it is
//! needed again. Every character of a result knows the range of the source it stands for.

mod arith;
mod around;
mod call;
mod eval;
mod function;
mod global;
mod index;
mod lex;
mod list;
mod names;
mod operand;
mod regex;
mod rewrite;
mod string;
mod table;
mod text;
mod token;
mod value;

pub(crate) use around::{
    Enclosing, appended, back_over_space, chain_start, enclosing, operand_start,
};
pub(crate) use eval::{Budget, Fold, Folder, Reach};
pub(crate) use lex::{code, is_name_byte, is_quote, last_name};
pub(crate) use rewrite::{Form, Piece};
pub(crate) use text::Char;
