package vdsl.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordValuesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "a/b", "ü", "a\n"})
  void badNodeNamesAreRefusedByName(String name) {
    assertThatThrownBy(() -> new NodeId(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node name \"" + name + "\"");
  }

  @Test
  void severityNamesAreReadAsTheyAreWritten() {
    for (int number = Severity.NUMBER_MIN; number <= Severity.NUMBER_MAX; number++) {
      Severity severity = new Severity(number);
      assertThat(Severity.parse(severity.toString())).isEqualTo(severity);
    }
    assertThat(Severity.parse("warn")).isEqualTo(Severity.WARN);
    assertThat(new Severity(18)).hasToString("ERROR2");
    assertThatThrownBy(() -> Severity.parse("LOUD")).hasMessageContaining("\"LOUD\"");
  }

  @Test
  void bytesThatAreNotUtf8AreKept() {
    Utf8 text = Utf8.wrap(new byte[] {'a', (byte) 0xff});
    assertThat(text.array()).containsExactly('a', 0xff);
    assertThat(text).hasToString("a\ufffd");
  }

  @Test
  void idRangeKnowsItsIds() {
    IdRange range = IdRange.ofCount(5, 3);
    assertThat(range).isEqualTo(new IdRange(5, 7)).hasToString("5..7");
    assertThat(range.contains(7)).isTrue();
    assertThat(range.contains(8)).isFalse();
    assertThat(range.overlaps(new IdRange(7, 9))).isTrue();
    assertThat(range.overlaps(new IdRange(8, 9))).isFalse();
    assertThatThrownBy(() -> new IdRange(5, 1)).hasMessageContaining("5..1");
    assertThatThrownBy(() -> new IdRange(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
