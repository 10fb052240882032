package vdsl.collector.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.time.BootId;

class MasterClockTest {
  private static final long WALL_NS = 1_700_000_000_500_000_000L;

  @TempDir Path directory;
  private BootId boot = new BootId(new UUID(1, 2));
  private long ticks = 40;
  private long wallNs = WALL_NS;

  private MasterClock begin() throws IOException {
    return MasterClock.begin(directory, boot, () -> ticks, () -> wallNs, new Random(1));
  }

  @Test
  void aStepOfTheWallClockChangesNothing() throws IOException {
    MasterClock master = begin();
    ticks += 1_000;
    wallNs -= 3_600_000_000_000L;

    assertThat(master.nowNs()).isEqualTo(WALL_NS + 1_000);
  }

  @Test
  void everyStartIsALaterTermAlsoWhenTheWallClockWentBack() throws IOException {
    long first = begin().epoch();
    wallNs -= 3_600_000_000_000L;
    long second = begin().epoch();
    wallNs += 7_200_000_000_000L;
    long third = begin().epoch();

    assertThat(first).isEqualTo(1_700_000_000L);
    assertThat(second).isEqualTo(first + 1);
    assertThat(third).isEqualTo(1_700_003_600L);
  }

  @Test
  void aFileWithoutAnEpochIsRefusedByItsName() throws IOException {
    Files.writeString(directory.resolve(MasterClock.FILE), "epoch=later");

    assertThatThrownBy(this::begin)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("master.properties")
        .hasMessageContaining("0..10^18-1");
  }

  @Test
  void aRestartDuringTheSameBootGoesOnWithTheSameTime() throws IOException {
    MasterClock first = begin();
    ticks += 50_000_000_000L;
    wallNs += 50_000_000_000L + 900_000_000L;
    MasterClock second = begin();

    assertThat(second.nowNs()).isEqualTo(first.nowNs());
  }

  @Test
  void aRestartWithTheWallClockSetOrInAnotherBootBeginsWithTheWallClock() throws IOException {
    begin();
    wallNs += 1_000_000_001L;
    assertThat(begin().nowNs()).isEqualTo(wallNs);

    boot = new BootId(new UUID(3, 4));
    wallNs -= 500_000_000;
    assertThat(begin().nowNs()).isEqualTo(wallNs);
  }
}
