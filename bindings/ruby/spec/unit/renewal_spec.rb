# frozen_string_literal: true

RSpec.describe Acme::Client::Renewal do
  start = Time.utc(2026, 1, 1)
  day = 24 * 3600

  let(:certificate) do
    Acme::Client::SelfSignCertificate.new(subject_alt_names: ["a.example"], not_before: start, not_after: start + 90 * day,
                                          private_key: OpenSSL::PKey::EC.generate("prime256v1")).certificate
  end

  def advice(first, last)
    window = { "start" => first.iso8601, "end" => last.iso8601 }
    Acme::Client::Resources::RenewalInfo.new(nil, ari_id: "a.b", suggested_window: window, explanation_url: nil, retry_after: "3600")
  end

  def decide(now, **arguments)
    described_class.decide(certificate: certificate, now: now, random: 0.5, **arguments)
  end

  it "goes by what is left of the life without advice" do
    expect(decide(start + 59 * day)).to have_attributes(due?: false, at: start + 60 * day, reason: :lifetime)
    expect(decide(start + 60 * day)).to have_attributes(due?: true)
    expect(decide(start + 1, renew_before: 10 * day)).to have_attributes(at: start + 80 * day, reason: :policy)
    expect(decide(start + 91 * day)).to have_attributes(due?: true, reason: :expired)
  end

  it "picks a moment of the window that the authority suggests, and looks again when it says" do
    info = advice(start + 40 * day, start + 50 * day)
    decision = decide(start + 30 * day, renewal_info: info)
    expect(decision).to have_attributes(due?: false, at: start + 45 * day, reason: :suggested)
    expect(decide(start + 51 * day, renewal_info: info)).to have_attributes(due?: true, reason: :window_over)
    expect(decide(start, renewal_info: advice(start + 50 * day, start + 40 * day)).reason).to eq(:lifetime)
  end

  it "looks again within a day" do
    expect(decide(start).look_again_at).to eq(start + 6 * 3600)
    expect(decide(start, look_every: 30 * day).look_again_at).to eq(start + day)
  end

  it "takes PEM, and nothing that is no certificate" do
    expect(described_class.decide(certificate: certificate.to_pem, now: start).due).to be false
    expect { described_class.decide(certificate: 1) }.to raise_error(TypeError)
  end
end
