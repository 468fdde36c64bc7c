//! Write features and score calls from Rust.
pub mod row;
pub mod scoring;
pub mod views;
pub mod writer;
