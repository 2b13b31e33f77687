// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "messages/result.hpp"

struct nft_ctx;

namespace leasehold {

/// Has commands in the language of nftables done, in the network namespace of
/// the thread that opens it. Nothing that comes from outside may be in them
/// before it has been validated.
class nft_commands {
public:
  static result<nft_commands> open();

  /// Does all of them, or none.
  status run(const std::string& commands);

private:
  struct free_context {
    void operator()(nft_ctx* context) const noexcept;
  };
  using handle = std::unique_ptr<nft_ctx, free_context>;

  explicit nft_commands(handle context) : context_(std::move(context)) {}

  handle context_;
};

} // namespace leasehold
