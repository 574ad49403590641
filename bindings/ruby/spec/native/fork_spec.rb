# frozen_string_literal: true

require_relative "native_helper"

RSpec.describe "the extension in a forked process" do
  let!(:server) { HttpServer.new { |_, path| [200, {}, "#{path} by #{Process.pid}"] } }
  let(:client) { native(server.url) }
  let(:answer) { "/x by #{Process.pid}" }

  after { server.close }

  def ask
    client.get(server.url("/x"))["body"]
  end

  it "goes on with an inherited client, as does the parent" do
    expect(ask).to eq(answer)
    expect(in_child { [ask, ask] }.call).to eq([answer, answer])
    expect(ask).to eq(answer)
    expect(server.connections).to eq(2)
  end

  it "goes on after a fork in a fork" do
    ask
    expect(in_child { [ask, in_child { ask }.call, ask] }.call).to eq([answer] * 3)
  end

  it "is not hindered by another thread's call" do
    stalled = StalledServer.new
    thread = Thread.new { native(stalled.url).directory }
    stalled.await_request
    expect(in_child { ask }.call).to eq(answer)
    expect(thread).to be_alive
    thread.kill.join
    stalled.close
  end

  it "does not share nonces" do
    client.nonce_push("abc")
    expect(in_child { client.nonce_pop }.call).to be_nil
    expect(client.nonce_pop).to eq("abc")
  end

  it "fails, and does not wait for ever, when a callback forked" do
    reader, writer = IO.pipe
    transport = lambda do |_|
      [200, {}, fork ? "parent" : "child"]
    end
    forking = native(Authority::DIRECTORY, transport: transport)
    parent = Process.pid
    answer = forking.get("https://ca.example/x")
    if Process.pid != parent
      writer.write(answer.dig("error", "kind"))
      exit!(0)
    end
    writer.close
    expect(answer["body"]).to eq("parent")
    expect(Timeout.timeout(10) { reader.read }).to eq("Callback")
    Process.wait
  end
end
