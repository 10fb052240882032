package vdsl.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static vdsl.agent.spool.SpoolFixture.at;
import static vdsl.agent.spool.SpoolFixture.body;
import static vdsl.agent.spool.SpoolFixture.content;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.status.StatusEvent;
import vdsl.agent.status.StatusLog;

/** A spool of three segments, cut and flipped everywhere. */
final class SpoolDamageTest {
  private static final int BLOCK_COUNT = 16;
  private static final int RECORDS_PER_BLOCK = 2;
  private static final long LAST_ID = 100;

  @TempDir Path temp;

  /** As a killed process leaves it: no checkpoint at the end. */
  private Path original() {
    Path directory = temp.resolve("original");
    FaultyFiles files = new FaultyFiles();
    try (Spool spool = SpoolFixture.open(directory, files, SpoolFixture.status())) {
      assertThat(spool.renumber(SpoolTest.connected(spool, LAST_ID), 0)).isTrue();
      for (int i = 0; i < BLOCK_COUNT; i++) {
        int first = i * RECORDS_PER_BLOCK;
        assertThat(spool.append(body(first, RECORDS_PER_BLOCK), at(i), 0))
            .isEqualTo(Spool.AppendResult.APPENDED);
      }
      assertThat(spool.sync(0)).isTrue();
      files.kill();
    }
    assertThat(SpoolFixture.segments(directory)).hasSizeGreaterThanOrEqualTo(3);
    return directory;
  }

  private static List<String> expected(int recordCount) {
    return IntStream.range(0, recordCount).mapToObj(Integer::toString).toList();
  }

  private static Path with(Path target, Path original, Path changed, byte[] bytes)
      throws IOException {
    if (Files.exists(target)) {
      for (Path file : SpoolFixture.segments(target)) {
        Files.delete(file);
      }
    }
    Files.createDirectories(target);
    for (Path file : SpoolFixture.segments(original)) {
      if (!file.equals(changed)) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Files.write(target.resolve(changed.getFileName()), bytes);
    return target;
  }

  @Test
  void tailTornAnywhereCostsOnlyTheTornEntry() throws IOException {
    Path original = original();
    List<Path> segments = SpoolFixture.segments(original);
    Path last = segments.get(segments.size() - 1);
    byte[] bytes = Files.readAllBytes(last);
    int whole = BLOCK_COUNT * RECORDS_PER_BLOCK;
    for (int cut = 0; cut < bytes.length; cut++) {
      Path torn = with(temp.resolve("torn"), original, last, Arrays.copyOf(bytes, cut));
      StatusLog status = SpoolFixture.status();
      try (Spool spool = SpoolFixture.open(torn, FaultyFiles.unforced(), status)) {
        List<String> content = content(spool);
        assertThat(content).as("cut at %d", cut).isEqualTo(expected(content.size()));
        assertThat(content.size() % RECORDS_PER_BLOCK).isZero();
        assertThat(spool.numbering().lastId()).isEqualTo(LAST_ID);
        assertThat(spool.records()).isEqualTo(content.size());
        assertThat(SpoolTest.connected(spool, 0).incarnation()).isEqualTo(5);
        whole = Math.min(whole, content.size());
        SpoolTest.appendAll(spool, content.size(), content.size() + 1);
        assertThat(content(spool)).isEqualTo(expected(content.size() + 1));
      }
      assertThat(status.countOf(StatusEvent.SPOOL_DAMAGED)).isZero();
    }
    assertThat(whole).isLessThan(BLOCK_COUNT * RECORDS_PER_BLOCK);
  }

  @Test
  void flippedByteNeverGivesAWrongRecordAndIsReported() throws IOException {
    Path original = original();
    int number = 0;
    for (Path segment : SpoolFixture.segments(original)) {
      byte[] bytes = Files.readAllBytes(segment);
      for (int at = 0; at < bytes.length; at++) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << (number++ % Byte.SIZE));
        checkFlipped(with(temp.resolve("flipped"), original, segment, flipped), segment, at);
      }
    }
  }

  private static void checkFlipped(Path directory, Path segment, int at) {
    StatusLog status = SpoolFixture.status();
    try (Spool spool = SpoolFixture.open(directory, FaultyFiles.unforced(), status)) {
      List<String> content = content(spool);
      String where = segment.getFileName() + " at " + at;
      List<String> expected = expected(content.size());
      int damaged = 0;
      for (int i = 0; i < content.size(); i++) {
        if (content.get(i).equals("?")) {
          damaged++;
        } else {
          assertThat(content.get(i)).as(where).isEqualTo(expected.get(i));
        }
      }
      int missing = BLOCK_COUNT * RECORDS_PER_BLOCK - content.size();
      assertThat(damaged + missing).as(where).isIn(0, RECORDS_PER_BLOCK);
      assertThat(spool.numbering().lastId()).as(where).isEqualTo(LAST_ID);
      assertThat(spool.numbering().chain()).as(where).isEqualTo(6);
      long reported =
          status.countOf(StatusEvent.SPOOL_DAMAGED)
              + status.countOf(StatusEvent.SPOOL_TAIL_TRUNCATED);
      assertThat(reported).as(where).isPositive();
    }
  }
}
