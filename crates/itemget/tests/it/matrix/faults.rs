//! The matrix's rows: what goes wrong, and how a call of each kind must end.

use itemget::Auth;

use super::calls::Row;
use crate::server::http;

/// How a cell ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) attempts: u32,
    /// In milliseconds.
    pub(super) pauses: Vec<u128>,
    /// `fine`, or what the error is in a few words.
    pub(super) told: String,
}

/// Where the fault comes from.
pub(super) enum How {
    /// From the sandbox's script.
    Script(&'static str),
    /// From a server that always answers this: the bytes, and the body in them.
    Answer(fn() -> (Vec<u8>, Vec<u8>)),
}

pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) how: How,
    ends: Box<dyn Fn(&Row) -> Ends>,
}

impl Fault {
    /// How a call that meets it must end.
    pub(super) fn ends(&self, row: &Row) -> Ends {
        // An OAuth endpoint has one word for all of these, and a code is good once.
        let refuses = ["limited", "app-limited", "isp", "refused"];
        let word = self.name.split(['*', ' ']).next().unwrap_or_default();
        match row.auth {
            Auth::AppSecret if refuses.contains(&word) => {
                ends(1, &[], "refused PlatformFault")
            }
            _ => (self.ends)(row),
        }
    }
}

fn ends(attempts: u32, pauses: &[u128], told: &str) -> Ends {
    Ends { attempts, pauses: pauses.to_vec(), told: told.to_owned() }
}

/// A fault of the sandbox's script.
fn script(text: &'static str, ends: impl Fn(&Row) -> Ends + 'static) -> Fault {
    Fault { name: text, how: How::Script(text), ends: Box::new(ends) }
}

/// One that ends alike for every call.
fn alike(text: &'static str, attempts: u32, pauses: &[u128], told: &str) -> Fault {
    let end = ends(attempts, pauses, told);
    script(text, move |_| end.clone())
}

/// One after which only a call is repeated that does no more twice than once.
fn doubtful(
    text: &'static str,
    attempts: u32,
    pauses: &'static [u128],
    told: &'static str,
    once: &'static str,
) -> Fault {
    script(text, move |row| match row.idempotent {
        true => ends(attempts, pauses, told),
        false => ends(1, &[], once),
    })
}

/// One that a server on this machine answers with, always.
fn answer(
    name: &'static str,
    answer: fn() -> (Vec<u8>, Vec<u8>),
    told: &'static str,
) -> Fault {
    let end = ends(1, &[], told);
    Fault { name, how: How::Answer(answer), ends: Box::new(move |_| end.clone()) }
}

fn ok(body: &[u8]) -> (Vec<u8>, Vec<u8>) {
    (http("200 OK", "content-type: application/json\r\n", body), body.to_vec())
}

