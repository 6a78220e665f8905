//! E-mails handed over to a server on this machine.

use std::sync::Arc;
use std::time::Duration;

use itemget_app::notify::{
    Channel, Email, FailureKind, Hidden, HttpCourier, Reach, Route, Security,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _,
    BufReader,
};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::{message, now, tell};

/// A mail server for one e-mail, which answers with `code` when it has all of it.
async fn server(code: u16) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        talk(BufReader::new(stream), "220 here\r\n", code).await
    });
    (port, served)
}

/// The same behind a proxy, which answers `CONNECT` with `answer`. What the proxy heard
/// comes first.
async fn proxied(answer: &'static str) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let (mut heard, mut line) = (Vec::new(), String::new());
        while stream.read_line(&mut line).await.unwrap() > 2 {
            heard.push(line.trim_end().to_owned());
            line.clear();
        }
        // The server speaks first, and its words may come with the proxy's.
        let greeting = format!("{answer}220 here\r\n");
        heard.extend(talk(stream, &greeting, 250).await);
        heard
    });
    (port, served)
}

/// The same with a server that is encrypted from the first byte or when it is asked to be,
/// and the certificate that bears it out. Only what came encrypted is told.
async fn sealed(security: Security) -> (u16, Vec<u8>, JoinHandle<Vec<String>>) {
    let made = rcgen::generate_simple_self_signed(["mail.invalid".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let greeting = match security {
            Security::StartTls => {
                until_asked_to_encrypt(&mut stream).await;
                ""
            }
            _ => "220 here\r\n",
        };
        match acceptor.accept(stream).await {
            Ok(stream) => talk(BufReader::new(stream), greeting, 250).await,
            Err(_) => Vec::new(),
        }
    });
    (port, made.cert.pem().into_bytes(), served)
}

/// What comes before: a greeting, and nothing that is anybody's business.
async fn until_asked_to_encrypt(stream: &mut TcpStream) {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await.unwrap();
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line).await.unwrap();
        match line.trim_end() {
            "STARTTLS" => return stream.write_all(b"220 go on\r\n").await.unwrap(),
            line => assert!(line.starts_with("EHLO "), "in the open: {line}"),
        }
        stream.write_all(b"250-here\r\n250 STARTTLS\r\n").await.unwrap();
    }
}

async fn talk<S: AsyncRead + AsyncWrite>(
    stream: BufReader<S>,
    greeting: &str,
    code: u16,
) -> Vec<String> {
    let (reading, mut writing) = tokio::io::split(stream);
    let mut lines = BufReader::new(reading).lines();
    let mut heard = Vec::new();
    let mut is_data = false;
    writing.write_all(greeting.as_bytes()).await.unwrap();
    writing.flush().await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        heard.push(line.clone());
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "." if is_data => {
                is_data = false;
                format!("{code} as the test says\r\n")
            }
            _ if is_data => continue,
            "EHLO" => "250-here\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n".to_owned(),
            "AUTH" => "235 welcome\r\n".to_owned(),
            "DATA" => {
                is_data = true;
                "354 go on\r\n".to_owned()
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
        let is_written = writing.write_all(answer.as_bytes()).await.is_ok()
            && writing.flush().await.is_ok();
        if !is_written || verb == "QUIT" {
            break;
        }
    }
    heard
}

fn email(port: u16) -> Email {
    Email {
        server: "127.0.0.1".to_owned(),
        port: Some(port),
        security: Security::None,
        account: None,
        from: Email::mailbox("itemget <itemget@example.com>").unwrap(),
        to: vec![Email::mailbox("Ann <ann@example.com>").unwrap()],
        timeout: Duration::from_secs(60),
    }
}

#[tokio::test]
async fn an_email_is_handed_over_whole() {
    let (port, served) = server(250).await;
    let channel = Channel::Email(Box::new(email(port)));
    assert_eq!(tell(&channel, Reach::Anywhere).await, Ok(()));
    let heard = served.await.unwrap().join("\n");
    for line in [
        "MAIL FROM:<itemget@example.com>",
        "RCPT TO:<ann@example.com>",
        "Subject: itemget: a trial message",
        "Message-ID: <trial_1@itemget>",
        "Date: Sat, 28 Nov 2026 05:00:00 +0000",
        "https://www.aliexpress.com/",
    ] {
        assert!(heard.contains(line), "{line} is not in\n{heard}");
    }
}

