package vdsl.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AckLatencyTest {
  private static final double HALF = 0.5;
  private static final double NINETY_NINE = 0.99;
  private static final long MS = 1_000_000;

  private long nowNs = -5 * MS;
  private final AckLatency latency = new AckLatency(() -> nowNs, 7);

  @Test
  void everyBlockCountsFromItsEndToItsAcknowledgement() {
    latency.closed(8);
    nowNs += 10;
    latency.closed(9);
    nowNs += 5;
    latency.acknowledged(9);

    assertThat(latency.counts().total()).isEqualTo(2);
    assertThat(latency.counts().percentileNs(0)).isEqualTo(5);
    assertThat(latency.counts().percentileNs(1)).isEqualTo(15);
  }

  @Test
  void blocksOfAnEarlierProcessDoNotCount() {
    latency.acknowledged(7);
    latency.closed(8);
    latency.acknowledged(7);
    assertThat(latency.counts().total()).isZero();
    latency.acknowledged(8);
    assertThat(latency.counts().total()).isEqualTo(1);
  }

  @Test
  void moreBlocksThanASecondsWorthWaitAndCountAll() {
    for (int sequence = 8; sequence < 5_008; sequence++) {
      latency.closed(sequence);
      nowNs += MS;
    }
    latency.acknowledged(5_007);

    assertThat(latency.counts().total()).isEqualTo(5_000);
    assertWithinABucket(latency.counts().percentileNs(1), 5_000 * MS);
  }

  @Test
  void beyondWhatIsRememberedTheOldestIsForgotten() {
    latency.closed(7L + AckLatency.WAITING_COUNT_MAX);
    nowNs += MS;
    latency.closed(8L + AckLatency.WAITING_COUNT_MAX);
    latency.acknowledged(8L + AckLatency.WAITING_COUNT_MAX);

    assertThat(latency.counts().total()).isEqualTo(AckLatency.WAITING_COUNT_MAX);
    assertThat(latency.counts().percentileNs(0)).isZero();
  }

  @Test
  void percentilesAreAtMostASixteenthTooLargeAndNeverTooSmall() {
    for (int i = 1; i <= 1_000; i++) {
      latency.closed(7 + i);
      nowNs += i * MS;
      latency.acknowledged(7 + i);
    }
    assertWithinABucket(latency.counts().percentileNs(HALF), 500 * MS);
    assertWithinABucket(latency.counts().percentileNs(NINETY_NINE), 990 * MS);
  }

  @Test
  void bucketsAreInOrderAndTheLastTakesTheRest() {
    int previous = -1;
    for (long ns = 0; ns < 1L << 43; ns = ns + Math.max(1, ns / 32)) {
      int bucket = LatencyCounts.bucketOf(ns);
      assertThat(bucket).isBetween(previous, LatencyCounts.BUCKET_COUNT - 1);
      previous = bucket;
    }
    assertThat(LatencyCounts.bucketOf(Long.MAX_VALUE)).isEqualTo(LatencyCounts.BUCKET_COUNT - 1);
    assertThat(LatencyCounts.bucketOf(-1)).isZero();
  }

  @Test
  void whatWasCountedSinceAnEarlierStateIsTold() {
    latency.closed(8);
    latency.acknowledged(8);
    LatencyCounts earlier = latency.counts();
    latency.closed(9);
    nowNs += MS;
    latency.acknowledged(9);

    LatencyCounts since = latency.counts().since(earlier);
    assertThat(since.total()).isEqualTo(1);
    assertWithinABucket(since.percentileNs(HALF), MS);
  }

  @Test
  void nothingCountedHasNoPercentile() {
    assertThat(latency.counts().percentileNs(NINETY_NINE)).isZero();
    assertThatThrownBy(() -> latency.counts().percentileNs(99))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99");
  }

  private static void assertWithinABucket(long percentileNs, long exactNs) {
    assertThat(percentileNs)
        .isBetween(exactNs, exactNs + exactNs / LatencyCounts.BUCKETS_PER_OCTAVE);
  }
}
