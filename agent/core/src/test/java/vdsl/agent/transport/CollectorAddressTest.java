package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CollectorAddressTest {
  @Test
  void hostAndPortAreReadInEveryForm() {
    assertThat(CollectorAddress.parse("h:12")).isEqualTo(new CollectorAddress("h", 12));
    assertThat(CollectorAddress.parse("h"))
        .isEqualTo(new CollectorAddress("h", CollectorAddress.PORT_DEFAULT));
    assertThat(CollectorAddress.parse("[::1]:12")).isEqualTo(new CollectorAddress("::1", 12));
    assertThat(CollectorAddress.parse("[::1]"))
        .isEqualTo(new CollectorAddress("::1", CollectorAddress.PORT_DEFAULT));
    assertThat(CollectorAddress.parse("[::1]:12").toString()).isEqualTo("[::1]:12");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ":5170", "h:", "h:x", "h:0", "h:65536", "[::1", "[::1]x", "[]"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CollectorAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("collector");
  }
}
