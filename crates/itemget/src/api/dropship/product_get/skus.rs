//! The SKU block of `aliexpress.ds.product.get` as variants.

use crate::count::Count;
use crate::item::{BulkPrice, Variant, VariantAttribute};
use crate::wire::{Field, Row};

/// The SKUs, and whether some could not be read.
#[derive(Debug)]
pub(crate) struct Skus {
    /// Those that could be read, in the platform's order.
    pub(crate) variants: Vec<Variant>,
    /// Whether there are others.
    pub(crate) have_gaps: bool,
}

/// Reads the SKU block.
pub(crate) fn read(block: Field<'_, '_>) -> Skus {
    let list = block.rows(|| ["sku_id", "sku_attr", "id", "sku_price"], variant);
    Skus { variants: list.rows, have_gaps: list.has_gaps }
}

fn variant(sku: &Row<'_, '_>) -> Variant {
    // The SKU's own currency is the one asked for; the base block's is the seller's.
    let currency = sku.at("currency_code").currency();
    let attributes = sku.at_first(&[
        "ae_sku_property_dtos",
        "aeop_s_k_u_propertys",
        "aeop_s_k_u_property_list",
    ]);
    let known = || ["sku_property_id", "property_value_id", "property_value_id_long"];
    let mut image = None;
    let attributes = attributes.rows(known, |choice| {
        image = image.take().or_else(|| choice.at("sku_image").url());
        attribute(choice)
    });
    let bulk = sku.at("offer_bulk_sale_price").money(currency);
    let min_quantity = sku.at("sku_bulk_order").whole();
    Variant {
        sku_id: sku.at("sku_id").parsed("a SKU id"),
        sku_attr: sku.at_first(&["sku_attr", "id"]).text_or_empty(),
        list_price: sku.at("sku_price").money(currency),
        sale_price: sku
            .at_first(&["offer_sale_price", "sku_discount_price"])
            .money(currency),
        bulk_price: bulk.map(|price| BulkPrice { price, min_quantity }),
        tax_included: sku.at("price_include_tax").flag(),
        stock: stock(sku),
        buy_limit: sku.at("buy_amount_limit_set_by_promotion").whole(),
        seller_code: sku.at("sku_code").text(),
        ean: sku.at_first(&["ean_code", "barcode"]).text(),
        image,
        attributes: attributes.rows,
    }
}

fn stock(sku: &Row<'_, '_>) -> Option<Count> {
    let counted =
        sku.at_first(&["sku_available_stock", "s_k_u_available_stock", "ipm_sku_stock"]);
    if counted.is_there() {
        return counted.count();
    }
    // The oldest replies say only whether there is any.
    let any = sku.at("sku_stock").flag()?;
    Some(if any { Count::at_least(1) } else { Count::exact(0) })
}

fn attribute(choice: &Row<'_, '_>) -> VariantAttribute {
    VariantAttribute {
        name_id: choice.at("sku_property_id").number_of(),
        name: choice.at("sku_property_name").text().unwrap_or_default(),
        value_id: choice
            .at_first(&["property_value_id", "property_value_id_long"])
            .number_of(),
        value: choice.at("sku_property_value").text().unwrap_or_default(),
        custom_value: choice.at("property_value_definition_name").text(),
    }
}
