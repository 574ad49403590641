# frozen_string_literal: true

RSpec.describe Acme::Client do
  let(:key) { OpenSSL::PKey::EC.generate("prime256v1") }
  let(:order_document) do
    { status: "pending", expires: "2030-01-01T00:00:00Z", finalize: "https://ca.example/finalize/1",
      authorizations: ["https://ca.example/authz/1"], identifiers: [{ type: "dns", value: "a.example" }] }
  end
  let(:authorization_document) do
    { status: "pending", identifier: { type: "dns", value: "a.example" },
      challenges: [{ type: "http-01", status: "pending", url: "https://ca.example/chall/1", token: "t" }] }
  end

  it "loads what programs count on" do
    %w[JSON OpenSSL Digest Forwardable Base64 Time URI].each { |name| expect(Object.const_defined?(name)).to be(true), name }
    expect(require("acme/client")).to be(false)
  end

  it "shows neither key nor account" do
    expect(scripted_client(directory: URI("https://ca.example/directory")).inspect).to eq("#<Acme::Client directory=https://ca.example/directory>")
  end

  describe ".new" do
    it "needs a key" do
      expect { described_class.new }.to raise_error(ArgumentError, "must specify jwk or private_key")
      expect { described_class.new(private_key: "PEM") }.to raise_error(ArgumentError, /private_key/)
      expect { described_class.new(jwk: key) }.to raise_error(ArgumentError, /jwk/)
      expect { described_class.new(private_key: key, directory: nil) }.to raise_error(TypeError, /directory/)
      expect { described_class.new(private_key: key, kid: 5) }.to raise_error(TypeError, /kid/)
    end

    it "has the original's default directory" do
      expect(native_arguments[0]).to include("directory" => "http://127.0.0.1:4000/directory", "http_on_loopback" => true)
    end

    it "leaves nonce retries to the engine unless it is told a number" do
      expect(native_arguments[0]["nonce_attempts"]).to be_nil
      expect(native_arguments(bad_nonce_retry: 0)[0]["nonce_attempts"]).to eq(1)
      expect(native_arguments(bad_nonce_retry: 5)[0]["nonce_attempts"]).to eq(6)
      expect { described_class.new(private_key: key, bad_nonce_retry: -1) }.to raise_error(ArgumentError, /bad_nonce_retry/)
      expect { described_class.new(private_key: key, bad_nonce_retry: "1") }.to raise_error(TypeError, /bad_nonce_retry/)
    end
  end

  describe "the signer" do
    it "is the key itself where it can be exported" do
      [key, OpenSSL::PKey::RSA.new(2048)].each do |exportable|
        pem = native_arguments(private_key: exportable)[1]
        expect(OpenSSL::PKey.read(pem).to_der).to eq(exportable.to_der)
        expect(native_arguments(jwk: Acme::Client::JWK.from_private_key(exportable))[1]).to eq(pem)
      end
    end

    it "is the object where it signs otherwise" do
      subclass = Class.new(Acme::Client::JWK::RSA).new(OpenSSL::PKey::RSA.new(2048))
      stubbed = Acme::Client::JWK::ECDSA.new(key)
      def stubbed.sign(_message) = "other"
      duck = double(jws: "{}", to_json: "{}", thumbprint: "t")
      [subclass, stubbed, duck].each { |jwk| expect(native_arguments(jwk: jwk)[1]).to be(jwk) }
    end

    it "is the object where the key cannot be exported" do
      public_half = Acme::Client::JWK::RSA.new(OpenSSL::PKey::RSA.new(2048).public_key)
      small = Acme::Client::JWK::RSA.new(OpenSSL::PKey::RSA.new(1024))
      [public_half, small].each { |jwk| expect(native_arguments(jwk: jwk)[1]).to be(jwk) }
      locked = OpenSSL::PKey::RSA.new(2048)
      def locked.private_to_pem = raise(OpenSSL::PKey::PKeyError, "not exportable")
      expect(native_arguments(jwk: Acme::Client::JWK::RSA.new(locked))[1]).to be_a(Acme::Client::JWK::RSA)
    end
  end

  describe "the account" do
    let(:document) { { status: "valid", contact: ["mailto:a@b.example"], termsOfServiceAgreed: true, orders: "https://ca.example/orders/1" } }
    let(:answer) { resource("https://ca.example/acct/1", document) }

    it "is made" do
      native = scripted_native
      expect(native).to receive(:new_account).with(["mailto:a@b.example"], true, false, nil).and_return(answer)
      account = scripted_client(native).new_account(contact: "mailto:a@b.example", terms_of_service_agreed: true)
      expect(account.to_h).to eq(url: "https://ca.example/acct/1", status: "valid", contact: ["mailto:a@b.example"],
                                 term_of_service: true, orders: "https://ca.example/orders/1")
    end

    it "is bound to an external account" do
      native = scripted_native
      expect(native).to receive(:new_account).with([], nil, false, { "kid" => "k", "hmac_key" => "aGk" }).twice.and_return(answer)
      client = scripted_client(native)
      client.new_account(contact: [], external_account_binding: { kid: "k", hmac_key: "aGk" })
      client.new_account(contact: nil, external_account_binding: { "kid" => "k", "hmac_key" => "aGk" })
      [{ kid: "k" }, { hmac_key: "k" }, { kid: nil, hmac_key: "k" }].each do |binding|
        expect { client.new_account(contact: [], external_account_binding: binding) }
          .to raise_error(ArgumentError, "must specify kid and hmac_key key for external_account_binding")
      end
    end

    it "is known by its URL, which is asked for once it is needed" do
      expect(scripted_client(scripted_native(account_url: "https://ca.example/acct/1")).kid).to eq("https://ca.example/acct/1")
      native = scripted_native(account_url: nil, find_account_url: { "url" => "https://ca.example/acct/2" })
      expect(scripted_client(native).kid).to eq("https://ca.example/acct/2")
    end

    it "is read, updated and deactivated" do
      native = scripted_native(account: answer, account_deactivate: answer)
      expect(native).to receive(:account_update).with(nil, true).and_return(answer)
      expect(native).to receive(:account_update).with(["mailto:x@y.example"], nil).and_return(answer)
      client = scripted_client(native)
      accounts = [client.account, client.account_deactivate, client.account_update(terms_of_service_agreed: true),
                  client.account_update(contact: "mailto:x@y.example")]
      expect(accounts).to all(be_a(Acme::Client::Resources::Account))
    end

    it "changes its key" do
      native = scripted_native
      expect(native).to receive(:key_change).with(key.private_to_pem).and_return(resource("https://ca.example/acct/1", ""))
      client = scripted_client(native)
      expect(client.account_key_change(new_private_key: key)).to have_attributes(url: "https://ca.example/acct/1", status: nil, contact: [])
      expect(client.jwk.thumbprint).to eq(Acme::Client::JWK::ECDSA.new(key).thumbprint)
      expect { client.account_key_change }.to raise_error(ArgumentError, "must specify new_jwk or new_private_key")
    end

    it "keeps its key when the change fails" do
      client = scripted_client(scripted_native(key_change: failure("ServerInternal", problem: problem("serverInternal"))))
      old = client.jwk
      expect { client.account_key_change(new_private_key: key) }.to raise_error(Acme::Client::Error::ServerInternal)
      expect(client.jwk).to be(old)
    end
  end

  describe "#new_order" do
    let(:answer) { resource("https://ca.example/order/1", order_document, retry_after: "3") }

    def ordered(**arguments)
      native = scripted_native(new_order: answer)
      order = scripted_client(native).new_order(**arguments)
      received = nil
      expect(native).to(have_received(:new_order) { |*values| received = values })
      [received, order]
    end

    it "gives an order" do
      _, order = ordered(identifiers: "a.example")
      expect(order).to have_attributes(url: "https://ca.example/order/1", finalize_url: "https://ca.example/finalize/1", status: "pending",
                                       authorization_urls: ["https://ca.example/authz/1"], retry_after: "3",
                                       identifiers: [{ "type" => "dns", "value" => "a.example" }])
    end

    it "takes one name, a hash, or an array that mixes both" do
      { "a.example" => [%w[dns a.example]],
        { type: "ip", value: "192.0.2.1" } => [%w[ip 192.0.2.1]],
        %w[192.0.2.1 2001:db8::1] => [%w[ip 192.0.2.1], %w[ip 2001:db8::1]],
        ["a.example", { "type" => "dns", "value" => "b.example" }, { type: :dns, value: "c.example" }].freeze =>
          [%w[dns a.example], %w[dns b.example], %w[dns c.example]] }.each do |identifiers, expected|
        expect(ordered(identifiers: identifiers)[0][0]).to eq(expected)
      end
    end

    it "takes bytes that are UTF-8, and other encodings" do
      expect(ordered(identifiers: ["m\xC3\xBC.example".b, "m\xFC.example".dup.force_encoding("ISO-8859-1")])[0][0].map(&:last)).to eq(["mü.example"] * 2)
    end

    it "passes dates, profile and predecessor on" do
      received, = ordered(identifiers: "a.example", not_before: Time.utc(2030), not_after: "2030-02-01T00:00:00Z", profile: :short, replaces: "a.b")
      expect(received[1..]).to eq(["2030-01-01T00:00:00Z", "2030-02-01T00:00:00Z", "short", "a.b"])
    end

    it "names the argument that it cannot use" do
      client = scripted_client
      { identifiers: [nil, [], 5, [nil], [["a.example"]], { type: "dns" }, "\xFF"], not_before: [5], profile: [5], replaces: [[]] }.each do |keyword, values|
        values.each do |value|
          expect { client.new_order(**{ identifiers: "a.example" }.merge(keyword => value)) }
            .to raise_error(an_instance_of(ArgumentError).or(an_instance_of(TypeError)), /#{keyword}/)
        end
      end
    end
  end

  describe "#finalize" do
    let(:csr) { Acme::Client::CertificateRequest.new(names: ["a.example"], private_key: OpenSSL::PKey::EC.generate("prime256v1")) }

    it "tells the engine which order it is, when an order told the client" do
      native = scripted_native(new_order: resource("https://ca.example/order/1", order_document))
      expect(native).to receive(:finalize).with("https://ca.example/finalize/9", nil, csr.to_der).and_return(resource("", order_document))
      expect(native).to receive(:finalize).with("https://ca.example/finalize/1", "https://ca.example/order/1", csr.to_der)
                                          .and_return(resource("https://ca.example/order/1", order_document))
      client = scripted_client(native)
      expect(client.finalize(url: "https://ca.example/finalize/9", csr: csr).url).to be_nil
      client.new_order(identifiers: "a.example").finalize(csr: csr)
    end

    it "remembers a bounded number of orders" do
      native = scripted_native
      allow(native).to receive(:order) { |url| resource(url, order_document.merge(finalize: "#{url}/finalize")) }
      allow(native).to receive(:finalize).and_return(resource("", order_document))
      client = scripted_client(native)
      (0..1000).each { |number| client.order(url: "https://ca.example/#{number}") }
      { 0 => nil, 1 => "https://ca.example/1", 1000 => "https://ca.example/1000" }.each do |number, url|
        client.finalize(url: "https://ca.example/#{number}/finalize", csr: csr)
        expect(native).to have_received(:finalize).with("https://ca.example/#{number}/finalize", url, csr.to_der)
      end
    end

    it "sends no CSR that names others than the order" do
      client = scripted_client(scripted_native(new_order: resource("https://ca.example/order/1", order_document)))
      order = client.new_order(identifiers: "a.example")
      other = Acme::Client::CertificateRequest.new(names: ["b.example"], private_key: csr.private_key)
      expect { order.finalize(csr: other) }.to raise_error(Acme::Client::Error::BadCSR, "csr: names b.example instead")
    end

    it "needs a CSR" do
      expect { scripted_client.finalize(url: "https://ca.example/1", csr: "PEM") }.to raise_error(ArgumentError, "csr must respond to `#to_der`")
    end
  end

  it "reads authorizations and challenges" do
    challenge = authorization_document[:challenges].first
    native = scripted_native(
      authorization: resource("https://ca.example/authz/1", authorization_document, retry_after: "15"),
      deactivate_authorization: resource("https://ca.example/authz/1", authorization_document.merge(status: "deactivated")),
      challenge: resource("https://ca.example/chall/1", challenge.merge(validated: "2030-01-01T00:00:00Z"), retry_after: "5"),
      request_validation: resource("https://ca.example/chall/1", challenge.merge(type: "odd-01"))
    )
    client = scripted_client(native)
    expect(client.authorization(url: "https://ca.example/authz/1")).to have_attributes(domain: "a.example", retry_after: "15", wildcard: nil)
    expect(client.deactivate_authorization(url: URI("https://ca.example/authz/1")).status).to eq("deactivated")
    expect(client.challenge(url: "https://ca.example/chall/1")).to have_attributes(validated: "2030-01-01T00:00:00Z", retry_after: "5", token: "t")
    validation = client.request_challenge_validation(url: "https://ca.example/chall/1", key_authorization: "ignored")
    expect(validation).to have_attributes(challenge_type: "odd-01")
    %i[authorization challenge order certificate].each { |verb| expect { client.public_send(verb, url: nil) }.to raise_error(TypeError, /url/) }
  end

  it "downloads certificates" do
    native = scripted_native
    expect(native).to receive(:certificate).with("https://ca.example/cert/1", nil).and_return({ "pem" => "PEM" })
    expect(native).to receive(:certificate).with("https://ca.example/cert/1", "Root").and_return({ "pem" => "OTHER" })
    client = scripted_client(native)
    expect(client.certificate(url: "https://ca.example/cert/1")).to eq("PEM")
    expect(client.certificate(url: "https://ca.example/cert/1", force_chain: "Root")).to eq("OTHER")
  end

  it "revokes certificates given in PEM, in DER or as objects" do
    certificate = test_certificate
    native = scripted_native
    expect(native).to receive(:revoke).with(certificate.to_der, 1).exactly(3).times.and_return({})
    client = scripted_client(native)
    [certificate, certificate.to_pem, certificate.to_der].each { |form| expect(client.revoke(certificate: form, reason: 1)).to be(true) }
    expect { client.revoke(certificate: nil) }.to raise_error(TypeError, /certificate/)
    expect { client.revoke(certificate: certificate, reason: "1") }.to raise_error(TypeError, /reason/)
    expect { client.revoke(certificate: "nonsense") }.to raise_error(OpenSSL::X509::CertificateError)
  end

  it "asks for renewal information by identifier or certificate" do
    document = { suggestedWindow: { start: "2030-01-01T00:00:00Z", end: "2030-01-02T00:00:00Z" }, explanationURL: "https://ca.example/why" }
    certificate = test_certificate(serial: 0x87654321, key_identifier: "\x01\x02".b)
    native = scripted_native
    expect(native).to receive(:renewal_info).with("AQI.AIdlQyE").twice.and_return(resource("https://ca.example/ari", document, retry_after: "60"))
    client = scripted_client(native)
    [{ certificate: certificate.to_pem }, { ari_id: "AQI.AIdlQyE" }].each do |arguments|
      expect(client.renewal_info(**arguments)).to have_attributes(
        ari_id: "AQI.AIdlQyE", suggested_window_start: "2030-01-01T00:00:00Z", explanation_url: "https://ca.example/why", retry_after: "60"
      )
    end
    expect { client.renewal_info }.to raise_error(ArgumentError, "must specify certificate or ari_id")
  end

  it "fetches the directory once and keeps it where programs look for it" do
    document = { newOrder: "https://ca.example/new-order", meta: { website: "https://ca.example", profiles: { short: "brief" } } }
    native = scripted_native
    expect(native).to receive(:directory).once.and_return({ "json" => document.to_json })
    client = scripted_client(native, directory: "https://ca.example/directory")
    expect(client).to have_attributes(website: "https://ca.example", profiles: { "short" => "brief" }, terms_of_service: nil,
                                      caa_identities: nil, external_account_required: nil, meta: JSON.parse(document[:meta].to_json))
    expect(client.instance_variable_get(:@directory)).to be(client.directory)
    expect(client.send(:endpoint_for, :new_order)).to eq(URI("https://ca.example/new-order"))
    expect { client.send(:endpoint_for, :key_change) }
      .to raise_error(Acme::Client::Error::UnsupportedOperation, "Directory at https://ca.example/directory does not include `key_change`")
  end

  it "has a pool of nonces" do
    pool = []
    native = scripted_native(get_nonce: {}, nonce_clear: nil)
    allow(native).to receive(:nonce_push) { |nonce| pool << nonce }
    allow(native).to receive(:nonce_pop) { pool.pop }
    allow(native).to receive(:nonce_count) { pool.size }
    client = scripted_client(native)
    expect(client.get_nonce).to be(true)
    expect(client.nonces).to be_empty
    client.nonces << "a" << "b"
    expect([client.nonces.size, client.nonces.pop, client.nonces.empty?]).to eq([2, "b", false])
    expect(client.nonces.clear).to be(client.nonces)
    expect { client.nonces << 5 }.to raise_error(TypeError, /nonce/)
  end

  describe "what programs reach with send" do
    let(:link) { '<https://ca.example/cert/1/1>;rel="alternate", <https://ca.example/directory>;rel="index"' }
    let(:answer) { { "status" => 201, "headers" => [["Content-Type", "application/json; charset=utf-8"], ["Location", "https://ca.example/order/1"], ["Link", link]], "body" => order_document.to_json } }

    it "posts for the account or with the bare key" do
      native = scripted_native
      expect(native).to receive(:post).with("https://ca.example/x", '{"a":1}', "kid", nil).and_return(answer)
      expect(native).to receive(:post).with("https://ca.example/x", "{}", "jwk", nil).and_return(answer)
      expect(native).to receive(:post).with("https://ca.example/x", "", "kid", nil).twice.and_return(answer)
      client = scripted_client(native)
      response = client.send(:post, URI("https://ca.example/x"), payload: { a: 1 })
      expect(response).to have_attributes(status: 201, success?: true, body: JSON.parse(order_document.to_json))
      client.send(:post, "https://ca.example/x", mode: :jws)
      client.send(:post, "https://ca.example/x", payload: nil)
      client.send(:post_as_get, "https://ca.example/x")
      expect { client.post("https://ca.example/x") }.to raise_error(NoMethodError, /private/)
    end

    it "reads headers in any form" do
      headers = scripted_client(scripted_native(get: answer)).send(:get, "https://ca.example/x").headers
      expect([headers["LOCATION"], headers[:location], headers[:content_type]]).to eq(["https://ca.example/order/1"] * 2 + ["application/json; charset=utf-8"])
      expect(headers.dig("link", "alternate")).to eq(["https://ca.example/cert/1/1"])
      expect(headers[:link]).to eq("alternate" => ["https://ca.example/cert/1/1"], "index" => ["https://ca.example/directory"])
      expect(headers.fetch(:location)).to eq("https://ca.example/order/1")
      expect(headers.fetch("retry-after", "none")).to eq("none")
      bare = scripted_client(scripted_native(get: answer.merge("headers" => []))).send(:get, "https://ca.example/x")
      expect(bare.headers["link"]).to be_nil
      expect(bare.body).to be_a(String)
    end

    it "downloads" do
      native = scripted_native
      pem = { "status" => 200, "headers" => [["content-type", "application/pem-certificate-chain"]], "body" => "PEM".b }
      expect(native).to receive(:post).with("https://ca.example/cert/1", "", "kid", "application/pem-certificate-chain").twice.and_return(pem)
      client = scripted_client(native)
      expect(client.send(:download, "https://ca.example/cert/1", format: :pem).body).to eq("PEM")
      expect(client.send(:download, "https://ca.example/cert/1").body.encoding).to eq(Encoding::UTF_8)
    end

    it "builds orders from answers" do
      client = scripted_client(scripted_native(get: answer))
      attributes = client.send(:attributes_from_order_response, client.send(:get, "https://ca.example/x"))
      expect(attributes).to include(url: "https://ca.example/order/1", status: "pending", finalize_url: "https://ca.example/finalize/1")
      expect(Acme::Client::Resources::Order.new(client, **attributes).url).to eq("https://ca.example/order/1")
    end

    it "prepares identifiers" do
      expect(scripted_client.send(:prepare_order_identifiers, ["a.example", { "type" => "ip", "value" => "192.0.2.1" }]))
        .to eq([{ type: "dns", value: "a.example" }, { type: "ip", value: "192.0.2.1" }])
      expect(scripted_client.send(:prepare_order_identifiers, "a.example")).to eq([{ type: "dns", value: "a.example" }])
    end

    it "reports JSON that is none" do
      client = scripted_client(scripted_native(get: answer.merge("body" => "{")))
      expect { client.send(:get, "https://ca.example/x") }.to raise_error(Acme::Client::Error)
    end
  end
end
