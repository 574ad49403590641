# frozen_string_literal: true

require "pathname"
require "tmpdir"

RSpec.describe "One call to a certificate that does not get there" do
  let(:client) { registered(pebble) }
  let(:webroot) { Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT")) }
  let(:mine) { Class.new(StandardError).new("mine") }
  let(:cleaned) { [] }

  def obtain_with(client, **arguments, &present)
    client.obtain(**{ identifiers: names(2), challenges: "http-01" }, **arguments) do |challenge|
      present&.call(challenge)
      -> { cleaned << challenge.domain }
    end
  end

  it "raises what a block raises, unchanged, and cleans up what was presented" do
    presented = []
    expect do
      obtain_with(client) { |challenge| presented.empty? ? presented << challenge.domain : raise(mine) }
    end.to raise_error { |error| expect(error).to equal(mine) }
    expect(cleaned).to eq(presented)
  end

  it "lets a block throw, and cleans up" do
    count = 0
    expect(catch(:out) { obtain_with(client) { throw :out, "thrown" if (count += 1) == 2 } }).to eq("thrown")
    expect(cleaned.size).to eq(1)
    expect(client.account.status).to eq("valid")
  end

  it "raises what the events' callable raises, and cleans up" do
    events = ->(event) { raise mine if event.name == :asked }
    expect { obtain_with(client, events: events) }.to raise_error { |error| expect(error).to equal(mine) }
    expect(cleaned.size).to eq(2)
  end

  it "gives the certificate though a clean-up fails, and tells of it" do
    events = []
    certificate = client.obtain(identifiers: names(2), challenges: "http-01", events: events.method(:<<)) do |challenge|
      path = File.join(ENV.fetch("ACME_WEBROOT"), challenge.filename)
      FileUtils.mkdir_p(File.dirname(path))
      File.write(path, challenge.file_content)
      lambda do
        File.delete(path)
        cleaned << path
        raise mine
      end
    end
    expect(certificate.chain_pem).to start_with("-----BEGIN CERTIFICATE-----")
    expect(cleaned.size).to eq(2)
    expect(events.find { |event| event.name == :clean_up_failed }.message).to include("mine")
  end

  it "raises the problem of a challenge that failed, with the name and the state" do
    expect { obtain_with(client) }.to raise_error(Acme::Client::Error::ServerError) { |error|
      expect(error.message).to match(/n[01]\.\h+\.example/)
      expect(error.acme_error_body).to include("type" => start_with("urn:ietf:params:acme:error:"))
      expect(JSON.parse(error.state)).to include("acme_state" => 1, "key" => include("PRIVATE KEY"))
    }
    expect(cleaned.size).to eq(2)
  end

  it "goes on from the state of a failure with the same order and key" do
    world = client_of(world("pending-forever"))
    world.new_account(contact: nil)
    states = []
    arguments = { identifiers: "a.example", challenges: "http-01", on_state: states.method(:<<) }
    error = nil
    expect { world.obtain(**arguments, deadline: 0.5) { -> {} } }.to raise_error(Acme::Client::Error) { |raised| error = raised }
    expect(error.state).to include("acme_state")
    order = JSON.parse(error.state).fetch("order")
    orders = []
    resumed = ->(event) { orders << [event.url, event.resumed] if event.name == :ordered }
    expect { world.obtain(**arguments, deadline: 0.5, state: error.state, events: resumed) { -> {} } }.to raise_error(Acme::Client::Error)
    expect(orders).to eq([[order, true]])
    expect(states.map { |state| JSON.parse(state)["key"] }.uniq.size).to eq(1)
  end

  it "keeps the state in a file for its owner alone, and refuses a damaged one" do
    Dir.mktmpdir do |folder|
      file = Pathname("#{folder}/state")
      expect { obtain_with(client, state_file: file) { raise mine } }.to raise_error(mine.class)
      expect(file.stat.mode & 0o777).to eq(0o600)
      file.write("{")
      expect { obtain_with(client, state_file: file) }.to raise_error(Acme::Client::Error::InvalidState)
    end
  end

  it "goes on in the next process after kill -9, with the same account, order and key" do
    directory = world("ok")
    key = new_key
    registered(directory, private_key: key)
    Dir.mktmpdir do |folder|
      file = File.join(folder, "state")
      [:ordered, :presented, :asked, :finalizing, :issued].each do |point|
        child = fork do
          events = ->(event) { Process.kill(:KILL, Process.pid) if event.name == point }
          client_of(directory, private_key: key).obtain(identifiers: "a.example", challenges: "http-01", state_file: file, events: events) { nil }
        end
        expect(Process.wait2(child).last.termsig).to eq(9), point.to_s
      end
      kept = JSON.parse(File.read(file))
      client = client_of(directory, private_key: key)
      certificate = client.obtain(identifiers: "a.example", challenges: "http-01", state_file: file) { nil }
      expect([certificate.order_url, certificate.key_pem, client.kid]).to eq(kept.values_at("order", "key", "account"))
      expect(statistics(directory)).to include("accounts" => 1, "certificates" => 1, "ordersFinalized" => 1, "violations" => [])
    end
  end

  it "says which port is in use, and for which name" do
    TCPServer.open("127.0.0.1", 0) do |taken|
      solver = Acme::Client::Solver.http01_server(port: taken.addr[1], bind: "127.0.0.1")
      expect { registered(world("ok")).obtain(identifiers: "a.example", solver: solver) }
        .to raise_error(Acme::Client::Error::SolverFailed, /a\.example: present: .*127\.0\.0\.1:#{taken.addr[1]}.*in use/)
    end
  end

  it "refuses a state of a newer version and one of another directory" do
    state = nil
    on_state = ->(document) { state = document and raise mine }
    expect { obtain_with(client, identifiers: "a.example", on_state: on_state) }.to raise_error(mine.class)
    elsewhere = registered(world("ok"))
    expect { obtain_with(elsewhere, identifiers: "a.example", state: state) }
      .to raise_error(Acme::Client::Error::InvalidState, /belongs to #{Regexp.escape(pebble)}/)
    newer = state.sub('"acme_state":1', '"acme_state":2')
    expect { obtain_with(client, identifiers: "a.example", state: newer) }.to raise_error(Acme::Client::Error::InvalidState, /version 2/)
  end

  it "is not disturbed by another one for the same names" do
    wanted = names(3)
    client
    both = Array.new(2) { Thread.new { client.obtain(identifiers: wanted, solver: webroot) } }.map(&:value)
    expect(both.map { |certificate| certificate_names(certificate.leaf_pem).sort }).to eq([wanted.sort] * 2)
    expect(both.map { |certificate| certificate.x509.check_private_key(certificate.private_key) }).to eq([true, true])
  end

  it "says what was offered when no challenge type can be used" do
    expect { client.obtain(identifiers: "*.#{names.first}", solver: webroot) }
      .to raise_error(Acme::Client::Error::UnsupportedChallengeType, /http-01.*dns-01/)
  end

  it "refuses mistaken arguments before anything is sent" do
    client = client_of("https://127.0.0.1:1/directory")
    {
      {} => /must specify solver or a block/,
      { solver: Object.new } => /must respond to `#present`/,
      { solver: webroot, key: :dsa } => /key: :dsa is none of/,
      { solver: webroot, events: 1 } => /events must respond to `#call`/,
      { solver: webroot, identifiers: [] } => /identifiers: is empty/,
      { solver: webroot, identifiers: "*.10.0.0.1" } => /\*\.10\.0\.0\.1/,
      { solver: webroot, identifiers: "#{"a" * 64}.example" } => /name: aaaaaaaaaa/,
      { solver: webroot, identifiers: ["a.example", ""] } => /name: /,
      { solver: webroot, challenges: "dns-01" } => /the solver can do none/
    }.each do |arguments, message|
      expect { client.obtain(identifiers: "a.example", **arguments) }.to raise_error(ArgumentError, message)
    end
    expect { client.obtain(identifiers: "a.example") { nil } }.to raise_error(ArgumentError, /challenges: must name/)
    expect { client.obtain(identifiers: "a.example", solver: webroot) { nil } }.to raise_error(ArgumentError, /beside a block/)
  end
end
