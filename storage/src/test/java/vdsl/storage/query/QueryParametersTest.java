package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.record.IdRange;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;

class QueryParametersTest {
  private static final long NOW_NS = TestNode.EPOCH_NS;

  static RecordQuery query(String... keysAndValues) {
    Map<String, List<String>> parameters = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      parameters.put(keysAndValues[i], List.of(keysAndValues[i + 1]));
    }
    return QueryParameters.parse(parameters, NOW_NS);
  }

  @Test
  void noParametersAskForEverything() {
    assertThat(query()).isEqualTo(RecordQuery.ALL);
  }

  @Test
  void nodesRepeatOrStandInAList() {
    RecordQuery query = QueryParameters.parse(Map.of("node", List.of("a,b", "c")), NOW_NS);

    assertThat(query.nodes()).isEqualTo(Set.of(new NodeId("a"), new NodeId("b"), new NodeId("c")));
  }

  @ParameterizedTest
  @CsvSource({"3..7,3,7", "3..,3,9223372036854775807", "..7,1,7", "5,5,5"})
  void idRangesMayBeOpenOrSingle(String value, long first, long last) {
    assertThat(query("ids", value).ids()).contains(new IdRange(first, last));
  }

  @Test
  void levelIsExactWithoutPlusAndAFloorWithIt() {
    assertThat(query("level", "warn").filter().levels())
        .isEqualTo(new LevelRange(Severity.WARN, Severity.WARN));
    LevelRange floor = new LevelRange(Severity.WARN, new Severity(24));
    assertThat(query("level", "WARN+").filter().levels()).isEqualTo(floor);
    assertThat(query("level", "WARN ").filter().levels()).isEqualTo(floor);
  }

  @Test
  void typeLimitAndOrderAreRead() {
    RecordQuery query = query("type", "LOSS", "limit", "7", "order", "desc");

    assertThat(query.filter().type()).contains(LogType.LOSS);
    assertThat(query.limit()).isEqualTo(OptionalLong.of(7));
    assertThat(query.direction()).isEqualTo(RecordQuery.Direction.DESCENDING);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T10:00:00Z,0",
    "2026-11-23T11:00:00.000000001+01:00,1",
    "1795428000,0",
    "1795428000001,1000000",
    "1795428000000001,1000",
    "1795428000000000001,1",
    "now,0",
    "-30s,-30000000000",
    "-15m,-900000000000",
    "-2h,-7200000000000",
    "-1d,-86400000000000",
    "2026-11-23,-36000000000000"
  })
  void timesAreRead(String value, long afterNs) {
    assertThat(query("from", value).times().fromNs()).isEqualTo(TestNode.EPOCH_NS + afterNs);
  }

  @Test
  void dateAsEndIncludesTheDay() {
    assertThat(query("to", "2026-11-23").times().toNs())
        .isEqualTo(TestNode.EPOCH_NS + 14 * 3_600_000_000_000L - 1);
  }

  @Test
  void aroundAsksForTheIdsOnBothSides() {
    RecordQuery query = query("around", "n1:100", "before", "3", "after", "5");

    assertThat(query.nodes()).containsExactly(new NodeId("n1"));
    assertThat(query.ids()).contains(new IdRange(97, 105));
    assertThat(query("around", "n1:2").ids()).contains(new IdRange(1, 12));
    assertThat(query("around", "n1:9223372036854775807").ids().map(IdRange::last))
        .isEqualTo(Optional.of(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ids=5..1",
        "ids=0..4",
        "ids=..",
        "ids=a..b",
        "ids=1...3",
        "ids=-3",
        "ids=+1..2",
        "ids=99999999999999999999",
        "level=WRN",
        "level=WARN++",
        "level=+",
        "type=loss",
        "type=",
        "node=",
        "node=a b",
        "node=a,,b",
        "from=yesterday",
        "from=2026-11-23T10:00:00",
        "from=12345",
        "from=2026-02-30",
        "from=-5w",
        "from=-999999999d",
        "limit=0",
        "limit=-1",
        "limit=many",
        "order=up",
        "text=",
        "text=...",
        "contains=",
        "regex=(",
        "regex=[a",
        "regex=((a{100}){100}){100}",
        "regex=(a{1000}){1000}",
        "regex=(a{50}){50}",
        "regex=(\\p{L}{50}){50}",
        "around=n1",
        "around=n1:0",
        "around=:5",
        "around=n1:x",
        "around=5",
        "before=3",
        "after=3",
        "colour=red",
        "where=",
        "from=99999999999999"
      })
  void malformedValuesAreRefusedInOneLineThatNamesTheKey(String parameter) {
    String key = parameter.substring(0, parameter.indexOf('='));
    String value = parameter.substring(key.length() + 1);

    assertThatThrownBy(() -> query(key, value))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining(key)
        .message()
        .doesNotContain("\n")
        .hasSizeLessThan(600);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text=a contains=b",
        "text=a regex=b",
        "contains=a regex=b",
        "around=n:1 ids=1..2",
        "around=n:1 node=n",
        "from=2026-11-23 to=2026-11-22",
        "around=n:1 before=1000001",
        "around=n:1 after=x"
      })
  void senselessCombinationsAreRefused(String parameters) {
    String[] keysAndValues =
        Arrays.stream(parameters.split(" ", -1))
            .flatMap(pair -> Arrays.stream(pair.split("=", 2)))
            .toArray(String[]::new);

    assertThatThrownBy(() -> query(keysAndValues)).isInstanceOf(QuerySyntaxException.class);
  }

  @Test
  void aSingleValueGivenTwiceIsRefused() {
    assertThatThrownBy(() -> QueryParameters.parse(Map.of("ids", List.of("1", "2")), NOW_NS))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessage("ids is given 2 times, once is allowed");
  }

  @Test
  void refusedValuesAreQuotedWithoutTheirControlCharacters() {
    assertThatThrownBy(() -> query("ids", "1\u001b[31m\n"))
        .hasMessage("ids \"1\\x1b[31m\\n\": A..B, A.., ..B or A with 1 <= A <= B is allowed");
  }

  @Test
  void usualExpressionsWithRepetitionsAreAllowed() {
    String address =
        "\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b at \\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}[^]x{99}]{0,20}";

    assertThat(query("regex", address).filter().text()).isInstanceOf(TextMatch.Expression.class);
    assertThat(query("regex", "\\x{100000}").filter().text())
        .isInstanceOf(TextMatch.Expression.class);
  }
}
