package vdsl.agent.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.time.TickSource;

/** Who is taken for alive, and a disk that has no room. */
final class OwnerTest {
  private static final String ALIVE = "alive";
  private static final String DEAD = "dead";

  @TempDir Path temp;

  /** Prints whether the owner of a buffer lives, as another process sees it. */
  static final class Observer {
    private Observer() {}

    public static void main(String[] arguments) {
      try (BufferDrain drain =
          BufferDrain.open(Path.of(arguments[0]), 0, BufferFixture.CONFIG, TickSource.system())) {
        System.out.println(drain.isExhausted() ? DEAD : ALIVE);
      }
    }
  }

  /** Makes a buffer and prints how that failed. */
  static final class Maker {
    private Maker() {}

    public static void main(String[] arguments) {
      try (DoubleBuffer buffer = BufferFixture.create(Path.of(arguments[0]))) {
        System.out.println(buffer.file());
      } catch (BufferException expected) {
        System.out.println(expected.getMessage());
      }
    }
  }

  @Test
  void ownerLivesUntilItClosesWhoeverOpensItsFile() throws Exception {
    DoubleBuffer buffer = BufferFixture.create(temp);
    assertThat(observed(buffer)).isEqualTo(ALIVE);
    for (int i = 0; i < 2; i++) {
      try (BufferDrain drain =
          BufferDrain.open(buffer.file(), 0, BufferFixture.CONFIG, TickSource.system())) {
        assertThat(drain.isExhausted()).isFalse();
      }
    }
    assertThat(observed(buffer)).as("after drains of the same JVM closed it").isEqualTo(ALIVE);
    buffer.close();
    assertThat(observed(buffer)).isEqualTo(DEAD);
  }

  private static String observed(DoubleBuffer buffer) throws Exception {
    try (ChildJvm observer = ChildJvm.start(Observer.class, buffer.file())) {
      return observer.readLine();
    }
  }

  @Test
  void diskWithoutRoomIsFoundOutWhenTheBufferIsMade() throws Exception {
    try (ChildJvm maker = ChildJvm.startWithFileLimit(100, Maker.class, temp)) {
      assertThat(maker.readLine())
          .contains("cannot make", "of 2105344 bytes: free space, or lower buffer.half");
    }
    assertThat(temp).isEmptyDirectory();
  }
}
