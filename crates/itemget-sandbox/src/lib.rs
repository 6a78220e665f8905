//! The platform on your own machine.
