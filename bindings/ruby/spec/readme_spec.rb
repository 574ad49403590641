# frozen_string_literal: true

require "open3"
require "tmpdir"

# Each section of the README is one program, and each page of docs/, which stands in page_world. They need an
# authority: ACME_DIRECTORY, ACME_CA_FILE, and ACME_WEBROOT, the folder that http://readme.example/ serves.
RSpec.describe "The pages" do
  blocks_of = ->(text) { text.scan(/^```ruby\n(.*?)^```$/m).flatten }
  readme = File.read(File.expand_path("../README.md", __dir__))
  sections = readme.split(/^## /).drop(1).to_h { |section| [section.lines.first.strip, blocks_of.call(section)] }
  root = File.expand_path("../../..", __dir__)
  pages = [File.join(root, "README.md"), *Dir.glob(File.join(root, "docs", "*.md")).sort].to_h do |page|
    [page.delete_prefix("#{root}/"), blocks_of.call(File.read(page))]
  end

  def run_program(program, *options)
    paths = $LOAD_PATH.flat_map { |path| ["-I", File.expand_path(path)] }
    Dir.mktmpdir do |folder|
      output, status = Open3.capture2e(RbConfig.ruby, "-w", *paths, *options, "-", stdin_data: program, chdir: folder)
      expect(status).to be_success, output
    end
  end

  it "have the sections that a reader of the README looks for" do
    expect(sections.keys).to eq(["Installation", "Usage", "Moving from acme-client", "Testing your code", "Development"])
  end

  sections.reject { |_, blocks| blocks.empty? }.each do |title, blocks|
    it "have examples in #{title} that run" do
      program = blocks.join("\n")
      missing = %w[ACME_DIRECTORY ACME_WEBROOT].select { |name| program.include?(name) && !ENV.key?(name) }
      skip "#{missing.join(" and ")} not set" unless missing.empty?

      run_program(program)
    end
  end

  pages.reject { |_, blocks| blocks.empty? }.each do |page, blocks|
    it "have a program in #{page} that runs" do
      skip "ACME_DIRECTORY not set" unless ENV.key?("ACME_DIRECTORY")

      run_program(blocks.join("\n"), "-r", File.expand_path("page_world", __dir__))
    end
  end
end
