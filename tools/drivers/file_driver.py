#!/usr/bin/env python3
# Copyright 2026 The Leasehold authors
# SPDX-License-Identifier: Apache-2.0
"""Drives an interface that is a file: an example, and a start for others.

  file_driver.py FOLDER

Channels are in FOLDER/DEVICE.json. Where a device is real, `store` would tell
it what it has to do, and `load` would ask it what it does.
"""

import json
import os
import sys
import time

VERSION = 1


def load(path):
    """Channels by id, without those whose time is over."""
    try:
        with open(path, encoding="utf-8") as file:
            kept = json.load(file)
    except FileNotFoundError:
        return {}
    return {x["id"]: x for x in kept if x["until"] > time.time()}


def store(path, channels):
    """All of it or nothing, whenever this is killed."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(list(channels.values()), file)
    os.rename(path + ".new", path)


def change(channels, orders):
    """In their order: what makes room comes before what needs it."""
    touched = []
    for order in orders:
        if order["do"] == "put":
            channel = order["channel"]
            # By civil time, because a file outlives a reboot.
            until = time.time() + channel["lasts_ms"] / 1000
            channels[channel["id"]] = {**channel, "until": until}
            touched.append(channel["id"])
        else:
            channels.pop(order["id"], None)
            touched.append(order["id"])
    return [channels[x] for x in touched if x in channels]


def answer_of(request, folder):
    if request["version"] != VERSION:
        sys.exit(f"this driver speaks version {VERSION}, "
                 f"and not {request['version']}")
    path = os.path.join(folder, request["device"] + ".json")
    channels = load(path)
    if request["do"] == "read":
        found = list(channels.values())
    elif request["do"] == "change":
        found = change(channels, request["orders"])
        store(path, channels)
    elif request["do"] == "clear":
        found = []
        store(path, {})
    else:
        sys.exit(f"this driver can't {request['do']}")
    now = time.time()
    for each in found:
        each["lasts_ms"] = max(0, int((each["until"] - now) * 1000))
    return {"version": VERSION, "channels": found}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    json.dump(answer_of(json.load(sys.stdin), sys.argv[1]), sys.stdout)


if __name__ == "__main__":
    main()