/// A courier by a proxy at this port.
fn by_proxy(port: u16, no_proxy: &str) -> HttpCourier {
    believing(port, no_proxy, Vec::new())
}

fn believing(port: u16, no_proxy: &str, roots: Vec<u8>) -> HttpCourier {
    let proxy = Some(Hidden::new(format!("http://ann:secret@127.0.0.1:{port}")));
    let no_proxy = no_proxy.to_owned();
    let route = Route { proxy, no_proxy, roots };
    HttpCourier::by(route, Reach::Anywhere, Duration::from_secs(60)).unwrap()
}

#[tokio::test]
async fn an_email_goes_by_the_proxy_of_the_configuration() {
    let (port, served) = proxied("HTTP/1.1 200 Connection established\r\n\r\n").await;
    let mail = Email { server: "mail.invalid".to_owned(), port: None, ..email(0) };
    let channel = Channel::Email(Box::new(mail));
    let courier = by_proxy(port, "");
    let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
    assert_eq!(told, Ok(()));
    let heard = served.await.unwrap();
    assert_eq!(heard[0], "CONNECT mail.invalid:25 HTTP/1.1");
    let heard = heard.join("\n");
    for line in [
        "Host: mail.invalid:25",
        "Proxy-Authorization: Basic YW5uOnNlY3JldA==",
        "EHLO example.com",
        "RCPT TO:<ann@example.com>",
        "Message-ID: <trial_1@itemget>",
    ] {
        assert!(heard.contains(line), "{line} is not in\n{heard}");
    }
}

fn of_ann(security: Security, account: Option<(String, Hidden)>) -> Email {
    let server = "mail.invalid".to_owned();
    Email { server, security, port: None, account, ..email(0) }
}

fn ann() -> Option<(String, Hidden)> {
    Some(("ann".to_owned(), Hidden::new("planted-password")))
}

/// What is heard of a mail by a server behind a proxy whose certificate is believed; by one
/// whose certificate is not, nothing at all.
async fn heard_by_who_is_believed(mail: impl Fn(bool) -> Email) -> String {
    let mut believed = String::new();
    for is_believed in [true, false] {
        let mail = mail(is_believed);
        let (port, certificate, served) = sealed(mail.security).await;
        let channel = Channel::Email(Box::new(mail));
        let roots = if is_believed { certificate } else { Vec::new() };
        let courier = believing(port, "", roots);
        let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
        let heard = served.await.unwrap().join("\n");
        if is_believed {
            assert_eq!(told, Ok(()));
            believed = heard;
        } else {
            assert_eq!(told.unwrap_err().kind, FailureKind::Unreachable);
            assert_eq!(heard, "");
        }
    }
    assert!(believed.contains("Message-ID: <trial_1@itemget>"), "{believed}");
    believed
}

#[tokio::test]
async fn through_a_proxy_the_mail_server_must_be_who_it_says() {
    heard_by_who_is_believed(|is_believed| {
        of_ann(Security::Tls, ann().filter(|_| !is_believed))
    })
    .await;
}

#[tokio::test]
async fn through_a_proxy_nothing_is_said_to_a_server_before_it_is_encrypted() {
    let mail = || of_ann(Security::StartTls, ann());
    let heard = heard_by_who_is_believed(|_| mail()).await;
    // The account and its password, as `PLAIN` has them.
    assert!(heard.contains("AUTH PLAIN AGFubgBwbGFudGVkLXBhc3N3b3Jk"), "{heard}");
    // A server that does not encrypt hears no more than a greeting.
    let (port, served) = proxied("HTTP/1.1 200 OK\r\n\r\n").await;
    let channel = Channel::Email(Box::new(mail()));
    let courier = by_proxy(port, "");
    let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
    assert!(told.is_err());
    let heard = served.await.unwrap();
    assert_eq!(heard[0], "CONNECT mail.invalid:587 HTTP/1.1");
    let after = heard.iter().skip_while(|line| !line.starts_with("EHLO ")).skip(1);
    let after: Vec<_> = after.filter(|line| *line != "QUIT").collect();
    assert!(after.is_empty(), "{after:?}");
}

