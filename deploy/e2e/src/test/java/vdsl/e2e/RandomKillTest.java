package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills collector and shipper at random moments while two million lines are shipped. Scale it by
 * -Dvdsl.kills=N.
 */
class RandomKillTest {
  private static final int LINE_COUNT = 2_000_000;
  private static final int KILLS = Integer.getInteger("vdsl.kills", 30);
  private static final long SEED = Long.getLong("vdsl.seed", 20261123L);
  private static final int PAUSE_MAX_MS = 400;

  /** Slow enough for shipping to outlast the kills; what is left then goes at full speed. */
  private static final int RECORDS_PER_SECOND = 15_000;

  private static final Duration FINISH_TIMEOUT = Duration.ofMinutes(3);

  @TempDir private Path directory;

  @Test
  void nothingIsLostOrDoubledByRandomKills() throws IOException {
    Path file = Lines.write(directory.resolve("lines.log"), LINE_COUNT, SEED);
    Random random = new Random(SEED);
    int collectorKills = 0;
    int shipperKills = 0;
    try (Cluster cluster = Cluster.start(directory)) {
      VdslProcess ship =
          cluster.startShipping("n1", file, "--rate", Integer.toString(RECORDS_PER_SECOND));
      try {
        while (collectorKills + shipperKills < KILLS) {
          pause(random.nextInt(PAUSE_MAX_MS));
          if (random.nextInt(3) > 0) {
            cluster.killAndRestart();
            collectorKills++;
          } else {
            assertThat(ship.isAlive()).as("shipping outlasts the kills: %s", ship.error()).isTrue();
            ship.kill();
            shipperKills++;
            ship =
                cluster.startShipping("n1", file, "--rate", Integer.toString(RECORDS_PER_SECOND));
          }
        }
        ship.kill();
        ship = cluster.startShipping("n1", file);
        assertThat(ship.await(FINISH_TIMEOUT)).as(ship.error()).isZero();
      } finally {
        ship.close();
      }
      System.out.printf(
          "random kills, seed %d: collector %d, shipper %d%n", SEED, collectorKills, shipperKills);
      cluster.assertStored("n1", file);
      cluster.assertAuditIsClean();
    }
  }

  /** A random moment is what is tested here, so there is no condition to wait for. */
  private static void pause(int ms) {
    Awaitility.await().pollDelay(Duration.ofMillis(ms)).until(() -> true);
  }
}
