# frozen_string_literal: true

require "open3"

# Against Debian's package of the original; only what both have.
RSpec.describe "The original, acme-client 2.0.9", :original do
  original = begin
    Gem::Specification.find_by_name("acme-client", "2.0.9")
  rescue Gem::MissingSpecError
    nil
  end
  before { skip "ruby-acme-client 2.0.9 is not installed" unless original }

  # 2.0.9 cuts the leading zeros of coordinates, which was mended later; these keys have none.
  full_width = lambda do |curve|
    loop do
      key = OpenSSL::PKey::EC.generate(curve)
      point = key.public_key.to_octet_string(:uncompressed)
      break key unless [point.getbyte(1), point.getbyte(1 + point.bytesize / 2)].include?(0)
    end
  end
  keys = { "RSA" => OpenSSL::PKey::RSA.new(2048) }
  { "P-256" => "prime256v1", "P-384" => "secp384r1", "P-521" => "secp521r1" }.each { |name, curve| keys[name] = full_width.call(curve) }

  def report(arguments, keys)
    script = File.expand_path("../differential/report.rb", __dir__)
    input = { keys: keys.transform_values(&:private_to_pem) }.to_json
    output, errors, status = Open3.capture3({ "RUBYLIB" => nil }, RbConfig.ruby, *arguments, script, stdin_data: input)
    raise errors unless status.success?

    JSON.parse(output)
  end

  before(:all) do
    if original
      ours = $LOAD_PATH.flat_map { |path| ["-I", path] }
      @ours = report(ours, keys)
      @theirs = report(["-e", 'gem "acme-client", "2.0.9"; load ARGV.shift'], keys)
    end
  end

  keys.each do |name, key|
    describe "with a key of #{name}" do
      let(:ours) { @ours["keys"][name] }
      let(:theirs) { @theirs["keys"][name] }

      it "has the same JWK, thumbprint and header" do
        members = %w[class hash json thumbprint algorithm header]
        expect(ours.slice(*members)).to eq(theirs.slice(*members))
      end

      it "signs the same header and payload, with a signature that verifies" do
        %w[with_jwk with_kid].each do |jws|
          expect(JSON.parse(ours[jws]).slice("protected", "payload")).to eq(JSON.parse(theirs[jws]).slice("protected", "payload"))
          expect([ours[jws], theirs[jws]]).to all(satisfy { |made| jws_verifies?(made, key) })
        end
        expect(ours["with_kid"]).to eq(theirs["with_kid"]) if name == "RSA"
      end

      it "names the same files and records" do
        expect(ours["challenges"]).to eq(theirs["challenges"])
      end

      it "requests the same subjects and names" do
        expect(ours["request"]).to eq(theirs["request"])
      end
    end
  end

  it "has the same helpers and constants" do
    expect(@ours["util"]).to eq(@theirs["util"])
  end
end
