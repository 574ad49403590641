# frozen_string_literal: true

require_relative "native_helper"
require_relative "../support/interruptible"

RSpec.describe "a call of the extension that waits for the server" do
  let(:server) { StalledServer.new }
  let(:client) { native(server.url) }

  after { server.close }

  def call
    client.directory
  end

  def await_call
    server.await_request
  end

  it_behaves_like "a call that can be interrupted"

  def waiting_thread
    thread = Thread.new { call }
    thread.report_on_exception = false
    await_call
    thread
  end

  it "lets other threads run" do
    count = 0
    counter = Thread.new { loop { count += 1 and Thread.pass } }
    thread = waiting_thread
    before = count
    expect(eventually { count > before + 1000 }).to be_truthy
    expect(thread).to be_alive
    [counter, thread].each { |one| one.kill.join }
  end

  it "ends with a throw out of a signal handler" do
    previous = trap("USR2") { throw :out, "thrown" }
    signaller = Thread.new do
      server.await_request
      Process.kill("USR2", Process.pid)
    end
    expect(catch(:out) { client.directory }).to eq("thrown")
    signaller.join
  ensure
    trap("USR2", previous)
  end

  it "goes on after a signal handler that returns" do
    handled = Queue.new
    previous = trap("USR2") { handled << Thread.current }
    thread = waiting_thread
    Process.kill("USR2", Process.pid)
    expect(handled.pop).to eq(Thread.main)
    expect(thread).to be_alive
    thread.kill.join
  ensure
    trap("USR2", previous)
  end

  it "is left alone by an interrupt that the thread does not take now" do
    thread = Thread.new do
      Thread.handle_interrupt(RuntimeError => :never) do
        native(server.url, request_timeout: 0.3, attempts: 1).directory
      end
    end
    thread.report_on_exception = false
    server.await_request
    elapsed = seconds do
      thread.raise("later")
      expect { thread.join }.to raise_error("later")
    end
    expect(elapsed).to be > 0.1
  end

  it "ends with Ctrl-C" do
    script = <<~RUBY
      require "acme/client/acme_client_native"
      client = Acme::Client::Native::Client.new(
        { "directory" => ARGV[0], "http_on_loopback" => true, "proxy" => "" }, STDIN.read, nil, nil
      )
      begin
        client.directory
      rescue Interrupt
        puts "interrupted"
      end
    RUBY
    IO.popen([RbConfig.ruby, "-I", NativeHelper::LIB, "-e", script, server.url], "r+") do |child|
      child.write(NativeHelper::KEY_PEM)
      child.close_write
      server.await_request
      elapsed = seconds do
        Process.kill("INT", child.pid)
        expect(child.read).to eq("interrupted\n")
      end
      expect(elapsed).to be < 1
    end
    expect($?).to be_success
  end

  it "ends when the program does" do
    script = <<~RUBY
      require "acme/client/acme_client_native"
      pem, url = STDIN.read, ARGV[0]
      options = { "directory" => url, "http_on_loopback" => true, "proxy" => "" }
      Thread.new { Acme::Client::Native::Client.new(options, pem, nil, nil).directory }
      $stdout.sync = true
      trap("USR1") { exit 7 }
      puts "ready"
      sleep
    RUBY
    IO.popen([RbConfig.ruby, "-I", NativeHelper::LIB, "-e", script, server.url], "r+") do |child|
      child.write(NativeHelper::KEY_PEM)
      child.close_write
      server.await_request
      child.gets
      Process.kill("USR1", child.pid)
      expect(seconds { child.read }).to be < 1
    end
    expect($?.exitstatus).to eq(7)
  end

  it "leaves no thread and no file behind" do
    client
    interrupt = -> { 4.times.map { waiting_thread }.each { |thread| thread.kill.join } }
    count = -> { [Dir.children("/proc/self/task").size, Dir.children("/proc/self/fd").size] }
    interrupt.call
    before = count.call
    10.times { interrupt.call }
    accepted_by_server = 40
    expect(eventually { count.call.first <= before.first }).to be true
    expect(count.call.last - accepted_by_server).to be <= before.last
  end
end
