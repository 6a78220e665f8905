//! The program `itemget` as a library: use cases first, front ends over them.

pub mod explain;
