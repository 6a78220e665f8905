//! The product side: what each of its calls asks, and makes of a reply.

use itemget::api::affiliate::{
    self, FeaturedPromoGet, HotProductQuery, LinkGenerate, PriceBand, ProductFilter,
    ProductQuery, ProductShippingGet, ProductSkuDetailGet, ProductSort, PromoSort,
};
use itemget::api::dropship::{
    self, DeliveryOptions, FeedItemIdsGet, FreightQuery, ImageFileSearch, ImageSearch,
    RecommendFeedGet, TextSearch, TextSort,
};
use itemget::api::{CategoryRow, Page};
use itemget::item::{Delivered, DeliveryFee};
use itemget::{Advice, Call, Cause, Count, Money, PriceRange, ReplyError, SkuId, View};

use crate::fixtures::{body, france, reply};

/// What a call makes of a body of `fixtures/responses`.
fn read<C: Call>(call: &C, inside: &str) -> C::Output {
    call.read(&reply(body(inside))).unwrap_or_else(|error| panic!("{inside}: {error}"))
}

fn money(amount: &str, currency: &str) -> Money {
    Money::new(amount.parse().unwrap(), currency.parse().unwrap())
}

fn asked<C: Call>(call: &C) -> Vec<String> {
    call.params().iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[test]
fn a_query_asks_for_prices_in_cents_and_for_one_page() {
    let filter = ProductFilter::new(france())
        .with_keywords("desk lamp")
        .with_categories([39, 21])
        .with_price(PriceBand::between(500, 2050));
    let mut call = ProductQuery::new(filter.clone()).with_sort(ProductSort::Cheapest);
    call.page = Page::number(3);
    let expected = [
        "category_ids=39,21",
        "keywords=desk lamp",
        "max_sale_price=2050",
        "min_sale_price=500",
        "page_no=3",
        "page_size=50",
        "ship_to_country=FR",
        "sort=SALE_PRICE_ASC",
        "target_currency=EUR",
        "target_language=FR",
    ];
    assert_eq!(asked(&call), expected);
    let hot = HotProductQuery::new(filter.with_price(PriceBand::ALL));
    let hot = hot.with_sort(ProductSort::LargestDiscount);
    assert!(asked(&hot).contains(&"sort=DISCOUNT_DESC".to_owned()));
    assert!(!asked(&hot).iter().any(|pair| pair.contains("sale_price")), "{hot:?}");
}

#[test]
fn a_page_says_how_many_there_are_and_which_rows_are_lost() {
    let call = ProductQuery::new(ProductFilter::new(View::default()));
    let page = read(&call, "affiliate_product_query/wrapped.json");
    assert_eq!(page.total, Some(207_001));
    let [item] = &page.items[..] else { panic!("{:?}", page.items) };
    let sale = item.price.as_ref().unwrap().value.sale;
    assert_eq!(sale, Some(PriceRange::one(money("8.45", "USD"))));
    let [lost] = &page.unread[..] else { panic!("{:?}", page.unread) };
    assert_eq!(lost.path, "resp_result.result.products.product[1]");
}

#[test]
fn nothing_found_is_a_page_without_items_and_another_no_is_a_no() {
    let call = ProductQuery::new(ProductFilter::new(View::default()));
    let page = read(&call, "errors/resp_code_405.json");
    assert_eq!((page.items.len(), page.total), (0, None));
    let refused = call.read(&reply(body("errors/sync_limited.json")));
    assert!(matches!(refused, Err(ReplyError::Refused(_))), "{refused:?}");
    let search = TextSearch::new("lamp", View::default());
    let refused = search.read(&reply(body("errors/search_code.json")));
    assert!(matches!(refused, Err(ReplyError::Refused(_))), "{refused:?}");
}

#[test]
fn a_text_search_is_read_in_the_currency_asked_for() {
    let mut call = TextSearch::new("lampe", france()).with_sort(TextSort::Cheapest);
    call.category = Some(39);
    let expected = [
        "categoryId=39",
        "countryCode=FR",
        "currency=EUR",
        "keyWord=lampe",
        "local=fr_FR",
        "pageIndex=1",
        "pageSize=50",
        "sortBy=min_price,asc",
    ];
    assert_eq!(asked(&call), expected);
    let page = read(&call, "ds_text_search/wrapped.json");
    assert_eq!((page.total, page.items.len()), (Some(3071), 2));
    assert_eq!(page.unread, []);
    let price = &page.items[0].price.as_ref().unwrap().value;
    assert_eq!(price.sale, Some(PriceRange::one(money("7.82", "EUR"))));
    let seller = price.in_seller_currency.as_ref().unwrap();
    assert_eq!(seller.sale, Some(PriceRange::one(money("61.20", "CNY"))));
    // Nobody has rated the second one, which is no rating of zero.
    assert_eq!(page.items[1].trade, None);
}

#[test]
fn a_feeds_items_are_read_like_an_affiliates() {
    let call = RecommendFeedGet::new("Pay day", View::default());
    let page = read(&call, "ds_recommend_feed_get/wrapped.json");
    assert_eq!((page.total, page.is_last), (Some(7421), Some(false)));
    let item = &page.items[0];
    assert_eq!(item.unread, []);
    assert_eq!(item.basics.as_ref().unwrap().value.images.len(), 2);
    let trade = &item.trade.as_ref().unwrap().value;
    assert_eq!(trade.sold_30_days, Some(Count::exact(112)));
}

#[test]
fn a_feeds_ids_go_on_at_a_cursor() {
    let call = FeedItemIdsGet::new("Pay day").after("YQ==");
    let expected = ["feed_name=Pay day", "page_size=200", "search_id=YQ=="];
    assert_eq!(asked(&call), expected);
    let ids = read(&call, "ds_feed_itemids_get/wrapped.json");
    let read: Vec<String> = ids.ids.iter().map(ToString::to_string).collect();
    assert_eq!(read, ["1005006000000017", "3256805813685265", "1005006000000023"]);
    assert_eq!((ids.next.as_deref(), ids.left), (Some("b2s="), Some(640)));
    assert_eq!(ids.unread.len(), 1, "`gone` is no id: {:?}", ids.unread);
    // Followed for ever, a cursor that stays would never end.
    let end =
        br#"{"result":{"products":{},"search_id":"b2s=","total":0},"rsp_code":200}"#;
    assert_eq!(call.read(&reply(&end[..])).unwrap().next, None);
}

#[test]
fn promotions_and_their_sizes_are_listed() {
    let list = read(&FeaturedPromoGet, "affiliate_featuredpromo_get/wrapped.json");
    let names: Vec<&str> = list.promos.iter().map(|promo| &*promo.name).collect();
    assert_eq!(names, ["Lights & more, $1-20", "Pay day"]);
    assert_eq!(list.promos[1].products, Some(Count::at_least(5000)));
    assert_eq!(list.promos[1].description, None);
}

#[test]
fn categories_are_listed_and_a_row_without_a_number_is_told() {
    for list in [
        read(&affiliate::CategoryGet, "affiliate_category_get/wrapped.json"),
        read(
            &dropship::CategoryGet::new(france().language),
            "affiliate_category_get/wrapped.json",
        ),
    ] {
        let desk_lamps = CategoryRow {
            id: 150_402,
            name: Some("Desk lamps".to_owned()),
            parent: Some(39),
        };
        assert_eq!(list.rows[1], desk_lamps);
        assert_eq!((list.rows.len(), list.total, list.unread.len()), (4, Some(5), 1));
    }
}

#[test]
fn links_are_told_by_their_source_and_a_refused_one_with_its_reason() {
    let call = LinkGenerate::new(["a".to_owned(), "b".to_owned()], "default");
    let expected = ["promotion_link_type=0", "source_values=a,b", "tracking_id=default"];
    assert_eq!(asked(&call), expected);
    for shape in ["wrapped", "documentation"] {
        let links = read(&call, &format!("affiliate_link_generate/{shape}.json")).links;
        assert_eq!(links.len(), 3, "{shape}");
        assert_eq!(
            links[0].source,
            "https://www.aliexpress.com/item/1005006000000023.html"
        );
        assert_eq!(
            links[0].link.as_deref(),
            Some("https://s.click.aliexpress.com/e/_made2")
        );
        assert_eq!(links[1].link, None, "{shape}");
        assert_eq!(links[1].message.as_deref(), Some("The url is not supported"));
    }
}

#[test]
fn an_image_search_sends_the_picture_as_text_and_leaves_unsure_prices_alone() {
    let call = ImageSearch::new(&b"\xff\xd8picture"[..], View::default());
    let params = call.params();
    let wanted: serde_json::Value =
        serde_json::from_str(params.value("param0").unwrap()).unwrap();
    assert_eq!(wanted["image_base64"], "/9hwaWN0dXJl");
    assert_eq!(
        (&wanted["search_type"], &wanted["ship_to"]),
        (&"similar".into(), &"US".into())
    );
    let found = read(&call, "ds_image_searchV2/documentation.json");
    assert_eq!(found.unread, []);
    let like = &found.matches[0];
    assert_eq!(like.similarity, Some("0.913".parse().unwrap()));
    assert_eq!(like.item.price, None, "845 may be cents, and may be not");
    assert_eq!(like.item.unread, []);
    let raw: serde_json::Value = serde_json::from_slice(&like.item.raw[0].body).unwrap();
    assert_eq!(raw["target_sale_price"], "845");
}

fn sku(id: &str) -> SkuId {
    id.parse().unwrap()
}

#[test]
fn freight_is_asked_for_with_the_numeric_sku_and_told_in_whole_units() {
    let mut call = FreightQuery::new(
        "1005006000000017".parse().unwrap(),
        sku("12000039999999901"),
        france(),
    );
    call.quantity = 2;
    let params = call.params();
    assert_eq!(
        params.value("queryDeliveryReq"),
        Some(
            r#"{"quantity":"2","shipToCountry":"FR","productId":"1005006000000017","selectedSkuId":"12000039999999901","language":"fr_FR","locale":"fr_FR","currency":"EUR"}"#
        )
    );
    let told = read(&call, "ds_freight_query/wrapped.json");
    let fees: Vec<_> = told.options.iter().map(|option| option.fee).collect();
    let paid = DeliveryFee::Paid(money("2.49", "EUR"));
    assert_eq!(fees, [Some(paid), Some(DeliveryFee::Free), None]);
    let first = &told.options[0];
    assert_eq!((first.days_min, first.days_max), (Some(7), Some(11)));
    assert_eq!(first.guaranteed_days, Some(60));
    assert_eq!(first.stock, Some(Count::exact(27)));
    let odd: Vec<&str> = told.unread.iter().map(|it| &*it.expected).collect();
    assert_eq!(odd, ["no fee beside `free_shipping`", "`true` or `false`"]);
    let documented = read(&call, "ds_freight_query/documentation.json");
    assert_eq!(documented.options[0], *first);
    assert_eq!(documented.unread, []);
}

#[test]
fn shipping_of_which_no_reply_was_seen_is_read_by_any_of_its_names() {
    let item = "1005006000000017".parse().unwrap();
    let call = ProductShippingGet::new(item, sku("12000039999999901"), france());
    let expected = [
        "product_id=1005006000000017",
        "ship_to_country=FR",
        "sku_id=12000039999999901",
        "target_currency=EUR",
        "target_language=FR",
    ];
    assert_eq!(asked(&call), expected);
    let told = |shape: &str| {
        read(&call, &format!("affiliate_product_shipping_get/{shape}.json"))
    };
    let one = told("wrapped");
    assert_eq!(one.options.len(), 1);
    assert_eq!(one.options[0].fee, Some(DeliveryFee::Paid(money("2.49", "EUR"))));
    let days = |told: &DeliveryOptions, n: usize| {
        (told.options[n].days_min, told.options[n].days_max)
    };
    assert_eq!(days(&one, 0), (Some(7), Some(11)));
    assert_eq!(one.unread, []);
    // A number without a currency is no fee, and is not lost either.
    let documented = told("documentation");
    assert_eq!(documented.options[0].fee, None);
    assert_eq!(days(&documented, 0), (Some(7), Some(11)));
    assert_eq!(documented.unread[0].expected, "a fee beside its currency");
    assert_eq!(documented.unread[0].found, "\"2.49\"");
    let several = told("hybrid");
    let fees: Vec<_> = several.options.iter().map(|option| option.fee).collect();
    let paid = DeliveryFee::Paid(money("3.10", "EUR"));
    assert_eq!(fees, [Some(DeliveryFee::Free), Some(paid), None]);
    assert_eq!([0, 1, 2].map(|n| days(&several, n).1), [Some(12), Some(5), None]);
    assert!(several.unread.iter().any(|it| it.found.contains("soon")), "{several:?}");
}

#[test]
fn a_picture_that_is_a_file_is_not_among_the_parameters_and_finds_prices() {
    let mut call = ImageFileSearch::new(&b"GIF89a;"[..], france());
    call.sort = Some(PromoSort::Cheapest);
    let expected = [
        "product_cnt=150",
        "shpt_to=FR",
        "sort=SALE_PRICE_ASC",
        "target_currency=EUR",
        "target_language=FR",
    ];
    assert_eq!(asked(&call), expected);
    let file = call.file().unwrap();
    assert_eq!((file.name, &file.bytes[..]), ("image_file_bytes", &b"GIF89a;"[..]));
    assert!(!format!("{file:?}").contains("GIF"), "{file:?}");
    let found = read(&call, "ds_image_search/wrapped.json");
    assert_eq!((found.items.len(), found.unread.len()), (1, 1));
    assert_eq!((found.total, found.is_last), (Some(2), Some(true)));
    let price = found.items[0].price.as_ref().unwrap().value.sale;
    assert_eq!(price, Some(PriceRange::one(money("8.01", "EUR"))));
}

#[test]
fn a_sku_that_is_not_the_items_is_refused_with_its_code() {
    let call =
        FreightQuery::new("1005006000000017".parse().unwrap(), sku("1"), View::default());
    let refused = call.read(&reply(body("errors/inner_code_501.json")));
    let Err(ReplyError::Refused(refusal)) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.cause, Cause::NotDeliverable);
    assert_eq!(refusal.advice(), Advice::CheckSkuAndCountry);
}

