// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/log_recovery.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "runtime/store/journal_schema.hpp"

namespace leasehold {

namespace {

// https://www.sqlite.org/fileformat2.html#walformat
constexpr std::size_t header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;
constexpr std::size_t page_bytes_max = 65536;

std::uint32_t big_endian(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at) noexcept {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

struct log_checksum {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  decltype(&big_endian) word = little_endian;

  void add(std::string_view bytes) noexcept {
    for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      first += word(bytes, i) + second;
      second += word(bytes, i + 4) + first;
    }
  }
  bool is_at(std::string_view bytes, std::size_t at) const noexcept {
    return big_endian(bytes, at) == first
        && big_endian(bytes, at + 4) == second;
  }
};

struct log_header {
  std::size_t page_bytes = 0;
  std::uint64_t salts = 0;
  log_checksum sum;
};

std::uint64_t salts_at(std::string_view bytes, std::size_t at) noexcept {
  return std::uint64_t{big_endian(bytes, at)} << 32 | big_endian(bytes, at + 4);
}

std::optional<log_header> parse_header(std::string_view bytes) {
  const auto magic = big_endian(bytes, 0);
  if ((magic & ~1u) != 0x377F0682)
    return std::nullopt;
  log_header result;
  if ((magic & 1) != 0)
    result.sum.word = big_endian;
  result.page_bytes = big_endian(bytes, 8);
  result.salts = salts_at(bytes, 16);
  result.sum.add(bytes.substr(0, 24));
  if (!result.sum.is_at(bytes, 24) || result.page_bytes < 512
      || result.page_bytes > page_bytes_max)
    return std::nullopt;
  return result;
}

struct log_survey {
  /// Up to the end of the last whole transaction.
  std::uint64_t bytes_valid = header_bytes;
  std::uint64_t commits_valid = 0;
  std::uint64_t commits_after = 0;
};

// Walks all frames of the header's generation, past the first bad one too.
log_survey survey(std::istream& file, log_header header) {
  log_survey result;
  std::string frame(frame_header_bytes + header.page_bytes, '\0');
  const std::string_view bytes{frame};
  bool intact = true;
  auto at = std::uint64_t{header_bytes};
  while (file.read(frame.data(), static_cast<std::streamsize>(frame.size()))) {
    at += frame.size();
    const bool ours = salts_at(bytes, 8) == header.salts;
    const bool commits = big_endian(bytes, 4) != 0;
    header.sum.add(bytes.substr(0, 8));
    header.sum.add(bytes.substr(frame_header_bytes));
    intact = intact && ours && header.sum.is_at(bytes, 16);
    if (!ours || !commits)
      continue;
    if (!intact) {
      ++result.commits_after;
      continue;
    }
    ++result.commits_valid;
    result.bytes_valid = at;
  }
  return result;
}

store_error failed_to(const char* doing, const std::string& path) {
  const int reason = errno;
  return {reason == ENOSPC ? store_errc::disk_full : store_errc::io_error,
          fmt::format("{}: {} failed: {}; check the disk and its free space, "
                      "then start again",
                      path, doing, std::strerror(reason))};
}

struct file_closer {
  void operator()(std::FILE* file) const noexcept {
    std::fclose(file);
  }
};
using file_handle = std::unique_ptr<std::FILE, file_closer>;

// Writes the first `bytes` of `path` to a new file in its place.
store_error write_again(const std::string& path, std::uint64_t bytes) {
  const auto beside = path + ".new";
  const file_handle from{std::fopen(path.c_str(), "rbe")};
  const file_handle to{std::fopen(beside.c_str(), "wbe")};
  if (!from || !to)
    return failed_to("open", from ? beside : path);
  std::vector<char> block(page_bytes_max);
  while (bytes > 0) {
    const auto wanted = std::min<std::uint64_t>(bytes, block.size());
    if (std::fread(block.data(), 1, wanted, from.get()) != wanted)
      return failed_to("read", path);
    if (std::fwrite(block.data(), 1, wanted, to.get()) != wanted)
      return failed_to("write", beside);
    bytes -= wanted;
  }
  if (std::fflush(to.get()) != 0 || fsync(fileno(to.get())) != 0)
    return failed_to("fsync", beside);
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return failed_to("rename", beside);
  return {};
}

store_error damaged(const std::string& path, std::string_view what) {
  return {store_errc::corrupt,
          fmt::format("{}: {}; restore a copy of the journal", path, what)};
}

} // namespace

store_error recover_log(const std::string& folder) {
  const auto path = journal_log_path(folder);
  std::ifstream file{path, std::ios::binary};
  std::string head(header_bytes, '\0');
  // A log shorter than its header never had a commit.
  if (!file || !file.read(head.data(), header_bytes))
    return {};
  const auto header = parse_header(head);
  if (!header) {
    // The header is synced before any frame is written.
    if (file.peek() != std::ifstream::traits_type::eof())
      return damaged(path, "its header is damaged, but there are frames");
    return {};
  }
  const auto found = survey(file, *header);
  if (found.commits_after > 1)
    return damaged(path,
                   fmt::format("it is damaged after {} transactions, "
                               "and {} more follow",
                               found.commits_valid, found.commits_after));
  if (auto failed = write_again(path, found.bytes_valid))
    return failed;
  return sync_folder(folder);
}

} // namespace leasehold
