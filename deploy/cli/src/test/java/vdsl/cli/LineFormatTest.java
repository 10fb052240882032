package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vdsl.record.LogType;

class LineFormatTest {
  private static final long TODAY_NS = 1_795_392_000_000_000_000L; // 2026-11-23T00:00:00Z

  @ParameterizedTest
  @CsvSource({
    "[notice] x,INFO2",
    "[error] x,ERROR",
    "[crit] x,FATAL",
    "[odd] x,INFO",
    "nothing,INFO",
  })
  void levelIsGroupOneInAnyFamiliarSpelling(String line, String level) {
    LineFormat format =
        new LineFormat(
            "o", LogType.APP, Optional.of(LineFormat.levelRegex("\\[(\\w+)\\]")), Optional.empty());
    assertThat(format.level(line)).hasToString(level);
  }

  @Test
  void regexWithoutGroupOrMeaningIsRefused() {
    assertThatThrownBy(() -> LineFormat.levelRegex("WARN")).hasMessageContaining("no group");
    assertThatThrownBy(() -> LineFormat.levelRegex("(")).hasMessageContaining("\"(\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yyMMdd HHmmss|081109 203615 148 INFO|2008-11-09T20:36:15Z",
        "yyyy-MM-dd HH:mm:ss,SSS|2015-10-18 18:01:47,978 INFO|2015-10-18T18:01:47.978Z",
        "'['EEE MMM dd HH:mm:ss yyyy|[Sun Dec 04 04:47:44 2005] [notice]|2005-12-04T04:47:44Z",
        "MMM d HH:mm:ss|Jun 14 15:16:01 combo|2026-06-14T15:16:01Z",
        "HH:mm:ss|15:16:01 x|2026-11-23T15:16:01Z",
        "yyyy-MM-dd'T'HH:mm:ssZZZZZ|2026-01-01T02:00:00+02:00 x|2026-01-01T00:00:00Z",
      })
  void eventTimeIsReadFromTheBeginningOfTheLine(String pattern, String line, Instant expected) {
    long ns = EventTimeFormat.of(pattern, TODAY_NS).parse(line).orElseThrow();
    assertThat(Instant.ofEpochSecond(ns / 1_000_000_000L, ns % 1_000_000_000L)).isEqualTo(expected);
  }

  @Test
  void lineWithoutTimestampHasNoEventTime() {
    assertThat(EventTimeFormat.of("yyMMdd", TODAY_NS).parse("\tat x")).isEmpty();
  }

  @Test
  void badPatternIsRefused() {
    assertThatThrownBy(() -> EventTimeFormat.of("yyyy-bb", TODAY_NS))
        .hasMessageContaining("--time-format \"yyyy-bb\"");
  }
}
