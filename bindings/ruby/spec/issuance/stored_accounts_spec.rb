# frozen_string_literal: true

require "tmpdir"

RSpec.describe "An account that is kept" do
  let(:options) { { connection_options: { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } } } }
  let(:directory) { world("ok") }

  def from_store(store, directory = self.directory, **more)
    Acme::Client.from_store(store: store, directory: directory, contact: "mailto:ops@example.com", terms_of_service_agreed: true,
                            **options, **more)
  end

  it "is made once in a folder, and found again" do
    Dir.mktmpdir do |folder|
      store = Acme::Client::Store.folder(folder)
      first = from_store(store)
      expect(first.account.contact).to eq(["mailto:ops@example.com"])
      expect(File.stat(File.join(folder, "account.json")).mode & 0o777).to eq(0o600)
      second = from_store(store)
      expect([second.kid, second.jwk.thumbprint]).to eq([first.kid, first.jwk.thumbprint])
      expect(statistics(directory)).to include("accounts" => 1, "violations" => [])
    end
  end

  it "is one for threads that begin at once, in a store in Ruby and with Net::HTTP" do
    store = MemoryStore.new
    clients = Array.new(4) { Thread.new { from_store(store, transport: :net_http) } }.map(&:value)
    expect(clients.map(&:kid).uniq.size).to eq(1)
    expect(statistics(directory)["accounts"]).to eq(1)
    expect(store.locks).to eq({})
  end

  it "is not lost when the store fails after it was made" do
    store = MemoryStore.new
    writes = 0
    store.fail_on = ->(verb, _) { raise "full" if verb == :write && (writes += 1) == 2 }
    expect { from_store(store) }.to raise_error(Acme::Client::Error::StoreFailed, /full/)
    expect(from_store(store).account.status).to eq("valid")
    expect(statistics(directory)["accounts"]).to eq(1)
  end

  it "is one document, which another process makes a client of" do
    client = registered(directory)
    again = Acme::Client.from_credentials(client.credentials, directory: directory, **options)
    expect(again.kid).to eq(client.kid)
    expect(again.account.status).to eq("valid")
    expect { Acme::Client.from_credentials("{}", directory: directory) }.to raise_error(Acme::Client::Error::InvalidState)
    elsewhere = world("ok")
    expect { Acme::Client.from_credentials(client.credentials, directory: elsewhere) }
      .to raise_error(Acme::Client::Error::InvalidState, /belong to/)
  end

  it "has no document when its key is elsewhere" do
    inner = Acme::Client::JWK.from_private_key(new_key)
    remote = Struct.new(:inner) do
      def jws(**arguments) = inner.jws(**arguments)
      def to_json(*) = inner.to_json
      def to_h = inner.to_h
      def thumbprint = inner.thumbprint
    end.new(inner)
    expect { client_of(directory, jwk: remote).credentials }.to raise_error(Acme::Client::Error::UnsupportedOperation)
  end
end
