# frozen_string_literal: true

require "tmpdir"

RSpec.describe "A manager of certificates" do
  let(:webroot) { Acme::Client::Solver.webroot(ENV.fetch("ACME_WEBROOT")) }
  let(:folder) { Dir.mktmpdir }
  let(:directory) { world("ok") }
  let(:client) { registered(directory) }

  after { FileUtils.rm_rf(folder) }

  def manager(store, client: self.client, solver: webroot, **options, &renewed)
    Acme::Client::Manager.new(client: client, store: store, solver: solver, **options, &renewed)
  end

  def files
    Acme::Client::Store.folder(folder)
  end

  it "issues what is added, keeps it in files, and waits then" do
    manager = manager(files, client: registered(pebble))
    identifiers = names(2)
    expect(manager.add(identifiers: identifiers)).to eq(identifiers.first)
    report = manager.run_pending
    expect(report.map { |one| [one.name, one.action, one.error] }).to eq([[identifiers.first, :renewed, nil]])
    expect(report.next_look).to be > Time.now
    current = File.join(folder, identifiers.first, "current")
    expect(File.stat(File.join(current, "key.pem")).mode & 0o777).to eq(0o600)
    certificate = manager.certificate(identifiers.first)
    expect(certificate.chain_pem).to eq(File.read(File.join(current, "chain.pem")))
    expect(certificate.x509.check_private_key(certificate.private_key)).to be(true)
    expect(certificate_names(certificate.leaf_pem)).to match_array(identifiers)
    expect(manager.run_pending[identifiers.first]).to have_attributes(action: :waiting, look_again_at: report.next_look)
    expect(manager.names).to eq([identifiers.first])
    manager.remove(identifiers.first)
    expect([manager.names, manager.certificate(identifiers.first), manager.run_pending.next_look]).to eq([[], nil, nil])
  end

  it "renews when it is time, and hands the new certificate to the block and to the command" do
    seen = []
    list = File.join(folder, "deployed")
    manager = manager(files, deploy: "echo $ACME_NAME $ACME_IDENTIFIERS $(head -1 $ACME_CHAIN_FILE) >> #{list}", deploy_timeout: 20) do |*renewed|
      expect(Thread.current).to eq(Thread.main)
      seen << renewed
    end
    manager.add(identifiers: %w[a.example b.example], name: "both", key: :p384)
    expect(manager.run_pending["both"].action).to eq(:renewed)
    later = manager.certificate("both").not_after
    expect(manager.run_pending(now: later)["both"].action).to eq(:renewed)
    expect(seen.map(&:first)).to eq(%w[both both])
    expect(seen.map(&:last)).to all(be_a(Acme::Client::Certificate))
    expect(seen.last.last.private_key.group.curve_name).to eq("secp384r1")
    expect(seen.map { |_, certificate| certificate.x509.serial }.uniq.size).to eq(2)
    expect(File.readlines(list, chomp: true)).to eq(["both a.example b.example -----BEGIN CERTIFICATE-----"] * 2)
  end

  it "keeps everything in a store in Ruby, called on the calling thread" do
    store = MemoryStore.new
    manager = manager(store)
    manager.add(identifiers: "a.example")
    expect(manager.run_pending.first).to have_attributes(action: :renewed, error: nil)
    expect(store.documents.keys).to include("a.example/plan.json", "a.example/record.json", "a.example/1/chain.pem", "a.example/1/key.pem")
    expect(store.private_names).to include("a.example/1/key.pem", "a.example/state.json")
    expect(store.private_names).not_to include("a.example/1/chain.pem")
    expect(store.documents["a.example/1/key.pem"]).to start_with("-----BEGIN PRIVATE KEY-----")
    expect(store.threads.uniq).to eq([Thread.main])
    expect(store.locks).to eq({})
    expect(manager.certificate("a.example").key_pem).to eq(store.documents["a.example/1/key.pem"])
    expect(manager.names).to eq(["a.example"])
    manager.remove("a.example")
    expect(store.documents).to eq({})
  end

  it "leaves alone what another holds the lock of" do
    store = MemoryStore.new
    manager = manager(store)
    manager.add(identifiers: "a.example")
    store.lock("a.example", "another", 600)
    expect(manager.run_pending.first.action).to eq(:busy)
    expect { manager.remove("a.example") }.to raise_error(Acme::Client::Error::Locked, /a\.example/)
    store.unlock("a.example", "another")
    expect(manager.run_pending.first.action).to eq(:renewed)
  end

  it "has one failure cost one certificate its turn, and tries it again later" do
    store = MemoryStore.new
    solver = Class.new do
      def challenge_types = ["http-01"]
      def present(all) = all.each { |one| raise "no room for #{one.domain}" if one.domain == "a.example" }
      def clean_up(_all) = nil
    end.new
    manager = manager(store, solver: solver)
    %w[a.example b.example].each { |name| manager.add(identifiers: name) }
    now = Time.now
    report = manager.run_pending(now: now)
    expect(report.map(&:action)).to eq(%i[failed renewed])
    expect(report["a.example"].error).to be_a(Acme::Client::Error::SolverFailed)
    expect(report["a.example"].to_s).to match(/a\.example failed .*no room for a\.example \(RuntimeError\)/)
    expect(report["a.example"].look_again_at - now).to be_between(40, 80)
    expect(manager.run_pending(now: now)["a.example"].action).to eq(:waiting)
  end

  it "tells what a store failed with, and lets the next run go on with the same order" do
    store = MemoryStore.new
    manager = manager(store)
    manager.add(identifiers: "a.example")
    store.fail_on = ->(verb, name) { raise "the table is full" if verb == :write && name == "a.example/1/key.pem" }
    outcome = manager.run_pending.first
    expect(outcome.action).to eq(:failed)
    expect(outcome.error).to be_a(Acme::Client::Error::StoreFailed).and have_attributes(message: /the table is full \(RuntimeError\)/)
    order = JSON.parse(store.documents.fetch("a.example/state.json")).fetch("order")
    store.fail_on = ->(_, _) {}
    expect(manager.run_pending(now: outcome.look_again_at).first.action).to eq(:renewed)
    expect(manager.certificate("a.example").order_url).to eq(order)
    expect(statistics(directory)).to include("certificates" => 1, "violations" => [])
    store.fail_on = ->(verb, _) { raise "no connection" if verb == :list }
    expect { manager.run_pending }.to raise_error(Acme::Client::Error::StoreFailed, /no connection/)
    store.fail_on = ->(_, _) {}
    store.documents["a.example/record.json"] = 7
    expect(manager.run_pending.first.error.message).to match(/not a String \(TypeError\)/)
  end

  it "calls a block that raised again, without another certificate" do
    count = 0
    manager = manager(MemoryStore.new) { |*| raise "not yet" if (count += 1) == 1 }
    manager.add(identifiers: "a.example")
    outcome = manager.run_pending.first
    expect(outcome.error.message).to match(/not yet \(RuntimeError\)/)
    expect(manager.run_pending(now: outcome.look_again_at).first.action).to eq(:renewed)
    expect([count, statistics(directory)["certificates"]]).to eq([2, 1])
  end

  it "tells events, and says which command failed" do
    events = []
    manager = manager(MemoryStore.new, deploy: "echo broken; exit 3", events: ->(event) { events << event.name })
    manager.add(identifiers: "a.example")
    expect(manager.run_pending.first.error).to be_a(Acme::Client::Error::DeployFailed).and have_attributes(message: /broken/)
    expect(events).to include(:ordered, :issued)
  end

  it "refuses what is no store, no solver and no plan" do
    expect { manager(Object.new) }.to raise_error(ArgumentError, /store must respond to `#read`/)
    expect { manager(files, solver: Object.new) }.to raise_error(ArgumentError, /`#present`/)
    expect { manager(files, deadline: -1) }.to raise_error(ArgumentError, /deadline/)
    manager = manager(files)
    expect { manager.add(identifiers: "a.example", name: "../a") }.to raise_error(ArgumentError, /name/)
    expect { manager.add(identifiers: []) }.to raise_error(ArgumentError, /identifiers/)
    expect { manager.add(identifiers: "a.example", key: new_key) }.to raise_error(TypeError, /key/)
    expect { Acme::Client::Store.folder(__FILE__) }.to raise_error(Acme::Client::Error::StoreFailed)
  end

  describe "that is interrupted" do
    let(:directory) { world("pending-forever") }
    let(:store) { MemoryStore.new }
    let(:waiting) { Queue.new }
    let(:pending) { manager(store, events: ->(event) { waiting << true if event.name == :waiting }) }

    before { pending.add(identifiers: "a.example") }

    def running
      thread = Thread.new { pending.run_pending }
      thread.report_on_exception = false
      waiting.pop
      thread
    end

    it "gives the lock back at Thread#kill and Timeout, and goes on with the order later" do
      expect(seconds { running.kill.join }).to be < 1
      expect(store.locks).to eq({})
      order = JSON.parse(store.documents.fetch("a.example/state.json")).fetch("order")
      expect { Timeout.timeout(1) { pending.run_pending } }.to raise_error(Timeout::Error)
      expect([store.locks, JSON.parse(store.documents.fetch("a.example/state.json"))["order"]]).to eq([{}, order])
      expect(requests(directory, "new-order")).to eq(1)
    end

    it "raises what Thread#raise was given" do
      mine = Class.new(StandardError).new("mine")
      thread = running
      thread.raise(mine)
      expect { thread.join }.to raise_error { |error| expect(error).to equal(mine) }
      expect(store.locks).to eq({})
    end
  end
end