#[tokio::test]
async fn a_greeting_goes_as_far_as_the_login_and_no_further() {
    let (port, certificate, served) = sealed(Security::StartTls).await;
    let courier = believing(port, "", certificate);
    let mail = of_ann(Security::StartTls, ann());
    assert_eq!(mail.greet(&courier, Reach::Anywhere).await, Ok(()));
    assert_eq!(served.await.unwrap(), ["EHLO example.com", "QUIT"]);
}

#[tokio::test]
async fn what_a_mail_server_does_not_offer_is_known() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let mut heard = Vec::new();
        for _ in 0..2 {
            let (stream, _) = listener.accept().await.unwrap();
            heard.extend(talk(BufReader::new(stream), "220 here\r\n", 250).await);
        }
        heard
    });
    let mail = || Email { security: Security::StartTls, account: ann(), ..email(port) };
    let courier = HttpCourier::new(Reach::Anywhere, Duration::from_secs(60)).unwrap();
    let greeted = mail().greet(&courier, Reach::Anywhere).await;
    assert_eq!(greeted.unwrap_err().kind, FailureKind::NoEncryption);
    let told = tell(&Channel::Email(Box::new(mail())), Reach::Anywhere).await;
    assert_eq!(told.unwrap_err().kind, FailureKind::NoEncryption);
    let each = ["EHLO example.com", "QUIT"];
    assert_eq!(served.await.unwrap(), [each, each].concat());
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_is_not_waited_for_for_ever() {
    // It accepts, and nobody is there.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let mail = Email { timeout: Duration::from_millis(200), ..email(port) };
    let told = tell(&Channel::Email(Box::new(mail)), Reach::Anywhere).await;
    assert_eq!(told.unwrap_err().kind, FailureKind::TimedOut);
}

#[tokio::test]
async fn a_proxy_that_lets_no_mail_through_is_waited_out() {
    let (port, served) = proxied("HTTP/1.1 403 Forbidden\r\n\r\n").await;
    let mail = Email { server: "mail.invalid".to_owned(), ..email(25) };
    let channel = Channel::Email(Box::new(mail));
    let courier = by_proxy(port, "");
    let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
    assert_eq!(told.unwrap_err().kind, FailureKind::Unreachable);
    let heard = served.await.unwrap().join("\n");
    assert!(!heard.contains("EHLO"), "{heard}");
}

#[tokio::test]
async fn an_email_goes_straight_to_a_host_that_is_excepted() {
    // No proxy is there: whoever asked for it would fail.
    for (host, no_proxy) in [("127.0.0.1", ""), ("localhost", "localhost")] {
        let (port, served) = server(250).await;
        let mail = Email { server: host.to_owned(), ..email(port) };
        let channel = Channel::Email(Box::new(mail));
        let courier = by_proxy(1, no_proxy);
        let told = channel.tell(&message(), now(), &courier, Reach::Anywhere).await;
        assert_eq!(told, Ok(()));
        assert!(served.await.unwrap().join("\n").contains("EHLO"));
    }
}

#[tokio::test]
async fn a_servers_no_is_understood() {
    for (code, expected) in
        [(451, FailureKind::Broken { status: 451 }), (554, FailureKind::NotTaken)]
    {
        let (port, served) = server(code).await;
        let channel = Channel::Email(Box::new(email(port)));
        let failure = tell(&channel, Reach::Anywhere).await.unwrap_err();
        assert_eq!(failure.kind, expected);
        drop(served);
    }
}

#[tokio::test]
async fn a_mail_server_next_door_is_not_talked_to_unless_that_is_allowed() {
    let (port, served) = server(250).await;
    let channel = Channel::Email(Box::new(email(port)));
    let failure = tell(&channel, Reach::Public).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::NotPublic);
    served.abort();
}

#[tokio::test]
async fn a_password_never_goes_in_the_open_nor_into_words() {
    let account = Some(("ann".to_owned(), Hidden::new("planted-password")));
    let channel = Channel::Email(Box::new(Email { account, ..email(1) }));
    let failure = tell(&channel, Reach::Anywhere).await.unwrap_err();
    assert_eq!(failure.kind, FailureKind::BadSettings);
    assert!(!format!("{channel:?} {failure:?}").contains("planted"));
    assert!(channel.request(&message(), now()).is_ok());
}

#[test]
fn what_is_no_address_is_told() {
    let error = Email::mailbox("ann at example").unwrap_err();
    assert_eq!(
        error.to_string(),
        "`ann at example` is not an e-mail address such as `ann@example.com`"
    );
}
