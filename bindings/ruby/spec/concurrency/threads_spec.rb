# frozen_string_literal: true

RSpec.describe "A client that threads share" do
  it "issues in 16 threads at once" do
    directory = world("ok")
    client = registered(directory)
    threads = Array.new(16) do |number|
      Thread.new do
        name = "n#{number}.example"
        order = client.new_order(identifiers: name)
        order.authorizations.each { |authorization| authorization.http.request_validation }
        wait_while(order, "pending")
        order.finalize(csr: csr(name))
        wait_while(order, "processing")
        certificate_names(order.certificate)
      end
    end
    expect(threads.map(&:value)).to eq(Array.new(16) { |number| ["n#{number}.example"] })
    expect(statistics(directory)).to include("accounts" => 1, "certificates" => 16, "violations" => [])
  end

  it "asks for its account and its directory without a race" do
    directory = world("ok")
    key = new_key
    registered(directory, private_key: key)
    client = client_of(directory, private_key: key)
    threads = Array.new(16) { Thread.new { [client.kid, client.website, client.new_order(identifiers: "a.example").status] } }
    expect(threads.map(&:value).uniq.size).to eq(1)
    expect(statistics(directory)).to include("accounts" => 1, "violations" => [])
  end

  it "does so with Net::HTTP and with keys in Ruby" do
    client = registered(pebble, transport: :net_http)
    expect(Array.new(8) { Thread.new { issued_order(client).status } }.map(&:value)).to eq(["valid"] * 8)
  end

  it "lets other threads run while one waits for the server" do
    directory = world("stall-order")
    client = registered(directory)
    waiting = Thread.new { client.new_order(identifiers: "a.example") }
    waiting.report_on_exception = false
    await_request(directory, "new-order")
    count = 0
    counter = Thread.new { loop { count += 1 } }
    other = registered(world("ok"))
    expect(other.new_order(identifiers: "a.example").status).to eq("pending")
    expect(client.account.status).to eq("valid")
    expect(waiting).to be_alive
    expect(count).to be > 1000
    [counter, waiting].each { |thread| thread.kill.join }
  end
end
