//! Where a small page sends a browser on to: by a `meta` element or by a line of script.
//!
//! Nothing is run and nothing is guessed: an address in quotes behind one of a few words.
//! What comes of it is judged like any redirect.

/// The address that a page sends a browser on to; `None` where it stays.
pub(super) fn leads_on(page: &str) -> Option<String> {
    refresh(page).or_else(|| script(page))
}

/// `<meta http-equiv="refresh" content="0;url=https://…">`, in any case and order.
fn refresh(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find("<meta") {
        let start = from + found;
        let end = start + lower[start..].find('>').unwrap_or(lower.len() - start);
        from = end;
        let tag = &lower[start..end];
        if !tag.contains("http-equiv") || !tag.contains("refresh") {
            continue;
        }
        let Some(at) = tag.find("url=") else { continue };
        let value = page[start + at + "url=".len()..end].trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let stop = value.find(['"', '\'', '>', ' ']).unwrap_or(value.len());
        return address(&value[..stop]);
    }
    None
}

/// The words of a script behind which a browser goes on.
const WORDS: &[&str] = &[
    "location.href",
    "location.replace",
    "location.assign",
    "window.location",
    "document.location",
    "top.location",
];

/// `location.href = "https://…"`, `location.replace('…')`.
fn script(page: &str) -> Option<String> {
    let first = WORDS.iter().flat_map(|word| {
        page.match_indices(word).map(|(at, word)| (at, at + word.len()))
    });
    let mut places: Vec<(usize, usize)> = first.collect();
    places.sort_unstable();
    places.into_iter().find_map(|(_, end)| quoted(&page[end..]))
}

/// The text in quotes behind `=` or `(`.
fn quoted(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    // Not `==`: that is a question.
    let rest = rest
        .strip_prefix('(')
        .or_else(|| rest.strip_prefix('=').filter(|rest| !rest.starts_with('=')))?;
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (text, _) = rest[1..].split_once(quote)?;
    address(&text.replace("\\/", "/"))
}

/// An address as a page writes it: `&amp;` is `&` there.
fn address(text: &str) -> Option<String> {
    let text = text.trim().replace("&amp;", "&");
    let is_address = !text.is_empty() && !text.contains(char::is_whitespace);
    is_address.then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::leads_on;

    #[test]
    fn a_page_that_only_sends_on_says_where() {
        for (page, expected) in [
            (
                r#"<META HTTP-EQUIV="Refresh" CONTENT="0; URL=https://a.example/?b=1&amp;c=2">"#,
                Some("https://a.example/?b=1&c=2"),
            ),
            (
                r#"<meta charset="utf-8"><meta content="0;url='/item/1.html'" http-equiv=refresh>"#,
                Some("/item/1.html"),
            ),
            (
                r#"<script>window.location.href = "https:\/\/a.example\/";</script>"#,
                Some("https://a.example/"),
            ),
            ("<script>location.replace('/item/1.html')</script>", Some("/item/1.html")),
            (
                r#"<script>if (location.href == "x") {} window.location="/y"</script>"#,
                Some("/y"),
            ),
            ("<script>location.href = target;</script>", None),
            (r#"<meta http-equiv="refresh" content="30">"#, None),
            (r#"<meta name="description" content="url=https://a.example/">"#, None),
            ("<p>location.href</p>", None),
            ("<meta http-equiv=refresh content=0;url=", None),
            ("", None),
        ] {
            assert_eq!(leads_on(page).as_deref(), expected, "{page}");
        }
    }

    proptest! {
        #[test]
        fn no_page_makes_it_fall_over(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<meta", " http-equiv", "refresh", "url=", "location.href", "=", "(",
                    "\"", "'", ">", "é", "İ", "\\/", " ", "x",
                ]),
                0..24,
            ),
        ) {
            leads_on(&parts.concat());
        }
    }
}
