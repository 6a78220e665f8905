//! The platform on your own machine.

mod answers;
mod catalogue;
mod pictures;
mod shape;

pub use catalogue::Catalogue;
pub use catalogue::showcase::{Exhibit, SHOWCASE};
pub use pictures::{Picture, picture};
pub use shape::Shape;
