# frozen_string_literal: true

require "tmpdir"
require "webmock"
require "vcr"

RSpec.describe "VCR and Net::HTTP as the transport" do
  let(:folder) { Dir.mktmpdir }
  let(:key) { new_key }

  around do |example|
    WebMock.enable!
    VCR.turn_on!
    example.run
  ensure
    VCR.turn_off!(ignore_cassettes: true)
    WebMock.reset!
    WebMock.disable!
  end

  before do
    library = folder
    VCR.configure do |config|
      config.cassette_library_dir = library
      config.hook_into :webmock
      config.default_cassette_options = { match_requests_on: %i[method uri], allow_playback_repeats: false }
    end
    Acme::Client.default_transport = :net_http
  end

  after do
    Acme::Client.default_transport = :native
    FileUtils.rm_rf(folder)
  end

  # What an issuance gives; names and keys are the same each time.
  def issue(identifiers, certificate_key)
    client = registered(pebble, private_key: key)
    order = ready_order(client, identifiers)
    order.finalize(csr: csr(identifiers, private_key: certificate_key))
    wait_while(order, "processing")
    [client.kid, order.to_h, order.certificate, client.revoke(certificate: order.certificate)]
  end

  it "replays what was recorded, without the servers" do
    identifiers, certificate_key = names, new_key
    recorded = VCR.use_cassette("issuance") { issue(identifiers, certificate_key) }
    cassette = File.read("#{folder}/issuance.yml")
    expect(cassette).to include("method: head", "newOrder", "application/jose+json")

    unreachable = client_of(pebble, private_key: key)
    expect { unreachable.directory }.to raise_error(VCR::Errors::UnhandledHTTPRequestError)
    expect_any_instance_of(TCPSocket).not_to receive(:write)
    replayed = VCR.use_cassette("issuance", record: :none) { issue(identifiers, certificate_key) }
    expect(replayed).to eq(recorded)
    expect(leaf(replayed[2]).check_private_key(certificate_key)).to be true
  end

  it "replays errors" do
    client = -> { client_of(pebble, private_key: key) }
    messages = [:once, :none].map do |mode|
      VCR.use_cassette("error", record: mode) { client.call.account }
    rescue Acme::Client::Error::AccountDoesNotExist => error
      [error.message, error.acme_error_body]
    end
    expect(messages.first).to eq(messages.last)
    expect(messages.first.first).to be_a(String)
  end
end
