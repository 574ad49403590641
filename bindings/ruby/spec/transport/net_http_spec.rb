# frozen_string_literal: true

RSpec.describe "A client's transport" do
  def recording(transport)
    seen = []
    [seen, ->(request) { seen << request && transport.call(request) }]
  end

  def options
    { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } }
  end

  it "is Net::HTTP for one client, through a whole issuance" do
    client = registered(pebble, transport: :net_http)
    order = issued_order(client)
    expect(order.certificate).to include("BEGIN CERTIFICATE")
    expect(client.account.status).to eq("valid")
  end

  it "is Net::HTTP for all clients from then on" do
    Acme::Client.default_transport = :net_http
    client = client_of(world("ok"))
    expect(Net::HTTP).to receive(:new).at_least(:once).and_call_original
    expect(client.website).to eq("https://ca.example/")
  ensure
    Acme::Client.default_transport = :native
  end

  it "is any object with call, which is asked on the calling thread" do
    seen, transport = recording(Acme::Client::NetHttpTransport.new(options))
    threads = []
    watching = ->(request) { threads << Thread.current && transport.call(request) }
    client = registered(pebble, transport: watching)
    issued_order(client).certificate
    expect(threads.uniq).to eq([Thread.current])
    expect(seen.first).to include("method" => "GET", "url" => pebble, "body" => nil)
    expect(seen.map { |request| request["method"] }.uniq).to match_array(%w[GET HEAD POST])
    expect(seen).to all(include("headers" => include(include(/user-agent/i)), "timeout" => a_kind_of(Float).and(be_positive)))
  end

  it "raises into the caller, and the client goes on" do
    fail_next = false
    inner = Acme::Client::NetHttpTransport.new(options)
    client = registered(world("ok"), transport: ->(request) { fail_next ? raise(KeyError, "mine") : inner.call(request) })
    fail_next = true
    expect { client.account }.to raise_error(KeyError, "mine")
    fail_next = false
    expect(client.account.status).to eq("valid")
  end

  it "raises a TypeError when it answers nonsense" do
    [nil, 1, [], ["200", {}, ""], [200, 1, ""], [200, {}, 1]].each do |answer|
      client = client_of("https://ca.example/directory", transport: ->(_) { answer })
      expect { client.directory }.to raise_error(TypeError, /transport/), answer.inspect
    end
  end

  it "keeps to the timeout of the connection options" do
    client = client_of(world("stall-directory"), transport: :net_http, request: { timeout: 0.2 })
    expect(seconds { expect { client.directory }.to raise_error(Acme::Client::Error::Timeout) }).to be < 10
  end

  it "gets through what the server refuses for a moment" do
    %w[bad-nonce-once server-error-once].each do |name|
      expect(registered(world(name), transport: :net_http).new_order(identifiers: "a.example").status).to eq("pending"), name
    end
  end

  # As the original does: what the transport raises is for the caller.
  it "tells of a connection that breaks" do
    %w[lost-new-order truncated-once].each do |name|
      client = registered(world(name), transport: :net_http)
      expect { client.new_order(identifiers: "a.example") }.to raise_error(Acme::Client::Error::Timeout), name
      expect(client.new_order(identifiers: "a.example").status).to eq("pending"), name
    end
  end
end
