// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/class_codec.hpp"

#include <cstdint>
#include <limits>
#include <string>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "tests/support/equality.hpp"
#include "tests/support/generators.hpp"

namespace leasehold {
namespace {

service_class gold() {
  service_class x;
  x.name = class_name{"gold"};
  x.remedies = {remedy::shorten, remedy::shrink};
  return x;
}

/// What the reader says of a class, after `change` had its way with it.
template <class Change>
std::string complaint(const service_class& x, Change change) {
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::ServiceClass>();
  to_wire(x, wire);
  change(wire);
  auto read = from_wire(wire.asReader());
  return read ? "" : read.error().message;
}

std::string complaint(const service_class& x) {
  return complaint(x, [](rpc::ServiceClass::Builder) {});
}

RC_GTEST_PROP(ClassCodec, ReadsEveryClassItWrote, ()) {
  auto x = gen::any_class();
  capnp::MallocMessageBuilder message;
  auto wire = message.initRoot<rpc::ServiceClass>();
  to_wire(x, wire);
  RC_ASSERT(*from_wire(wire.asReader()) == x);
}

TEST(ClassCodec, RefusesAPriorityThatThereIsNot) {
  auto x = gold();
  x.setup = 8;
  EXPECT_EQ(complaint(x),
            "priority is weaker than the weakest; give 0, the "
            "strongest, to 7");
}

TEST(ClassCodec, RefusesAHoldThatIsWeakerThanTheSetup) {
  auto x = gold();
  x.hold = 5;
  EXPECT_EQ(complaint(x),
            "hold priority is weaker than the setup priority; "
            "give a hold priority that is not above it");
}

TEST(ClassCodec, RefusesARemedyThatIsThereTwice) {
  auto x = gold();
  x.remedies.push_back(remedy::shorten);
  EXPECT_EQ(complaint(x), "remedies name one twice; give each at most once");
}

TEST(ClassCodec, RefusesMoreRemediesThanThereAre) {
  auto x = gold();
  x.remedies.assign(6, remedy::shrink);
  EXPECT_NE(complaint(x).find("remedies"), std::string::npos);
}

TEST(ClassCodec, RefusesARemedyThatThereIsNot) {
  for (std::uint16_t number : {0, 6}) {
    auto why = complaint(gold(), [number](rpc::ServiceClass::Builder wire) {
      wire.getRemedies().set(0, static_cast<rpc::ServiceClass::Remedy>(number));
    });
    EXPECT_EQ(why.rfind("remedy ", 0), 0u) << why;
  }
}

TEST(ClassCodec, RefusesChoicesAndWeightsThatThereAreNot) {
  EXPECT_EQ(complaint(gold(),
                      [](rpc::ServiceClass::Builder wire) {
                        wire.setVictims(
                            static_cast<rpc::ServiceClass::Victims>(4));
                      })
                .rfind("victims ", 0),
            0u);
  EXPECT_EQ(complaint(gold(),
                      [](rpc::ServiceClass::Builder wire) {
                        wire.setSharing(
                            static_cast<rpc::ServiceClass::Sharing>(3));
                      })
                .rfind("sharing ", 0),
            0u);
  for (std::uint16_t weight : {0, 1001})
    EXPECT_EQ(complaint(gold(),
                        [weight](rpc::ServiceClass::Builder wire) {
                          wire.setShareWeight(weight);
                        }),
              "share weight is out of bounds; give 1 to 1,000");
}

TEST(ClassCodec, RefusesTimesThatNobodyCanMean) {
  auto century = period::max.count();
  for (auto ms : {std::int64_t{-1}, century + 1,
                  std::numeric_limits<std::int64_t>::max()}) {
    auto tenure = complaint(gold(), [ms](rpc::ServiceClass::Builder wire) {
      wire.setTenureMinMs(ms);
    });
    EXPECT_EQ(tenure.rfind("shortest tenure is", 0), 0u) << tenure;
    auto notice = complaint(gold(), [ms](rpc::ServiceClass::Builder wire) {
      wire.setNoticeMs(ms);
    });
    EXPECT_EQ(notice.rfind("notice is", 0), 0u) << notice;
  }
  EXPECT_EQ(complaint(gold(),
                      [](rpc::ServiceClass::Builder wire) {
                        wire.setAckWithinMs(5001);
                      }),
            "ack within is longer than 5 s; give a shorter time");
  EXPECT_EQ(complaint(gold(),
                      [century](rpc::ServiceClass::Builder wire) {
                        wire.setTenureMinMs(century);
                        wire.setNoticeMs(century);
                      }),
            "");
}

TEST(ClassCodec, RefusesAClassWithoutAName) {
  auto x = gold();
  x.name = {};
  EXPECT_NE(complaint(x).find("class"), std::string::npos);
}

} // namespace
} // namespace leasehold
