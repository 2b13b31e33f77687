// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/config/file_text.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace leasehold {

namespace {

failure cannot_read(const std::string& path, int error) {
  return {
      errc::unknown_name,
      fmt::format("can't read {}: {}", path,
                  std::error_code{error, std::generic_category()}.message())};
}

/// A stream would throw at a folder, and has forgotten why it failed.
class open_file {
public:
  explicit open_file(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~open_file() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  bool is_open() const noexcept {
    return descriptor_ >= 0;
  }
  /// 0 at the end, less where it failed.
  ssize_t read(char* to, std::size_t bytes) const {
    for (;;) {
      auto got = ::read(descriptor_, to, bytes);
      if (got >= 0 || errno != EINTR)
        return got;
    }
  }

private:
  int descriptor_;
};

failure cannot_write(const std::string& path, int error) {
  return {
      errc::unavailable,
      fmt::format("can't write {}: {}", path,
                  std::error_code{error, std::generic_category()}.message())};
}

} // namespace

status replace_file_text(const std::string& path, const std::string& text) {
  constexpr int for_owner = 0600;
  std::error_code failed;
  const auto folder = std::filesystem::path{path}.parent_path();
  std::filesystem::create_directories(folder, failed);
  if (failed)
    return cannot_write(path, failed.value());
  const auto fresh = path + ".new";
  const auto file = ::open(fresh.c_str(),
                           O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, for_owner);
  if (file < 0)
    return cannot_write(path, errno);
  const auto bytes = static_cast<ssize_t>(text.size());
  auto error = ::write(file, text.data(), text.size()) == bytes ? 0 : ENOSPC;
  if (::close(file) != 0
      || (error == 0 && ::rename(fresh.c_str(), path.c_str()) != 0))
    error = errno;
  if (error == 0)
    return success();
  ::unlink(fresh.c_str());
  return cannot_write(path, error);
}

result<std::string> read_file_text(const std::string& path,
                                   std::size_t bytes_max) {
  const open_file file{path};
  if (!file.is_open())
    return cannot_read(path, errno);
  std::string text;
  std::array<char, 1 << 14> block;
  for (;;) {
    auto got = file.read(block.data(), block.size());
    if (got < 0)
      return cannot_read(path, errno);
    if (got == 0)
      return text;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > bytes_max)
      return failure{errc::too_much,
                     fmt::format("{} has more than {} MiB; split it", path,
                                 bytes_max >> 20)};
  }
}

} // namespace leasehold
