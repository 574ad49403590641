# frozen_string_literal: true

require "net/http"
require "socket"

RSpec.describe Acme::Client::Solver do
  it "knows which challenge types it can do" do
    expect(described_class.webroot("/srv/www").challenge_types).to eq(["http-01"])
    expect(described_class.http01_server.challenge_types).to eq(["http-01"])
    expect(described_class.tls_alpn01_server(bind: "::1").challenge_types).to eq(["tls-alpn-01"])
    expect(described_class.dns_update("127.0.0.1", key_name: "k", secret: "c2VjcmV0", zone: "example.com").challenge_types).to include("dns-01")
    expect(described_class.certbot_hook("true", "true").challenge_types).to eq(["dns-01"])
    expect(described_class.dehydrated_hook("/bin/true", challenge_type: "http-01").challenge_types).to eq(["http-01"])
    expect(described_class.webroot("/srv/www").inspect).to eq("#<Acme::Client::Solver http-01>")
  end

  it "answers any token with the account's thumbprint, statelessly" do
    port = TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
    key = Acme::Client::JWK.from_private_key(OpenSSL::PKey::EC.generate("prime256v1"))
    solver = described_class.http01_stateless(jwk: key, port: port, bind: "127.0.0.1")
    token = "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
    answer = Net::HTTP.get(URI("http://127.0.0.1:#{port}/.well-known/acme-challenge/#{token}"))
    expect(answer).to eq("#{token}.#{key.thumbprint}")
    expect { described_class.http01_stateless(jwk: key, port: port, bind: "127.0.0.1") }
      .to raise_error(Acme::Client::Error::SolverFailed)
    expect(solver.challenge_types).to eq(["http-01"])
  end

  it "refuses what it cannot be made of" do
    expect { described_class.http01_stateless }.to raise_error(ArgumentError, /jwk or thumbprint/)
    expect { described_class.dns_update("127.0.0.1", key_name: "k") }.to raise_error(ArgumentError, /secret/)
    expect { described_class.webroot(1) }.to raise_error(TypeError, a_string_including("root"))
    expect { described_class.new(nil) }.to raise_error(NoMethodError)
  end
end
