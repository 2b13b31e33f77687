// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace leasehold::bench {

/// A folder that goes with everything in it.
class scratch_folder {
public:
  explicit scratch_folder(const std::string& parent)
      : path_(parent + "/leasehold-bench-XXXXXX") {
    made_ = mkdtemp(path_.data()) != nullptr;
  }
  ~scratch_folder() {
    std::error_code ignored;
    if (made_)
      std::filesystem::remove_all(path_, ignored);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;

  bool made() const {
    return made_;
  }
  std::string operator/(const char* name) const {
    return path_ + '/' + name;
  }

private:
  std::string path_;
  bool made_ = false;
};

} // namespace leasehold::bench
