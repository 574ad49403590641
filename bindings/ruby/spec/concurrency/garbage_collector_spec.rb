# frozen_string_literal: true

RSpec.describe "The garbage collector" do
  def issue(client)
    order = client.new_order(identifiers: "a.example")
    order.authorizations.each { |authorization| authorization.http.request_validation }
    wait_while(order, "pending")
    order.finalize(csr: csr("a.example"))
    wait_while(order, "processing")
    client.revoke(certificate: order.certificate)
  end

  it "may run while a client works" do
    directory = world("ok")
    client = registered(directory, jwk: Acme::Client::JWK.from_private_key(new_key))
    collector = Thread.new { loop { GC.start(full_mark: true) || Thread.pass } }
    results = Array.new(4) { Thread.new { Array.new(3) { issue(client) } } }.flat_map(&:value)
    expect(results).to all(be true)
    expect(statistics(directory)["violations"]).to eq([])
  ensure
    collector&.kill&.join
  end

  # In a child, for other extensions in this process may not bear it.
  %i[native net_http].each do |transport|
    it "may move everything, with #{transport}" do
      directory = world("ok")
      moved = in_child do
        GC.auto_compact = true
        client = registered(directory, transport: transport)
        GC.verify_compaction_references(toward: :empty, double_heap: true)
        result = issue(client)
        GC.compact
        [result, client.account.status]
      end
      expect(moved.call).to eq([true, "valid"])
    end
  end

  # In a program of its own, whose heap is small.
  it "may run at every allocation of the binding", :gc_stress do
    program = <<~RUBY
      directory, ca_file = ARGV
      client = Acme::Client.new(
        private_key: OpenSSL::PKey::EC.generate("prime256v1"), directory: directory,
        connection_options: { ssl: { ca_file: ca_file } }
      )
      request = Acme::Client::CertificateRequest.new(
        names: ["a.example"], private_key: OpenSSL::PKey::EC.generate("prime256v1")
      ).tap(&:csr)
      stress = lambda do |&block|
        GC.stress = true
        block.call
      ensure
        GC.stress = false
      end
      stress.call { client.new_account(contact: "mailto:a@example.com", terms_of_service_agreed: true) }
      order = stress.call { client.new_order(identifiers: "a.example") }
      authorization = stress.call { order.authorizations.first }
      stress.call { authorization.http.request_validation }
      sleep 0.01 while authorization.reload && authorization.status == "pending"
      stress.call { order.finalize(csr: request) }
      sleep 0.01 while order.reload && order.status == "processing"
      pem = stress.call { order.certificate }
      begin
        stress.call { client.order(url: order.url + "9") }
      rescue Acme::Client::Error::NotFound => error
        puts error.class
      end
      puts OpenSSL::X509::Certificate.new(pem).extensions.map(&:value).grep(/a\\.example/)
    RUBY
    output = IO.popen([RbConfig.ruby, "-I", AcmeServers::LIB, "-r", "acme-client", "-e", program, world("ok"), ENV.fetch("ACME_CA_FILE")], &:read)
    expect(output.lines(chomp: true)).to eq(["Acme::Client::Error::NotFound", "DNS:a.example"])
  end

  it "frees clients" do
    resident = -> { File.read("/proc/self/status")[/VmRSS:\s+(\d+)/, 1].to_i }
    directory = world("ok")
    use = -> { 20.times { client_of(directory).website } }
    3.times { use.call && GC.start }
    before = resident.call
    5.times { use.call && GC.start }
    expect(resident.call - before).to be < 15_000
  end
end
