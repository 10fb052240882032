package vdsl.collector.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/**
 * An answer that says what is wrong (RFC 9457).
 *
 * @param detail one sentence for the person who asked
 */
record Problem(Kind kind, String detail) {
  /** What can be wrong. */
  enum Kind {
    BAD_PARAMETER(400, "bad-parameter", "A parameter is wrong"),
    FOREIGN_HOST(403, "foreign-host", "Not for that host"),
    UNKNOWN_NODE(404, "unknown-node", "No such node"),
    UNKNOWN_PATH(404, "unknown-path", "No such path"),
    WRONG_METHOD(405, "wrong-method", "Method not allowed"),
    NOT_ACCEPTABLE(406, "not-acceptable", "No such format"),
    BAD_REQUEST(400, "bad-request", "The request is wrong"),
    OVERLOADED(503, "overloaded", "Too many requests are running"),
    NOT_READY(503, "not-ready", "The collector cannot store"),
    STORE_FAULT(503, "store-fault", "The store cannot be read"),
    INTERNAL(500, "internal", "Internal fault");

    private final int status;
    private final String slug;
    private final String title;

    Kind(int status, String slug, String title) {
      this.status = status;
      this.slug = slug;
      this.title = title;
    }
  }

  private static final MediaType MEDIA_TYPE = MediaType.create("application", "problem+json");
  private static final String TYPE_PREFIX = "urn:vdsl:problem:";
  private static final int RETRY_AFTER_S = 1;

  ResponseHeaders headers() {
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.valueOf(kind.status)).contentType(MEDIA_TYPE);
    if (kind.status == HttpStatus.SERVICE_UNAVAILABLE.code()) {
      headers.addInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_S);
    }
    return headers.build();
  }

  HttpData body() {
    ObjectNode body = Json.object();
    body.put("type", TYPE_PREFIX + kind.slug);
    body.put("title", kind.title);
    body.put("status", kind.status);
    body.put("detail", detail);
    return Json.data(body);
  }

  HttpResponse response() {
    return HttpResponse.of(headers(), body());
  }
}
