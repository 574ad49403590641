# frozen_string_literal: true

# RFC 8555, sections 7.4.2 and 7.6.
RSpec.describe "Certificates" do
  let(:client) { registered(world("ok")) }
  let(:order) { issued_order_of_world(client) }
  let(:default_chain) { order.certificate }

  def top(pem)
    OpenSSL::X509::Certificate.load(pem).last
  end

  def issuer_of_top(pem)
    top(pem).issuer.to_a.assoc("CN")[1]
  end

  def chosen(chain)
    order.certificate(chain: chain)
  end

  # The chain that is not the default one.
  def alternate
    urls = client.send(:download, order.certificate_url).headers.dig("link", "alternate")
    client.certificate(url: urls.first)
  end

  it "come with the chain of the wanted top issuer" do
    other = issuer_of_top(alternate)
    expect(other).not_to eq(issuer_of_top(default_chain))
    expect(chosen({ top_issuer: other })).to eq(alternate)
    expect(chosen({ top_issuer: issuer_of_top(default_chain) })).to eq(default_chain)
  end

  it "come with the chain that has the wanted issuer anywhere" do
    expect(chosen({ any_issuer: issuer_of_top(alternate) })).to eq(alternate)
    expect(order.certificate(force_chain: issuer_of_top(alternate))).to eq(alternate)
  end

  it "come with the chain of the wanted key id or fingerprint, colons or not" do
    certificate = top(alternate)
    key_id = certificate.authority_key_identifier || certificate.subject_key_identifier
    expect(chosen({ key_id: key_id.unpack1("H*") })).to eq(alternate)
    digest = OpenSSL::Digest::SHA256.hexdigest(certificate.to_der)
    colons = digest.upcase.scan(/../).join(":")
    expect(OpenSSL::X509::Certificate.load(chosen({ fingerprint: colons })).map(&:to_der)).to include(certificate.to_der)
  end

  it "come with the shortest chain" do
    lengths = [default_chain, alternate].map { |pem| OpenSSL::X509::Certificate.load(pem).size }
    expect(OpenSSL::X509::Certificate.load(chosen(:shortest)).size).to eq(lengths.min)
  end

  it "take a list of preferences with fallback, or with an error" do
    nobody = { top_issuer: "Nobody" }
    expect(chosen([nobody, { top_issuer: issuer_of_top(alternate) }])).to eq(alternate)
    expect(chosen([nobody, :server_choice])).to eq(default_chain)
    expect { chosen([nobody]) }.to raise_error(Acme::Client::Error::ForcedChainNotFound, /Nobody/)
  end

  it "come with another chain when an alternate cannot be had" do
    order = issued_order_of_world(registered(world("failing-alternate")))
    default = order.certificate
    expect(order.certificate(chain: { top_issuer: "Scripted Root X2" })).not_to eq(default)
    expect(order.certificate(chain: [{ top_issuer: "Nobody" }, :server_choice])).to eq(default)
    expect { order.certificate(chain: { top_issuer: "Nobody" }) }.to raise_error(Acme::Client::Error::ForcedChainNotFound)
  end

  it "are not asked for with a CSR that names others than the order, or whose key nobody certifies" do
    directory = world("ok")
    client = registered(directory)
    order = ready_order_of_world(client.new_order(identifiers: names))
    expect { order.finalize(csr: csr("other.example")) }.to raise_error(Acme::Client::Error::BadCSR, /names other\.example instead/)
    expect { client.finalize(url: order.finalize_url, csr: csr("other.example")) }.to raise_error(Acme::Client::Error::BadCSR)
    weak = csr(order.identifiers.map { |one| one["value"] }, private_key: OpenSSL::PKey::RSA.new(1024))
    expect { order.finalize(csr: weak) }.to raise_error(ArgumentError, /csr: has a key/)
    expect(requests(directory, "finalize")).to eq(0)
    expect(issue(order).status).to eq("valid")
  end

  it "are asked for with any CSR where another transport carries the requests" do
    client = registered(world("ok"), transport: :net_http)
    order = ready_order_of_world(client.new_order(identifiers: names))
    expect { order.finalize(csr: csr("other.example")) }
      .to raise_error(an_instance_of(Acme::Client::Error::BadCSR).and(have_attributes(acme_error_body: include("status" => 400))))
  end

  it "refuse preferences that are none before anything is sent" do
    [:longest, "Root", [], { colour: "red" }, { fingerprint: "ab:cd" }, { key_id: "xyz" }].each do |wanted|
      expect { client.certificate(url: "https://ca.example/1", chain: wanted) }.to raise_error(ArgumentError, /chain/)
    end
    expect { client.certificate(url: "https://ca.example/1", chain: :shortest, force_chain: "X") }.to raise_error(ArgumentError, /only one/)
  end

  it "are for any kind of key, with further subject fields" do
    keys = [OpenSSL::PKey::RSA.new(2048), OpenSSL::PKey.generate_key("ED25519"), *%w[secp384r1 secp521r1].map { |curve| OpenSSL::PKey::EC.generate(curve) }]
    keys.each do |key|
      request = Acme::Client::CertificateRequest.new(names: ["a.example", "192.0.2.1"], private_key: key, subject: { organization_name: "Example" })
      expect(request.csr.verify(key)).to be(true)
      expect(request.csr.subject.to_a.map { |part| part.first(2) }).to include(%w[O Example])
    end
    expect(leaf(issued_order_of_world(client, private_key: keys.last).certificate).check_private_key(keys.last)).to be(true)
  end

  it "are revoked with the account's key, the reason by name or number" do
    certificate = order.certificate
    expect(client.revoke(certificate: certificate, reason: :key_compromise)).to be(true)
    expect { client.revoke(certificate: certificate, reason: "superseded") }.to raise_error(Acme::Client::Error::AlreadyRevoked)
    expect { client.revoke(certificate: certificate, reason: :boredom) }.to raise_error(ArgumentError, /reason/)
  end

  it "are revoked with their own key, which needs no account" do
    directory = world("ok")
    key = new_key
    certificate = issued_order_of_world(registered(directory), private_key: key).certificate
    stranger = client_of(directory)
    expect { stranger.revoke(certificate: certificate, private_key: new_key) }.to raise_error(Acme::Client::Error::Unauthorized)
    expect(stranger.revoke(certificate: certificate, private_key: key, reason: :superseded)).to be(true)
    expect { stranger.revoke(certificate: certificate, private_key: key) }.to raise_error(Acme::Client::Error::AlreadyRevoked)
  end
end
