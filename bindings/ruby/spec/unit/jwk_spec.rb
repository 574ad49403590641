# frozen_string_literal: true

RSpec.describe Acme::Client::JWK do
  let(:payload) { { "answer" => 42 } }

  def header_of(jws)
    JSON.parse(bytes(JSON.parse(jws)["protected"]))
  end

  describe ".from_private_key" do
    it "picks the class by the key" do
      expect(described_class.from_private_key(OpenSSL::PKey::RSA.new(2048))).to be_a(described_class::RSA)
      expect(described_class.from_private_key(OpenSSL::PKey::EC.generate("secp384r1"))).to be_a(described_class::ECDSA)
    end

    it "refuses other objects" do
      ["pem", nil, OpenSSL::PKey.generate_key("X25519")].each do |key|
        expect { described_class.from_private_key(key) }.to raise_error(ArgumentError, /private_key/)
      end
    end
  end

  describe Acme::Client::JWK::RSA do
    subject(:jwk) { described_class.new(rfc7515_rsa) }

    it "signs as RFC 7515, appendix A.2, shows" do
      input = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
      expect(Acme::Client::Util.urlsafe_base64(jwk.sign(input))).to eq(
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ" \
        "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e" \
        "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
      )
    end

    it "has the members of RFC 7638 in lexical order" do
      expect(jwk.to_h).to eq(e: "AQAB", kty: "RSA", n: TestKeys::RFC7515_RSA[:n])
      expect(jwk.to_json).to eq(%({"e":"AQAB","kty":"RSA","n":"#{TestKeys::RFC7515_RSA[:n]}"}))
    end

    it "has the thumbprint of RFC 7638's example" do
      n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMs" \
          "tn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5ha" \
          "jrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
      members = [number(n), 65_537.to_bn].map { |bn| OpenSSL::ASN1::Integer.new(bn) }
      key = OpenSSL::PKey::RSA.new(OpenSSL::ASN1::Sequence.new(members).to_der)
      expect(described_class.new(key).thumbprint).to eq("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    end

    it "refuses other keys" do
      expect { described_class.new(rfc7515_p256) }.to raise_error(ArgumentError, "private_key must be a OpenSSL::PKey::RSA")
    end
  end

  describe Acme::Client::JWK::ECDSA do
    it "has the public key of RFC 7515, appendix A.3" do
      jwk = described_class.new(rfc7515_p256)
      expect(jwk.to_h).to eq(crv: "P-256", kty: "EC", x: TestKeys::RFC7515_P256[:x], y: TestKeys::RFC7515_P256[:y])
      expect(jwk.to_h.keys).to eq(%i[crv kty x y])
    end

    { "prime256v1" => ["ES256", "P-256", 64], "secp384r1" => ["ES384", "P-384", 96],
      "secp521r1" => ["ES512", "P-521", 132] }.each do |curve, (algorithm, name, width)|
      it "signs with #{algorithm} at full width" do
        key = OpenSSL::PKey::EC.generate(curve)
        jwk = described_class.new(key)
        expect(jwk.jwa_alg).to eq(algorithm)
        expect(jwk.to_h[:crv]).to eq(name)
        5.times do
          jws = jwk.jws(payload: payload)
          expect(bytes(JSON.parse(jws)["signature"]).bytesize).to eq(width)
          expect(jws_verifies?(jws, key)).to be(true)
        end
      end
    end

    it "keeps the leading zeros of coordinates" do
      jwk = described_class.new(p256_with_leading_zero)
      expect(jwk.to_h.values_at(:x, :y).map { |text| bytes(text).bytesize }).to eq([32, 32])
    end

    it "refuses other keys and curves" do
      expect { described_class.new(rfc7515_rsa) }.to raise_error(ArgumentError, "private_key must be a OpenSSL::PKey::EC")
      expect { described_class.new(OpenSSL::PKey::EC.generate("secp256k1")) }.to raise_error(ArgumentError, "Unknown EC curve")
    end
  end

  describe Acme::Client::JWK::HMAC do
    subject(:jwk) { described_class.new(bytes("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow")) }

    it "signs as RFC 7515, appendix A.1, shows" do
      input = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
      expect(Acme::Client::Util.urlsafe_base64(jwk.sign(input))).to eq("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    end

    it "binds an external account" do
      jws = jwk.jws(header: { kid: "kid-1", url: "https://ca.example/new-account" }, payload: Acme::Client::JWK::ECDSA.new(rfc7515_p256))
      expect(header_of(jws)).to eq("typ" => "JWT", "alg" => "HS256", "kid" => "kid-1", "url" => "https://ca.example/new-account")
      expect(JSON.parse(bytes(JSON.parse(jws)["payload"]))["crv"]).to eq("P-256")
    end

    it "does not show its secret" do
      expect(jwk.inspect).to eq("#<Acme::Client::JWK::HMAC>")
    end
  end

  describe Acme::Client::JWK::Base do
    subject(:jwk) { Acme::Client::JWK::ECDSA.new(rfc7515_p256) }

    it "is abstract" do
      expect { described_class.new }.to raise_error(NotImplementedError)
      bare = described_class.allocate
      expect { bare.to_h }.to raise_error(NotImplementedError)
      expect { bare.jwa_alg }.to raise_error(NotImplementedError)
      expect { bare.sign("message") }.to raise_error(NotImplementedError)
    end

    it "orders the header's members typ, alg, nonce, url, kid or jwk" do
      with_kid = jwk.jws(header: { nonce: "n", url: "u", kid: "k" }, payload: payload)
      expect(header_of(with_kid).keys).to eq(%w[typ alg nonce url kid])
      with_jwk = jwk.jws(header: { nonce: "n", url: "u" }, payload: payload)
      expect(header_of(with_jwk).keys).to eq(%w[typ alg nonce url jwk])
      expect(header_of(with_jwk)["jwk"]).to eq(jwk.to_h.transform_keys(&:to_s))
    end

    it "lets the caller's header override typ and alg" do
      expect(jwk.jws_header(typ: "JOSE", alg: "none", kid: "k")).to eq(typ: "JOSE", alg: "none", kid: "k")
    end

    it "has an empty payload for nil, as POST-as-GET wants it" do
      expect(JSON.parse(jwk.jws(payload: nil))["payload"]).to eq("")
      expect(JSON.parse(jwk.jws(payload: {}))["payload"]).to eq("e30")
    end

    it "is subclassed by keys that live elsewhere" do
      remote = rfc7515_rsa
      kms = Class.new(described_class) do
        define_method(:initialize) { @calls = [] }
        define_method(:to_h) { Acme::Client::JWK::RSA.new(remote).to_h }
        define_method(:jwa_alg) { "RS256" }
        define_method(:sign) { |message| remote.sign("SHA256", message) }
      end.new
      expect(jws_verifies?(kms.jws(payload: payload), remote)).to be(true)
      expect(kms.thumbprint).to eq(Acme::Client::JWK::RSA.new(remote).thumbprint)
    end
  end
end
