# frozen_string_literal: true

RSpec.describe "What goes wrong" do
  def new_order(name, identifiers: %w[example.com www.example.com], **arguments)
    directory = world(name)
    client = registered(directory, **arguments)
    error = begin
      client.new_order(identifiers: identifiers)
      nil
    rescue Acme::Client::Error => error
      error
    end
    [error, directory]
  end

  it "tells a rate limit with its time and its subproblems" do
    error, directory = new_order("rate-limited")
    expect(error).to be_an_instance_of(Acme::Client::Error::RateLimited)
    expect(error).to have_attributes(message: "Too many certificates for this name", retry_after: 3600)
    expect(error.retry_after_time).to be_within(60).of(Time.now + 3600)
    expect(error.acme_error_body).to include("type" => "urn:ietf:params:acme:error:rateLimited", "status" => 429)
    expect(error.subproblems.map(&:to_h)).to eq(%w[example.com www.example.com].map do |name|
      { type: "urn:ietf:params:acme:error:rateLimited", detail: "50 certificates in 7 days",
        identifier: { "type" => "dns", "value" => name } }
    end)
    expect(requests(directory, "new-order")).to eq(1)
  end

  it "tries again as often as bad_nonce_retry says, and by itself without it" do
    [[0, 1], [2, 3]].each do |retries, sent|
      error, directory = new_order("bad-nonce-forever", bad_nonce_retry: retries)
      expect(error).to be_an_instance_of(Acme::Client::Error::BadNonce)
      expect(requests(directory, "new-order")).to eq(sent)
    end
    error, directory = new_order("bad-nonce-forever")
    expect(error).to be_an_instance_of(Acme::Client::Error::BadNonce)
    expect(requests(directory, "new-order")).to be > 1
    %w[bad-nonce-once bad-nonce-without-nonce].each do |name|
      expect(new_order(name)).to match([nil, a_kind_of(String)]), name
      expect(new_order(name, bad_nonce_retry: 1).first).to be_nil, name
      expect(new_order(name, bad_nonce_retry: 0).first).to be_a(Acme::Client::Error::BadNonce), name
    end
  end

  it "gets through what passes" do
    %w[server-error-once html-error-once truncated-once lost-new-order].each do |name|
      expect(new_order(name).first).to be_nil, name
    end
  end

  it "raises what a directory is not" do
    directory = world("not-acme")
    client = client_of(directory)
    [-> { client.directory }, -> { client.meta }, -> { client.new_account(contact: nil) }].each do |call|
      expect(&call).to raise_error(Acme::Client::Error::InvalidDirectory, /\AInvalid directory url\n#{directory} did not return a valid directory/)
    end
  end

  it "raises NotFound with the URL for what is not there" do
    client = registered(world("ok"))
    url = "#{client.kid.sub(%r{account/\d+\z}, "order")}/99"
    expect { client.order(url: url) }.to raise_error(Acme::Client::Error::NotFound, url) do |error|
      expect(error.acme_error_body).to include("detail" => "no such resource")
    end
    nowhere = world("no-such-world")
    expect { client_of(nowhere).directory }.to raise_error(Acme::Client::Error::NotFound, nowhere)
  end

  it "raises Timeout when the server stalls, or is not there" do
    %w[stall-directory stall-order stall-body].each do |name|
      directory = world(name)
      client = client_of(directory, request: { timeout: 0.2 })
      time = seconds do
        expect { client.new_account(contact: nil) and client.new_order(identifiers: "a.example") }
          .to raise_error(Acme::Client::Error::Timeout, "Acme::Client::Error::Timeout"), name
      end
      expect(time).to be < 10
    end
    closed = TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
    expect { client_of("https://localhost:#{closed}/directory").directory }
      .to raise_error(Acme::Client::Error::Timeout) { |error| expect(error.cause).to be_a(Acme::Client::Error) }
    expect { client_of("https://name.invalid/directory").directory }.to raise_error(Acme::Client::Error::Timeout)
  end

  it "raises no Timeout for a server that is not trusted" do
    client = Acme::Client.new(private_key: new_key, directory: world("ok"))
    expect { client.directory }.to raise_error(Acme::Client::Error::TlsFailed)
    lenient = { ssl: { verify: false } }
    expect(Acme::Client.new(private_key: new_key, directory: world("ok"), connection_options: lenient).website).to be_a(String)
  end

  {
    "server-error-forever" => [Acme::Client::Error::ServerInternal, "Something went wrong on our side"],
    "not-json" => [Acme::Client::Error::ServerError, nil],
    "deep-json" => [Acme::Client::Error::ServerError, nil],
    "huge-body" => [Acme::Client::Error, nil],
    "huge-body-unframed" => [Acme::Client::Error, nil],
    "http-urls" => [Acme::Client::Error, nil],
    "redirect-post" => [Acme::Client::Error, nil],
    "wrong-identifiers" => [Acme::Client::Error::ServerError, nil],
    "missing-location" => [Acme::Client::Error, nil]
  }.each do |name, (error_class, message)|
    it "makes a #{error_class} of #{name}" do
      expect { registered(world(name)).new_order(identifiers: %w[example.com www.example.com]) }
        .to raise_error(error_class, message) { |error| expect(error.message).not_to be_empty }
    end
  end

  it "asks nothing of an order's URLs that have no TLS" do
    order = registered(world("http-order-urls")).new_order(identifiers: "a.example")
    [-> { order.authorizations }, -> { order.finalize(csr: csr("a.example")) }].each do |call|
      expect(&call).to raise_error(Acme::Client::Error::ServerError)
    end
  rescue Acme::Client::Error => error
    expect(error).to be_a(Acme::Client::Error::ServerError)
  end

  it "hands out a status that nobody knows" do
    expect(registered(world("unknown-status")).new_order(identifiers: "a.example").status).to eq("odd")
  end

  it "hands out Retry-After as it was sent" do
    order = registered(world("retry-after-day")).new_order(identifiers: "a.example")
    authorization = order.authorizations.first
    expect(authorization.retry_after).to eq("86400")
    expect(authorization.retry_after_time).to be_within(60).of(Time.now + 86_400)
    order.reload
    expect(order.retry_after).to eq("86400")
  end

  it "tells why an authorization became invalid" do
    order = registered(world("invalid-authorization")).new_order(identifiers: "www.example.com")
    authorization = order.authorizations.first
    authorization.http.request_validation
    wait_while(authorization, "pending")
    authorization.http.reload
    expect([authorization.status, authorization.http.status]).to eq(%w[invalid invalid])
    error = authorization.http.typed_error
    expect(error).to be_an_instance_of(Acme::Client::Error::Unauthorized)
    expect(error).to have_attributes(message: "The key authorization was not what it should be")
    expect(error.subproblems.first).to have_attributes(detail: "No address found", identifier: { "type" => "dns", "value" => "www.example.com" })
    expect(order.reload).to be true
    expect(order.status).to eq("invalid")
  end

  it "tells why an order became invalid" do
    client = registered(world("invalid-order"))
    order = client.new_order(identifiers: "www.example.com")
    order.authorizations.first.http.request_validation
    wait_while(order, "pending")
    finalize = lambda do
      order.finalize(csr: csr("www.example.com"))
      wait_while(order, "processing")
      raise Acme::Client::Error::RejectedIdentifier if order.status == "invalid"
    end
    expect(&finalize).to raise_error(Acme::Client::Error::RejectedIdentifier)
  end

  it "names no file elsewhere for a token that asks for one" do
    challenge = registered(world("evil-token")).new_order(identifiers: "a.example").authorizations.first.http
    expect { challenge.filename }.to raise_error(Acme::Client::Error::ServerError)
  rescue Acme::Client::Error => error
    expect(error).to be_a(Acme::Client::Error::ServerError)
  end

  %w[wrong-certificate wrong-names cut-chain garbage-chain].each do |name|
    it "gives no nonsense for a certificate in #{name}" do
      client = registered(world(name))
      order = client.new_order(identifiers: "a.example")
      order.authorizations.first.http.request_validation
      wait_while(order, "pending")
      order.finalize(csr: csr("a.example"))
      wait_while(order, "processing")
      begin
        expect(leaf(order.certificate)).to be_a(OpenSSL::X509::Certificate)
      rescue Acme::Client::Error => error
        expect(error).to be_a(Acme::Client::Error::ServerError)
      end
    end
  end

  describe "in the caller's arguments" do
    let(:client) { registered(world("ok")) }

    it "is an ArgumentError or a TypeError that names the keyword" do
      {
        identifiers: -> { client.new_order(identifiers: [nil]) },
        contact: -> { client.new_account(contact: 5) },
        url: -> { client.order(url: nil) },
        force_chain: -> { client.certificate(url: "https://ca.example/c", force_chain: 1) },
        certificate: -> { client.revoke(certificate: 1) },
        reason: -> { client.revoke(certificate: Acme::Client::SelfSignCertificate.new(subject_alt_names: ["a.example"]), reason: "4") },
        directory: -> { Acme::Client.new(private_key: new_key, directory: nil) },
        bad_nonce_retry: -> { Acme::Client.new(private_key: new_key, bad_nonce_retry: -1) },
        kid: -> { Acme::Client.new(private_key: new_key, kid: 1) }
      }.each do |keyword, call|
        expect(&call).to raise_error(/\b#{keyword}\b/) { |error| expect(error).to be_a(ArgumentError).or be_a(TypeError) }
      end
      expect { Acme::Client.new }.to raise_error(ArgumentError, "must specify jwk or private_key")
      expect { client.new_order(identifiers: "a\xFF.example") }.to raise_error(ArgumentError, /identifiers/)
    end

    it "is the server's to say, or is named, when it is well formed" do
      long = "#{"a" * 60}." * 2000
      expect { client.new_order(identifiers: long) }.to raise_error(ArgumentError, /is longer than 253/)
      expect { client.new_order(identifiers: []) }.to raise_error(StandardError)
      expect { client.new_order(identifiers: { type: "odd", value: "x" }) }.to raise_error(Acme::Client::Error::UnsupportedIdentifier)
      expect { client.new_order(identifiers: "a.example", profile: "none") }.to raise_error(Acme::Client::Error)
      expect(client.new_order(identifiers: ["a.example".freeze, :"b.example"]).identifiers.size).to eq(2)
    end
  end
end
