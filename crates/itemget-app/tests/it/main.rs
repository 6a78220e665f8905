//! The integration tests of the program, one binary.

mod tidy;
