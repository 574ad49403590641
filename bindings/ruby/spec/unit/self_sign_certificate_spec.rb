# frozen_string_literal: true

RSpec.describe Acme::Client::SelfSignCertificate do
  subject(:self_signed) { described_class.new(subject_alt_names: ["a.example", "192.0.2.1"]) }

  it "is a certificate of version 3 with serial 1 and no subject, signed by its own key" do
    certificate = self_signed.certificate
    expect(certificate).to have_attributes(version: 2, serial: 1, subject: OpenSSL::X509::Name.new, not_before: be_within(60).of(Time.now - 3600),
                                           not_after: be_within(60).of(Time.now + 30 * 24 * 3600))
    expect(certificate.verify(self_signed.private_key)).to be(true)
    expect(alt_names(certificate)).to eq([[2, "a.example"], [7, "\xC0\x00\x02\x01".b]])
  end

  it "has readers and both encodings" do
    expect(self_signed.subject_alt_names).to eq(["a.example", "192.0.2.1"])
    expect(self_signed.to_pem).to start_with("-----BEGIN CERTIFICATE-----")
    expect(OpenSSL::X509::Certificate.new(self_signed.to_der).to_pem).to eq(self_signed.to_pem)
  end

  it "takes a key and a time of its own" do
    key = OpenSSL::PKey::EC.generate("prime256v1")
    made = described_class.new(subject_alt_names: ["a.example"], private_key: key, not_before: Time.at(0), not_after: Time.at(9))
    expect(made.certificate).to have_attributes(not_before: Time.at(0), not_after: Time.at(9))
    expect(made.certificate.check_private_key(key)).to be(true)
  end

  it "names the arguments that it cannot use" do
    expect { described_class.new(subject_alt_names: [1]).certificate }.to raise_error(TypeError, /subject_alt_names/)
    expect { described_class.new(subject_alt_names: ["a.example"], private_key: "PEM") }.to raise_error(TypeError, /private_key/)
  end
end
