//! What to do about a refusal or a failure, as a value: a program can act on it, and a
//! front end can say it in the reader's language.

use std::fmt;

use crate::refusal::Cause;

/// What the caller can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Wait a little and call again, or call less often.
    SlowDown,
    /// Wait until midnight in Beijing, or ask the platform for more quota.
    WaitForTomorrow,
    /// Refresh the access token; if that fails, have the user consent again.
    RefreshToken,
    /// Have the user consent again.
    AuthoriseAgain,
    /// Check the app secret, and what is signed.
    CheckSignature,
    /// Mend the file or table that the access token is kept in.
    MendTokenStore,
    /// Set the machine's clock.
    SetClock,
    /// Check the app key.
    CheckAppKey,
    /// Ask for the API group in the app's console, or use another account.
    AskForPermission,
    /// Mend the parameters.
    MendParameters,
    /// Check the method's name.
    CheckMethod,
    /// Check the id: the product is gone, or never was.
    CheckId,
    /// Ask the dropshipping API instead.
    UseDropshipApi,
    /// Ask with another ship-to country.
    ChangeCountry,
    /// Check the SKU id (the numeric one) and the ship-to country.
    CheckSkuAndCountry,
    /// Try again later: the platform has a fault.
    TryLater,
    /// Check the network, the proxy and the endpoint.
    CheckNetwork,
    /// Keep the body and report it: the platform answers in a new way.
    ReportBody,
    /// Look the code up, and give the request id to the platform's support.
    AskSupport,
    /// Nothing to do: it is just not on sale now.
    WaitForSale,
    /// Record the call before it is replayed.
    RecordFirst,
    /// Let the call be made.
    AllowCalls,
    /// Allow more calls in all, if they are worth it.
    RaiseMaxCalls,
    /// Check the folder of the quota ledger, and who else uses it.
    CheckLedger,
}

impl Advice {
    /// What to do about a refusal of this meaning.
    pub fn for_cause(cause: Cause) -> Self {
        match cause {
            Cause::Throttled => Self::SlowDown,
            Cause::DailyQuota => Self::WaitForTomorrow,
            Cause::AccessToken => Self::RefreshToken,
            Cause::Consent => Self::AuthoriseAgain,
            Cause::Signature => Self::CheckSignature,
            Cause::Clock => Self::SetClock,
            Cause::AppKey => Self::CheckAppKey,
            Cause::Permission => Self::AskForPermission,
            Cause::MissingParameter | Cause::BadParameter => Self::MendParameters,
            Cause::UnknownMethod => Self::CheckMethod,
            Cause::NotFound => Self::CheckId,
            Cause::NotInAffiliateProgramme => Self::UseDropshipApi,
            Cause::NotSoldToCountry => Self::ChangeCountry,
            Cause::NotDeliverable => Self::CheckSkuAndCountry,
            Cause::PlatformFault => Self::TryLater,
            Cause::Unknown => Self::AskSupport,
        }
    }

    /// A stable word for it, for programs: `slow_down`.
    pub fn code(self) -> &'static str {
        match self {
            Self::SlowDown => "slow_down",
            Self::WaitForTomorrow => "wait_for_tomorrow",
            Self::RefreshToken => "refresh_token",
            Self::AuthoriseAgain => "authorise_again",
            Self::CheckSignature => "check_signature",
            Self::MendTokenStore => "mend_token_store",
            Self::SetClock => "set_clock",
            Self::CheckAppKey => "check_app_key",
            Self::AskForPermission => "ask_for_permission",
            Self::MendParameters => "mend_parameters",
            Self::CheckMethod => "check_method",
            Self::CheckId => "check_id",
            Self::UseDropshipApi => "use_dropship_api",
            Self::ChangeCountry => "change_country",
            Self::CheckSkuAndCountry => "check_sku_and_country",
            Self::TryLater => "try_later",
            Self::CheckNetwork => "check_network",
            Self::ReportBody => "report_body",
            Self::AskSupport => "ask_support",
            Self::WaitForSale => "wait_for_sale",
            Self::RecordFirst => "record_first",
            Self::AllowCalls => "allow_calls",
            Self::RaiseMaxCalls => "raise_max_calls",
            Self::CheckLedger => "check_ledger",
        }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SlowDown => "wait a little and call again, or call less often",
            Self::WaitForTomorrow => {
                "the day's calls are used up: wait until midnight in Beijing, or ask the \
                 platform for more"
            }
            Self::RefreshToken => {
                "refresh the access token; if that fails, have the user consent again"
            }
            Self::AuthoriseAgain => "have the user consent again: this consent is used up",
            Self::CheckSignature => {
                "check the app secret; `itemget sign` shows what is signed and which rule \
                 is most likely broken"
            }
            Self::MendTokenStore => {
                "mend the file that the access token is kept in, or log in again"
            }
            Self::SetClock => "set this machine's clock: the platform allows two hours",
            Self::CheckAppKey => "check the app key against the app's console page",
            Self::AskForPermission => {
                "ask for the method's API group in the app's console, or use an account \
                 that has it"
            }
            Self::MendParameters => "mend the parameter that the message names",
            Self::CheckMethod => "check the method's name",
            Self::CheckId => "check the id: the product is gone, or never was",
            Self::UseDropshipApi => {
                "the item is not in the affiliate programme: ask the dropshipping API \
                 (`--source dropship`)"
            }
            Self::ChangeCountry => {
                "the item is not sold to this country: ask with another one (`--ship-to`)"
            }
            Self::CheckSkuAndCountry => {
                "check the SKU id (the numeric one, not `sku_attr`) and the country"
            }
            Self::TryLater => "the platform has a fault: try again later",
            Self::CheckNetwork => "check the network, the proxy and the endpoint",
            Self::ReportBody => {
                "the platform answers in a new way: keep the body and report it"
            }
            Self::AskSupport => {
                "look the code up; the platform's support asks for the request id"
            }
            Self::WaitForSale => "the item is off sale now: the shop may put it back",
            Self::RecordFirst => "record the call first: make it once with `--record`",
            Self::AllowCalls => "ask again without `--offline`",
            Self::RaiseMaxCalls => "allow more calls (`--max-calls`), if they are worth it",
            Self::CheckLedger => {
                "check the permissions and free space of the quota ledger's folder, and look \
                 for a stopped process that holds it"
            }
        })
    }
}
