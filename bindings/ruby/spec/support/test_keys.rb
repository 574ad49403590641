# frozen_string_literal: true

# Keys: those of RFC 7515, appendix A, and new ones.
module TestKeys
  RFC7515_RSA = {
    n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-" \
       "pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2Ca" \
       "pHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb5" \
       "4h4FRWyuXpoQ",
    d: "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-" \
       "pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjud" \
       "U2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1" \
       "DhOVRuOopznQ",
    p: "4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KK" \
       "DcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc",
    q: "uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_Hl" \
       "B-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc"
  }.freeze

  RFC7515_P256 = {
    d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
  }.freeze

  def rfc7515_rsa
    n, d, p, q = RFC7515_RSA.values_at(:n, :d, :p, :q).map { |text| number(text) }
    e = 65_537.to_bn
    numbers = [0.to_bn, n, e, d, p, q, d % (p - 1), d % (q - 1), q.mod_inverse(p)]
    OpenSSL::PKey::RSA.new(OpenSSL::ASN1::Sequence.new(numbers.map { |bn| OpenSSL::ASN1::Integer.new(bn) }).to_der)
  end

  def rfc7515_p256
    ec_key("prime256v1", bytes(RFC7515_P256[:d]), "\x04".b + bytes(RFC7515_P256[:x]) + bytes(RFC7515_P256[:y]))
  end

  # A P-256 key one of whose coordinates begins with a zero byte.
  def p256_with_leading_zero
    loop do
      key = OpenSSL::PKey::EC.generate("prime256v1")
      point = key.public_key.to_octet_string(:uncompressed)
      return key if point.getbyte(1).zero? || point.getbyte(33).zero?
    end
  end

  def ec_key(curve, secret, point)
    OpenSSL::PKey::EC.new(OpenSSL::ASN1::Sequence.new([
      OpenSSL::ASN1::Integer.new(1),
      OpenSSL::ASN1::OctetString.new(secret),
      OpenSSL::ASN1::ObjectId.new(curve, 0, :EXPLICIT),
      OpenSSL::ASN1::BitString.new(point, 1, :EXPLICIT)
    ]).to_der)
  end

  def bytes(text)
    Base64.urlsafe_decode64(text)
  end

  def number(text)
    OpenSSL::BN.new(bytes(text), 2)
  end

  # Whether the signature of a flattened JWS is this key's.
  def jws_verifies?(jws, key)
    jws = JSON.parse(jws)
    signature = bytes(jws["signature"])
    return key.verify("SHA256", signature, "#{jws["protected"]}.#{jws["payload"]}") if key.is_a?(OpenSSL::PKey::RSA)

    digest = { "prime256v1" => "SHA256", "secp384r1" => "SHA384", "secp521r1" => "SHA512" }.fetch(key.group.curve_name)
    halves = [signature[0, signature.bytesize / 2], signature[signature.bytesize / 2..]]
    der = OpenSSL::ASN1::Sequence.new(halves.map { |half| OpenSSL::ASN1::Integer.new(OpenSSL::BN.new(half, 2)) }).to_der
    key.verify(digest, der, "#{jws["protected"]}.#{jws["payload"]}")
  end
end
