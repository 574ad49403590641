# frozen_string_literal: true

RSpec.describe "A client that was made before a fork" do
  %i[native net_http].each do |transport|
    it "issues in the child and in the parent, with #{transport}" do
      client = registered(pebble, transport: transport)
      issued_order(client)
      children = Array.new(3) { in_child { issued_order(client).status } }
      expect(issued_order(client).status).to eq("valid")
      expect(children.map(&:call)).to eq(["valid"] * 3)
      expect(issued_order(client).status).to eq("valid")
    end
  end

  it "uses no nonce twice" do
    directory = world("ok")
    client = registered(directory)
    3.times { client.get_nonce }
    children = Array.new(3) { in_child { Array.new(3) { client.new_order(identifiers: "a.example").status } } }
    expect(Array.new(3) { client.new_order(identifiers: "a.example").status }).to eq(["pending"] * 3)
    expect(children.map(&:call)).to eq([["pending"] * 3] * 3)
    expect(statistics(directory)["violations"]).to eq([])
  end

  it "goes on in the child while the parent waits" do
    directory = world("stall-order")
    client = registered(directory)
    waiting = Thread.new { client.new_order(identifiers: "a.example") }
    await_request(directory, "new-order")
    expect(in_child { client.account.status }.call).to eq("valid")
    expect(waiting).to be_alive
    waiting.kill.join
  end
end
