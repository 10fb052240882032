package vdsl.collector.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import vdsl.collector.ingest.IngestStatus;
import vdsl.record.NodeId;
import vdsl.storage.query.NodeSummary;
import vdsl.storage.query.QueryEngine;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.spi.BlockStore;

/** {@code GET /api/v1/nodes}: docs/reference/http.md. Thread-safe. */
final class NodesService implements HttpService {
  private final BlockStore store;
  private final IngestStatus ingest;
  private final StoreReaders readers;

  NodesService(BlockStore store, IngestStatus ingest, StoreReaders readers) {
    this.store = store;
    this.ingest = ingest;
    this.readers = readers;
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
          ArrayNode nodes = body.putArray("nodes");
          Set<NodeId> connected = ingest.connectedNodes();
          new QueryEngine(store).nodes().forEach(node -> nodes.add(describe(node, connected)));
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
}
