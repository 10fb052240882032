package vdsl.collector.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import vdsl.collector.ingest.IngestStatus;
import vdsl.collector.ingest.NodeClockReading;
import vdsl.record.NodeId;
import vdsl.storage.query.NodeSummary;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.spi.BlockStore;
import vdsl.time.TimeMap;
import vdsl.time.WallClock;

/** {@code GET /api/v1/nodes}: docs/reference/http.md. Thread-safe. */
final class NodesService implements HttpService {
  private final BlockStore store;
  private final IngestStatus ingest;
  private final StoreReaders readers;
  private final WallClock clusterClock;

  NodesService(
      BlockStore store, IngestStatus ingest, StoreReaders readers, WallClock clusterClock) {
    this.store = store;
    this.ingest = ingest;
    this.readers = readers;
    this.clusterClock = clusterClock;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return readers.answer(
        context,
        reply -> {
          if (!context.queryParams().isEmpty()) {
            throw new QuerySyntaxException("no parameters are allowed here");
          }
          ObjectNode body = Json.object();
          body.put("cluster_id", store.clusterId().toString());
          Json.putTime(body, "time", OptionalLong.of(clusterClock.nowNs()));
          ArrayNode nodes = body.putArray("nodes");
          Set<NodeId> connected = ingest.connectedNodes();
          Map<NodeId, NodeClockReading> clocks = ingest.clocks();
          for (NodeSummary summary : new QueryEngine(store).nodes()) {
            ObjectNode node = describe(summary, connected);
            Optional.ofNullable(clocks.get(summary.node()))
                .ifPresent(clock -> node.set("clock", describe(clock)));
            nodes.add(node);
          }
          reply.send(Json.response(body));
        });
  }

  private static ObjectNode describe(NodeSummary summary, Set<NodeId> connected) {
    ObjectNode node = Json.object();
    node.put("node", summary.node().value());
    node.put("ip", summary.ip());
    Json.put(node, "first_id", summary.firstId());
    node.put("last_id", summary.lastId());
    node.put("ids", summary.idCount());
    Json.putTime(node, "first_time", summary.firstTimeNs());
    Json.putTime(node, "last_time", summary.lastTimeNs());
    node.put("connected", connected.contains(summary.node()));
    return node;
  }

  private static ObjectNode describe(NodeClockReading reading) {
    ObjectNode clock = Json.object();
    Json.putTime(clock, "at", OptionalLong.of(reading.atNs()));
    Json.putTime(clock, "last_sync", lastSyncOf(reading));
    clock.put("wall_offset_ns", reading.wallOffsetNs());
    Json.put(clock, "skew_ppb", skewOf(reading));
    Json.put(clock, "bound_ns", boundOf(reading));
    clock.put("round_trip_ns", reading.roundTripNs());
    clock.put("epoch", reading.epoch());
    clock.put("generation", reading.generation());
    return clock;
  }

  private static OptionalLong lastSyncOf(NodeClockReading reading) {
    return reading.lastSyncNs() == 0 ? OptionalLong.empty() : OptionalLong.of(reading.lastSyncNs());
  }

  /** As the offset is told: what the node's clock gains, not what the master's does. */
  private static OptionalLong skewOf(NodeClockReading reading) {
    return reading.skewPpb() == 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round(-reading.skewPpb()));
  }

  private static OptionalLong boundOf(NodeClockReading reading) {
    return reading.boundNs() == TimeMap.BOUND_UNLIMITED_NS
        ? OptionalLong.empty()
        : OptionalLong.of(reading.boundNs());
  }
}
