package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;

class ConditionTest {
  private static final LogRecord RECORD =
      new LogRecord(
          17,
          new NodeId("n1"),
          "10.0.0.1",
          TestNode.EPOCH_NS,
          0,
          4711,
          "shop.cart",
          LogType.APP,
          Severity.WARN,
          Utf8.of("user \"bob\" took 7 ms"),
          OptionalLong.empty(),
          List.of(
              new Attribute("thread", Value.of("main")),
              new Attribute("status", Value.of(503)),
              new Attribute("share", Value.of(0.25)),
              new Attribute("port", Value.of("8080")),
              new Attribute("big", Value.of(9_007_199_254_740_993L)),
              new Attribute("open", Value.of(true)),
              new Attribute("nothing", Value.NULL),
              new Attribute("type", Value.of("fruit")),
              new Attribute("two words", Value.of("yes"))));

  private static Condition parse(String condition) {
    return ConditionParser.parse(condition, new TimeExpression(TestNode.EPOCH_NS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "thread = main and (status >= 500 or not user = \"bob\")",
        "status > 60",
        "port > 900",
        "port = 8080",
        "share < .5",
        "share = 2.5e-1",
        "big > 9007199254740992",
        "open = true",
        "nothing = null",
        "id = 17 and node = n1 and ip = 10.0.0.1 and pid = 4711",
        "object = shop.cart",
        "type = APP",
        "attributes.type = fruit",
        "level = warn",
        "level >= INFO and level < ERROR",
        "level > 12",
        "level ~ '^WARN$'",
        "time = 2026-11-23T10:00:00Z",
        "time <= 2026-11-23",
        "time >= 2026-11-23 and time > -1s",
        "NOT (status = 1)",
        "not not status = 503",
        "status != 500",
        "absent != 5",
        "not absent = 5",
        "text ~ 'took \\d+ ms'",
        "text = 'user \"bob\" took 7 ms'",
        "text = \"user \\\"bob\\\" took 7 ms\"",
        "status ~ '^5'",
        "\"two words\" = yes",
        "status=503 and thread=main or id=1",
        "id = 1 and id = 2 or id = 17",
        "id = 17 or id = 1 and id = 2",
        "thread > a and thread < z",
        "attributes.Level != 1 and \"Level\" != 1"
      })
  void holds(String condition) {
    assertThat(parse(condition).holds(RECORD)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status = '503.0'",
        "status < 60",
        "port = '08080'",
        "big = 9007199254740992",
        "absent = 5",
        "absent < 5",
        "absent ~ .*",
        "event_time > 2026-11-23",
        "time > 2026-11-23",
        "time < 2026-11-23",
        "level = WARN2",
        "level > WARN",
        "type = fruit",
        "thread = MAIN",
        "(id = 17 or id = 1) and id = 2"
      })
  void doesNotHold(String condition) {
    assertThat(parse(condition).holds(RECORD)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status =",
        "= 5",
        "status == 5",
        "status 5",
        "(status = 5",
        "status = 5)",
        "status = 5 and",
        "and status = 5",
        "status = 5 status = 6",
        "status =! 5",
        "status ! 5",
        "text ~ (",
        "text ~ '('",
        "level = LOUD",
        "level = 25",
        "time > noon",
        "time ~ 2026",
        "thread = \"main",
        "thread = 'main",
        "a = b; c = d",
        "a = {}",
        "not",
        "()",
        "a < = 5",
        "text ~ '((a{100}){100}){100}'",
        "a ~= b",
        "a <> b",
        "Level = ERROR",
        "not TEXT ~ x"
      })
  void malformedConditionsAreRefused(String condition) {
    assertThatThrownBy(() -> parse(condition))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageStartingWith("where \"")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusalNamesTheColumn() {
    assertThatThrownBy(() -> parse("status = 5 status"))
        .hasMessage(
            "where \"status = 5 status\": at column 12 stands \"status\", expected is and, or, or"
                + " the end");
  }

  @Test
  void nestingAndLengthAreBounded() {
    assertThatThrownBy(() -> parse("(".repeat(4_000) + "a=1" + ")".repeat(50)))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("nesting deeper than 64");
    assertThatThrownBy(() -> parse("not ".repeat(900) + "a=1"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("nesting deeper than 64");
    assertThatThrownBy(() -> parse("a=1 or ".repeat(1_000) + "a=1"))
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining("at most 4096 characters");
  }
}
