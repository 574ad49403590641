//! DNS messages (RFC 1035, section 4; updates RFC 2136).

use std::net::IpAddr;

use domain::base::iana::{Class, Opcode, Rcode, Rtype};
use domain::base::message_builder::PushError;
use domain::base::{Message, MessageBuilder, ToName, Ttl};
use domain::rdata::{A, Aaaa, Ns, Soa, Txt};
use openssl::rand::rand_bytes;

use super::{DnsName, failed};
use crate::error::Result;

/// How large an answer by UDP may be, in bytes (the value of the DNS flag day 2020).
const UDP_PAYLOAD: u16 = 1232;
/// How long resolvers may keep a record, in seconds.
const TTL: Ttl = Ttl::from_secs(60);

/// What an update does with its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Change {
    /// Puts them in place, beside what is there.
    Add,
    /// Takes them away, and them alone.
    Remove,
}

/// A question; `recursive` asks the server to find out what it does not know.
pub(super) fn question(name: &DnsName, kind: Rtype, recursive: bool) -> Result<Vec<u8>> {
    let mut builder = MessageBuilder::new_vec();
    let header = builder.header_mut();
    header.set_id(random_id()?);
    header.set_rd(recursive);
    let mut builder = builder.question();
    builder.push((name, kind)).map_err(too_long)?;
    let mut builder = builder.additional();
    let sized = builder.opt(|opt| {
        opt.set_udp_payload_size(UDP_PAYLOAD);
        Ok(())
    });
    sized.map_err(too_long)?;
    Ok(builder.finish())
}

/// A dynamic update of TXT records in one zone.
pub(in super::super) fn update(
    zone: &DnsName,
    change: Change,
    records: &[(DnsName, String)],
) -> Result<Vec<u8>> {
    let mut builder = MessageBuilder::new_vec();
    let header = builder.header_mut();
    header.set_id(random_id()?);
    header.set_opcode(Opcode::UPDATE);
    let mut builder = builder.question();
    builder.push((zone, Rtype::SOA)).map_err(too_long)?;
    let mut builder = builder.authority();
    let (class, ttl) = match change {
        Change::Add => (Class::IN, TTL),
        Change::Remove => (Class::NONE, Ttl::ZERO),
    };
    for (name, value) in records {
        let text: Txt<Vec<u8>> =
            Txt::build_from_slice(value.as_bytes()).map_err(|error| failed(error.to_string()))?;
        builder.push((name, class, ttl, text)).map_err(too_long)?;
    }
    Ok(builder.finish())
}

fn random_id() -> Result<u16> {
    let mut bytes = [0; 2];
    rand_bytes(&mut bytes)?;
    Ok(u16::from_be_bytes(bytes))
}

fn too_long(_: PushError) -> crate::error::Error {
    failed("the DNS message is too long")
}

/// An answer that belongs to its question.
#[derive(Debug)]
pub(in super::super) struct Answer(Message<Vec<u8>>);

impl Answer {
    /// Reads what came back; `None` when it is no answer to this question.
    pub(super) fn read(question: &[u8], bytes: Vec<u8>) -> Option<Self> {
        let answer = Message::from_octets(bytes).ok()?;
        let asked = Message::from_octets(question).ok()?;
        let (header, asked_header) = (answer.header(), asked.header());
        let is_answer =
            header.qr() && header.id() == asked_header.id() && header.opcode() == asked_header.opcode();
        // A server that cannot read a question may leave it out of its answer.
        let same_question = match (answer.first_question(), asked.first_question()) {
            (Some(answered), Some(asked)) => {
                answered.qname() == asked.qname() && answered.qtype() == asked.qtype()
            }
            (None, _) => header.rcode() != Rcode::NOERROR || header.opcode() == Opcode::UPDATE,
            _ => false,
        };
        (is_answer && same_question).then_some(Self(answer))
    }

    pub(super) fn message(&self) -> &Message<Vec<u8>> {
        &self.0
    }

    pub(in super::super) fn rcode(&self) -> Rcode {
        self.0.header().rcode()
    }

    pub(super) fn is_truncated(&self) -> bool {
        self.0.header().tc()
    }

    /// Where the aliases in the answer lead that begin at the name asked for: to itself when there are none.
    pub(super) fn alias(&self) -> Option<DnsName> {
        Some(self.0.canonical_name()?.to_name())
    }

    /// The zone that the answer or its absence comes from.
    pub(super) fn zone(&self) -> Option<DnsName> {
        let of = |section: domain::base::message::RecordSection<'_, Vec<u8>>| {
            let mut records = section.limit_to_in::<Soa<_>>().flatten();
            records.next().map(|record| record.owner().to_name())
        };
        self.0.answer().ok().and_then(of).or_else(|| self.0.authority().ok().and_then(of))
    }

    /// The text of the TXT records of a name, each joined from its strings.
    pub(super) fn texts(&self, name: &DnsName) -> Vec<Vec<u8>> {
        let Ok(section) = self.0.answer() else { return Vec::new() };
        let records = section.limit_to_in::<Txt<_>>().flatten().filter(|record| record.owner() == name);
        records.map(|record| record.data().iter().flatten().copied().collect()).collect()
    }

    /// The names of the servers of a zone.
    pub(super) fn name_servers(&self) -> Vec<DnsName> {
        let Ok(section) = self.0.answer() else { return Vec::new() };
        section.limit_to_in::<Ns<_>>().flatten().map(|record| record.data().nsdname().to_name()).collect()
    }

    /// The addresses in the answer, of both families.
    pub(super) fn addresses(&self) -> Vec<IpAddr> {
        let (Ok(v4), Ok(v6)) = (self.0.answer(), self.0.answer()) else { return Vec::new() };
        let v4 = v4.limit_to_in::<A>().flatten().map(|record| IpAddr::V4(record.data().addr()));
        let v6 = v6.limit_to_in::<Aaaa>().flatten().map(|record| IpAddr::V6(record.data().addr()));
        v4.chain(v6).collect()
    }
}
