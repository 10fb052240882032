package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.fault.CrashPoint;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.storage.jdbc.H2BlockStore;
import vdsl.storage.jdbc.H2StoreConfig;
import vdsl.storage.spi.BlockStore;
import vdsl.storage.spi.StoreEvents;

/**
 * Whatever is asked of whatever is stored, pruned and merged answers are those of a scan that knows
 * neither blocks nor filters nor indexes.
 */
class QueryPropertyTest {
  private static final List<String> LINES = lines();
  private static final List<Severity> LEVELS =
      List.of(Severity.DEBUG, Severity.INFO, new Severity(10), Severity.WARN, Severity.ERROR);
  private static final List<String> TYPES = List.of("APP", "CALL", "HEALTH");
  private static final List<String> OBJECTS = List.of("shop", "shop.cart", "shop.till", "hdfs");

  private static List<String> lines() {
    try (InputStream in =
        Objects.requireNonNull(QueryPropertyTest.class.getResourceAsStream("lines.log"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Property(tries = 300)
  void answersAreThoseOfANaiveScan(@ForAll long seed) {
    compareAnswers(new Random(seed), new MemoryBlockStore());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void answersFromH2AreThoseOfANaiveScan(long seed, @TempDir Path directory) {
    H2StoreConfig config = H2StoreConfig.of(directory);
    try (BlockStore store =
        H2BlockStore.open(config, () -> TestNode.EPOCH_NS, CrashPoint.NONE, StoreEvents.NONE)) {
      compareAnswers(new Random(seed), store);
      assertThat(new Audit(store).run(AuditScope.ALL, AuditProgress.NONE).ok()).isTrue();
    }
  }

  private static void compareAnswers(Random random, BlockStore store) {
    List<LogRecord> written = fill(store, random);
    QueryEngine engine = new QueryEngine(store);
    for (int i = 0; i < 20; i++) {
      Map<String, List<String>> parameters = randomQuery(random, written);
      List<LogRecord> found = new ArrayList<>();
      try (RecordStream stream = engine.run(QueryParameters.parse(parameters, TestNode.EPOCH_NS))) {
        stream.forEachRemaining(found::add);
      }
      assertThat(found).as("%s", parameters).isEqualTo(naive(written, parameters));
    }
  }

  private static List<LogRecord> fill(BlockStore store, Random random) {
    List<LogRecord> written = new ArrayList<>();
    // Every other store has clocks so coarse that many records of several nodes tie.
    long resolution = random.nextBoolean() ? 1 : 200;
    for (int n = 0; n <= random.nextInt(3); n++) {
      TestNode node = new TestNode("n" + n, store, 1 + random.nextInt(50));
      long time = random.nextInt(1_000);
      for (int block = 0; block <= random.nextInt(5); block++) {
        for (int i = 0; i <= random.nextInt(12); i++) {
          time += random.nextInt(300) - 80;
          long afterNs = Math.max(0, time) / resolution * resolution;
          node.add(randomEntry(random, afterNs), randomAttributes(random));
        }
        node.commit();
      }
      written.addAll(node.written());
    }
    return written;
  }

  private static TestNode.Entry randomEntry(Random random, long afterNs) {
    return new TestNode.Entry(
        afterNs,
        pick(random, LEVELS),
        new LogType(pick(random, TYPES)),
        pick(random, OBJECTS),
        randomText(random),
        random.nextInt(4) == 0 ? OptionalLong.of(random.nextInt(100)) : OptionalLong.empty());
  }

  private static Utf8 randomText(Random random) {
    byte[] line = pick(random, LINES).getBytes(StandardCharsets.UTF_8);
    if (line.length > 0 && random.nextInt(8) == 0) {
      line[random.nextInt(line.length)] = (byte) (0x80 + random.nextInt(0x80));
    }
    return Utf8.wrap(line);
  }

  private static Attribute[] randomAttributes(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> new Attribute[] {new Attribute("status", Value.of(random.nextInt(5)))};
      case 1 -> new Attribute[] {new Attribute("user", Value.of("bob"))};
      default -> new Attribute[0];
    };
  }

  private static Map<String, List<String>> randomQuery(Random random, List<LogRecord> written) {
    Map<String, List<String>> query = new TreeMap<>();
    LogRecord some = pick(random, written);
    if (random.nextInt(3) == 0) {
      query.put("node", List.of(some.node().value()));
    }
    if (random.nextInt(3) == 0) {
      query.put("ids", List.of(some.id() + ".." + (some.id() + random.nextInt(20))));
    }
    if (random.nextInt(4) == 0) {
      query.put("from", List.of(Long.toString(some.timeNs() - random.nextInt(200))));
    }
    if (random.nextInt(4) == 0) {
      query.put("to", List.of(Long.toString(some.timeNs() + 200 + random.nextInt(200))));
    }
    if (random.nextInt(4) == 0) {
      query.put("level", List.of(some.level() + (random.nextBoolean() ? "+" : "")));
    }
    if (random.nextInt(5) == 0) {
      query.put("type", List.of(pick(random, TYPES)));
    }
    if (random.nextInt(5) == 0) {
      query.put("object", List.of(pick(random, List.of("shop", "shop.c", "h", "none"))));
    }
    randomTextFilter(random, some.text(), query);
    if (random.nextInt(4) == 0) {
      query.put("limit", List.of(Integer.toString(1 + random.nextInt(10))));
    }
    if (random.nextInt(2) == 0) {
      query.put("order", List.of(pick(random, List.of("asc", "desc"))));
    }
    return query;
  }

  private static void randomTextFilter(Random random, Utf8 text, Map<String, List<String>> query) {
    String line = text.toString();
    int from = random.nextInt(line.length() + 1);
    int to = from + random.nextInt(line.length() + 1 - from);
    String part = line.substring(from, to);
    int kind = random.nextInt(6);
    if (kind == 0 && isWholeText(part) && !naiveTokens(part).isEmpty()) {
      query.put("text", List.of(random.nextBoolean() ? part.toUpperCase(Locale.ROOT) : part));
    } else if (kind == 1 && !naiveTokens(line).isEmpty()) {
      List<String> tokens = naiveTokens(line);
      int first = random.nextInt(tokens.size());
      int last = Math.min(tokens.size(), first + 1 + random.nextInt(3));
      query.put("text", List.of(String.join(" ", tokens.subList(first, last))));
    } else if (kind == 2 && isWholeText(part)) {
      query.put("contains", List.of(part));
    } else if (kind == 3) {
      query.put("regex", List.of(pick(random, List.of("[0-9]{3,}", "^user", "(?i)warn|error"))));
    } else if (kind == 4) {
      query.put("where", List.of(pick(random, List.of("status >= 2", "not user = bob"))));
    }
  }

  /** Half a character, or one that stands for bad bytes, is not what the record's bytes hold. */
  private static boolean isWholeText(String part) {
    return !part.isEmpty() && !part.contains("\ufffd") && Utf8.of(part).toString().equals(part);
  }

  private static List<LogRecord> naive(List<LogRecord> written, Map<String, List<String>> query) {
    Comparator<LogRecord> order = Comparator.comparingLong(LogRecord::id);
    if (!(query.containsKey("node") && query.containsKey("ids"))) {
      order =
          Comparator.comparingLong(LogRecord::timeNs)
              .thenComparing(LogRecord::node)
              .thenComparingLong(LogRecord::id);
    }
    if (value(query, "order", "asc").equals("desc")) {
      order = order.reversed();
    }
    return written.stream()
        .filter(record -> isPlaced(record, query) && isContent(record, query))
        .sorted(order)
        .limit(Long.parseLong(value(query, "limit", "1000000")))
        .toList();
  }

  private static boolean isPlaced(LogRecord record, Map<String, List<String>> query) {
    String[] ids = value(query, "ids", "1..999999").split("\\.\\.", -1);
    return record.node().value().equals(value(query, "node", record.node().value()))
        && record.id() >= Long.parseLong(ids[0])
        && record.id() <= Long.parseLong(ids[1])
        && record.timeNs() >= Long.parseLong(value(query, "from", "0"))
        && record.timeNs() <= Long.parseLong(value(query, "to", Long.toString(Long.MAX_VALUE)));
  }

  private static boolean isContent(LogRecord record, Map<String, List<String>> query) {
    String level = value(query, "level", "TRACE+");
    boolean levelFits =
        level.endsWith("+")
            ? record.level().number()
                >= Severity.parse(level.substring(0, level.length() - 1)).number()
            : record.level().toString().equals(level);
    return levelFits
        && record.type().value().equals(value(query, "type", record.type().value()))
        && record.object().startsWith(value(query, "object", ""))
        && isText(record, query)
        && isWhere(record, value(query, "where", ""));
  }

  private static boolean isText(LogRecord record, Map<String, List<String>> query) {
    String text = record.text().toString();
    String phrase = " " + String.join(" ", naiveTokens(value(query, "text", ""))) + " ";
    String tokens = " " + String.join(" ", naiveTokens(text)) + " ";
    return (phrase.isBlank() || tokens.contains(phrase))
        && text.contains(value(query, "contains", ""))
        && java.util.regex.Pattern.compile(value(query, "regex", "")).matcher(text).find();
  }

  private static boolean isWhere(LogRecord record, String where) {
    return switch (where) {
      case "status >= 2" ->
          record.attributes().stream()
              .anyMatch(
                  attribute ->
                      attribute.key().equals("status")
                          && Long.parseLong(attribute.value().toString()) >= 2);
      case "not user = bob" ->
          record.attributes().stream().noneMatch(attribute -> attribute.key().equals("user"));
      default -> true;
    };
  }

  private static List<String> naiveTokens(String text) {
    return Arrays.stream(text.split("[\\x00-\\x7f&&[^A-Za-z0-9_]]+", -1))
        .filter(token -> !token.isEmpty())
        .map(token -> token.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String value(Map<String, List<String>> query, String key, String otherwise) {
    return query.getOrDefault(key, List.of(otherwise)).get(0);
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
