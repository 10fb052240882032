package vdsl.storage.query;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import vdsl.block.Tokens;
import vdsl.record.IdRange;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

/**
 * Reads a query from parameters named as the flags of the command line and the parameters of the
 * HTTP interface are. Syntax: docs/reference/query.md. Confined to one thread.
 */
public final class QueryParameters {
  /** Every parameter that belongs to a query. */
  public static final Set<String> KEYS =
      Set.copyOf(
          List.of(
              "node",
              "ids",
              "from",
              "to",
              "level",
              "type",
              "object",
              "text",
              "contains",
              "regex",
              "where",
              "limit",
              "order",
              "around",
              "before",
              "after"));

  /** Records on each side that {@code around} shows unless told: about a screen with its own. */
  static final int CONTEXT_DEFAULT = 10;

  /**
   * Most records on one side of {@code around}: beyond it, {@code ids} says better what is meant.
   */
  static final int CONTEXT_MAX = 1_000_000;

  /** Nodes a query may name: larger than any cluster that is named node by node. */
  static final int NODE_COUNT_MAX = 1_000;

  private final Map<String, ? extends Collection<String>> values;
  private final TimeExpression time;

  private QueryParameters(Map<String, ? extends Collection<String>> values, long nowNs) {
    this.values = values;
    this.time = new TimeExpression(nowNs);
  }

  /**
   * Reads a query.
   *
   * @param parameters values by key, undecoded where their order or number matters to nobody
   * @param nowNs what relative times are relative to, in nanoseconds since the epoch
   * @throws QuerySyntaxException if a key is unknown, a value malformed or a combination senseless
   */
  public static RecordQuery parse(
      Map<String, ? extends Collection<String>> parameters, long nowNs) {
    return new QueryParameters(parameters, nowNs).query();
  }

  private RecordQuery query() {
    for (String key : values.keySet()) {
      if (!KEYS.contains(key)) {
        throw new QuerySyntaxException(
            "unknown filter \""
                + VisibleText.of(key)
                + "\": one of "
                + String.join(", ", new TreeSet<>(KEYS))
                + " is allowed");
      }
    }
    RecordFilter filter = new RecordFilter(levels(), type(), objectPrefix(), text(), where());
    Optional<IdRange> around = around();
    Set<NodeId> nodes = around.isPresent() ? Set.of(aroundNode()) : nodes();
    return new RecordQuery(nodes, around.or(this::ids), times(), filter, direction(), limit());
  }

  private Set<NodeId> nodes() {
    Set<NodeId> nodes = new TreeSet<>();
    for (String list : all("node")) {
      for (String name : list.split(",", -1)) {
        nodes.add(node("node", name.strip(), list));
      }
    }
    if (nodes.size() > NODE_COUNT_MAX) {
      throw new QuerySyntaxException(
          nodes.size() + " nodes are named: at most " + NODE_COUNT_MAX + " are allowed");
    }
    return nodes;
  }

  private static NodeId node(String key, String name, String value) {
    try {
      return new NodeId(name);
    } catch (IllegalArgumentException invalid) {
      throw new QuerySyntaxException(key, value, String.valueOf(invalid.getMessage()));
    }
  }

  private Optional<IdRange> ids() {
    return one("ids").map(QueryParameters::idRange);
  }

  private static IdRange idRange(String value) {
    int dots = value.indexOf("..");
    String from = dots < 0 ? value : value.substring(0, dots);
    String to = dots < 0 ? value : value.substring(dots + 2);
    OptionalLong first = from.isEmpty() ? OptionalLong.of(LogRecord.ID_FIRST) : decimal(from);
    OptionalLong last = to.isEmpty() ? OptionalLong.of(Long.MAX_VALUE) : decimal(to);
    boolean sound =
        !(from.isEmpty() && to.isEmpty())
            && first.orElse(0) >= LogRecord.ID_FIRST
            && first.orElse(0) <= last.orElse(0);
    if (!sound) {
      throw new QuerySyntaxException(
          "ids", value, "A..B, A.., ..B or A with 1 <= A <= B is allowed");
    }
    return new IdRange(first.orElseThrow(), last.orElseThrow());
  }

