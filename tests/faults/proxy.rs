//! The proxy in front of the authority: it ends TLS, hands requests on, and does to one of them what the run plans.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;

use serde_json::Value;

use crate::current::Current;
use crate::gate::Gate;
use crate::kind::{Act, Scene};
use crate::names::{Names, STEP_HOST};
use crate::run::Run;
use crate::step::Step;
use crate::support::ca::ScriptedCa;
use crate::support::http::{Answer, Request, Response, Server, origin_and_path};
use crate::support::pebble::Pebble;
use crate::support::tls::Authority;
use crate::upstream::Upstream;

pub struct Proxy {
    shared: Arc<Shared>,
    forbidden: Server,
    names: Names,
    _server: Server,
}

struct Shared {
    upstream: Upstream,
    /// `https://localhost:PORT`.
    origin: String,
    /// `https://STEP_HOST:PORT`, the address of the one step whose connections go wrong.
    step_origin: String,
    forbidden_port: u16,
    current: Current,
}

impl Proxy {
    /// In front of a scripted CA of its own.
    pub fn before_scripted(authority: &Arc<Authority>) -> Self {
        Self::start(authority, |origins| {
            Upstream::Scripted(Box::new(ScriptedCa::start_behind(Arc::clone(authority), origins)))
        })
    }

    /// In front of Pebble.
    pub fn before_pebble(authority: &Arc<Authority>, pebble: &Arc<Pebble>) -> Self {
        Self::start(authority, |_| Upstream::pebble(pebble))
    }

    fn start(authority: &Arc<Authority>, upstream: impl FnOnce(Vec<String>) -> Upstream) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound listener");
        let current = Current::new();
        let gate = Gate::open(authority, address, current.clone());
        let origin = format!("https://localhost:{}", address.port());
        let step_origin = format!("https://{STEP_HOST}:{}", gate.port());
        let forbidden = Server::start(None, |_| Answer::Send(Response::new(403)));
        let shared = Arc::new(Shared {
            upstream: upstream(vec![origin.clone(), step_origin.clone()]),
            origin,
            step_origin,
            forbidden_port: forbidden.port(),
            current: current.clone(),
        });
        let acceptor = authority.localhost_and(STEP_HOST).acceptor();
        let server = Server::start_on(listener, Some(acceptor), {
            let shared = Arc::clone(&shared);
            move |request| shared.respond(request)
        });
        Self { shared, forbidden, names: Names::serve(current), _server: server }
    }

    pub fn upstream(&self) -> &Upstream {
        &self.shared.upstream
    }

    pub fn names(&self) -> &Names {
        &self.names
    }

    /// How many connections were made to where nobody may ask.
    pub fn forbidden_connections(&self) -> u64 {
        self.forbidden.connection_count()
    }

    /// Begins a run and gives the URL of its directory.
    pub fn begin(&self, run: &Arc<Run>) -> String {
        self.shared.current.set(run);
        let path = self.shared.upstream.begin(&run.world);
        let origin = match run.plan {
            Some(plan) if plan.kind.is_below_http() && plan.step == Step::Directory => {
                &self.shared.step_origin
            }
            _ => &self.shared.origin,
        };
        format!("{origin}{path}")
    }
}

impl Shared {
    fn respond(&self, request: &Request) -> Answer {
        let run = self.current.get();
        let Some(resource) = self.upstream.resource(&request.path) else {
            run.seen().trouble = Some(format!("unknown path {}", request.path));
            return Answer::Send(Response::new(404));
        };
        let Some(step) = run.note(resource, request) else { return Answer::close() };
        match run.plan.map(|plan| &plan.kind.act) {
            Some(Act::Instead(act)) if run.strikes_at(step) => {
                let nonce = step.is_signed().then(|| self.nonce(&run, request)).flatten();
                act(&self.scene(step, request, nonce))
            }
            Some(Act::After(act)) if run.strikes_at(step) => {
                let response = self.ask(&run, step, request);
                act(&self.scene(step, request, None), response)
            }
            _ => Answer::Send(self.ask(&run, step, request)),
        }
    }

    fn scene<'a>(&'a self, step: Step, request: &'a Request, nonce: Option<String>) -> Scene<'a> {
        let forbidden_port = self.forbidden_port;
        Scene { step, request, nonce, origin: &self.origin, forbidden_port }
    }

    fn nonce(&self, run: &Run, request: &Request) -> Option<String> {
        self.upstream.nonce(&run.world, request.header("host")?)
    }

    /// Hands the request on.
    fn ask(&self, run: &Run, step: Step, request: &Request) -> Response {
        let mut response = self.upstream.answer(request).unwrap_or_else(|error| {
            run.seen().trouble = Some(error.to_string());
            Response::new(504)
        });
        run.note_answer(step, &response);
        if let Some(plan) = run.plan.filter(|plan| plan.kind.is_below_http()) {
            self.lead_to_step(plan.step, &mut response);
            if request.header("host").is_some_and(|host| host.starts_with(STEP_HOST)) {
                response = response.with("Connection", "close");
            }
        }
        response
    }

    /// Has the URLs of a step lead to its own address.
    fn lead_to_step(&self, step: Step, response: &mut Response) {
        let turn = |text: &str| self.turned(step, text);
        for (name, value) in &mut response.headers {
            if name.eq_ignore_ascii_case("location") {
                *value = turn(value);
            } else if name.eq_ignore_ascii_case("link") {
                let inner = value.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned();
                *value = value.replace(&inner, &turn(&inner));
            }
        }
        if let Ok(mut document) = serde_json::from_slice::<Value>(&response.body) {
            each_text(&mut document, &turn);
            response.body = document.to_string().into_bytes();
        }
    }

    fn turned(&self, step: Step, url: &str) -> String {
        let (origin, path) = origin_and_path(url);
        let leads_there = self.upstream.resource(path).is_some_and(|(known, _)| known == step.endpoint());
        if origin == self.origin && leads_there {
            format!("{}{path}", self.step_origin)
        } else {
            url.to_owned()
        }
    }
}

fn each_text(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items.iter_mut().for_each(|item| each_text(item, change)),
        Value::Object(members) => members.values_mut().for_each(|member| each_text(member, change)),
        _ => {}
    }
}
