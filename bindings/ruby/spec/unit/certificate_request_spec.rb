# frozen_string_literal: true

RSpec.describe Acme::Client::CertificateRequest do
  let(:key) { OpenSSL::PKey::EC.generate("prime256v1") }

  def request(**arguments)
    described_class.new(private_key: key, **arguments)
  end

  def subject_of(request)
    request.csr.subject.to_a.map { |name, value, _| [name, value] }
  end

  it "is a signed request of version 0 for the names" do
    made = request(names: %w[a.example b.example])
    expect(made.csr).to be_an(OpenSSL::X509::Request).and have_attributes(version: 0)
    expect(made.csr.verify(key)).to be(true)
    expect(alt_names(made.csr)).to eq([[2, "a.example"], [2, "b.example"]])
    expect(made.to_pem).to eq(made.csr.to_pem)
    expect(made.to_der).to eq(made.csr.to_der)
    expect(made.csr).to be(made.csr)
  end

  it "makes an RSA key when none is given" do
    expect(described_class.new(names: ["a.example"]).private_key).to be_an(OpenSSL::PKey::RSA).and have_attributes(n: have_attributes(num_bits: 2048))
  end

  it "takes RSA and EC keys and another digest" do
    [OpenSSL::PKey::RSA.new(2048), described_class::ECKeyPatch.generate("secp384r1")].each do |other|
      made = described_class.new(names: ["a.example"], private_key: other, digest: OpenSSL::Digest.new("SHA384"))
      expect(made.csr.verify(made.csr.public_key)).to be(true)
      expect(made.csr.signature_algorithm).to match(/SHA384/i)
    end
  end

  it "refuses other keys" do
    expect { described_class.new(names: ["a.example"], private_key: nil) }.to raise_error(TypeError, /private_key/)
    expect { described_class.new(names: ["a.example"], private_key: OpenSSL::PKey.generate_key("X25519")).csr }
      .to raise_error(ArgumentError, "priv must be EC or RSA")
  end

  describe "the common name" do
    it "is the first name when none is given" do
      made = request(names: %w[a.example b.example])
      expect(made.common_name).to eq("a.example")
      expect(subject_of(made)).to eq([%w[CN a.example]])
    end

    it "comes first among the names when they lack it" do
      expect(request(common_name: "c.example", names: ["a.example"]).names).to eq(%w[c.example a.example])
      expect(request(common_name: "c.example", names: %w[a.example c.example]).names).to eq(%w[a.example c.example])
      expect(request(subject: { common_name: "c.example" }).names).to eq(["c.example"])
    end

    it "is never an IP address" do
      made = request(names: ["192.0.2.1", "2001:db8::1", "a.example"])
      expect(subject_of(made)).to eq([])
      expect(alt_names(made.csr)).to eq([[7, "\xC0\x00\x02\x01".b], [7, ["20010db8", "0" * 23, "1"].join.then { |hex| [hex].pack("H*") }], [2, "a.example"]])
      expect(subject_of(request(common_name: "192.0.2.1"))).to eq([])
      expect(subject_of(request(subject: { "CN" => "192.0.2.1" }))).to eq([])
    end

    it "is left out when it has more than 64 characters" do
      long = "#{"a" * 60}.example"
      expect(subject_of(request(names: [long]))).to eq([])
      expect(alt_names(request(names: [long]).csr)).to eq([[2, long]])
      fitting = "#{"a" * 56}.example"
      expect(subject_of(request(names: [fitting]))).to eq([["CN", fitting]])
    end

    it "must not differ from the subject's" do
      expect { request(common_name: "a.example", subject: { common_name: "b.example" }) }
        .to raise_error(ArgumentError, "Conflicting common name given in arguments and subject")
    end
  end

  it "turns other scripts into A-labels" do
    made = request(names: ["münchen.example", "*.例え.テスト", "bücher。example"])
    expect(alt_names(made.csr).map(&:last)).to eq(%w[xn--mnchen-3ya.example *.xn--r8jz45g.xn--zckzah xn--bcher-kva.example])
    expect(subject_of(made)).to eq([["CN", "xn--mnchen-3ya.example"]])
    expect(made.names.first).to eq("münchen.example")
  end

  describe "the subject" do
    let(:attributes) { { country_name: :CH, "O" => "Org", common_name: "a.example", locality_name: 7 } }

    it "has short names, text values and the common name last" do
      made = request(subject: attributes)
      expect(made.subject).to eq("C" => "CH", "O" => "Org", "CN" => "a.example", "L" => "7")
      expect(subject_of(made)).to eq([%w[C CH], %w[O Org], %w[L 7], %w[CN a.example]])
      expect(made.csr.subject.to_a.map(&:last).uniq).to eq([OpenSSL::ASN1::UTF8STRING])
    end

    it "leaves what it was given alone" do
      names = ["b.example"].freeze
      request(subject: attributes.freeze, names: names)
      expect(attributes.keys).to eq([:country_name, "O", :common_name, :locality_name])
    end

    it "has no other attributes" do
      expect { request(subject: { email: "a@b.example", common_name: "a.example" }) }
        .to raise_error(ArgumentError, "Unexpected subject attributes given: [:email]")
    end
  end

  it "needs a name" do
    [{}, { names: [] }, { names: nil }].each do |arguments|
      expect { request(**arguments) }.to raise_error(ArgumentError, "No common name and no list of names given")
    end
  end

  it "takes anything with to_a as names" do
    expect(request(names: Struct.new(:first, :second).new("a.example", "b.example")).names).to eq(%w[a.example b.example])
  end

  it "names the argument that is no name" do
    [["a b"], [""], ["a,DNS:b.example"], ["a\nb"]].each do |names|
      expect { request(names: names).csr }.to raise_error(ArgumentError, /names/)
    end
    expect { request(names: [1]) }.to raise_error(TypeError, /names/)
    expect { request(names: ["\xFF.example"]) }.to raise_error(ArgumentError, /names/)
  end
end
