package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosTest {
  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int NODES = 3;

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 10, 60, 600})
  void killsEveryKindOfProcessWithinTheTime(long seconds) {
    List<Chaos.Kill> kills = kills(seconds, 1);

    assertThat(kills).anyMatch(kill -> kill.node().isPresent());
    assertThat(kills).anyMatch(kill -> kill.node().isEmpty());
    assertThat(kills)
        .allSatisfy(
            kill -> {
              assertThat(kill.atNs()).isBetween(1L, seconds * NS_PER_SECOND);
              assertThat(kill.node().orElse(0)).isBetween(0, NODES - 1);
            });
    assertThat(kills).isSortedAccordingTo((a, b) -> Long.compare(a.atNs(), b.atNs()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void sameSeedGivesTheSameKills(long seed) {
    assertThat(kills(60, seed)).isEqualTo(kills(60, seed)).isNotEqualTo(kills(60, seed + 2));
  }

  @Test
  void oneKillOfEachKindIsEnough() {
    Chaos chaos = Chaos.of(600, NODES, new Random(1));

    assertThat(chaos.isEnough()).isFalse();
    assertThat(chaos.take().node()).isPresent();
    assertThat(chaos.isEnough()).isFalse();
    assertThat(chaos.take().node()).isEmpty();
    assertThat(chaos.isEnough()).isTrue();
    assertThat(Chaos.none().isEnough()).isTrue();
  }

  private static List<Chaos.Kill> kills(long seconds, long seed) {
    Chaos chaos = Chaos.of(seconds, NODES, new Random(seed));
    List<Chaos.Kill> kills = new ArrayList<>();
    while (chaos.isDue(seconds * NS_PER_SECOND)) {
      kills.add(chaos.take());
    }
    assertThat(chaos.isEnough()).isTrue();
    return kills;
  }
}
