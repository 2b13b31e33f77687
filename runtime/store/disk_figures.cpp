// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/disk_figures.hpp"

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "runtime/store/journal_schema.hpp"

namespace leasehold {

namespace {

std::uint64_t size_of(const std::string& path) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(path, absent);
  return absent ? 0 : size;
}

} // namespace

void measure_disk(const std::string& folder, journal_figures& figures) {
  figures.bytes_on_disk =
      size_of(journal_path(folder)) + size_of(journal_log_path(folder));
  std::error_code unknown;
  const auto disk = std::filesystem::space(folder, unknown);
  figures.bytes_free = unknown ? 0 : disk.available;
}

} // namespace leasehold
