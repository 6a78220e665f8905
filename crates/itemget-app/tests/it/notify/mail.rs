//! E-mails handed over to a server on this machine.

use std::time::Duration;

use itemget_app::notify::{Channel, Email, FailureKind, Hidden, Reach, Security};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{message, now, tell};

/// A mail server for one e-mail, which answers with `code` when it has all of it.
async fn server(code: u16) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.into_split();
        let mut lines = BufReader::new(reading).lines();
        let mut heard = Vec::new();
        let mut is_data = false;
        writing.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            heard.push(line.clone());
            let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "." if is_data => {
                    is_data = false;
                    format!("{code} as the test says\r\n")
                }
                _ if is_data => continue,
                "EHLO" => "250-here\r\n250 8BITMIME\r\n".to_owned(),
                "DATA" => {
                    is_data = true;
                    "354 go on\r\n".to_owned()
                }
                "QUIT" => "221 bye\r\n".to_owned(),
                _ => "250 ok\r\n".to_owned(),
            };
            if writing.write_all(answer.as_bytes()).await.is_err() || verb == "QUIT" {
                break;
            }
        }
        heard
    });
    (port, served)
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
