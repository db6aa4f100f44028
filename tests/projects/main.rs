//! What is found in trees laid out as each framework leaves them, and who can read it.

mod hosts;
mod layouts;
mod paths;
mod search;
mod tree;
