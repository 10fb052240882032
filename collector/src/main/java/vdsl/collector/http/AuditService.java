package vdsl.collector.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import vdsl.record.LogRecord;
import vdsl.record.NodeId;
import vdsl.storage.query.Audit;
import vdsl.storage.query.AuditProgress;
import vdsl.storage.query.AuditReport;
import vdsl.storage.query.AuditScope;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.spi.BlockStore;

/** {@code GET /api/v1/audit}: docs/reference/http.md. Thread-safe. */
final class AuditService implements HttpService {
  private static final String NODE = "node";
  private static final String FROM_ID = "from-id";

  private final BlockStore store;
  private final StoreReaders readers;

  AuditService(BlockStore store, StoreReaders readers) {
    this.store = store;
    this.readers = readers;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return readers.answer(
        context,
        reply -> {
          AuditScope scope = scope(context.queryParams());
          AuditProgress untilUnwanted = (node, blockCount, recordCount) -> reply.checkWanted();
          AuditReport report = new Audit(store).run(scope, untilUnwanted);
          reply.send(Json.response(describe(report)));
        });
  }

  private static AuditScope scope(QueryParams parameters) {
    for (String name : parameters.names()) {
      if (!Set.of(NODE, FROM_ID).contains(name)) {
        throw new QuerySyntaxException("parameter", name, "one of node, from-id is allowed");
      }
    }
    return new AuditScope(
        one(parameters, NODE).map(AuditService::node),
        one(parameters, FROM_ID)
            .map(AuditService::fromId)
            .map(OptionalLong::of)
            .orElseGet(OptionalLong::empty));
  }

  private static Optional<String> one(QueryParams parameters, String name) {
    List<String> values = parameters.getAll(name);
    if (values.size() > 1) {
      throw new QuerySyntaxException(name + " is given " + values.size() + " times");
    }
    return values.stream().findFirst();
  }

  private static NodeId node(String value) {
    try {
      return new NodeId(value);
    } catch (IllegalArgumentException invalid) {
      throw new QuerySyntaxException(NODE, value, "the name of a node is allowed");
    }
  }

  private static long fromId(String value) {
    try {
      long id = Long.parseLong(value);
      if (id >= LogRecord.ID_FIRST) {
        return id;
      }
    } catch (NumberFormatException invalid) {
      // Said below, as for a number out of bounds.
    }
    throw new QuerySyntaxException(FROM_ID, value, "a number in 1..9223372036854775807 is allowed");
  }

  private static ObjectNode describe(AuditReport report) {
    ObjectNode body = Json.object();
    body.put("ok", report.ok());
    ArrayNode nodes = body.putArray("nodes");
    report.nodes().forEach(node -> nodes.add(describe(node)));
    return body;
  }

  private static ObjectNode describe(AuditReport.NodeReport report) {
    ObjectNode node = Json.object();
    node.put("node", report.node().value());
    node.put("ok", report.ok());
    Json.put(node, "first_id", report.firstId());
    Json.put(node, "last_id", report.lastId());
    node.put("records", report.recordCount());
    node.put("blocks", report.blockCount());
    node.set("lost", describe(report.lost(), AuditService::describe));
    node.set("deleted", describe(report.deleted(), AuditService::describe));
    node.set("loss_records", describe(report.lossRecords(), AuditService::describe));
    node.set("problems", describe(report.problems(), TextNode::valueOf));
    return node;
  }

  private static <T> ObjectNode describe(
      AuditReport.Listing<T> listing, Function<T, JsonNode> describeEntry) {
    ObjectNode described = Json.object();
    described.put("count", listing.count());
    ArrayNode entries = described.putArray("entries");
    listing.entries().forEach(entry -> entries.add(describeEntry.apply(entry)));
    return described;
  }

  private static JsonNode describe(AuditReport.GivenUp range) {
    return Json.object()
        .put("first_id", range.ids().first())
        .put("last_id", range.ids().last())
        .put("cause", range.cause())
        .put("reason", range.reason());
  }

  private static JsonNode describe(AuditReport.LossRecord record) {
    return Json.object().put("id", record.id()).put("text", record.text());
  }
}
