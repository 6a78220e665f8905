//! The examples: each runs to its end.

#[path = "../../examples/call_any_method.rs"]
mod call_any_method;
#[path = "../../examples/get_item.rs"]
mod get_item;
#[path = "../../examples/refresh_token.rs"]
mod refresh_token;

#[test]
fn an_item_is_got() {
    get_item::main().unwrap();
}

#[test]
fn any_method_is_called() {
    call_any_method::main().unwrap();
}

#[test]
fn a_token_is_refreshed() {
    refresh_token::main().unwrap();
}
