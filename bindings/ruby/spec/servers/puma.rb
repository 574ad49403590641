# frozen_string_literal: true

workers 4
threads 1, 1
preload_app!
on_worker_boot { Thread.new { issue_in_worker } }
