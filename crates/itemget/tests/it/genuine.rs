//! Genuine replies of the product side, read by the calls they answer.

use itemget::api::affiliate::{
    self, FeaturedPromoGet, HotProductQuery, LinkGenerate, ProductFilter, ProductQuery,
};
use itemget::api::dropship::{self, ImageSearch, RecommendFeedGet, TextSearch};
use itemget::{Call, View};

use crate::fixtures::{france, reply};
use crate::shared;

fn read<C: Call>(call: &C, inside: &str) -> C::Output {
    let body = shared::text(&format!("payloads/{inside}"));
    call.read(&reply(body)).unwrap_or_else(|error| panic!("{inside}: {error}"))
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn pages_of_products_are_read_whole() {
    let filter = ProductFilter::new(View::default());
    let query = read(
        &ProductQuery::new(filter.clone()),
        "affiliate_product_query/Joyron1__matzati__product_query_first4of50_ILS_EN.json",
    );
    let hot = read(
        &HotProductQuery::new(filter),
        "affiliate_hotproduct_query/Joyron1__matzati__hotproduct_query_first4of46_ILS_EN.json",
    );
    let feed = read(
        &RecommendFeedGet::new("any", View::default()),
        "ds_feed/Adnan-Zulfiqar__ds-platform__recommend_feed_get_5products_USD.json",
    );
    let search = read(
        &TextSearch::new("tapis", france()),
        "ds_text_search/HakimOuah__aliexpress-mcp-server__real_text_search_3_EUR_FR.json",
    );
    for (page, total, sales) in [
        (query, 207_117, &["15.68 ILS"][..]),
        (hot, 266_781, &["1.96 ILS"]),
        (feed, 7717, &["3.04 USD"]),
        (search, 3984, &["3.29 EUR"]),
    ] {
        assert_eq!(page.total, Some(total));
        assert_eq!(page.unread, [], "{total}");
        for item in &page.items {
            assert_eq!(item.unread, [], "{total} {}", item.item);
            let price = &item.price.as_ref().unwrap().value;
            let (sale, list) = (price.sale.unwrap(), price.list.unwrap());
            assert!(sale.min.amount <= list.min.amount, "{} {sale} {list}", item.item);
        }
        let first = page.items[0].price.as_ref().unwrap().value.sale.unwrap();
        assert_eq!([&*first.to_string()], sales);
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn lists_of_links_categories_and_promotions_are_read_whole() {
    let link = LinkGenerate::new([], "any");
    let links = read(
        &link,
        "affiliate_link_generate/Joyron1__matzati__link_generate_type2_3links.json",
    );
    assert_eq!((links.links.len(), links.unread.len()), (3, 0));
    let link = links.links[2].link.as_deref();
    assert_eq!(link, Some("https://s.click.aliexpress.com/e/_c3DhY6Wv"));
    let docs = read(
        &LinkGenerate::new([], "any"),
        "affiliate_link_generate/DOCS__link_generate_streamlined.json",
    );
    assert_eq!(docs.links.len(), 1);

    let all = read(
        &affiliate::CategoryGet,
        "affiliate_category_get/Joyron1__matzati__category_get_17of564.json",
    );
    assert_eq!((all.rows.len(), all.total, all.unread.len()), (17, Some(564), 0));
    assert_eq!(all.rows[3].parent, Some(2));
    let call = dropship::CategoryGet::new(View::default().language);
    let excerpt = "ds_category_get/Adnan-Zulfiqar__ds-platform__category_excerpt17.json";
    assert_eq!(read(&call, excerpt).rows, all.rows);
    let docs = read(&call, "ds_category_get/DOCS__ds_category_get__streamlined.json");
    assert_eq!(docs.rows[0].parent, Some(22222));

    let promos = read(
        &FeaturedPromoGet,
        "affiliate_featuredpromo/Joyron1__matzati__featuredpromo_get_4of140.json",
    );
    assert_eq!(promos.promos.len(), 4);
    assert_eq!(promos.promos[3].name, "AEB_Topseller_PriceRange0~20$");
    assert_eq!(promos.promos[3].products.unwrap().value, 126_448);
    let feeds =
        read(&dropship::FeedNameGet, "ds_feed/DOCS__ds_feedname_get__streamlined.json");
    assert_eq!(feeds.promos[0].products.unwrap().value, 100);
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn what_looks_like_a_picture_is_read_without_its_prices() {
    let call = ImageSearch::new(&b"x"[..], View::default());
    let docs = read(&call, "ds_image_search/DOCS__ds_image_searchV2__streamlined.json");
    let found = &docs.matches[0];
    assert_eq!(found.similarity, Some("0.967".parse().unwrap()));
    assert_eq!(found.item.price, None);
    assert_eq!(found.item.unread, []);
    let basics = &found.item.basics.as_ref().unwrap().value;
    assert!(basics.main_image.as_deref().unwrap().starts_with("https://"));
}