  /** A number of digits alone: signs, blanks and digits of other scripts are refused. */
  private static OptionalLong decimal(String digits) {
    if (!digits.matches("[0-9]{1,19}")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(digits));
    } catch (NumberFormatException overflow) {
      return OptionalLong.empty();
    }
  }

  private TimeRange times() {
    Optional<String> from = one("from");
    Optional<String> to = one("to");
    long fromNs =
        from.map(value -> time.parse("from", value, TimeExpression.Edge.FIRST_INSTANT))
            .orElse(Long.MIN_VALUE);
    long toNs =
        to.map(value -> time.parse("to", value, TimeExpression.Edge.LAST_INSTANT))
            .orElse(Long.MAX_VALUE);
    if (toNs < fromNs) {
      throw new QuerySyntaxException(
          "to", to.orElse(""), "a time not before from (" + from.orElse("") + ") is allowed");
    }
    return new TimeRange(fromNs, toNs);
  }

  /** "WARN" or "WARN+"; "WARN " is the latter, for a plus sign in a URL reads as a blank. */
  private LevelRange levels() {
    return one("level").map(QueryParameters::levelRange).orElse(LevelRange.ALL);
  }

  private static LevelRange levelRange(String value) {
    boolean andAbove = value.endsWith("+") || value.endsWith(" ");
    try {
      Severity least = Severity.parse(andAbove ? value.substring(0, value.length() - 1) : value);
      return new LevelRange(least, andAbove ? LevelRange.ALL.most() : least);
    } catch (IllegalArgumentException invalid) {
      throw new QuerySyntaxException(
          "level",
          value,
          "one of TRACE DEBUG INFO WARN ERROR FATAL or INFO2..FATAL4 is allowed, with + for that"
              + " and all above");
    }
  }

  private Optional<LogType> type() {
    Optional<String> value = one("type");
    try {
      return value.map(LogType::new);
    } catch (IllegalArgumentException invalid) {
      throw new QuerySyntaxException(
          "type", value.orElse(""), "an upper-case word such as APP or LOSS is allowed");
    }
  }

  private String objectPrefix() {
    return one("object").orElse("");
  }

  private TextMatch text() {
    List<TextMatch> matches = new ArrayList<>();
    one("text").map(QueryParameters::phrase).ifPresent(matches::add);
    one("contains").map(TextMatch.Substring::of).ifPresent(matches::add);
    one("regex")
        .map(value -> new TextMatch.Expression(LinearPattern.compile("regex", value)))
        .ifPresent(matches::add);
    if (matches.size() > 1) {
      throw new QuerySyntaxException("only one of text, contains and regex is allowed");
    }
    return matches.isEmpty() ? new TextMatch.Any() : matches.get(0);
  }

  private static TextMatch phrase(String value) {
    List<String> tokens = Tokens.of(value);
    if (tokens.isEmpty()) {
      throw new QuerySyntaxException(
          "text", value, "at least one letter or digit is needed; contains finds any characters");
    }
    return new TextMatch.Phrase(tokens);
  }

  private Condition where() {
    return one("where")
        .map(value -> ConditionParser.parse(value, time))
        .orElseGet(Condition.Always::new);
  }

  private OptionalLong limit() {
    return one("limit")
        .map(value -> OptionalLong.of(count("limit", value, 1, Long.MAX_VALUE)))
        .orElseGet(OptionalLong::empty);
  }

  private RecordQuery.Direction direction() {
    String value = one("order").orElse("asc");
    return switch (value) {
      case "asc" -> RecordQuery.Direction.ASCENDING;
      case "desc" -> RecordQuery.Direction.DESCENDING;
      default -> throw new QuerySyntaxException("order", value, "asc or desc is allowed");
    };
  }

  /** The Ids around one, where the query asks for that. */
  private Optional<IdRange> around() {
    Optional<String> around = one("around");
    if (around.isEmpty()) {
      refuseBeside("before and after are allowed only beside around", "before", "after");
      return Optional.empty();
    }
    refuseBeside("around names a node and Ids itself: it goes without", "node", "ids");
    long id = decimal(afterColon(around.get())).orElse(0);
    if (id < LogRecord.ID_FIRST) {
      throw new QuerySyntaxException(
          "around", around.get(), "NODE:ID with an Id from 1 on is allowed");
    }
    long first = Math.max(LogRecord.ID_FIRST, id - context("before"));
    long after = context("after");
    return Optional.of(new IdRange(first, id + Math.min(after, Long.MAX_VALUE - id)));
  }

  private void refuseBeside(String message, String... keys) {
    for (String key : keys) {
      if (!all(key).isEmpty()) {
        throw new QuerySyntaxException(message + " (" + key + " is given)");
      }
    }
  }

  private NodeId aroundNode() {
    String value = one("around").orElseThrow();
    return node("around", value.substring(0, value.lastIndexOf(':')), value);
  }

  private static String afterColon(String value) {
    int colon = value.lastIndexOf(':');
    return colon < 0 ? "" : value.substring(colon + 1);
  }

  private long context(String key) {
    return one(key).map(value -> count(key, value, 0, CONTEXT_MAX)).orElse((long) CONTEXT_DEFAULT);
  }

  private static long count(String key, String value, long min, long max) {
    OptionalLong count = decimal(value);
    if (count.isEmpty() || count.getAsLong() < min || count.getAsLong() > max) {
      throw new QuerySyntaxException(key, value, "a number in " + min + ".." + max + " is allowed");
    }
    return count.getAsLong();
  }

  private Collection<String> all(String key) {
    Collection<String> given = values.get(key);
    return given == null ? List.of() : given;
  }

  private Optional<String> one(String key) {
    Collection<String> given = all(key);
    if (given.size() > 1) {
      throw new QuerySyntaxException(key + " is given " + given.size() + " times, once is allowed");
    }
    Optional<String> value = given.stream().findFirst();
    if (value.filter(String::isEmpty).isPresent()) {
      throw new QuerySyntaxException(key, "", "a value is needed");
    }
    return value;
  }
}
