# frozen_string_literal: true

require "tmpdir"

RSpec.describe Acme::Client::Store do
  around { |example| Dir.mktmpdir { |folder| @folder = folder and example.run } }

  let(:store) { described_class.folder(Pathname(@folder)) }

  it "reads, writes, lists and removes documents" do
    expect(store.read("a/record.json")).to be_nil
    store.write("a/record.json", "{}")
    store.write("a/chain.pem", "\xFF".b, private: false)
    expect(store.read("a/record.json")).to eq("{}").and have_attributes(encoding: Encoding::UTF_8)
    expect(store.read("a/chain.pem")).to eq("\xFF".b).and have_attributes(encoding: Encoding::BINARY)
    expect(store.list).to eq(%w[a/chain.pem a/record.json])
    expect(store.list("a/r")).to eq(%w[a/record.json])
    expect(File.stat("#{@folder}/a/record.json").mode & 0o777).to eq(0o600)
    store.remove("a/record.json")
    store.remove("a/record.json")
    expect(store.list).to eq(%w[a/chain.pem])
  end

  it "refuses names that could lead elsewhere, and what is no text" do
    ["../a", "/a", "a//b", ".a", ""].each do |name|
      expect { store.read(name) }.to raise_error(ArgumentError, /name/)
      expect { store.write(name, "x") }.to raise_error(ArgumentError, /name/)
    end
    expect { store.write("a", nil) }.to raise_error(TypeError, /document/)
  end

  it "says what it cannot write" do
    File.write("#{@folder}/a", "")
    expect { store.write("a/record.json", "{}") }.to raise_error(Acme::Client::Error::StoreFailed, %r{a/record\.json})
  end
end