#[test]
fn skus_are_told_with_tax_and_delivery_and_without_stock() {
    let call = ProductSkuDetailGet::new(
        "1005006000000017".parse().unwrap(),
        [sku("12000039999999901"), sku("12000039999999902")],
        france(),
    );
    let expected = [
        "need_deliver_info=Yes",
        "product_id=1005006000000017",
        "ship_to_country=FR",
        "sku_ids=12000039999999901,12000039999999902",
        "target_currency=EUR",
        "target_language=FR",
    ];
    assert_eq!(asked(&call), expected);
    let item = read(&call, "affiliate_product_sku_detail_get/wrapped.json");
    assert_eq!((&item.price, &item.stock), (&None, &None), "three need not be all");
    let skus = &item.variants.as_ref().unwrap().value.skus;
    assert_eq!(skus[0].sku_id, Some(sku("12000039999999901")));
    assert_eq!(skus[0].sale_price, Some(money("9.60", "EUR")));
    assert_eq!(skus[0].tax_included, Some(true));
    let choices: Vec<String> = skus
        .iter()
        .flat_map(|sku| &sku.attributes)
        .map(|choice| format!("{}={}", choice.name, choice.value))
        .collect();
    assert_eq!(choices, ["Couleur=Blanc \"neige\"", "Taille=M", "color=Noir"]);
    let unread: Vec<&str> = item.unread.iter().map(|it| &*it.found).collect();
    assert_eq!(unread, ["\"a1\"", "\"not JSON\"", "\"1.00\""], "{:?}", item.unread);
    let delivered: Vec<_> =
        item.delivered_prices().into_iter().map(|price| price.delivered).collect();
    let totals = [money("9.60", "EUR"), money("14.49", "EUR")].map(Delivered::Total);
    assert_eq!(delivered, totals);
}
