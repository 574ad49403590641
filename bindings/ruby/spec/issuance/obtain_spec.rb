# frozen_string_literal: true

require "tmpdir"

RSpec.describe "One call to a certificate" do
  let(:client) { registered(pebble) }
  let(:webroot) { Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT")) }

  def expect_certificate(certificate, identifiers)
    expect(certificate).to be_a(Acme::Client::Certificate)
    expect(certificate_names(certificate.chain_pem)).to match_array(identifiers)
    expect(certificate.chain_pem.gsub(/\s+/, "")).to eq((certificate.leaf_pem + certificate.issuers_pem).gsub(/\s+/, ""))
    expect(leaf(certificate.leaf_pem).not_after).to eq(certificate.not_after)
    expect(certificate.x509.not_before).to eq(certificate.not_before)
    expect(client.order(url: certificate.order_url).status).to eq("valid")
  end

  it "writes files below a web server's root and removes them" do
    identifiers = names(3)
    before = Dir.children(ENV.fetch("ACME_WEBROOT"))
    certificate = client.obtain(identifiers: identifiers, solver: webroot)
    expect_certificate(certificate, identifiers)
    expect(certificate.x509.check_private_key(certificate.private_key)).to be true
    expect(certificate.private_key.group.curve_name).to eq("prime256v1")
    expect(certificate.ari_id).to eq(Acme::Client::Util.ari_certificate_identifier(certificate.leaf_pem))
    expect(certificate.inspect).not_to include("PRIVATE")
    tokens = Dir.glob("#{ENV.fetch("ACME_WEBROOT")}/.well-known/acme-challenge/*")
    expect(tokens.map { |path| File.read(path) }).not_to include(end_with(".#{client.jwk.thumbprint}"))
    expect(Dir.children(ENV.fetch("ACME_WEBROOT"))).to include(*before)
  end

  it "has a block present each challenge, and calls what it returns" do
    base = names.first
    cleaned = []
    certificate = client.obtain(identifiers: ["*.#{base}"], challenges: %w[dns-01]) do |challenge|
      expect(Thread.current).to eq(Thread.main)
      expect(challenge).to have_attributes(domain: base, identifier: { "type" => "dns", "value" => base }, wildcard?: true)
      expect(challenge).to have_attributes(record_type: "TXT", filename: nil, full_record_name: "_acme-challenge.#{base}")
      expect(challenge.key_authorization).to eq("#{challenge.token}.#{client.jwk.thumbprint}")
      dns("set-txt", host: "#{challenge.full_record_name}.", value: challenge.record_content)
      lambda do
        dns("clear-txt", host: "#{challenge.full_record_name}.")
        cleaned << challenge.full_record_name
      end
    end
    expect_certificate(certificate, ["*.#{base}"])
    expect(cleaned).to eq(["_acme-challenge.#{base}"])
  end

  it "gives an object the whole batch at once" do
    calls = []
    solver = Class.new do
      define_method(:challenge_types) { ["http-01"] }
      %i[present ready clean_up].each do |step|
        define_method(step) do |challenges|
          calls << [step, challenges.map(&:domain).sort]
          challenges.each do |challenge|
            path = File.join(ENV.fetch("ACME_WEBROOT"), challenge.filename)
            FileUtils.mkdir_p(File.dirname(path))
            step == :clean_up ? FileUtils.rm_f(path) : File.write(path, challenge.file_content)
          end
        end
      end
    end.new
    identifiers = names(4)
    expect_certificate(client.obtain(identifiers: identifiers, solver: solver), identifiers)
    expect(calls).to eq(%i[present ready clean_up].map { |step| [step, identifiers.sort] })
  end

  it "takes each challenge type from the first of several solvers that can do it" do
    base = names.first
    dns_solver = Class.new do
      def initialize(spec) = @spec = spec
      def challenge_types = ["dns-01"]
      def present(all) = all.each { |one| @spec.dns("set-txt", host: "#{one.full_record_name}.", value: one.record_content) }
      def clean_up(all) = all.each { |one| @spec.dns("clear-txt", host: "#{one.full_record_name}.") }
    end.new(self)
    used = []
    events = ->(event) { used << event.challenge_type if event.name == :asked }
    identifiers = [base, "*.#{base}"]
    expect_certificate(client.obtain(identifiers: identifiers, solver: [webroot, dns_solver], events: events), identifiers)
    expect(used).to match_array(%w[http-01 dns-01])
  end

  it "tells what happens, on the calling thread" do
    events = []
    identifiers = names(2)
    client.obtain(identifiers: identifiers, solver: webroot, events: lambda { |event|
      expect(Thread.current).to eq(Thread.main)
      events << event
    })
    expect(events.map(&:name)).to include(:ordered, :presented, :asked, :validated, :finalizing, :issued)
    validated = events.select { |event| event.name == :validated }
    expect(validated.map { |event| event.identifier["value"] }).to match_array(identifiers)
    expect(validated.map(&:done)).to eq([1, 2])
    expect(validated.last.to_s).to match(/\Avalidated n\d\..+ \(2 of 2\)\z/)
    expect(events.first).to have_attributes(resumed: false, url: start_with("https://"), problem: nil)
  end

  it "uses the key that it is given, or a CSR, or makes a key of the wanted kind" do
    key = new_key
    certificate = client.obtain(identifiers: names, solver: webroot, key: key)
    expect(certificate.private_key.to_der).to eq(key.to_der)
    identifiers = names
    own = client.obtain(csr: csr(identifiers, private_key: key), solver: webroot)
    expect(own).to have_attributes(key_pem: nil, private_key: nil)
    expect(own.x509.check_private_key(key)).to be true
    made = client.obtain(identifiers: names, solver: webroot, key: :rsa2048)
    expect(made.private_key.n.num_bits).to eq(2048)
  end

  it "signs with keys in Ruby and sends with Net::HTTP, both on the calling thread" do
    inner = Acme::Client::JWK.from_private_key(new_key)
    duck = Class.new do
      define_method(:jws) { |header: {}, payload:| inner.jws(header: header, payload: payload) }
      %i[to_h to_json thumbprint].each { |name| define_method(name) { inner.public_send(name) } }
    end.new
    [{ jwk: duck }, { transport: :net_http }].each do |arguments|
      identifiers = names(2)
      certificate = registered(pebble, **arguments).obtain(identifiers: identifiers, solver: webroot)
      expect(certificate_names(certificate.chain_pem)).to match_array(identifiers)
    end
  end

  it "serves http-01 by itself" do
    port = TCPServer.open("127.0.0.1", 0) { |server| server.addr[1] }
    solver = Acme::Client::Solver.http01_server(port: port, bind: "127.0.0.1").self_check(timeout: 10, http_port: port)
    seen = []
    # The authority asks another server, but what it would ask for was seen at this one.
    expect { client.obtain(identifiers: ["127.0.0.1"], solver: solver, events: ->(event) { seen << event.name }) }
      .to raise_error(Acme::Client::Error)
    expect(seen).to include(:presented, :asked)
    TCPServer.open("127.0.0.1", port, &:close)
  end

  it "is done by the example program" do
    name = names.first
    program = File.expand_path("../../../../examples/ruby/obtain.rb", __dir__)
    Dir.mktmpdir do |folder|
      arguments = ruby(program, *ENV.values_at("ACME_DIRECTORY", "ACME_CA_FILE", "ACME_WEBROOT"), name)
      output = IO.popen(arguments, chdir: folder, err: %i[child out], &:read)
      expect($?).to be_success, output
      expect(output).to include("validated #{name}")
      key = OpenSSL::PKey.read(File.read("#{folder}/#{name}.key"))
      expect(leaf(File.read("#{folder}/#{name}.pem")).check_private_key(key)).to be true
      expect(File.stat("#{folder}/#{name}.key").mode & 0o777).to eq(0o600)
    end
  end
end
