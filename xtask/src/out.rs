//! What the developer reads: the only file of xtask that prints.
#![expect(clippy::print_stdout, reason = "this file is where printing belongs")]

/// Prints a line, or lines, for the developer.
pub(crate) fn say(text: &str) {
    println!("{text}");
}

/// Prints an error with its causes, one a line.
pub(crate) fn error(error: &anyhow::Error) {
    println!("error: {error}");
    for cause in error.chain().skip(1) {
        println!("  because: {cause}");
    }
}

/// Opens a group of lines: what follows belongs to `title`.
pub(crate) fn title(title: &str) {
    println!("\n=== {title}");
}
