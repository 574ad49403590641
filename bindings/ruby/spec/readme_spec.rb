# frozen_string_literal: true

require "open3"

# Each section of the README is one program. It needs an authority: ACME_DIRECTORY, ACME_CA_FILE, and ACME_WEBROOT, the
# folder that http://readme.example/ serves.
RSpec.describe "README.md" do
  readme = File.read(File.expand_path("../README.md", __dir__))
  sections = readme.split(/^## /).drop(1).to_h do |section|
    [section.lines.first.strip, section.scan(/^```ruby\n(.*?)^```$/m).flatten]
  end
  programs = sections.reject { |_, blocks| blocks.empty? }

  it "has the sections that a reader looks for" do
    expect(sections.keys).to eq(["Installation", "Usage", "Moving from acme-client", "Testing your code", "Development"])
  end

  programs.each do |title, blocks|
    it "has examples in #{title} that run" do
      program = blocks.join("\n")
      missing = %w[ACME_DIRECTORY ACME_WEBROOT].select { |name| program.include?(name) && !ENV.key?(name) }
      skip "#{missing.join(" and ")} not set" unless missing.empty?

      paths = $LOAD_PATH.flat_map { |path| ["-I", path] }
      output, status = Open3.capture2e(RbConfig.ruby, "-w", *paths, "-", stdin_data: program)
      expect(status).to be_success, output
    end
  end
end
