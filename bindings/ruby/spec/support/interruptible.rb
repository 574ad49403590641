# frozen_string_literal: true

# A call that waits for a server. Where it is used, `call` makes it and `await_call` waits until it has reached the server.
RSpec.shared_examples "a call that can be interrupted" do
  def waiting_thread(&block)
    thread = Thread.new { block ? block.call : call }
    thread.report_on_exception = false
    await_call
    thread
  end

  it "ends in time with Timeout.timeout, whose exception is raised" do
    expect(seconds { expect { Timeout.timeout(0.2) { call } }.to raise_error(Timeout::Error) }).to be_between(0.2, 0.3)
    mine = Class.new(StandardError)
    expect { Timeout.timeout(0.2, mine) { call } }.to raise_error(mine)
  end

  it "ends with Thread#raise, and raises that very exception" do
    thread = waiting_thread
    mine = Class.new(StandardError).new("mine")
    elapsed = seconds do
      thread.raise(mine)
      expect { thread.join }.to raise_error { |error| expect(error).to equal(mine) }
    end
    expect(elapsed).to be < 0.3
  end

  it "ends with Thread#kill, and runs what ensures" do
    ensured = false
    thread = waiting_thread do
      call
    ensure
      ensured = true
    end
    expect(seconds { thread.kill.join }).to be < 0.3
    expect([ensured, thread.value]).to eq([true, nil])
  end
end
