# frozen_string_literal: true

RSpec.describe "Orders that renew themselves (RFC 8739)" do
  let(:client) { registered(world("extensions")) }
  let(:star) { Acme::Client::AutoRenewal.new(client) }

  it "give their certificate until they are cancelled" do
    order = star.new_order(identifiers: "example.com", end_date: "2099-01-01T00:00:00Z", lifetime: 4 * 86_400, lifetime_adjust: 3600)
    expect { star.cancel(order) }.to raise_error(Acme::Client::Error::AutoRenewalCancellationInvalid)
    issue(order)
    certificate = leaf(star.certificate(order))
    expect(certificate.not_after - certificate.not_before).to eq(4 * 86_400 + 3600)
    expect(star.cancel(order).status).to eq("canceled")
    expect { star.certificate(order) }.to raise_error(Acme::Client::Error::AutoRenewalCanceled)
  end

  it "are refused before anything is sent: dates that are none, and directories without them" do
    expect { star.new_order(identifiers: "a.example", end_date: "soon", lifetime: 1) }.to raise_error(ArgumentError, /end_date/)
    expect { star.new_order(identifiers: "a.example", end_date: Time.now + 60, lifetime: -1) }.to raise_error(ArgumentError, /lifetime/)
    expect(star.limits).to include("min-lifetime")
    plain = Acme::Client::AutoRenewal.new(registered(world("ok")))
    expect { plain.new_order(identifiers: "a.example", end_date: Time.now + 86_400, lifetime: 3600) }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, /auto-renewal/)
  end

  it "are refused by the server with its reason" do
    expect { star.new_order(identifiers: "a.example", end_date: Time.now + 86_400, lifetime: 1) }
      .to raise_error(Acme::Client::Error::Malformed, "no such auto-renewal")
  end
end

RSpec.describe "Authorizations for names below (RFC 9444)" do
  it "count for an order's names" do
    client = registered(world("extensions"))
    subdomains = Acme::Client::Subdomains.new(client)
    above = subdomains.new_authorization(identifier: "example.com")
    above.dns.request_validation
    wait_while(above, "pending")
    order = subdomains.new_order(identifiers: "a.b.example.com", ancestors: { "a.b.example.com" => "example.com" })
    expect([order.status, order.authorization_urls]).to eq(["ready", [above.url]])
  end

  it "are refused where the directory does not offer them, and for names that are not above" do
    subdomains = Acme::Client::Subdomains.new(registered(world("ok")))
    expect { subdomains.new_order(identifiers: "a.b.example", ancestors: { "a.b.example" => "b.example" }) }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, /subdomainAuthAllowed/)
    expect { subdomains.new_order(identifiers: "a.b.example", ancestors: { "a.b.example" => "c.example" }) }
      .to raise_error(ArgumentError, /not above/)
  end
end

RSpec.describe "Onion services (RFC 9799)" do
  # The label of RFC 9799's kind: key, two bytes of checksum, version, in base32.
  def onion_name(key)
    bytes = "#{key.public_to_der.byteslice(-32, 32)}\0\0\x03".b
    digits = bytes.unpack1("B*").scan(/.{5}/).map { |bits| [*"a".."z", *"2".."7"][bits.to_i(2)] }
    "#{digits.join}.onion"
  end

  it "answer onion-csr-01 with their key" do
    key = OpenSSL::PKey.generate_key("ED25519")
    client = registered(world("extensions"))
    authorization = client.new_order(identifiers: onion_name(key)).authorizations.first
    challenge = authorization.challenges.find { |one| one.challenge_type == Acme::Client::Onion::CHALLENGE_TYPE }
    onion = Acme::Client::Onion.new(client)
    expect { onion.request_validation(challenge, private_key: OpenSSL::PKey.generate_key("ED25519")) }.to raise_error(ArgumentError, /key/)
    expect(onion.request_validation(challenge, private_key: key).status).to eq("processing")
    expect(wait_while(authorization, "pending").status).to eq("valid")
  end

  context "with CAA records within finalize" do
    let(:key) { OpenSSL::PKey.generate_key("ED25519") }
    let(:name) { onion_name(key) }
    let(:directory) { world("extensions") }
    let(:client) { registered(directory) }
    let(:onion) { Acme::Client::Onion.new(client) }
    let(:order) { ready_order_of_world(client.new_order(identifiers: "www.#{name}")) }
    let(:request) { csr("www.#{name}") }

    it "have them signed by their key" do
      [['caa 0 issue "ca.example"', 'caa 0 iodef "mailto:ops@ca.example"'], nil].each do |records|
        order = ready_order_of_world(client.new_order(identifiers: "www.#{name}"))
        expect(onion.finalize(order, csr: request, services: { name => { private_key: key, records: records } })).to be(true)
        expect(wait_while(order, "processing").status).to eq("valid")
      end
    end

    it "are not sent without them where the authority requires them" do
      expect(onion.caa_required?).to be(true)
      expect { order.finalize(csr: request) }.to raise_error(Acme::Client::Error::OnionCAARequired, /#{name}/)
      expect { onion.finalize(order, csr: request, services: {}) }.to raise_error(Acme::Client::Error::OnionCAARequired)
      expect(requests(directory, "finalize")).to eq(0)
      expect(Acme::Client::Onion.new(registered(world("ok"))).caa_required?).to be(false)
    end

    it "are refused by name: another's key, what is no record, what is no onion service" do
      { { name => { private_key: OpenSSL::PKey.generate_key("ED25519") } } => /key/,
        { name => { private_key: key, records: '0 issue "ca.example"' } } => /records/,
        { "example.com" => { private_key: key } } => /example\.com/ }.each do |services, message|
        expect { onion.finalize(order, csr: request, services: services) }.to raise_error(ArgumentError, message)
      end
    end
  end
end
