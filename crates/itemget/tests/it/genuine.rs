//! Genuine replies of the product side, read by the calls they answer.

use itemget::api::affiliate::{
    self, FeaturedPromoGet, HotProductQuery, LinkGenerate, ProductFilter, ProductQuery,
    ProductSkuDetailGet,
};
use itemget::api::dropship::{
    self, FreightQuery, ImageSearch, ProductSpecialInfoGet, ProductWholesaleGet,
    RecommendFeedGet, TextSearch,
};
use itemget::item::DeliveryFee;
use itemget::{Call, CategoryTree, Count, Money, ReplyError, View};

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
    let tree = CategoryTree::new(all.rows.clone());
    assert_eq!((tree.len(), tree.roots().len(), tree.walk().count()), (17, 7, 17));
    assert_eq!((tree.orphans.len(), tree.cycles.len()), (0, 0));
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

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn freight_is_read_whole_and_its_two_noes_are_told_apart() {
    let id = "1005008177221739".parse().unwrap();
    let call = FreightQuery::new(id, "12000044126059467".parse().unwrap(), france());
    let told = read(
        &call,
        "ds_freight/HakimOuah__aliexpress-mcp-server__real_freight_query_success_EUR_FR.json",
    );
    assert_eq!((told.options.len(), told.unread.len()), (1, 0));
    let option = &told.options[0];
    let fee = Money::new("1.99".parse().unwrap(), "EUR".parse().unwrap());
    assert_eq!(option.fee, Some(DeliveryFee::Paid(fee)));
    assert_eq!((option.days_min, option.days_max), (Some(6), Some(8)));
    assert_eq!((option.guaranteed_days, option.tracking), (Some(60), Some(true)));
    assert_eq!(option.stock, Some(Count::exact(76)));
    let docs = read(&call, "ds_freight/DOCS__ds_freight_query__streamlined.json");
    assert_eq!((docs.options.len(), docs.unread.len()), (1, 0));
    for (file, code) in [
        (
            "HakimOuah__aliexpress-mcp-server__real_freight_query_501_DELIVERY_INFO_EMPTY",
            "501",
        ),
        ("mercadodasophia-design__mercadodasophia-api__freight_query_fail", "505"),
    ] {
        let body = shared::text(&format!("payloads/ds_freight/{file}.json"));
        match call.read(&reply(body)) {
            Err(ReplyError::Refused(refusal)) => assert_eq!(refusal.code, code),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn a_sku_is_read_with_its_choices() {
    let id = "1005007517522403".parse().unwrap();
    let item = read(
        &ProductSkuDetailGet::new(id, [], View::default()),
        "affiliate_sku_detail/REDUCED__public-6044__single_sku_BRL_test.json",
    );
    let skus = &item.variants.as_ref().unwrap().value.skus;
    assert_eq!(skus[0].sale_price.unwrap().to_string(), "1383.99 BRL");
    assert_eq!(skus[0].list_price.unwrap().to_string(), "2129.22 BRL");
    assert_eq!(skus[0].attributes.len(), 2);
    // Its author put `s1` in place of the id.
    assert_eq!(skus[0].sku_id, None);
    assert_eq!(item.unread.len(), 1, "{:?}", item.unread);
}

#[test]
#[ignore = "needs ../shared: cargo xtask test"]
fn prices_by_number_and_certificates_are_read_from_the_documents() {
    let id = "4000903675543".parse().unwrap();
    let body = shared::text(
        "payloads/ds_product_wholesale_get/DOCS__ds_product_wholesale_get__streamlined.json",
    );
    let told: serde_json::Value = serde_json::from_str(&body).unwrap();
    let id = told["result"]["ae_item_base_info_dto"]["product_id"]
        .as_str()
        .map_or(id, |id| id.parse().unwrap());
    let call = ProductWholesaleGet::new(id, View::default());
    let found = call.read(&reply(body)).unwrap();
    let steps: Vec<_> = found.tiers.values().flatten().collect();
    assert_eq!(steps.len(), 1);
    // It stands there as `"\"5.78\""`.
    assert_eq!((steps[0].min_quantity, &*steps[0].price.to_string()), (1, "5.78 USD"));
    assert!(!found.item.variants.unwrap().value.skus.is_empty());

    let info = read(
        &ProductSpecialInfoGet { item: "317776878".parse().unwrap() },
        "ds_other/DOCS__ds_product_specialinfo_get__streamlined.json",
    );
    assert_eq!(info.certificates[0].kind.as_deref(), Some("EU_CE"));
    assert_eq!(info.certificates[0].name, None, "the documents write `null` as a text");
}
