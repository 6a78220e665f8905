//! Many workers, as processes, on one database: killed, cut off, stopped in the middle, and
//! their server restarted under them.
//!
//! An ordinary run does little of it; `cargo xtask campaign workers` and `worker-kills` do
//! much more, with a server that is really stopped and started.

mod fleet;
mod postgres;
mod proxy;
mod server;
