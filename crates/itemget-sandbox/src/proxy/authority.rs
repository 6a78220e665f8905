//! The CA the proxy signs its hosts' certificates with: made at start, kept in memory.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// How long a certificate lasts: some clients refuse more than 398 days.
const LIFETIME: SignedDuration = SignedDuration::from_hours(397 * 24);

/// Why a certificate could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuthorityError {
    #[error("could not make a certificate")]
    Certificate(#[from] rcgen::Error),
    #[error("could not set up TLS")]
    Tls(#[from] rustls::Error),
}

/// The CA and the certificates it has signed.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    ca_pem: String,
    /// By the machine's clock, which is the one clients check certificates with.
    now: Timestamp,
    signed: Mutex<BTreeMap<&'static str, Arc<ServerConfig>>>,
}

impl Authority {
    pub(crate) fn new(now: Timestamp) -> Result<Self, AuthorityError> {
        let mut params = params(Vec::new(), "itemget sandbox CA", now)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate()?;
        let ca_pem = params.self_signed(&key)?.pem();
        let issuer = Issuer::new(params, key);
        Ok(Self { issuer, ca_pem, now, signed: Mutex::default() })
    }

    /// The CA's certificate.
    pub(crate) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// What a TLS server for this host needs.
    pub(crate) fn server_config(
        &self,
        host: &'static str,
    ) -> Result<Arc<ServerConfig>, AuthorityError> {
        let mut signed =
            self.signed.lock().expect("no code panics while it holds the certificates");
        if let Some(config) = signed.get(host) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.sign(host)?);
        signed.insert(host, Arc::clone(&config));
        Ok(config)
    }

    fn sign(&self, host: &str) -> Result<ServerConfig, AuthorityError> {
        let mut params = params(vec![host.to_owned()], host, self.now)?;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(config)
    }
}

impl std::fmt::Debug for Authority {
    /// Without its keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority").finish_non_exhaustive()
    }
}

fn params(
    names: Vec<String>,
    common_name: &str,
    now: Timestamp,
) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.distinguished_name.push(DnType::OrganizationName, "itemget sandbox");
    let date = |moment: Timestamp| {
        let date = Offset::UTC.to_datetime(moment).date();
        let month = u8::try_from(date.month()).expect("a month is 1 to 12");
        let day = u8::try_from(date.day()).expect("a day is 1 to 31");
        rcgen::date_time_ymd(i32::from(date.year()), month, day)
    };
    // A day back, for machines whose clock is behind.
    params.not_before = date(now - SignedDuration::from_hours(24));
    params.not_after = date(now + LIFETIME - SignedDuration::from_hours(24));
    Ok(params)
}
