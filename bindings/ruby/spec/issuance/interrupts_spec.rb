# frozen_string_literal: true

RSpec.describe "One call to a certificate that is interrupted" do
  let(:client) { registered(world("pending-forever")) }
  let(:cleaned) { Queue.new }

  def obtain(asked = nil)
    events = ->(event) { asked << true if asked && event.name == :waiting }
    client.obtain(identifiers: %w[a.example b.example], challenges: "http-01", events: events) do |challenge|
      lambda do
        # What is rescued here must not disturb the interrupt that is under way.
        Integer("x") rescue ArgumentError
        cleaned << challenge.domain
      end
    end
  end

  def waiting_thread(&block)
    asked = Queue.new
    thread = Thread.new { block ? block.call(asked) : obtain(asked) }
    thread.report_on_exception = false
    asked.pop
    thread
  end

  def cleaned_up
    Array.new(cleaned.size) { cleaned.pop }
  end

  it "cleans up at Timeout.timeout, whose exception is raised" do
    client
    time = seconds { expect { Timeout.timeout(1) { obtain } }.to raise_error(Timeout::Error) }
    expect(time).to be < 1.5
    expect(cleaned_up).to match_array(%w[a.example b.example])
  end

  it "cleans up at Thread#kill, and runs what ensures" do
    ensured = false
    thread = waiting_thread do |asked|
      obtain(asked)
    ensure
      ensured = true
    end
    expect(seconds { thread.kill.join }).to be < 0.5
    expect([ensured, thread.value]).to eq([true, nil])
    expect(cleaned_up).to match_array(%w[a.example b.example])
  end

  it "cleans up at Thread#raise, which raises that very exception" do
    mine = Class.new(StandardError).new("mine")
    thread = waiting_thread
    thread.raise(mine)
    expect { thread.join }.to raise_error { |error| expect(error).to equal(mine) }
    expect(cleaned_up).to match_array(%w[a.example b.example])
  end

  it "cleans up when the thread is killed inside of a callback" do
    inside = Queue.new
    solver = Struct.new(:inside, :cleaned) do
      def challenge_types = ["http-01"]
      def present(_) = nil
      def clean_up(all) = all.each { |one| cleaned << one.domain }

      def ready(_)
        inside << true
        sleep
      end
    end.new(inside, cleaned)
    thread = Thread.new { client.obtain(identifiers: "a.example", solver: solver) }
    inside.pop
    expect(seconds { thread.kill.join }).to be < 0.5
    expect(cleaned_up).to eq(["a.example"])
  end

  it "lets other threads run meanwhile" do
    thread = waiting_thread
    expect(client.directory).to be_a(Acme::Client::Resources::Directory)
    expect(thread).to be_alive
    thread.kill.join
  end
end
