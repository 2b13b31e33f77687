// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Line editing on a terminal through libedit (readline's licence is not
// ours): history kept in a file of bounded size, completion with Tab.

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "tools/shell/completion.hpp"
#include "tools/shell/line_source.hpp"

namespace leasehold::shell {

/// `~/.leasehold_history`, or nothing where there is no home.
std::optional<std::filesystem::path> history_path();

class line_editor : public line_source {
public:
  using completer = std::function<completion(std::string_view)>;

  /// Without a history file, history ends with the shell.
  line_editor(completer complete, std::optional<std::filesystem::path> history);
  ~line_editor() override;

  line_editor(const line_editor&) = delete;
  line_editor& operator=(const line_editor&) = delete;

  typed_line read(const std::string& prompt) override;

private:
  struct session;
  std::unique_ptr<session> session_;
};

} // namespace leasehold::shell
