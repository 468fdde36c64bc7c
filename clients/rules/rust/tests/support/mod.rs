#![allow(dead_code)]
pub mod cel_crate;
pub mod conditions;
pub mod publisher;
pub mod random;
pub mod redis_server;
pub mod traffic;
