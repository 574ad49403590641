//! A kind of fault: what goes wrong, where it can, and what shall come of it.

use acme_client::{Kind, Step as ErrorStep};

use crate::step::Step;
use crate::support::ca::{Break, Problem};
use crate::support::http::{Answer, Request, Response};

/// How often a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Times {
    Once,
    Twice,
    Always,
}

impl Times {
    pub const ALL: [Self; 3] = [Self::Once, Self::Twice, Self::Always];

    pub fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Twice => "twice",
            Self::Always => "always",
        }
    }

    pub fn count(self) -> u32 {
        match self {
            Self::Once => 1,
            Self::Twice => 2,
            Self::Always => u32::MAX,
        }
    }
}

/// What a look-up of the server's name comes to.
#[derive(Debug, Clone, Copy)]
pub enum Named {
    Refused,
    NotFound,
    Stalled,
}

/// What becomes of a connection before anything is asked.
#[derive(Debug, Clone, Copy)]
pub enum Gated {
    UnknownAuthority,
    WrongHost,
    Expired,
    PlainHttp,
    Alert,
    Stalled,
}

/// The request that a fault happens to.
pub struct Scene<'a> {
    pub step: Step,
    pub request: &'a Request,
    /// A nonce for a refusal.
    pub nonce: Option<String>,
    /// The proxy's `https://host:port`.
    pub origin: &'a str,
    /// The port of the server that nobody may ask.
    pub forbidden_port: u16,
}

type Instead = Box<dyn Fn(&Scene<'_>) -> Answer + Send + Sync>;
type After = Box<dyn Fn(&Scene<'_>, Response) -> Answer + Send + Sync>;

/// What goes wrong.
pub enum Act {
    /// The look-up of the name.
    Name(Named),
    /// The connection.
    Connection(Gated),
    /// The authority is not asked; this is answered instead.
    Instead(Instead),
    /// The authority has acted; this becomes of its answer.
    After(After),
}

/// What shall come of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// What was called for.
    Arrives,
    /// An error of one of these kinds that names one of these steps.
    Fails(Vec<Kind>, Vec<ErrorStep>),
}

/// Whether a fault may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// It does no harm.
    Harmless,
    /// It passes when it does not last.
    Passing,
    /// It is the server's last word, or forbidden: once is enough.
    Final,
}

/// How a chain that was accepted may differ from what the authority gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainMay {
    BeWholeOnly,
    LackItsEnd,
}

type Fits = Box<dyn Fn(Step) -> bool + Send + Sync>;
type Unless = Box<dyn Fn(Step, Times) -> Option<Expected> + Send + Sync>;

pub struct FaultKind {
    pub name: String,
    pub act: Act,
    /// Steps at which it goes on once it has happened.
    pub also: &'static [Step],
    pub chain_may: ChainMay,
    /// Whether a run in which it lasts ends by its deadline alone.
    pub outlasts: bool,
    course: Course,
    errors: Vec<Kind>,
    fits: Vec<(Fits, &'static str)>,
    unless: Vec<Unless>,
}

impl FaultKind {
    fn new(name: impl Into<String>, act: Act) -> Self {
        Self {
            name: name.into(),
            act,
            also: &[],
            chain_may: ChainMay::BeWholeOnly,
            outlasts: false,
            course: Course::Harmless,
            errors: Vec::new(),
            fits: Vec::new(),
            unless: Vec::new(),
        }
    }

    /// A look-up that goes wrong.
    pub fn name(name: &str, named: Named) -> Self {
        Self::new(name, Act::Name(named))
    }

    /// A connection that goes wrong.
    pub fn connection(name: &str, gated: Gated) -> Self {
        Self::new(name, Act::Connection(gated))
    }

