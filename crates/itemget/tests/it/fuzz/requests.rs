//! Requests as they come to the sandbox: raw HTTP with a query, a form, a multipart form or
//! JSON; and what the signature's diagnosis makes of them, which hashes each a thousand
//! times and has a target of its own for that.

use itemget_sandbox::{diagnose, read_request};

use super::engine::run;

fn seeds() -> Vec<Vec<u8>> {
    let multipart = "--x7\r\ncontent-disposition: form-data; name=\"app_key\"\r\n\r\n\
        12345678\r\n--x7\r\nContent-Disposition: form-data; name=\"image\"; \
        filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u{1}\u{2}\r\n--x7--\r\n";
    [
        "GET /sync?app_key=12345678&method=aliexpress.ds.product.get&product_id=1005006000000001\
         &session=50000_SANDBOX_TOKEN&sign_method=sha256&timestamp=1795454427000&sign=AB12 \
         HTTP/1.1\r\nhost: api-sg.aliexpress.com\r\n\r\n"
            .to_owned(),
        "POST /rest/auth/token/create?app_key=12345678&sign_method=md5 HTTP/1.1\r\n\
         Host: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n\
         Content-Length: 66\r\n\r\ncode=3_500102_JxZ05&timestamp=2026-11-24+01%3A20%3A27&sign=%E9%9B%AA"
            .to_owned(),
        format!(
            "POST /sync HTTP/1.1\nContent-Type: multipart/form-data; boundary=x7\n\n{multipart}"
        ),
        "POST /openapi/param2/1/aliexpress.open/api.item.get/12345678 HTTP/1.1\r\n\
         content-type: application/json\r\n\r\n\
         {\"num_iid\":1005006000000001,\"sign\":\"x\",\"list\":[1,null,{\"a\":true}]}"
            .to_owned(),
    ]
    .map(String::into_bytes)
    .into()
}

#[test]
fn any_request_is_read_or_told_to_be_none() {
    run("request", &seeds(), |input| {
        match read_request(input) {
            Ok(received) => drop(format!("{received:?}")),
            Err(error) => drop(format!("{error} {error:?}")),
        }
        Ok(())
    });
}

#[test]
fn any_request_is_diagnosed_without_its_secret() {
    run("diagnosis", &seeds(), |input| {
        let Ok(received) = read_request(input) else { return Ok(()) };
        let diagnosis = diagnose(&received, "planted-secret");
        let shown = format!("{received:?} {diagnosis:?}");
        match shown.contains("planted-secret") {
            true => Err(shown),
            false => Ok(()),
        }
    });
}
