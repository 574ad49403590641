# frozen_string_literal: true

require "tmpdir"

# Servers that load the program once and fork their workers.
RSpec.describe "A client that a preloading server made" do
  folder = __dir__

  {
    "puma" => ["puma", "--config", "#{folder}/puma.rb", "--environment", "production"],
    "unicorn" => ["unicorn", "--config-file", "#{folder}/unicorn.rb", "--env", "production"]
  }.each do |server, command|
    it "issues 25 times in each of 4 workers of #{server}" do
      Dir.mktmpdir do |work|
        listen = server == "puma" ? ["--bind", "unix://#{work}/socket"] : ["--listen", "#{work}/socket"]
        expect(lines_of(4, work, [*command, *listen, "#{folder}/config.ru"])).to all(end_with("{:issued=>25}"))
      end
    end
  end

  # The first lines that the workers write, each about itself; the server is ended then.
  def lines_of(count, work, command)
    File.mkfifo("#{work}/issued")
    pipe = File.open("#{work}/issued", File::RDWR)
    log = "#{work}/log"
    server = spawn({ "ISSUED_PIPE" => pipe.path, "RUBYLIB" => AcmeServers::LIB }, *command, %i[out err] => log, in: File::NULL)
    Timeout.timeout(120) { Array.new(count) { pipe.gets.chomp } }
  rescue Timeout::Error
    raise File.read(log)
  ensure
    Process.kill(:TERM, server)
    Process.wait(server)
    pipe.close
  end
end
