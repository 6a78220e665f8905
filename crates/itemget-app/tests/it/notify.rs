//! Messages carried to receivers on this machine.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod mail;
pub(crate) mod receiver;

use std::time::Duration;

use itemget_app::Lang;
use itemget_app::notify::{
    Backoff, Channel, DingTalk, Discord, Failure, FailureKind, Feishu, Hidden,
    HttpCourier, Message, Next, Reach, Route, Telegram, WeCom, Webhook, next_attempt,
};
use jiff::Timestamp;
use serde_json::json;

use receiver::{Answer, Receiver};

const NOW: &str = "2026-11-28T05:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn message() -> Message {
    Message::trial("trial_1", Lang::En)
}

/// Every channel over HTTP, sent to one receiver.
fn channels(base: &str) -> Vec<Channel> {
    let url = |path: &str| Hidden::new(format!("{base}{path}"));
    let secret = || Some(Hidden::new("planted-secret"));
    vec![
        Channel::Webhook(Webhook { url: url("/hook?key=planted-url"), secret: secret() }),
        Channel::Telegram(Telegram {
            token: Hidden::new("123456:planted-token"),
            chat: "-100200300".to_owned(),
            base: Some(url("")),
        }),
        Channel::Discord(Discord { url: url("/api/webhooks/1/planted-url") }),
        Channel::DingTalk(DingTalk {
            url: url("/robot/send?access_token=planted-url"),
            secret: secret(),
        }),
        Channel::Feishu(Feishu { url: url("/hook/planted-url"), secret: secret() }),
        Channel::WeCom(WeCom { url: url("/webhook/send?key=planted-url") }),
    ]
}

async fn tell(channel: &Channel, reach: Reach) -> Result<(), Failure> {
    let courier = HttpCourier::new(reach, Duration::from_secs(60)).unwrap();
    channel.tell(&message(), now(), &courier, reach).await
}

