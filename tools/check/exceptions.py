# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Who may break which rule, by name, and why. Both tables stay short."""

# (rule, path): why. An entry that nothing needs any more is a finding.
EXCEPTIONS = {
}

# A folder of actors, and the actors of other folders that it spawns.
SPAWNERS = {
    # The directory spawns the gateways of its node, and its peers.
    "actors/directory": ("actors/gateway/gateway_actor.hpp",
                         "actors/peer/peer_actor.hpp"),
    # A gateway spawns the actors of its resources.
    "actors/gateway": ("actors/resource/resource_actor.hpp",),
}
