package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordViewTest {
  private static RecordView view(String key, String... values) {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("node", List.of("n1"));
    if (values.length > 0) {
      parameters.put(key, Arrays.asList(values));
    }
    RecordView view = RecordView.takeFrom(parameters);
    assertThat(parameters).containsOnlyKeys("node");
    return view;
  }

  @Test
  void nothingIsShownUnlessAskedFor() {
    for (String key : List.of("order-certainty", "bounds")) {
      assertThat(view(key)).isEqualTo(RecordView.PLAIN);
      assertThat(view(key, "false")).isEqualTo(RecordView.PLAIN);
    }
    assertThat(view("order-certainty", "true")).isEqualTo(new RecordView(true, false));
    assertThat(view("bounds", "true")).isEqualTo(new RecordView(false, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", "", "TRUE"})
  void anythingButTrueOrFalseIsRefused(String value) {
    for (String key : List.of("order-certainty", "bounds")) {
      assertThatThrownBy(() -> view(key, value))
          .isInstanceOf(QuerySyntaxException.class)
          .hasMessageContaining(key)
          .hasMessageContaining("true or false");
    }
  }

  @Test
  void aKeyGivenTwiceIsRefused() {
    assertThatThrownBy(() -> view("bounds", "true", "true")).hasMessageContaining("2 times");
  }

  @ParameterizedTest
  @EnumSource(RecordFormat.class)
  void onlyRawHasNoPlaceForThem(RecordFormat format) {
    RecordView.PLAIN.checkShownBy(format);
    for (String key : List.of("order-certainty", "bounds")) {
      RecordView view = view(key, "true");
      if (format == RecordFormat.RAW) {
        assertThatThrownBy(() -> view.checkShownBy(format))
            .isInstanceOf(QuerySyntaxException.class)
            .hasMessageContaining(key)
            .hasMessageContaining("raw");
      } else {
        view.checkShownBy(format);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, +-0ns",
    "9999, +-9999ns",
    "10000, +-10us",
    "802786, +-803us",
    "9999000, +-9999us",
    "9999001, +-10ms",
    "1000000000, +-1000ms",
    "9999000000001, +-10000s",
    "9223372036854775806, +-9223372037s",
    "9223372036854775807, +-?",
  })
  void boundsAreRoundedUpToFourDigits(long boundNs, String text) {
    assertThat(BoundText.of(boundNs)).isEqualTo(text);
  }

  @Property(tries = 500)
  void aBoundIsNeverShownSmallerThanItIs(@ForAll @LongRange(min = 0) long boundNs) {
    String text = BoundText.of(boundNs);
    if (boundNs == Long.MAX_VALUE) {
      return;
    }
    double unitNs =
        text.endsWith("ns") ? 1 : text.endsWith("us") ? 1e3 : text.endsWith("ms") ? 1e6 : 1e9;

    assertThat(Double.parseDouble(text.replaceAll("[^0-9]", "")) * unitNs)
        .isGreaterThanOrEqualTo((double) boundNs)
        .isLessThan((double) boundNs + unitNs * 1.000_001);
  }
}
