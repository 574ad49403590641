# frozen_string_literal: true

worker_processes 4
preload_app true
after_fork { |_server, _worker| issue_in_worker }