    /// An answer that is not the authority's.
    pub fn instead(name: &str, act: impl Fn(&Scene<'_>) -> Answer + Send + Sync + 'static) -> Self {
        Self::new(name, Act::Instead(Box::new(act)))
    }

    /// A problem instead of an answer, with a nonce where requests are signed.
    pub fn problem(name: &str, problem: impl Fn() -> Problem + Send + Sync + 'static) -> Self {
        Self::instead(name, move |scene| Answer::Send(with_nonce(scene, problem().to_response())))
    }

    /// A break of the connection before the authority has acted.
    pub fn before(name: &str, way: Break) -> Self {
        Self::instead(name, move |_| {
            way.answer(Response::new(200).with_body("application/json", "{\"status\":\""))
        })
    }

    /// What becomes of the authority's answer.
    pub fn after(name: &str, act: impl Fn(&Scene<'_>, Response) -> Answer + Send + Sync + 'static) -> Self {
        Self::new(name, Act::After(Box::new(act)))
    }

    /// A break of the connection once the authority has acted.
    pub fn after_break(name: &str, way: Break) -> Self {
        Self::after(name, move |_, response| way.answer(response))
    }

    /// A change of the authority's answer.
    pub fn edit(name: &str, edit: impl Fn(&Scene<'_>, &mut Response) + Send + Sync + 'static) -> Self {
        Self::after(name, move |scene, mut response| {
            edit(scene, &mut response);
            Answer::Send(response)
        })
    }

    /// That it passes, and what it is as long as it lasts.
    #[must_use]
    pub fn passes(self, errors: &[Kind]) -> Self {
        Self { course: Course::Passing, errors: errors.to_vec(), ..self }
    }

    /// That it is refused at once, and as what.
    #[must_use]
    pub fn refused(self, errors: &[Kind]) -> Self {
        Self { course: Course::Final, errors: errors.to_vec(), ..self }
    }

    /// That it can happen at these steps alone, and why at no others.
    #[must_use]
    pub fn only(mut self, fits: impl Fn(Step) -> bool + Send + Sync + 'static, why: &'static str) -> Self {
        self.fits.push((Box::new(fits), why));
        self
    }

    /// What comes of it at some steps.
    #[must_use]
    pub fn unless(
        mut self,
        exception: impl Fn(Step, Times) -> Option<Expected> + Send + Sync + 'static,
    ) -> Self {
        self.unless.push(Box::new(exception));
        self
    }

    /// That it does no harm at these steps.
    #[must_use]
    pub fn harmless_at(self, steps: &'static [Step]) -> Self {
        self.unless(move |step, _| steps.contains(&step).then_some(Expected::Arrives))
    }

    /// That at this step it is found later, as that.
    #[must_use]
    pub fn fails_at(self, at: Step, kinds: &[Kind], steps: &[ErrorStep]) -> Self {
        let (kinds, steps) = (kinds.to_vec(), steps.to_vec());
        self.unless(move |step, _| (step == at).then(|| Expected::Fails(kinds.clone(), steps.clone())))
    }

    /// That it goes on at these steps once it has happened.
    #[must_use]
    pub fn goes_on_at(self, also: &'static [Step]) -> Self {
        Self { also, ..self }
    }

    /// That the client cannot know of what is missing from the end of a chain.
    #[must_use]
    pub fn hides_the_end(self) -> Self {
        Self { chain_may: ChainMay::LackItsEnd, ..self }
    }

    /// That a run in which it lasts ends by its deadline alone.
    #[must_use]
    pub fn outlasts(self) -> Self {
        Self { outlasts: true, ..self }
    }

    /// Why it cannot happen at a step.
    pub fn misfit(&self, step: Step) -> Option<&'static str> {
        self.fits.iter().find(|(fits, _)| !fits(step)).map(|(_, why)| *why)
    }

    /// Whether the way to the step needs an address of its own.
    pub fn is_below_http(&self) -> bool {
        matches!(self.act, Act::Name(_) | Act::Connection(_))
    }

    /// What shall come of it.
    pub fn expected(&self, step: Step, times: Times) -> Expected {
        if let Some(expected) = self.unless.iter().find_map(|exception| exception(step, times)) {
            return expected;
        }
        let acted = matches!(self.act, Act::After(_));
        match self.course {
            Course::Harmless => Expected::Arrives,
            Course::Passing if times != Times::Always => Expected::Arrives,
            Course::Passing if acted && step.is_looked_into_elsewhere() => Expected::Arrives,
            Course::Passing | Course::Final => {
                let mut kinds = self.errors.clone();
                let unread = [Kind::InvalidResponse, Kind::UnreadableResponse];
                if step == Step::Directory && kinds.iter().any(|kind| unread.contains(kind)) {
                    kinds.push(Kind::InvalidDirectory);
                }
                if step == Step::AlternateChain {
                    pass_over_what_lasts(&mut kinds);
                }
                Expected::Fails(kinds, vec![step.in_errors()])
            }
        }
    }
}

/// Leaves the errors of what may be had a moment later. An alternate that cannot be had for good is passed over.
fn pass_over_what_lasts(kinds: &mut Vec<Kind>) {
    let all = kinds.len();
    kinds.retain(|kind| {
        matches!(
            kind,
            Kind::ConnectionFailed
                | Kind::ConnectionLost
                | Kind::TlsFailed
                | Kind::RequestTimedOut
                | Kind::TimedOut
                | Kind::UnreadableResponse
                | Kind::RateLimited
                | Kind::ServerInternal
                | Kind::HttpError
        )
    });
    if kinds.len() < all {
        kinds.push(Kind::ChainNotFound);
    }
}

/// The response with the nonce that the authority would have sent along.
pub fn with_nonce(scene: &Scene<'_>, response: Response) -> Response {
    match &scene.nonce {
        Some(nonce) => response.with("Replay-Nonce", nonce.as_str()),
        None => response,
    }
}
