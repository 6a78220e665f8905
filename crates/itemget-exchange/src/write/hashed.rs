//! A file whose bytes are counted and hashed as they are written.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

/// What is written to `W`, counted and hashed.
#[derive(Debug)]
pub struct Hashed<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl<W> Hashed<W> {
    /// Nothing so far.
    pub fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    /// What was written to, and what.
    pub fn end(self) -> (W, Written) {
        let sha256: String =
            self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        (self.inner, Written { bytes: self.bytes, sha256 })
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.hash.update(&bytes[..length]);
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_counted_and_hashed() {
        let mut to = Hashed::new(Vec::new());
        to.write_all(b"ab").unwrap();
        to.write_all(b"c").unwrap();
        let (inner, written) = to.end();
        assert_eq!((inner, written.bytes), (b"abc".to_vec(), 3));
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(written.sha256, known);
    }
}
