// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

/// A CA in a folder of its own, made with tools/pki/make-test-ca.
class test_ca {
public:
  explicit test_ca(const std::string& name)
      : folder_(std::filesystem::path(testing::TempDir()) / name) {
    std::filesystem::remove_all(folder_);
    run("ca");
  }

  /// Runs `make-test-ca FOLDER arguments`; its exit code.
  int try_run(const std::string& arguments) const {
    auto command = "tools/pki/make-test-ca '" + folder_.string() + "' "
        + arguments + " >/dev/null 2>&1";
    auto status = std::system(command.c_str());
    return WEXITSTATUS(status);
  }

  void run(const std::string& arguments) const {
    EXPECT_EQ(0, try_run(arguments)) << arguments;
  }

  std::string file(const std::string& name) const {
    return (folder_ / name).string();
  }

  tls_config files_of(const std::string& name) const {
    return {file(name + ".pem"), file(name + ".key"), file("ca.pem")};
  }

private:
  std::filesystem::path folder_;
};

} // namespace leasehold
