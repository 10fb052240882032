package vdsl.collector.tail;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import vdsl.storage.query.QueryParameters;
import vdsl.storage.query.QuerySyntaxException;
import vdsl.storage.query.RecordQuery;

/**
 * What a client wants to follow. Immutable.
 *
 * @param query which records, of whatever time
 * @param holdNs how long records are held back, so that none that goes before comes after
 * @param start where to begin
 * @param code how positions are written
 */
public record TailRequest(RecordQuery query, long holdNs, TailStart start, PositionCode code) {
  private static final String FROM = "from";
  private static final String LAST = "last";
  private static final String HOLD = "hold";

  /** Filters of a query that a tail has too. */
  private static final Set<String> FILTERS =
      Set.of("node", "level", "type", "object", "text", "contains", "regex", "where");

  private static final long HOLD_MS_MAX = TimeUnit.NANOSECONDS.toMillis(TailLimits.HOLD_NS_MAX);

  /**
   * Reads a request. A position goes before {@code from} and {@code last}: a client that comes back
   * repeats its parameters.
   *
   * @param parameters values by key, as of a query; those of a tail are in docs/reference/http.md
   * @param lastEventId position to go on from
   * @param nowNs cluster time, in nanoseconds since the epoch
   * @throws QuerySyntaxException if it makes no sense
   */
  public static TailRequest parse(
      Map<String, ? extends Collection<String>> parameters,
      Optional<String> lastEventId,
      UUID clusterId,
      long nowNs) {
    Map<String, Collection<String>> ofQuery = new LinkedHashMap<>(parameters);
    Optional<Long> last = number(ofQuery, LAST, 1, TailLimits.LAST_COUNT_MAX);
    Optional<Long> holdMs = number(ofQuery, HOLD, 0, HOLD_MS_MAX);
    for (String key : ofQuery.keySet()) {
      if (!FILTERS.contains(key) && !key.equals(FROM)) {
        throw new QuerySyntaxException("parameter", key, "one of " + allowed() + " is allowed");
      }
    }
    RecordQuery asked = QueryParameters.parse(ofQuery, nowNs);
    if (asked.earliestNs().isPresent() && last.isPresent()) {
      throw new QuerySyntaxException("only one of from and last is allowed");
    }
    PositionCode code = new PositionCode(clusterId, asked.nodes());
    return new TailRequest(
        asked.between(Long.MIN_VALUE, Long.MAX_VALUE),
        holdMs.map(TimeUnit.MILLISECONDS::toNanos).orElse(TailLimits.HOLD_NS_DEFAULT),
        lastEventId.map(id -> after(id, code)).orElseGet(() -> start(asked, last)),
        code);
  }

  private static String allowed() {
    Set<String> keys = new TreeSet<>(FILTERS);
    keys.addAll(List.of(FROM, LAST, HOLD, "format"));
    return String.join(", ", keys);
  }

  private static Optional<Long> number(
      Map<String, Collection<String>> parameters, String key, long least, long most) {
    List<String> given =
        new ArrayList<>(Optional.ofNullable(parameters.remove(key)).orElse(List.of()));
    if (given.isEmpty()) {
      return Optional.empty();
    }
    String value = String.join(",", given);
    // As many digits as any of the bounds has: more is out of bounds.
    if (value.matches("[0-9]{1,9}")) {
      long number = Long.parseLong(value);
      if (least <= number && number <= most) {
        return Optional.of(number);
      }
    }
    throw new QuerySyntaxException(
        key, value, "a number in " + least + ".." + most + " is allowed");
  }

  private static TailStart after(String lastEventId, PositionCode code) {
    return code.decode(lastEventId)
        .map(TailStart.After::new)
        .orElseThrow(
            () ->
                new QuerySyntaxException(
                    "Last-Event-ID",
                    lastEventId,
                    "the id of an event of this cluster, of a tail of the same nodes, is allowed"));
  }

  private static TailStart start(RecordQuery asked, Optional<Long> last) {
    if (last.isPresent()) {
      return new TailStart.Last(last.get());
    }
    return asked.earliestNs().isPresent()
        ? new TailStart.From(asked.earliestNs().getAsLong())
        : new TailStart.Now();
  }
}
