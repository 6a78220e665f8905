//! `multipart/form-data`, as tolerant as clients need: the official PHP SDK ends it
//! without a line end.

/// The fields and the files of a multipart body.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Multipart {
    pub(crate) fields: Vec<(String, String)>,
    /// Files are never signed; their parameters' names, and what is in them.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Why a multipart body cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MultipartError {
    #[error("its content type names no boundary")]
    NoBoundary,
    #[error("its boundary does not open it")]
    NotOpened,
    #[error("it breaks off before its last boundary")]
    NotClosed,
    #[error("a part has no blank line after its headers")]
    NoBlankLine,
    #[error("a part has no name")]
    NoName,
    #[error("the field `{0}` is not UTF-8")]
    NotUtf8(String, #[source] std::str::Utf8Error),
}

/// Reads a body whose boundary stands in its content type.
pub(crate) fn read(content_type: &str, body: &[u8]) -> Result<Multipart, MultipartError> {
    let boundary =
        parameter(content_type, "boundary").ok_or(MultipartError::NoBoundary)?;
    if boundary.is_empty() {
        return Err(MultipartError::NoBoundary);
    }
    let opening = format!("--{boundary}");
    let between = format!("\r\n--{boundary}");
    let start = find(body, opening.as_bytes()).ok_or(MultipartError::NotOpened)?;
    let mut rest = &body[start + opening.len()..];
    let mut form = Multipart::default();
    loop {
        if rest.starts_with(b"--") {
            return Ok(form);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or(MultipartError::NotClosed)?;
        let end = find(part, between.as_bytes()).ok_or(MultipartError::NotClosed)?;
        add_part(&mut form, &part[..end])?;
        rest = &part[end + between.len()..];
    }
}

fn add_part(form: &mut Multipart, part: &[u8]) -> Result<(), MultipartError> {
    let blank = find(part, b"\r\n\r\n").ok_or(MultipartError::NoBlankLine)?;
    let headers = String::from_utf8_lossy(&part[..blank]);
    let disposition = headers
        .lines()
        .find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))
        .ok_or(MultipartError::NoName)?;
    let name = parameter(disposition, "name").ok_or(MultipartError::NoName)?;
    if parameter(disposition, "filename").is_some() {
        form.files.push((name, part[blank + 4..].to_vec()));
        return Ok(());
    }
    match std::str::from_utf8(&part[blank + 4..]) {
        Ok(value) => form.fields.push((name, value.to_owned())),
        Err(source) => return Err(MultipartError::NotUtf8(name, source)),
    }
    Ok(())
}

/// `name="x"` or `name=x` among the `;`-separated parameters of a header.
fn parameter(header: &str, wanted: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let is_wanted = name.trim().eq_ignore_ascii_case(wanted);
        is_wanted.then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=-----x";

    fn body(end: &str) -> Vec<u8> {
        let mut body = b"-------x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\
            caf\xC3\xA9\r\n b \r\n-------x\r\ncontent-disposition: form-data; name=\"f\"; \
            filename=\"f.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\xFF\xD8\r\n-------x--"
            .to_vec();
        body.extend(end.bytes());
        body
    }

    #[test]
    fn fields_and_files_are_told_apart_with_or_without_the_last_line_end() {
        for end in ["", "\r\n"] {
            let form = read(TYPE, &body(end)).unwrap();
            assert_eq!(form.fields, [("a".to_owned(), "café\r\n b ".to_owned())]);
            assert_eq!(form.files, [("f".to_owned(), b"\xFF\xD8".to_vec())]);
        }
    }

    #[test]
    fn an_empty_form_is_a_form() {
        assert_eq!(read(TYPE, b"-------x--\r\n"), Ok(Multipart::default()));
    }

    #[test]
    fn a_broken_body_is_refused_wherever_it_breaks() {
        let whole = body("");
        for length in 0..whole.len() {
            assert!(read(TYPE, &whole[..length]).is_err(), "cut at {length}");
        }
        assert_eq!(read("multipart/form-data", &whole), Err(MultipartError::NoBoundary));
        let nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--";
        let refused = read("multipart/form-data;boundary=x", nameless);
        assert_eq!(refused, Err(MultipartError::NoName));
    }
}
