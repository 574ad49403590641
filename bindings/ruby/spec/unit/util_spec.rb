# frozen_string_literal: true

require "timeout"

RSpec.describe Acme::Client::Util do
  describe "#urlsafe_base64" do
    it "has neither padding nor the letters of plain base64" do
      expect(described_class.urlsafe_base64("\xFB\xFF\xFEa".b)).to eq("-__-YQ")
    end
  end

  it "can be mixed in" do
    expect(Class.new { include Acme::Client::Util }.new.urlsafe_base64("a")).to eq("YQ")
  end

  describe "#decode_link_headers" do
    {
      '<https://a.example/1>;rel="alternate"' => { "alternate" => ["https://a.example/1"] },
      '<https://a.example/1> ; rel="alternate", <https://a.example/2>;rel="alternate"' =>
        { "alternate" => ["https://a.example/1", "https://a.example/2"] },
      "<https://a.example/1,2>; title=\"a, b; <c>\"; rel=up" => { "up" => ["https://a.example/1,2"] },
      '<https://a.example/1>; REL="Index Up"' => { "index" => ["https://a.example/1"], "up" => ["https://a.example/1"] },
      '<https://a.example/1>; rel=up; rel=down' => { "up" => ["https://a.example/1"] },
      '<https://a.example/1>; title="\"quoted\""; rel="up"' => { "up" => ["https://a.example/1"] },
      '</relative>;rel="up",' => { "up" => ["/relative"] },
      "<https://a.example/1>" => {},
      "nonsense" => {},
      "" => {}
    }.each do |header, links|
      it "reads #{header.inspect}" do
        expect(described_class.decode_link_headers(header)).to eq(links)
      end
    end

    it "reads a long header without getting lost" do
      ["<", "<#{" " * 50_000}", "<a>#{";" * 50_000}", "<a>; rel=\"#{"\\" * 50_000}"].each do |header|
        expect(Timeout.timeout(2) { described_class.decode_link_headers(header * 2) }).to be_a(Hash)
      end
    end
  end

  describe "#parse_retry_after" do
    it "counts seconds from now" do
      ["120", 120, " 120 "].each { |value| expect(described_class.parse_retry_after(value)).to be_within(1).of(Time.now + 120) }
    end

    it "reads dates and leaves moments alone" do
      date = "Fri, 06 Mar 2026 14:00:00 GMT"
      expect(described_class.parse_retry_after(date)).to eq(Time.utc(2026, 3, 6, 14))
      expect(described_class.parse_retry_after(Time.at(5))).to eq(Time.at(5))
    end

    it "cuts waits that have no end" do
      expect(described_class.parse_retry_after("9" * 400)).to be < Time.now + 400 * 24 * 3600
    end

    it "does not understand anything else" do
      [nil, "", "soon", "-5", -5, "1.5", "\xFF", "Fri, 99 Mar 2026 14:00:00 GMT", Float::NAN].each do |value|
        expect(described_class.parse_retry_after(value)).to be_nil, value.inspect
      end
    end
  end

  describe "#set_public_key" do
    it "refuses other keys than RSA and EC" do
      key = OpenSSL::PKey.generate_key("ED25519")
      expect { described_class.set_public_key(OpenSSL::X509::Request.new, key) }.to raise_error(ArgumentError, "priv must be EC or RSA")
    end
  end

  describe "#ari_certificate_identifier" do
    let(:key_identifier) { ["69885b6b87464041e1b37b847ba0ae2cde01c8d4"].pack("H*") }
    let(:certificate) { test_certificate(serial: 0x87654321, key_identifier: key_identifier) }

    it "is that of RFC 9773's example" do
      expect(described_class.ari_certificate_identifier(certificate)).to eq("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")
    end

    it "takes the first certificate of a chain in PEM" do
      chain = certificate.to_pem + test_certificate.to_pem
      expect(described_class.ari_certificate_identifier(chain)).to eq("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE")
    end

    it "refuses certificates that do not name their issuer's key" do
      expect { described_class.ari_certificate_identifier(test_certificate) }
        .to raise_error(ArgumentError, "Certificate does not have an Authority Key Identifier extension")
      empty = OpenSSL::X509::Extension.new("authorityKeyIdentifier", OpenSSL::ASN1::Sequence.new([]).to_der, false)
      expect { described_class.ari_certificate_identifier(test_certificate(extensions: [empty])) }
        .to raise_error(ArgumentError, "Could not parse Authority Key Identifier")
    end

    it "names the argument that is no certificate" do
      expect { described_class.ari_certificate_identifier(nil) }.to raise_error(TypeError, /certificate/)
    end
  end
end
