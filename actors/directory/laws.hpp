// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "actors/directory/survey.hpp"

// Rules, classes and thresholds that the DIRECTORY keeps.
namespace leasehold {

/// Writes, and goes on once it is durable.
void write(directory_pointer self, record_group records,
           std::function<void()> then);

void enter_policy(directory_pointer self);
void change_rule(directory_pointer self, const set_rule& msg);
void drop_rule(directory_pointer self, const remove_rule& msg);
void change_class(directory_pointer self, const set_class& msg);
void drop_class(directory_pointer self, const remove_class& msg);
void tell_thresholds(directory_pointer self);
void change_threshold(directory_pointer self, const set_threshold& msg);

} // namespace leasehold
