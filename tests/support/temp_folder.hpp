// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace leasehold::test {

/// An empty folder of the test's own, removed with all in it.
class temp_folder {
public:
  temp_folder() {
    auto pattern =
        (std::filesystem::temp_directory_path() / "leasehold-test-XXXXXX")
            .string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error{"cannot make " + pattern};
    path_ = pattern;
  }
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;
  ~temp_folder() {
    std::filesystem::remove_all(path_);
  }

  const std::string& path() const noexcept {
    return path_;
  }

private:
  std::string path_;
};

} // namespace leasehold::test
