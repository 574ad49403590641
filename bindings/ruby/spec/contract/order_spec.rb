# frozen_string_literal: true

RSpec.describe "An order" do
  let(:directory) { world("ok") }
  let(:client) { registered(directory) }

  it "is placed for a name, a hash, or an array of both" do
    {
      "a.example" => [%w[dns a.example]],
      { type: "dns", value: "a.example" } => [%w[dns a.example]],
      { "type" => "ip", "value" => "192.0.2.1" } => [%w[ip 192.0.2.1]],
      ["a.example", { type: "ip", value: "192.0.2.1" }, { "type" => "dns", "value" => "b.example" }] =>
        [%w[dns a.example], %w[ip 192.0.2.1], %w[dns b.example]]
    }.each do |identifiers, expected|
      order = client.new_order(identifiers: identifiers)
      expect(order.identifiers.map { |one| one.values_at("type", "value") }).to eq(expected)
      expect(order.authorization_urls.size).to eq(expected.size)
    end
  end

  it "carries the dates, the profile and what it replaces" do
    first = Time.at(Time.now.to_i + 3600).utc
    order = client.new_order(identifiers: "a.example", not_before: first.iso8601, not_after: (first + 86_400), profile: "shortlived")
    expect(order.profile).to eq("shortlived")
    meet_http_at(order)
    order.finalize(csr: csr("a.example"))
    wait_while(order, "processing")
    expect(leaf(order.certificate)).to have_attributes(not_before: first, not_after: first + 86_400)

    renewed = order.renew
    expect(renewed.replaces).to eq(Acme::Client::Util.ari_certificate_identifier(order.certificate))
    expect(renewed).to have_attributes(profile: "shortlived", identifiers: order.identifiers)
    expect { order.renew }.to raise_error(Acme::Client::Error::AlreadyReplaced, "the certificate has a successor")
  end

  # The scripted CA validates without a look.
  def meet_http_at(order)
    order.authorizations.each { |authorization| authorization.challenges.first.request_validation }
    wait_while(order, "pending")
  end

  def issued(client, name = "a.example")
    order = client.new_order(identifiers: name)
    meet_http_at(order)
    order.finalize(csr: csr(name))
    wait_while(order, "processing")
  end

  it "has the readers and the hash of the original" do
    order = client.new_order(identifiers: "a.example")
    expect(order.to_h).to eq(
      url: order.url, status: "pending", expires: order.expires, finalize_url: order.finalize_url,
      authorization_urls: order.authorization_urls, identifiers: [{ "type" => "dns", "value" => "a.example" }],
      certificate_url: nil, profile: nil, replaces: nil, retry_after: nil
    )
    expect(Time.iso8601(order.expires)).to be > Time.now
    expect(order.contact).to be_nil
  end

  it "is read by its URL, as are its authorizations and challenges" do
    order = client.new_order(identifiers: "a.example")
    expect(client.order(url: order.url).to_h).to eq(order.to_h)
    authorization = client.authorization(url: order.authorization_urls.first)
    expect(authorization.to_h).to eq(order.authorizations.first.to_h)
    challenge = client.challenge(url: authorization.http.url)
    expect(challenge).to be_a(Acme::Client::Resources::Challenges::HTTP01)
    expect(challenge.to_h).to eq(authorization.http.to_h)
    expect(challenge.key_authorization).to eq("#{challenge.token}.#{client.jwk.thumbprint}")
  end

  it "has authorizations with typed challenges, the same object at each call" do
    authorization = client.new_order(identifiers: "a.example").authorizations.first
    expect(authorization).to have_attributes(domain: "a.example", status: "pending", identifier: { "type" => "dns", "value" => "a.example" })
    expect(authorization.challenges.map(&:challenge_type)).to eq(%w[http-01 dns-01 tls-alpn-01 odd-01])
    http, dns = authorization.http, authorization.dns
    expect(authorization.http01).to equal(http)
    authorization.reload
    expect(authorization.http).to equal(http)
    expect(authorization.dns01).to equal(dns)
    expect(authorization.dns_account).to be_nil
    expect(authorization.challenges.first).not_to equal(authorization.challenges.first)
    http.request_validation
    wait_while(authorization, "pending")
    expect(http.reload).to be true
    expect(http.status).to eq("valid")
    expect(Time.iso8601(http.validated)).to be <= Time.now + 1
  end

  it "has challenges of unknown types that can be asked for all the same" do
    authorization = client.new_order(identifiers: "a.example").authorizations.first
    odd = authorization.challenges.find { |challenge| challenge.challenge_type == "odd-01" }
    expect(odd).to be_a(Acme::Client::Resources::Challenges::Unsupported).and have_attributes(token: nil)
    expect(odd.reload).to be true
  end

  it "gives an authorization back" do
    order = client.new_order(identifiers: "a.example")
    authorization = order.authorizations.first
    expect(authorization.deactivate).to be true
    expect(authorization.status).to eq("deactivated")
    expect(client.deactivate_authorization(url: client.new_order(identifiers: "b.example").authorization_urls.first).status)
      .to eq("deactivated")
    expect(order.reload).to be true
    expect(order.status).to eq("invalid")
  end

  it "cannot be reloaded without its URL" do
    order = client.new_order(identifiers: "a.example")
    detached = Acme::Client::Resources::Order.new(client, **order.to_h.merge(url: nil))
    expect { detached.reload }.to raise_error(Acme::Client::Error::OrderUrlNil, "Cannot reload order with nil url.")
    order.instance_variable_set(:@url, nil)
    expect { order.reload }.to raise_error(Acme::Client::Error::OrderUrlNil)
  end

  it "is not finalized before its authorizations are valid, and has no certificate before that" do
    order = client.new_order(identifiers: "a.example")
    expect { order.certificate }
      .to raise_error(Acme::Client::Error::CertificateNotReady, "No certificate_url to collect the order")
    expect { order.finalize(csr: csr("a.example")) }
      .to raise_error(Acme::Client::Error::OrderNotReady, "the order is pending")
    expect { order.finalize(csr: "text") }.to raise_error(ArgumentError, "csr must respond to `#to_der`")
  end

  it "is finalized by URL too, with any CSR" do
    order = client.new_order(identifiers: "a.example")
    meet_http_at(order)
    request = csr("a.example").csr
    finalized = client.finalize(url: order.finalize_url, csr: request)
    expect(finalized.url).to eq(order.url)
    wait_while(finalized, "processing")
    expect(certificate_names(client.certificate(url: finalized.certificate_url))).to eq(["a.example"])
  end

  it "is not finalized twice" do
    order = client.new_order(identifiers: "a.example")
    meet_http_at(order)
    request = csr("a.example").csr
    client.finalize(url: order.finalize_url, csr: request)
    expect { order.finalize(csr: request) }.to raise_error(Acme::Client::Error::OrderNotReady)
  end

  it "is refused with a CSR for other names" do
    order = client.new_order(identifiers: "a.example")
    meet_http_at(order)
    expect { order.finalize(csr: csr("b.example")) }.to raise_error(Acme::Client::Error::BadCSR)
  end

  it "is placed once and finalized once when answers are lost" do
    %w[lost-new-order lost-challenge lost-finalize lost-certificate reset-finalize truncated-once].each do |name|
      directory = world(name)
      expect(issued(registered(directory)).certificate).to include("BEGIN CERTIFICATE"), name
      expect(statistics(directory)).to include("ordersFinalized" => 1, "certificates" => 1, "violations" => []), name
    end
  end

  describe "certificate" do
    let(:order) { issued(client) }

    it "takes the first chain with the issuer that is asked for" do
      chains = ["Scripted Root X1", "Scripted Root X2"].map { |name| order.certificate(force_chain: name) }
      issuers = chains.map { |pem| OpenSSL::X509::Certificate.new(pem.split(/(?=-----BEGIN)/).last).issuer.to_s }
      expect(issuers).to match([include("Scripted Root X1"), include("Scripted Root X2")])
      expect(order.certificate).to eq(chains.first)
      expect(order.certificate(force_chain: "Scripted Intermediate")).to eq(chains.first)
      expect(Acme::Client::ChainIdentifier.new(chains.last).match_name?("Root X2")).to be true
    end

    it "is not there with an issuer that no chain has" do
      expect { order.certificate(force_chain: "Other Root") }
        .to raise_error(Acme::Client::Error::ForcedChainNotFound, "Could not find any matching chain for `Other Root`")
    end

    it "is revoked once" do
      pem = order.certificate
      expect(client.revoke(certificate: pem, reason: 4)).to be true
      expect { client.revoke(certificate: pem) }
        .to raise_error(Acme::Client::Error::AlreadyRevoked, "the certificate is revoked already")
      other = issued(client, "b.example").certificate
      expect { client.revoke(certificate: other, reason: 6) }.to raise_error(Acme::Client::Error::BadRevocationReason)
      expect(client.revoke(certificate: leaf(other))).to be true
    end

    it "has renewal information" do
      info = order.renewal_info
      expect(info.to_h).to eq(
        ari_id: Acme::Client::Util.ari_certificate_identifier(order.certificate),
        suggested_window: { "start" => info.suggested_window_start, "end" => info.suggested_window_end },
        explanation_url: client.terms_of_service, retry_after: "21600"
      )
      window = Time.iso8601(info.suggested_window_start)..Time.iso8601(info.suggested_window_end)
      expect(window).to cover(info.suggested_renewal_time)
      expect(info.retry_after_time).to be_within(60).of(Time.now + 21_600)
      expect(info.reload).to be true
      [{ certificate: order.certificate }, { certificate: leaf(order.certificate) }, { ari_id: info.ari_id }].each do |given|
        expect(client.renewal_info(**given).ari_id).to eq(info.ari_id)
      end
      expect { client.renewal_info }.to raise_error(ArgumentError, "must specify certificate or ari_id")
    end
  end

  it "is renewed and its certificate revoked at Pebble" do
    client = registered(pebble)
    order = issued_order(client)
    expect(order.renewal_info.suggested_renewal_time).to be > Time.now
    expect(order.renew.replaces).to eq(order.renewal_info.ari_id)
    expect(client.revoke(certificate: order.certificate)).to be true
  end
end
