# frozen_string_literal: true

require_relative "native_helper"

RSpec.describe "the extension and the garbage collector" do
  # In a program of its own: its heap is small, and no other extension is there to be upset.
  def in_program(script)
    command = [RbConfig.ruby, "-I", NativeHelper::LIB, "-r", File.expand_path("support/border.rb", __dir__), "-e", script]
    IO.popen(command, "r+") do |child|
      child.write(NativeHelper::KEY_PEM)
      child.close_write
      child.read
    end
  end

  it "survives a collection at every allocation" do
    script = <<~RUBY
      pem, key, authority = STDIN.read, Border.key, Border.authority
      GC.stress = true
      result = Border.cross(key, pem, authority)
      GC.stress = false
      puts Border.crossed?(*result)
    RUBY
    expect(in_program(script)).to eq("true\n")
  end

  it "survives compaction" do
    script = <<~RUBY
      pem, authority = STDIN.read, Border.authority
      compacting = ->(request) { GC.compact && authority.call(request) }
      results = [Border.cross(RubyKey.new, pem, compacting)]
      client = Border.client(RubyKey.new, authority)
      GC.verify_compaction_references(toward: :empty, double_heap: true)
      puts client.account.key?("json")
      GC.auto_compact = true
      results << Border.cross(RubyKey.new, RubyKey.new, authority)
      results.each { |result| puts Border.crossed?(*result) }
    RUBY
    expect(in_program(script)).to eq("true\n" * 3)
  end

  it "keeps a client's objects, and lets them go with it" do
    collected = []
    note = ->(id) { collected << id }
    make = -> { native_of(Authority.new.tap { |transport| ObjectSpace.define_finalizer(transport, note) }) }
    clients = Array.new(20) { make.call }
    GC.start
    expect(collected).to be_empty
    expect(clients.map { |client| client.directory.key?("json") }).to all(be true)
    clients.clear
    expect(eventually { GC.start || collected.size >= 15 }).to be true
  end

  it "frees what a call used" do
    client = native_of(Authority.new)
    run = -> { 300.times { client.order("https://ca.example/order/1") } }
    resident = -> { File.read("/proc/self/status")[/VmRSS:\s+(\d+)/, 1].to_i }
    client.new_account(nil, true, false, nil)
    3.times { run.call && GC.start }
    before = resident.call
    5.times { run.call && GC.start }
    expect(resident.call - before).to be < 10_000
  end
end
