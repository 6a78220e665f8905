//! The program `itemget`.
fn main() {}
