// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/lease/lease_calls.hpp"
#include "actors/type_ids.hpp"

// The calls of the LEASE MANAGER as CAF knows them.