/// All of them: those that other people's clients were measured by, and the sandbox's.
pub(super) fn faults() -> Vec<Fault> {
    vec![
        alike("", 1, &[], "fine"),
        // Refusals for the number of calls: nothing was executed, so any call is repeated.
        alike("limited ban=1", 2, &[1250], "fine"),
        alike("limited*3 ban=1", 4, &[1250; 3], "fine"),
        alike("limited*always ban=1", 4, &[1250; 3], "refused Throttled"),
        alike("limited*always ban=20", 3, &[20_250; 2], "refused Throttled"),
        alike("limited ban=300", 1, &[], "refused Throttled"),
        alike("app-limited ban=1", 2, &[1250], "fine"),
        alike("app-limited ban=36000", 1, &[], "refused DailyQuota"),
        alike("http status=429", 2, &[1250], "fine"),
        alike("http*always status=429", 4, &[1250; 3], "status 429"),
        // Refusals that would be the same again.
        alike("refused code=IncompleteSignature", 1, &[], "refused Signature"),
        alike("refused code=InsufficientPermission", 1, &[], "refused Permission"),
        alike("refused code=InvalidAppKey", 1, &[], "refused AppKey"),
        alike("refused code=IllegalTimestamp", 1, &[], "refused Clock"),
        alike("refused code=MissingParameter", 1, &[], "refused MissingParameter"),
        alike("refused code=InvalidApiPath", 1, &[], "refused UnknownMethod"),
        alike("refused code=IllegalRefreshToken", 1, &[], "refused Consent"),
        alike("refused code=NobodyKnows", 1, &[], "refused Unknown"),
        script("expired-token", |row| match row.auth {
            _ if row.method == "/auth/token/create" => ends(1, &[], "fine"),
            Auth::AppSecret => ends(1, &[], "refused Consent"),
            _ if row.method == "/auth/token/refresh" => ends(1, &[], "refused Consent"),
            _ => ends(1, &[], "refused AccessToken"),
        }),
        script("skewed-clock seconds=10800", |row| match row.auth {
            Auth::AppSecret => ends(1, &[], "fine"),
            _ => ends(1, &[], "refused Clock"),
        }),
        // The platform's own faults, and those between.
        doubtful("isp", 2, &[500], "fine", "refused PlatformFault"),
        doubtful(
            "isp*always",
            4,
            &[500, 1000, 2000],
            "refused PlatformFault",
            "refused PlatformFault",
        ),
        doubtful(
            "refused code=ServiceUnavailable",
            2,
            &[500],
            "fine",
            "refused PlatformFault",
        ),
        doubtful(
            "refused*always code=InternalError",
            2,
            &[500],
            "refused PlatformFault",
            "refused PlatformFault",
        ),
        doubtful("http status=500", 2, &[500], "fine", "status 500"),
        doubtful("http status=503", 2, &[500], "fine", "status 503"),
        doubtful(
            "http*always status=502",
            4,
            &[500, 1000, 2000],
            "status 502",
            "status 502",
        ),
        alike("http status=404", 1, &[], "status 404"),
        doubtful("reset-before", 2, &[500], "fine", "transport Interrupted"),
        doubtful("reset-after", 2, &[500], "fine", "transport Interrupted"),
        doubtful(
            "reset-after*always",
            4,
            &[500, 1000, 2000],
            "transport Interrupted",
            "transport Interrupted",
        ),
        doubtful("truncated", 2, &[500], "fine", "transport Interrupted"),
        // Those of the list that clients are compared by which are not above by another
        // name. What they change is not what a retry mends.
        script("bad-signature", |row| match row.auth {
            Auth::AppSecret => ends(1, &[], "fine"),
            _ => ends(1, &[], "refused Signature"),
        }),
        // The token calls belong to no group of APIs that is granted.
        script("no-permission", |row| match row.idempotent {
            true => ends(1, &[], "refused Permission"),
            false => ends(1, &[], "fine"),
        }),
        doubtful("flat code=ServiceTimeout", 2, &[500], "fine", "refused PlatformFault"),
        alike("empty", 1, &[], "no answer of something"),
        // The list of an image search stands under a name that goes with the pictures.
        script("no-images", |row| match row.method {
            "aliexpress.ds.image.search" | "aliexpress.ds.image.searchV2" => {
                ends(1, &[], "unreadable")
            }
            _ => ends(1, &[], "changed"),
        }),
        alike("numeric-ids", 1, &[], "changed"),
        alike("simplified", 1, &[], "changed"),
        alike("partial", 1, &[], "changed"),
        alike("broken-json", 1, &[], "unreadable"),
        alike("new-fields", 1, &[], "changed"),
        alike("without field=shop_url", 1, &[], "changed"),
        alike("empty-body", 1, &[], "unreadable"),
        alike("slow ms=1", 1, &[], "fine"),
        // Answers that are none.
        alike("html", 1, &[], "unreadable"),
        alike("wrong-types", 1, &[], "not silent"),
        answer("a flat refusal", flat, "refused Signature"),
        answer(
            "broken JSON",
            || ok(br#"{"access_token":"planted","a":{"b":[1,"#),
            "unreadable",
        ),
        answer("an empty body", || ok(b""), "unreadable"),
        answer("a list", || ok(br#"["planted"]"#), "unreadable"),
        answer("a text", || ok(br#""planted""#), "unreadable"),
        answer("bytes that are no text", || ok(b"\xff\xfe{\"planted\":1}"), "unreadable"),
        Fault {
            name: "a status that asks for a minute and a half",
            how: How::Answer(|| {
                let head = "retry-after: 90\r\n";
                (http("503 Service Unavailable", head, b"planted"), b"planted".to_vec())
            }),
            ends: Box::new(|_| ends(1, &[], "status 503")),
        },
        Fault {
            name: "a status that asks for two seconds",
            how: How::Answer(|| {
                let head = "retry-after: 2\r\n";
                (http("503 Service Unavailable", head, b"planted"), b"planted".to_vec())
            }),
            ends: Box::new(|row| match row.idempotent {
                true => ends(4, &[2250; 3], "status 503"),
                false => ends(1, &[], "status 503"),
            }),
        },
    ]
}

fn flat() -> (Vec<u8>, Vec<u8>) {
    ok(br#"{"code":"IncompleteSignature","type":"ISV","message":"no","request_id":"2101"}"#)
}
