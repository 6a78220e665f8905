//! Compressed answers, for clients that offer to read them.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Whether an `Accept-Encoding` header takes gzip.
pub(crate) fn is_accepted(header: &str) -> bool {
    header.split(',').any(|offer| {
        let mut parts = offer.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip
            && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// The body, compressed.
pub(crate) fn compressed(body: &[u8]) -> std::io::Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body)?;
    Ok(encoder.finish()?.into())
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn gzip_is_used_where_it_is_offered() {
        for (header, accepted) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("deflate, br", false),
            ("gzip;q=0", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(is_accepted(header), accepted, "{header}");
        }
    }

    #[test]
    fn what_is_compressed_reads_the_same() {
        let body = "{\"a\":1}".repeat(100);
        let small = compressed(body.as_bytes()).unwrap();
        assert!(small.len() < body.len());
        let mut read = String::new();
        flate2::read::GzDecoder::new(&small[..]).read_to_string(&mut read).unwrap();
        assert_eq!(read, body);
    }
}
