// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/text_file.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include <fmt/format.h>

namespace leasehold::shell {

std::string read_text_file(const std::string& path, std::size_t bytes_max) {
  std::error_code ignored;
  std::ifstream file{path, std::ios::binary};
  if (!file || std::filesystem::is_directory(path, ignored))
    throw std::runtime_error{
        fmt::format("can't read {}: no such file, or no right to", path)};
  return read_text(file, path, bytes_max);
}

std::string read_text(std::istream& in, const std::string& name,
                      std::size_t bytes_max) {
  std::string text;
  char block[64 * 1024];
  while (in.read(block, sizeof block), in.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max)
      throw std::runtime_error{fmt::format("{} has more than {} MiB; split it",
                                           name, bytes_max >> 20)};
  }
  return text;
}

} // namespace leasehold::shell
