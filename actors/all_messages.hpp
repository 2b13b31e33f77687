// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every message of a node, complete: for whoever makes them known to CAF.

#include "actors/directory/directory_interface.hpp"
#include "actors/event/event_interface.hpp"
#include "actors/gateway/gateway_interface.hpp"
#include "actors/gateway/hop_interface.hpp"
#include "actors/lease/chain_interface.hpp"
#include "actors/lease/manager_interface.hpp"
#include "actors/peer/exchange_interface.hpp"
#include "actors/peer/peer_interface.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/route/region.hpp"
#include "actors/type_ids.hpp"
#include "actors/usage/usage_interface.hpp"
#include "runtime/store/store_interface.hpp"
