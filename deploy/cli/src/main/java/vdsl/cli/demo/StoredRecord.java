package vdsl.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A record of the demo as the collector returned it.
 *
 * @param time cluster time
 * @param n number of the log call in its thread; 0 of a record that no service logged
 * @param step where in a call between nodes it stands; empty if it is in none
 * @param ownTime what the node's own clock said; empty of a record that no service logged
 */
record StoredRecord(
    Place place,
    Instant time,
    LoggedCalls.Caller caller,
    long n,
    Optional<Step> step,
    Optional<Instant> ownTime,
    String level,
    String text) {
  /** Its node and Id. */
  record Place(String node, long id) {}

  /** A moment of a call between two nodes. */
  record Step(long request, int hop, Kind kind) {
    /** In the order in which they happen. */
    enum Kind {
      SEND,
      RECEIVE,
      ANSWER,
      RETURN
    }
  }

  static StoredRecord of(JsonNode json) {
    JsonNode attributes = json.path("attributes");
    String node = json.path("node").asText();
    String clock = attributes.path("clock").asText();
    return new StoredRecord(
        new Place(node, json.path("id").asLong()),
        Instant.parse(json.path("time").asText()),
        new LoggedCalls.Caller(node, json.path("pid").asLong(), attributes.path("thread").asText()),
        attributes.path("n").asLong(),
        step(attributes),
        clock.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(clock)),
        json.path("level").asText(),
        json.path("text").asText());
  }

  private static Optional<Step> step(JsonNode attributes) {
    String name = attributes.path("step").asText();
    for (Step.Kind kind : Step.Kind.values()) {
      if (kind.name().equalsIgnoreCase(name)) {
        return Optional.of(
            new Step(attributes.path("request").asLong(), attributes.path("hop").asInt(), kind));
      }
    }
    return Optional.empty();
  }
}
