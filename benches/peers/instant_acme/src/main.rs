//! Obtains certificates with instant-acme: DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, OrderStatus, RetryPolicy,
};

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

fn main() -> Outcome {
    #[cfg(feature = "ring")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    #[cfg(feature = "aws-lc-rs")]
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(obtain(std::env::args().skip(1).collect()))
}

async fn obtain(arguments: Vec<String>) -> Outcome {
    let [directory, ca_file, count, at_once, names @ ..] = arguments.as_slice() else {
        return Err("usage: bench-instant-acme DIRECTORY_URL CA_FILE COUNT AT_ONCE NAME...".into());
    };
    let (count, at_once): (usize, usize) = (count.parse()?, at_once.parse()?);
    let who = NewAccount { contact: &[], terms_of_service_agreed: true, only_return_existing: false };
    let builder = if ca_file.is_empty() { Account::builder()? } else { Account::builder_with_root(ca_file)? };
    let (account, _) = builder.create(&who, directory.clone(), None).await?;
    let identifiers: Arc<[_]> = names.iter().map(|name| Identifier::Dns(name.clone())).collect();
    let begun = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..at_once)
        .map(|_| {
            let (account, identifiers, begun) = (account.clone(), identifiers.clone(), begun.clone());
            tokio::spawn(async move {
                while begun.fetch_add(1, Ordering::Relaxed) < count {
                    issue(&account, &identifiers).await?;
                }
                Outcome::Ok(())
            })
        })
        .collect();
    for worker in workers {
        worker.await??;
    }
    Ok(())
}

async fn issue(account: &Account, identifiers: &[Identifier]) -> Outcome {
    let mut order = account.new_order(&NewOrder::new(identifiers)).await?;
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
