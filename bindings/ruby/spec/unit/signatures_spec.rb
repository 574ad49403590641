# frozen_string_literal: true

# sig/ says of each class what the class has; rbs itself checks that the signatures hang together.
RSpec.describe "The signatures in sig/" do
  begin
    require "rbs"
  rescue LoadError
    nil
  end

  let(:environment) do
    skip "rbs is not installed" unless defined?(RBS)
    loader = RBS::EnvironmentLoader.new
    %w[openssl time uri].each { |library| loader.add(library: library, version: nil) }
    loader.add(path: Pathname(File.expand_path("../../sig", __dir__)))
    RBS::Environment.from_loader(loader).resolve_type_names
  end

  it "have the classes, constants and methods of the public surface, and no others" do
    listed = PublicSurface.new(Acme::Client).to_h
    signed = environment.class_decls.select { |name, _| name.to_s.start_with?("::Acme::Client") }
    expect(signed.keys.map { |name| name.to_s.delete_prefix("::") }).to match_array(listed.keys)
    builder = RBS::DefinitionBuilder.new(env: environment)
    signed.each_key do |name|
      members = listed.fetch(name.to_s.delete_prefix("::"))
      definition = members["superclass"] ? builder.build_instance(name) : builder.build_singleton(name)
      wanted = (members["methods"] || {}).keys.map(&:to_sym) - %i[inspect]
      expect(definition.methods.keys).to include(*wanted), "#{name} lacks #{wanted - definition.methods.keys}" unless wanted.empty?
    end
  end
end
