//! Product ids in the path of a page.

use crate::ids::ItemId;

/// The id in the path of a product's page: `/item/N.html`, `/item/Title/N.html`, `/i/N`,
/// `/store/product/Title/SHOP_N.html`.
pub(super) fn item(path: &str) -> Option<ItemId> {
    let path = path.to_ascii_lowercase();
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    let last = segments.next_back()?;
    let name =
        last.strip_suffix(".html").or_else(|| last.strip_suffix(".htm")).unwrap_or(last);
    match first {
        "item" | "i" => name.parse().ok(),
        "store" if segments.next() == Some("product") => {
            // `SHOP_N`: what stands before the line is the shop's number.
            let (_, id) = name.rsplit_once('_')?;
            id.parse().ok()
        }
        _ => None,
    }
}

/// The id in the path of another platform's product page.
pub(super) fn id_elsewhere(platform: &str, path: &str) -> Option<String> {
    let name = path.strip_suffix(".html")?;
    let id = match platform {
        "1688" => name.strip_prefix("/offer/")?,
        _ if name.starts_with("/product-detail/") => name.rsplit(['_', '/']).next()?,
        _ => return None,
    };
    let all_digits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| id.to_owned())
}
