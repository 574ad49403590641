//! Obtains one certificate with instant-acme: DIRECTORY_URL CA_FILE NAME...

use std::error::Error;
use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, OrderStatus, RetryPolicy,
};

fn main() -> Result<(), Box<dyn Error>> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(obtain(std::env::args().skip(1).collect()))
}

async fn obtain(arguments: Vec<String>) -> Result<(), Box<dyn Error>> {
    let [directory, ca_file, names @ ..] = arguments.as_slice() else {
        return Err("usage: bench-instant-acme DIRECTORY_URL CA_FILE NAME...".into());
    };
    let who = NewAccount { contact: &[], terms_of_service_agreed: true, only_return_existing: false };
    let (account, _) = Account::builder_with_root(ca_file)?.create(&who, directory.clone(), None).await?;
    let identifiers: Vec<_> = names.iter().map(|name| Identifier::Dns(name.clone())).collect();
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        authorization.challenge(ChallengeType::Http01).ok_or("no http-01 challenge")?.set_ready().await?;
    }
    // As often as the other programs look; the default of 250 ms would be measured instead of the client.
    let retries = RetryPolicy::new().initial_delay(Duration::from_millis(20)).backoff(1.0);
    if order.poll_ready(&retries).await? != OrderStatus::Ready {
        return Err("the order is not ready".into());
    }
    order.finalize().await?;
    let chain = order.poll_certificate(&retries).await?;
    if chain.contains("BEGIN CERTIFICATE") { Ok(()) } else { Err("no certificate".into()) }
}
