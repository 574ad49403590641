# frozen_string_literal: true

require "tmpdir"

RSpec.describe "A request that the server does not answer" do
  let(:directory) { world("stall-order") }
  let(:client) { registered(directory) }

  def call
    client.new_order(identifiers: "a.example")
  end

  # The account is there first, so that the next request is the one that is waited for.
  before { client }

  def await_call
    seen = @seen.to_i
    Timeout.timeout(10) { sleep 0.005 until requests(directory, "new-order") > seen }
    @seen = requests(directory, "new-order")
  end

  it_behaves_like "a call that can be interrupted"

  it "ends in time when the directory stalls, or the body" do
    [[world("stall-directory"), :directory], [world("stall-body"), :new_order]].each do |directory, verb|
      client = client_of(directory)
      client.new_account(contact: nil) if verb == :new_order
      arguments = verb == :new_order ? { identifiers: "a.example" } : {}
      time = seconds { expect { Timeout.timeout(0.2) { client.public_send(verb, **arguments) } }.to raise_error(Timeout::Error) }
      expect(time).to be_between(0.2, 0.3)
    end
  end

  it "ends in time when it is the one for an account that a store keeps" do
    stalled = world("stall-directory")
    Dir.mktmpdir do |folder|
      store = Acme::Client::Store.folder(folder)
      options = { connection_options: { ssl: { ca_file: ENV.fetch("ACME_CA_FILE") } } }
      thread = Thread.new { Acme::Client.from_store(store: store, directory: stalled, **options) }
      thread.report_on_exception = false
      await_request(stalled, "directory")
      expect(seconds { thread.kill.join }).to be < 0.3
      time = seconds do
        expect { Timeout.timeout(0.2) { Acme::Client.from_store(store: store, directory: stalled, **options) } }
          .to raise_error(Timeout::Error)
      end
      expect(time).to be_between(0.2, 0.3)
    end
  end

  it "is not the client's end" do
    thread = Thread.new { call }
    await_call
    thread.kill.join
    expect(client.account.status).to eq("valid")
    expect(client.kid).to start_with("https://")
    expect(statistics(directory)["violations"]).to eq([])
  end

  %w[INT TERM].each do |signal|
    it "ends with SIG#{signal} in a program of its own" do
      program = <<~RUBY
        directory, ca_file = ARGV
        client = Acme::Client.new(
          private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: directory,
          connection_options: { ssl: { ca_file: ca_file } }
        )
        client.new_account(contact: nil)
        begin
          client.new_order(identifiers: "a.example")
        rescue Interrupt, SignalException => error
          puts error.class
        ensure
          puts "ensured"
        end
      RUBY
      command = [RbConfig.ruby, "-I", AcmeServers::LIB, "-r", "acme-client", "-e", program, directory, ENV.fetch("ACME_CA_FILE")]
      IO.popen(command) do |child|
        await_request(directory, "new-order")
        time = seconds do
          Process.kill(signal, child.pid)
          expect(child.read.lines(chomp: true)).to eq([signal == "INT" ? "Interrupt" : "SignalException", "ensured"])
        end
        expect(time).to be < 1
      end
      expect($?).to be_success
    end
  end

  it "leaves no thread, no file and no memory behind" do
    client
    interrupt = lambda do
      Timeout.timeout(0.05) { client.new_order(identifiers: "a.example") }
    rescue Timeout::Error
      nil
    end
    count = -> { %w[task fd].map { |folder| Dir.children("/proc/self/#{folder}").size } }
    resident = -> { GC.start || File.read("/proc/self/status")[/VmRSS:\s+(\d+)/, 1].to_i }
    5.times { interrupt.call }
    before = [count.call, resident.call]
    30.times { interrupt.call }
    settled = -> { count.call.zip(before.first).all? { |left, had| left <= had + 1 } }
    Timeout.timeout(5) { sleep 0.02 until settled.call }
    expect(resident.call - before.last).to be < 10_000
  end

  it "ends with Net::HTTP as it does by itself" do
    client = registered(directory, transport: :net_http)
    time = seconds do
      expect { Timeout.timeout(0.2) { client.new_order(identifiers: "a.example") } }.to raise_error(Timeout::Error)
    end
    expect(time).to be_between(0.2, 0.3)
  end
end
