# frozen_string_literal: true

require_relative "native_helper"

RSpec.describe "a client of the extension that threads share" do
  it "answers each of 16 threads its own question" do
    server = HttpServer.new { |_, path| [200, {}, path] }
    client = native(server.url)
    threads = Array.new(16) do |thread|
      Thread.new { Array.new(20) { |number| client.get(server.url("/#{thread}/#{number}"))["body"] } }
    end
    expect(threads.map(&:value)).to eq(Array.new(16) { |thread| Array.new(20) { |number| "/#{thread}/#{number}" } })
  ensure
    server.close
  end

  it "calls each thread's callbacks on that thread" do
    transport = ->(request) { [200, {}, "#{request["url"]} #{Thread.current[:name]}"] }
    client = native(Authority::DIRECTORY, transport: transport)
    answers = Array.new(16) do |name|
      Thread.new do
        Thread.current[:name] = name
        Array.new(20) { client.get("https://ca.example/#{name}")["body"] }
      end
    end
    expect(answers.map(&:value)).to eq(Array.new(16) { |name| ["https://ca.example/#{name} #{name}"] * 20 })
  end

  it "ends one thread's call and no other" do
    stalled = StalledServer.new
    client = native(stalled.url)
    first, second = Array.new(2) do
      Thread.new { client.directory }.tap { stalled.await_request }
    end
    first.kill.join
    expect(second.join(0.2)).to be_nil
    second.kill.join
    stalled.close
  end

  it "uses few native threads for many calls" do
    client = native(Authority::DIRECTORY, transport: ->(*) { [200, {}, ""] })
    before = Dir.children("/proc/self/task").size
    200.times { client.get("https://ca.example/") }
    expect(Dir.children("/proc/self/task").size).to be <= before + 1
  end
end
