package vdsl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {
  private static final Order ORDER = new Order(100_001, 42, 3, 1_905, List.of("orders", "mail"), 1);

  @Test
  void receiverReadsWhatWasSent() {
    assertThat(Order.parse(ORDER.encoded())).isEqualTo(ORDER);
  }

  @Test
  void orderGoesAlongItsPath() {
    assertThat(ORDER.receiver()).isEqualTo("orders");
    assertThat(ORDER.next().receiver()).isEqualTo("mail");
    assertThat(ORDER.next().hasNext()).isFalse();
    assertThatThrownBy(() -> ORDER.next().next()).hasMessage("hop 3 not in 0..2");
  }

  @Test
  void priceHasTwoDigitsBehindThePoint() {
    assertThat(ORDER.euros()).isEqualTo("19.05");
  }
}
