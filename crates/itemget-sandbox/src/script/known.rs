//! Lists of faults, for tables: each of them against each call.

/// A fault with the name people know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedFault {
    /// What goes wrong.
    pub name: &'static str,
    /// The line of the script: `limited ban=1`. [`Fault`](crate::Fault) is read from it.
    pub script: &'static str,
}

/// The nineteen faults that clients are compared by.
pub const PEER_FAULTS: [NamedFault; 19] = [
    fault("IncompleteSignature", "bad-signature"),
    fault("IllegalAccessToken", "expired-token"),
    fault("ApiCallLimit with a ban of one second", "limited ban=1"),
    fault("InsufficientPermission", "no-permission"),
    fault("remote service error, code 15", "isp"),
    fault("a refusal without its wrapper", "flat code=ServiceTimeout"),
    fault("nothing found: 405, 605 or an empty list", "empty"),
    fault("a product without pictures", "no-images"),
    fault("17-digit SKU ids as numbers", "numeric-ids"),
    fault("a simplified reply, unasked", "simplified"),
    fault("one of two ids found", "partial"),
    fault("HTTP 500", "http status=500"),
    fault("HTTP 503", "http status=503"),
    fault("HTTP 429 with Retry-After", "http status=429"),
    fault("broken JSON", "broken-json"),
    fault("a page of HTML with status 200", "html"),
    fault("a stalled reply", "stalled"),
    fault("a body that breaks off", "truncated"),
    fault("a connection that is reset", "reset-before"),
];

/// The sandbox's others.
pub const OTHER_FAULTS: &[NamedFault] = &[
    fault("AppCallLimit with a ban of a minute", "app-limited ban=60"),
    fault("the day used up", "app-limited ban=22238"),
    fault("ServiceUnavailable", "refused code=ServiceUnavailable"),
    fault("ServiceTimeout", "refused code=ServiceTimeout"),
    fault("SystemError", "refused code=SystemError"),
    fault("a code nobody knows", "refused code=SandboxNeverSaysSo"),
    fault("a clock three hours ahead", "skewed-clock seconds=10800"),
    fault("a late answer", "slow ms=500"),
    fault("an answer lost after the call was made", "reset-after"),
    fault("values of other types", "wrong-types"),
    fault("fields of an unknown name", "new-fields"),
    fault("a field that is gone", "without field=shop_url"),
    fault("no body at all", "empty-body"),
    fault("a body that stalls", "stalled-body"),
    fault("HTTP 404", "http status=404"),
    fault("HTTP 502", "http status=502"),
];

const fn fault(name: &'static str, script: &'static str) -> NamedFault {
    NamedFault { name, script }
}