/// What a receiver says when all is well.
fn welcome(channel: &Channel) -> Answer {
    match channel.word() {
        "webhook" => Answer::new(204, ""),
        "telegram" => Answer::new(200, r#"{"ok":true,"result":{"message_id":7}}"#),
        "discord" => Answer::new(200, r#"{"id":"7","type":0}"#),
        "feishu" => Answer::new(200, r#"{"code":0,"msg":"success","data":{}}"#),
        _ => Answer::new(200, r#"{"errcode":0,"errmsg":"ok"}"#),
    }
}

#[tokio::test]
async fn each_channel_gets_what_its_documents_describe() {
    let receiver = Receiver::start().await;
    for channel in channels(&receiver.base()) {
        receiver.answer(welcome(&channel));
        assert_eq!(tell(&channel, Reach::Anywhere).await, Ok(()), "{channel:?}");
    }
    let received = receiver.received();
    let text = "itemget: a trial message\nthis channel works; alerts will look like this\n\
                https://www.aliexpress.com/";
    let robot = json!({ "msgtype": "text", "text": { "content": text } });
    // Each signature was made with another program, of the secret and the time above.
    let expected = [
        ("/hook?key=planted-url", None),
        (
            "/bot123456:planted-token/sendMessage",
            Some(json!({
                "chat_id": "-100200300",
                "text": text,
                "link_preview_options": { "is_disabled": true },
            })),
        ),
        (
            "/api/webhooks/1/planted-url?wait=true",
            Some(json!({ "content": text, "allowed_mentions": { "parse": [] } })),
        ),
        (
            "/robot/send?access_token=planted-url&timestamp=1795842000000\
             &sign=0ChuMnOeizOjSOnfoQRhdEIng%2F%2B1a7%2F4IoyFvB3%2F5zc%3D",
            Some(robot.clone()),
        ),
        (
            "/hook/planted-url",
            Some(json!({
                "msg_type": "text",
                "content": { "text": text },
                "timestamp": "1795842000",
                "sign": "976PLZ180B5VZhSxIZhzPaHNvMQIsPDLPVZSnqFMP0g=",
            })),
        ),
        ("/webhook/send?key=planted-url", Some(robot)),
    ];
    assert_eq!(received.len(), expected.len());
    for (got, (path, body)) in received.iter().zip(expected) {
        assert_eq!(got.path, path);
        assert_eq!(got.method, "POST");
        assert_eq!(got.header("content-type"), Some("application/json; charset=utf-8"));
        if let Some(body) = body {
            assert_eq!(got.json(), body, "{path}");
        }
    }
    let webhook = &received[0];
    assert_eq!(webhook.header("webhook-id"), Some("trial_1"));
    assert_eq!(webhook.header("webhook-timestamp"), Some("1795842000"));
    assert!(webhook.header("webhook-signature").unwrap().starts_with("v1,"));
    assert_eq!(webhook.json()["text"], text);
}

#[tokio::test]
async fn a_receivers_no_is_understood_even_with_http_200() {
    use FailureKind::{Broken, NotTaken, NotUnderstood, TooOften, Unauthorised, Unknown};
    let receiver = Receiver::start().await;
    let channels = channels(&receiver.base());
    let seconds = |seconds| TooOften { after: Some(Duration::from_secs(seconds)) };
    let often = TooOften { after: None };
    let cases: [(&str, u16, &str, FailureKind); 26] = [
        ("webhook", 500, "", Broken { status: 500 }),
        ("webhook", 410, "", Unknown),
        ("webhook", 401, "", Unauthorised),
        ("webhook", 400, "", NotTaken),
        ("webhook", 302, "", NotUnderstood { status: 302 }),
        (
            "telegram",
            429,
            r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}"#,
            seconds(9),
        ),
        (
            "telegram",
            401,
            r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#,
            Unknown,
        ),
        (
            "telegram",
            403,
            r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#,
            NotTaken,
        ),
        (
            "telegram",
            400,
            r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#,
            NotTaken,
        ),
        ("telegram", 200, "<html>", NotUnderstood { status: 200 }),
        (
            "discord",
            429,
            r#"{"message":"You are being rate limited.","retry_after":2.0,"global":false}"#,
            seconds(2),
        ),
        ("discord", 404, r#"{"message":"Unknown Webhook","code":10015}"#, Unknown),
        ("discord", 401, r#"{"message":"Invalid Webhook Token","code":50027}"#, Unknown),
        (
            "dingtalk",
            200,
            r#"{"errcode":310000,"errmsg":"sign not match, more: [https://…]"}"#,
            Unauthorised,
        ),
        (
            "dingtalk",
            200,
            r#"{"errcode":310000,"errmsg":"keywords not in content"}"#,
            NotTaken,
        ),
        ("dingtalk", 200, r#"{"errcode":130101,"errmsg":"send too fast"}"#, often),
        ("dingtalk", 200, r#"{"errcode":300001,"errmsg":"token is not exist"}"#, Unknown),
        ("dingtalk", 200, r#"{"errcode":-1,"errmsg":"busy"}"#, Broken { status: 200 }),
        ("dingtalk", 200, "{}", NotUnderstood { status: 200 }),
        (
            "feishu",
            200,
            r#"{"code":19021,"msg":"sign match fail or timestamp is not within one hour from current time"}"#,
            Unauthorised,
        ),
        ("feishu", 400, r#"{"code":19001,"msg":"param invalid"}"#, Unknown),
        ("feishu", 200, r#"{"code":19024,"msg":"Key Words Not Found"}"#, NotTaken),
        ("feishu", 200, r#"{"code":11232,"msg":"frequency limited"}"#, often),
        ("wecom", 200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, often),
        ("wecom", 200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, Unknown),
        (
            "wecom",
            200,
            r#"{"errcode":40058,"errmsg":"text.content exceed max length"}"#,
            NotTaken,
        ),
    ];
    for (word, status, body, expected) in cases {
        let channel = channels.iter().find(|channel| channel.word() == word).unwrap();
        receiver.answer(Answer::new(status, body));
        let failure = tell(channel, Reach::Anywhere).await.unwrap_err();
        assert_eq!(failure.kind, expected, "{word} {status} {body}: {failure}");
        let shown = format!("{failure} {failure:?} {}", failure.text(Lang::Zh));
        assert!(!shown.contains("planted"), "{shown}");
    }
    receiver.answer(Answer::new(503, "").with("retry-after", "120"));
    let failure = tell(&channels[0], Reach::Anywhere).await.unwrap_err();
    assert_eq!(failure.kind, seconds(120));
}

#[tokio::test]
async fn a_neighbour_is_not_talked_to_unless_that_is_allowed() {
    let receiver = Receiver::start().await;
    for base in [receiver.base(), receiver.base().replace("127.0.0.1", "localhost")] {
        for channel in channels(&base) {
            receiver.answer(welcome(&channel));
            let failure = tell(&channel, Reach::Public).await.unwrap_err();
            assert_eq!(failure.kind, FailureKind::NotPublic, "{channel:?}");
            assert!(failure.hint(Lang::En).is_some());
        }
    }
    assert_eq!(receiver.received().len(), 0);
    // In other figures it is the same machine.
    for host in ["127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let port = receiver.base().rsplit(':').next().unwrap().to_owned();
        let channel =
            Channel::WeCom(WeCom { url: Hidden::new(format!("http://{host}:{port}/x")) });
        let failure = tell(&channel, Reach::Public).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::NotPublic, "{host}");
    }
    assert_eq!(receiver.received().len(), 0);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    receiver
        .answer(Answer::new(307, "").with("location", &format!("{}/x", other.base())));
    let failure =
        tell(&channels(&receiver.base())[0], Reach::Anywhere).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotUnderstood { status: 307 });
    assert_eq!(other.received().len(), 0);
}

#[tokio::test]
async fn what_was_sent_while_the_receiver_was_down_arrives_when_it_is_up() {
    let receiver = Receiver::start().await;
    let base = receiver.base();
    receiver.stop().await;
    let channel = &channels(&base)[0];
    let failure = tell(channel, Reach::Anywhere).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::Unreachable);
    let next = next_attempt(&Backoff::default(), 1, &failure, now(), 0.0);
    assert_eq!(next, Next::At(now() + Duration::from_secs(30)));
    let again = Receiver::start_at(&base).await;
    again.answer(Answer::new(200, ""));
    assert_eq!(tell(channel, Reach::Anywhere).await, Ok(()));
    assert_eq!(again.received().len(), 1);
}

#[tokio::test]
async fn who_never_answers_is_not_waited_for() {
    let receiver = Receiver::start().await;
    receiver.answer(Answer::never());
    let courier = HttpCourier::new(Reach::Anywhere, Duration::from_millis(50)).unwrap();
    let channel = &channels(&receiver.base())[0];
    let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
    assert_eq!(told.unwrap_err().kind, FailureKind::TimedOut);
}

#[tokio::test]
async fn an_address_that_is_none_is_told_without_being_shown() {
    let bad = |url: &str| Channel::WeCom(WeCom { url: Hidden::new(url) });
    for url in
        ["planted", "ftp://planted/x", "https://user:planted@example.com/", "https://"]
    {
        let failure = tell(&bad(url), Reach::Anywhere).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::BadSettings, "{url}");
        assert!(!format!("{failure} {failure:?}").contains("planted"));
    }
}

/// Speaks as a proxy to one client: notes what it is asked, and answers what comes through
/// as the receiver would.
async fn proxy() -> (String, tokio::task::JoinHandle<(String, String)>) {
    use tokio::io::{
        AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://ann:secret@{}", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut heads = Vec::new();
        for answer in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"] {
            let (mut head, mut line) = (String::new(), String::new());
            while stream.read_line(&mut line).await.unwrap() > 2 {
                head.push_str(&line);
                line.clear();
            }
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse())
            });
            let mut body = vec![0; length.map_or(0, Result::unwrap)];
            stream.read_exact(&mut body).await.unwrap();
            stream.get_mut().write_all(answer.as_bytes()).await.unwrap();
            heads.push(head);
        }
        let through = heads.pop().unwrap();
        (heads.pop().unwrap(), through)
    });
    (address, served)
}

#[tokio::test]
async fn a_message_goes_by_the_proxy_of_the_configuration() {
    let (address, served) = proxy().await;
    let route = Route { proxy: Some(Hidden::new(address)), ..Route::default() };
    assert!(!format!("{route:?}").contains("secret"), "{route:?}");
    let courier =
        HttpCourier::by(route, Reach::Anywhere, Duration::from_secs(60)).unwrap();
    let url = Hidden::new("http://hooks.invalid/hook");
    let channel = Channel::Webhook(Webhook { url, secret: None });
    channel.tell(&message(), now(), &courier, Reach::Anywhere).await.unwrap();
    let (asked, through) = served.await.unwrap();
    assert!(asked.starts_with("CONNECT hooks.invalid:80 HTTP/1.1"), "{asked}");
    // `ann:secret`, and only the proxy hears it.
    assert!(asked.contains("Basic YW5uOnNlY3JldA=="), "{asked}");
    assert!(through.starts_with("POST /hook HTTP/1.1"), "{through}");
    assert!(!through.contains("Basic"), "{through}");
}

#[tokio::test]
async fn this_machine_is_reached_without_the_proxy() {
    let receiver = Receiver::start().await;
    receiver.answer(Answer::new(204, ""));
    let route = Route {
        proxy: Some(Hidden::new("http://proxy.invalid:3128")),
        ..Route::default()
    };
    let courier =
        HttpCourier::by(route, Reach::Anywhere, Duration::from_secs(60)).unwrap();
    let url = Hidden::new(format!("{}/hook", receiver.base()));
    let channel = Channel::Webhook(Webhook { url, secret: None });
    assert_eq!(channel.tell(&message(), now(), &courier, Reach::Anywhere).await, Ok(()));
}

#[test]
fn certificates_that_cannot_be_read_are_an_error() {
    let roots =
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
    let route = Route { roots, ..Route::default() };
    HttpCourier::by(route, Reach::Public, Duration::from_secs(60)).unwrap_err();
}
