//! A client of one world of the scripted CA, and the steps that most tests begin with.

use std::sync::LazyLock;
use std::time::Duration;

use acme_client::client::ClientOptions;
use acme_client::protocol::{
    AccountParams, Authorization, Csr, Identifier, Key, KeyKind, Order, OrderParams,
};
use acme_client::{Client, Error};

use crate::support::ca::{Behaviour, Endpoint, Fault, Occurs, ScriptedCa};

pub const WAIT: Duration = Duration::from_secs(20);

/// A CA with one world, and a client of it.
pub struct Fixture {
    pub ca: ScriptedCa,
    pub client: Client,
}

pub const WORLD: &str = "test";

/// Options for a directory of this CA.
pub fn options(ca: &ScriptedCa, directory: &str) -> ClientOptions {
    let mut options = ClientOptions::new(directory);
    options.tls.system_roots = false;
    options.tls.ca_files.push(ca.ca_file().to_owned());
    options
}

/// A P-256 key; making one costs nothing worth sharing.
pub fn new_key() -> Key {
    Key::generate(KeyKind::EcP256).unwrap()
}

/// An RSA key, made once.
pub fn rsa_key() -> Key {
    static KEY: LazyLock<Key> = LazyLock::new(|| Key::generate(KeyKind::Rsa(2048)).unwrap());
    KEY.clone()
}

impl Fixture {
    pub fn new(behaviour: Behaviour) -> Self {
        Self::with(behaviour, |_| {})
    }

    pub fn with(behaviour: Behaviour, change: impl FnOnce(&mut ClientOptions)) -> Self {
        let ca = ScriptedCa::start();
        let directory = ca.world(WORLD, behaviour);
        let mut options = options(&ca, &directory);
        change(&mut options);
        let client = Client::new(options, new_key()).unwrap();
        Self { ca, client }
    }

    /// A world with one fault.
    pub fn faulty(endpoint: Endpoint, occurs: Occurs, fault: Fault) -> Self {
        Self::new(Behaviour::new().on(endpoint, occurs, fault))
    }

    /// The same with an account.
    pub fn registered(self) -> Self {
        register(&self.client);
        self
    }

    pub fn requests(&self, endpoint: Endpoint) -> usize {
        self.ca.request_count(WORLD, endpoint)
    }

    pub fn order(&self) -> Order {
        self.client.new_order(&order_for(&["example.com"])).unwrap()
    }

    /// An order whose authorizations are valid.
    pub fn ready_order(&self) -> Order {
        let order = self.order();
        authorize(&self.client, &order);
        order
    }

    /// An order that is finalized and valid.
    pub fn valid_order(&self) -> Order {
        let order = self.ready_order();
        self.client.wait_order(&self.client.finalize(&order, &csr(&order)).unwrap(), WAIT).unwrap()
    }

    /// One whole issuance, its certificate checked by the client.
    pub fn issue(&self) -> Result<(), Error> {
        issue(&self.client, &["example.com"])
    }
}

pub fn register(client: &Client) {
    let params = AccountParams { terms_agreed: Some(true), ..AccountParams::default() };
    client.new_account(&params).unwrap();
}

pub fn order_for(names: &[&str]) -> OrderParams {
    let identifiers = names.iter().map(|name| Identifier::parse(name).unwrap()).collect();
    OrderParams { identifiers, ..OrderParams::default() }
}

pub fn csr(order: &Order) -> Csr {
    Csr::for_identifiers(&order.identifiers, &new_key()).unwrap()
}

/// Proves every name of the order; the scripted CA takes each answer as good.
pub fn authorize(client: &Client, order: &Order) -> Vec<Authorization> {
    let prove = |index| {
        let authorization = client.order_authorization(order, index).unwrap();
        client.request_validation(authorization.challenge("http-01").unwrap()).unwrap();
        client.wait_authorization(&authorization, WAIT).unwrap()
    };
    (0..order.authorizations.len()).map(prove).collect()
}

/// The first failure of a whole issuance, account included.
pub fn issue(client: &Client, names: &[&str]) -> Result<(), Error> {
    client.new_account(&AccountParams { terms_agreed: Some(true), ..AccountParams::default() })?;
    let order = client.new_order(&order_for(names))?;
    for index in 0..order.authorizations.len() {
        let authorization = client.order_authorization(&order, index)?;
        if let Some(challenge) = authorization.challenge("http-01") {
            client.request_validation(challenge)?;
        }
        client.wait_authorization(&authorization, WAIT)?;
    }
    let order = client.wait_order(&client.finalize(&order, &csr(&order))?, WAIT)?;
    client.certificate(&order, None).map(|_| ())
}
