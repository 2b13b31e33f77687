// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/health/process_figures.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace leasehold {

namespace {

double seconds(const timeval& x) {
  constexpr double us_in_second = 1e6;
  return static_cast<double>(x.tv_sec)
      + static_cast<double>(x.tv_usec) / us_in_second;
}

} // namespace

process_figures read_process() {
  process_figures result;
  std::ifstream file{"/proc/self/statm"};
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (file >> pages >> resident)
    result.resident_bytes =
        resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) == 0)
    result.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
  std::error_code ignored;
  const std::filesystem::directory_iterator open{"/proc/self/fd", ignored};
  result.open_files = static_cast<std::uint64_t>(
      std::distance(begin(open), std::filesystem::directory_iterator{}));
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    result.files_max = limit.rlim_cur;
  return result;
}

} // namespace leasehold
