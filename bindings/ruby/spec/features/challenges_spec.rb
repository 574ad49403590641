# frozen_string_literal: true

RSpec.describe "Challenges" do
  def authorization_of(name, directory = world("extensions"))
    registered(directory).new_order(identifiers: name).authorizations.first
  end

  it "of tls-alpn-01 have their certificate, for any key (RFC 8737)" do
    challenge = authorization_of("example.com").tls_alpn_01
    [new_key, OpenSSL::PKey::RSA.new(2048), OpenSSL::PKey.generate_key("ED25519")].each do |key|
      certificate = challenge.certificate(private_key: key)
      extension = certificate.extensions.find { |one| one.oid == "1.3.6.1.5.5.7.1.31" }
      expect(extension).to be_critical
      expect(OpenSSL::ASN1.decode(extension.value_der).value).to eq(OpenSSL::Digest::SHA256.digest(challenge.key_authorization))
      expect(certificate_names(certificate.to_pem)).to eq(["example.com"])
      expect(certificate.verify(key)).to be(true)
    end
    expect([challenge.server_name, challenge.class::ALPN_PROTOCOL]).to eq(%w[example.com acme-tls/1])
  end

  it "of tls-alpn-01 for an IP address are asked for by its reverse name (RFC 8738)" do
    { "192.0.2.1" => "1.2.0.192.in-addr.arpa",
      "2001:DB8:0::1" => "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa" }.each do |address, name|
      challenge = authorization_of(address).tls_alpn_01
      expect(challenge.server_name).to eq(name)
      key = new_key
      entry = challenge.certificate(private_key: key).extensions.find { |one| one.oid == "subjectAltName" }
      expect(entry.value).to start_with("IP Address:")
    end
  end

  it "of tls-alpn-01 say when their identifier is not known" do
    challenge = authorization_of("example.com").tls_alpn_01
    bare = Acme::Client::Resources::Challenges.new(nil, type: "tls-alpn-01", status: "pending", url: challenge.url, token: "t")
    expect { bare.server_name }.to raise_error(ArgumentError, /identifier/)
  end

  it "of the DNS have their record's full name: wildcards, a final dot and other scripts included" do
    authorization = authorization_of("*.example.com")
    expect(authorization.dns.full_record_name).to eq("_acme-challenge.example.com")
    expect(authorization.dns.full_record_name("*.Bücher.example.")).to eq("_acme-challenge.xn--bcher-kva.example")
    expect(authorization.dns_account_01.full_record_name).to match(/\A_[a-z2-7]{16}\._acme-challenge\.example\.com\z/)
    expect(authorization.dns_persist_01.full_record_name).to eq("_validation-persist.example.com")
    authorization.dns.reload
    expect(authorization.dns.full_record_name).to eq("_acme-challenge.example.com")
  end

  it "of dns-persist-01 have their record, and the client builds it without an order" do
    client = registered(world("extensions"))
    challenge = client.new_order(identifiers: "*.example.com").authorizations.first.dns_persist_01
    expected = "ca.example; accounturi=#{client.kid}; policy=wildcard"
    expect([challenge.record_type, challenge.record_content]).to eq(["TXT", expected])
    record = client.persistent_dns_record(name: "*.example.com")
    expect(record).to have_attributes(name: "_validation-persist.example.com", type: "TXT", content: expected)
    until_then = challenge.record_content("example.com", wildcard: false, persist_until: Time.at(2_000_000_000))
    expect(until_then).to eq("ca.example; accounturi=#{client.kid}; persistUntil=2000000000")
  end

  it "of dns-persist-01 without names of the authority are an error of the server's" do
    broken = Acme::Client::Resources::Challenges.new(nil, type: "dns-persist-01", status: "pending", url: "u", token: nil)
    expect { broken.record_content("example.com") }.to raise_error(Acme::Client::Error::ServerError, /issuerDomainNames/)
  end

  it "of any type are answered with JSON of the caller's own" do
    authorization = authorization_of("example.com", world("ok"))
    odd = authorization.challenges.find { |challenge| challenge.challenge_type == "odd-01" }
    expect(odd.document).to include("type" => "odd-01")
    expect { odd.request_validation(payload: []) }.to raise_error(ArgumentError, /payload/)
    expect(odd.request_validation(payload: { attObj: "o2M" })).to be(true)
    expect(wait_while(authorization, "pending").status).to eq("valid")
  end

  it "have CAA records for authority, account and methods (RFC 8657)" do
    client = registered(world("extensions"))
    value = "ca.example; accounturi=#{client.kid}"
    expect(client.caa_records.map(&:to_s)).to eq(["0 issue \"#{value}\"", "0 issuewild \"#{value}\""])
    record, = client.caa_records(validation_methods: %w[dns-01 http-01], wildcard: true)
    expect(record).to have_attributes(flags: 0, tag: "issuewild", value: "#{value}; validationmethods=dns-01,http-01")
    expect { client.caa_records(validation_methods: "dns_01") }.to raise_error(ArgumentError, /method/)
  end
end
