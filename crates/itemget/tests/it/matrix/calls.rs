//! The matrix's columns: each typed call, with arguments that the sandbox answers.

use std::fmt::Debug;
use std::pin::Pin;

use itemget::api::affiliate::{
    self, FeaturedPromoGet, FeaturedPromoProductsGet, HotProductDownload,
    HotProductQuery, LinkGenerate, ProductDetailGet, ProductFilter, ProductQuery,
    ProductShippingGet, ProductSkuDetailGet, ProductSmartMatch,
};
use itemget::api::dropship::{
    self, FeedItemIdsGet, FeedNameGet, FreightQuery, ImageFileSearch, ImageSearch,
    ProductGet, ProductSpecialInfoGet, ProductWholesaleGet, RecommendFeedGet, TextSearch,
};
use itemget::api::system::{TokenCreate, TokenRefresh};
use itemget::api::tutorial::{GetToken, Grant, ItemGet};
use itemget::{
    Auth, AuthCode, Call, Client, Error, ItemId, RefreshToken, Reply, ReplyError, View,
};

/// A typed call.
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) idempotent: bool,
    pub(crate) auth: Auth,
    pub(crate) send: Box<Send>,
    pub(crate) read: Box<Read>,
}

type Send =
    dyn for<'a> Fn(&'a Client, &'a str) -> Pin<Box<dyn Future<Output = Sent> + 'a>>;

/// Reads a reply and drops what it says.
type Read = dyn Fn(&Reply) -> Result<(), ReplyError>;

/// What came of a call.
pub(crate) struct Sent {
    pub(crate) result: Result<Seen, Error>,
    /// The call as it is printed for debugging.
    pub(crate) call: String,
}

/// An answer, whatever it is of.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) attempts: u32,
    pub(crate) body: bytes::Bytes,
    /// Itself, printed for debugging.
    pub(crate) printed: String,
}

/// One that makes its call with a fresh authorization code.
fn row<C: Call + Debug + 'static>(make: impl Fn(&str) -> C + Copy + 'static) -> Row
where
    C::Output: Debug,
{
    Row {
        method: C::METHOD,
        idempotent: C::IDEMPOTENT,
        auth: C::AUTH,
        read: Box::new(move |reply| {
            make("").read(reply).map(|output| drop(format!("{output:?}")))
        }),
        send: Box::new(move |client, code| {
            let call = make(code);
            Box::pin(async move {
                let result = client.send(&call).await.map(|answer| Seen {
                    attempts: answer.attempts,
                    printed: format!("{answer:?} {answer:#?}"),
                    body: answer.body,
                });
                Sent { result, call: format!("{call:?} {call:#?}") }
            })
        }),
    }
}

fn item() -> ItemId {
    "1005006000000001".parse().unwrap()
}

/// Every typed call; a test compares them with the files of `src/api`.
pub(crate) fn rows() -> Vec<Row> {
    let view = View::default;
    let refresh = || RefreshToken::new("50001_SANDBOX_REFRESH");
    let sku = || "12000036000000002".parse().unwrap();
    vec![
        row(|_| affiliate::CategoryGet),
        row(|_| FeaturedPromoGet),
        row(move |_| FeaturedPromoProductsGet::new("Sandbox Everything", view())),
        row(move |_| HotProductDownload::new(39, view())),
        row(move |_| HotProductQuery::new(ProductFilter::new(view()))),
        row(|_| {
            let page = "https://www.aliexpress.com/item/1005006000000001.html";
            LinkGenerate::new([page.to_owned()], "default")
        }),
        row(move |_| ProductDetailGet::new([item()], view())),
        row(move |_| ProductQuery::new(ProductFilter::new(view()))),
        row(move |_| ProductShippingGet::new(item(), sku(), view())),
        row(move |_| ProductSkuDetailGet::new(item(), [], view())),
        row(move |_| {
            let call = ProductSmartMatch::new("adid", view());
            ProductSmartMatch { like: Some(item()), ..call }
        }),
        row(|_| dropship::CategoryGet::new(View::default().language)),
        row(|_| FeedItemIdsGet::new("Sandbox Everything")),
        row(|_| FeedNameGet),
        row(move |_| FreightQuery::new(item(), sku(), view())),
        row(move |_| {
            // Item 1's, small.
            let path = "/kf/Sphone-102030-3920c31a08c01-0.png_16x16.png";
            let picture = itemget_sandbox::picture(path).expect("a path of a picture");
            ImageSearch::new(picture.bytes, view())
        }),
        row(move |_| ImageFileSearch::new(&b"GIF89a;"[..], view())),
        row(move |_| ProductGet::new(item(), view())),
        row(|_| ProductSpecialInfoGet { item: item() }),
        row(move |_| ProductWholesaleGet::new(item(), view())),
        row(move |_| RecommendFeedGet::new("Sandbox Everything", view())),
        row(move |_| TextSearch::new("lamp", view())),
        row(|code| TokenCreate::new(AuthCode::new(code))),
        row(move |_| TokenRefresh::new(refresh())),
        row(move |_| GetToken { grant: Grant::Refresh(refresh()) }),
        row(move |_| ItemGet::new(item(), view())),
    ]
}
