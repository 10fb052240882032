package vdsl.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vdsl.collector.metrics.HttpMetrics;

class AnswerStreamTest {
  private static final byte[] PIECE = new byte[100];

  private final AtomicBoolean othersWait = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Patience patience =
      new Patience(Duration.ofSeconds(1), Duration.ofSeconds(10), othersWait::get, closing::get);

  @Test
  void clientThatPausesIsCutOffSoonerWhileOthersWait() {
    long pauseNs = Duration.ofSeconds(2).toNanos();
    assertThat(patience.isOver(pauseNs)).isFalse();
    othersWait.set(true);
    assertThat(patience.isOver(pauseNs)).isTrue();
    assertThat(patience.isOver(Duration.ofMillis(500).toNanos())).isFalse();
    othersWait.set(false);
    assertThat(patience.isOver(Duration.ofSeconds(10).toNanos())).isTrue();
    closing.set(true);
    assertThat(patience.isOver(0)).isTrue();
  }

  @Test
  @Timeout(20)
  void clientThatTakesNothingEndsItsAnswer() {
    othersWait.set(true);
    // Nobody subscribes: that is a client which takes nothing.
    HttpResponseWriter writer = HttpResponse.streaming();
    writer.write(ResponseHeaders.of(HttpStatus.OK));
    try (AnswerStream stream =
        new AnswerStream(writer, new HttpMetrics(new SimpleMeterRegistry()), patience)) {
      stream.write(PIECE, 0, PIECE.length);
      assertThatThrownBy(() -> stream.write(PIECE, 0, PIECE.length))
          .isInstanceOf(ClientGoneException.class)
          .hasMessage("the client takes nothing");
    }
  }
}
