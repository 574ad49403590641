# frozen_string_literal: true

require "yaml"

# The list says what the surface is; a change of one without the other is a mistake.
RSpec.describe "The public surface" do
  surface = PublicSurface.new(Acme::Client).to_h
  listed = YAML.load_file(File.expand_path("../reflection.yml", __dir__))

  it "has the listed classes and modules" do
    expect(surface.keys).to match_array(listed.keys)
  end

  listed.each do |name, members|
    it "has the listed members in #{name}" do
      expect(surface[name]).to eq(members)
    end
  end

  it "has the private methods that programs reach with send" do
    { attributes_from_order_response: [%i[req response]], download: [%i[req url], %i[key format]], endpoint_for: [%i[req key]],
      get: [%i[req url], %i[key mode]], post: [%i[req url], %i[key payload], %i[key mode]], post_as_get: [%i[req url], %i[key mode]],
      prepare_order_identifiers: [%i[req identifiers]] }.each do |name, parameters|
      expect(Acme::Client.private_method_defined?(name)).to be(true), name.to_s
      expect(Acme::Client.instance_method(name).parameters).to eq(parameters)
    end
    %w[Account Order Authorization Directory RenewalInfo Challenges::Base].each do |name|
      expect(Acme::Client::Resources.const_get(name).private_method_defined?(:assign_attributes)).to be(true)
    end
  end
end
