//! A process killed at any point of an issuance: the next one finishes the same order.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use acme_client::client::ClientOptions;
use acme_client::issuance::solver::{Presentation, Solver, SolverContext};
use acme_client::issuance::{ObtainParams, StateFile};
use acme_client::protocol::Key;
use acme_client::transport::{HttpOptions, HttpTransport, Request, Response, Transport};
use acme_client::{Client, Result};

use crate::fixture::{WORLD, key, params, register};
use crate::support::ca::{Behaviour, ScriptedCa};
use crate::support::temp_dir::TempDir;

/// Tells a process of this test binary that it is the one to be killed, and in which folder.
const FOLDER: &str = "ACME_KILLED_IN";
/// Where it kills itself: an endpoint's path segment or a step of the solver, with the side of it.
const POINT: &str = "ACME_KILLED_AT";

const POINTS: [&str; 25] = [
    "before directory",
    "after directory",
    "before new-account",
    "after new-account",
    "before new-nonce",
    "after new-nonce",
    "before new-order",
    "after new-order",
    "before authorization",
    "after authorization",
    "before present",
    "after present",
    "after ready",
    "before challenge",
    "after challenge",
    "before order",
    "after order",
    "before clean-up",
    "after clean-up",
    "before finalize",
    "after finalize",
    "before second order",
    "after second order",
    "before certificate",
    "after certificate",
];

/// Kills this process at its point.
#[derive(Clone)]
struct Killer {
    point: String,
    orders: Arc<AtomicUsize>,
}

impl Killer {
    fn at(&self, point: &str) {
        if point == self.point {
            Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();
            loop {
                std::thread::park();
            }
        }
    }
}

struct Killing {
    inner: HttpTransport,
    killer: Killer,
}

impl Transport for Killing {
    fn send(&self, request: &Request<'_>) -> Result<Response> {
        let segment = request.url.split('/').nth(4).unwrap_or_default();
        let looks = if segment == "order" { self.killer.orders.fetch_add(1, Ordering::Relaxed) } else { 0 };
        let name = if looks > 0 { format!("second {segment}") } else { segment.to_owned() };
        self.killer.at(&format!("before {name}"));
        let response = self.inner.send(request);
        self.killer.at(&format!("after {name}"));
        response
    }
}

/// Presents in files, so that what is left behind can be seen.
struct Files {
    folder: PathBuf,
    killer: Killer,
}

impl Files {
    fn path(&self, presentation: &Presentation) -> PathBuf {
        self.folder.join(presentation.challenge.token.as_deref().unwrap())
    }
}

impl Solver for Files {
    fn types(&self) -> Vec<String> {
        vec!["http-01".into()]
    }

    fn present(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        self.killer.at("before present");
        for presentation in batch {
            fs::write(self.path(presentation), &presentation.key_authorization).unwrap();
        }
        self.killer.at("after present");
        Ok(())
    }

    fn ready(&self, _: &[Presentation], _: &SolverContext) -> Result<()> {
        self.killer.at("after ready");
        Ok(())
    }

    fn clean_up(&self, batch: &[Presentation], _: &SolverContext) -> Result<()> {
        self.killer.at("before clean-up");
        for presentation in batch {
            let _ = fs::remove_file(self.path(presentation));
        }
        self.killer.at("after clean-up");
        Ok(())
    }
}

fn obtain_params(folder: &Path) -> ObtainParams {
    let mut params = params(&["a.example", "b.example"]);
    params.state_file = Some(folder.join("state.json"));
    params
}

fn client_in(folder: &Path, killer: &Killer) -> Client {
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let mut options = ClientOptions::new(read("directory"));
    options.tls.system_roots = false;
    options.tls.ca_files.push(read("ca_file").into());
    let inner =
        HttpTransport::new(HttpOptions { tls: options.tls.clone(), ..HttpOptions::default() }).unwrap();
    options.transport = Some(Arc::new(Killing { inner, killer: killer.clone() }));
    Client::new(options, Key::from_pem(read("account.pem").as_bytes(), None).unwrap()).unwrap()
}

/// What the process does that is killed. In any other it does nothing.
#[test]
fn the_process_that_is_killed() {
    let (Ok(folder), Ok(point)) = (env::var(FOLDER), env::var(POINT)) else { return };
    let folder = PathBuf::from(folder);
    let killer = Killer { point, orders: Arc::default() };
    let solver = Files { folder: folder.join("webroot"), killer: killer.clone() };
    let client = client_in(&folder, &killer);
    register(&client);
    let outcome = client.obtain(&obtain_params(&folder), &solver);
    panic!("{} was never reached: {outcome:?}", killer.point);
}

#[test]
fn killed_at_any_point_the_next_process_finishes_the_same_order_with_the_same_key() {
    for point in POINTS {
        let ca = ScriptedCa::start();
        let directory = ca.world(WORLD, Behaviour { processing_looks: 2, ..Behaviour::default() });
        let folder = TempDir::new();
        folder.write("account.pem", key().to_pem(None).unwrap().as_bytes());
        folder.write("directory", directory);
        folder.write("ca_file", ca.ca_file().to_str().unwrap());
        let webroot = folder.path().join("webroot");
        fs::create_dir(&webroot).unwrap();

        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "killed::the_process_that_is_killed", "--nocapture"]);
        let output = child.env(FOLDER, folder.path()).env(POINT, point).output().unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&output.status);
        assert_eq!(signal, Some(9), "{point}: {}", String::from_utf8_lossy(&output.stderr));

        let before = StateFile::new(folder.path().join("state.json")).read().unwrap();
        let nobody = Killer { point: String::new(), orders: Arc::default() };
        let client = client_in(folder.path(), &nobody);
        register(&client);
        let solver = Files { folder: webroot.clone(), killer: nobody };
        let certificate = client.obtain(&obtain_params(folder.path()), &solver).unwrap();
        if let Some(state) = before {
            let key = state.key().unwrap().unwrap();
            assert_eq!(certificate.key.unwrap().jwk().thumbprint(), key.jwk().thumbprint(), "{point}");
            if let Some(order) = state.order_url() {
                assert_eq!(certificate.order_url, order, "{point}");
            }
        } else {
            let has_begun = !["directory", "new-account", "new-nonce"].iter().any(|at| point.ends_with(at));
            assert!(!has_begun, "{point}: no state was kept");
        }
        assert_eq!((ca.accounts(WORLD), ca.certificates(WORLD)), (1, 1), "{point}");
        assert_eq!(ca.orders_finalized(WORLD), 1, "{point}");
        assert_eq!(fs::read_dir(&webroot).unwrap().count(), 0, "{point}: something is left behind");
    }
}
