package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.spool.SourcePosition;
import vdsl.block.BlockBuilder;
import vdsl.block.BlockReader;
import vdsl.record.LogType;
import vdsl.record.Value;
import vdsl.time.BootId;
import vdsl.time.ClockAnchor;

class LineReaderTest {
  private static final LineFormat PLAIN =
      new LineFormat("o", LogType.APP, Optional.empty(), Optional.empty());

  @TempDir private Path directory;
  private long ticks;

  @Test
  void everyLineIsARecordWithoutItsLineEnd() throws IOException {
    assertThat(lines("one\ntwo\r\n\n\r\nfive\r\r\nsix\rsix\nlast"))
        .containsExactly("one", "two", "", "", "five\r", "six\rsix", "last");
  }

  @Test
  void aLineEndAtTheEndAddsNoRecord() throws IOException {
    assertThat(lines("one\n")).containsExactly("one");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
  }

  @Test
  void linesAreTheSameHoweverTheBytesArrive() throws IOException {
    Random random = new Random(11);
    StringBuilder content = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String line = "x".repeat(random.nextInt(400)) + i;
      expected.add(line);
      content.append(line).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    assertThat(lines(content.toString())).isEqualTo(expected);
  }

  @Test
  void lineOverTheLimitIsCutAndFlagged() throws IOException {
    Path file = write("a".repeat(1 << 20) + "\nnext\n");
    BlockReader block = drainOne(reader(file, Map.of(), Multiline.NONE));
    assertThat(block.text(0).length()).isEqualTo(LineBuffer.KEPT_BYTES_MAX);
    assertThat(block.attributes(0))
        .singleElement()
        .satisfies(
            attribute -> {
              assertThat(attribute.key()).isEqualTo(BlockBuilder.TRUNCATED_ATTRIBUTE);
              assertThat(attribute.value())
                  .isEqualTo(Value.of((1 << 20) - LineBuffer.KEPT_BYTES_MAX));
            });
    assertThat(block.text(1)).hasToString("next");
  }

  @Test
  void stackTraceIsOneRecord() throws IOException {
    String trace =
        "ERROR failed\njava.io.IOException: x\n\tat a.B.c(B.java:1)\nCaused by: y\n\tat d";
    assertThat(lines("first\n" + trace + "\r\nlast\n", Multiline.JAVA))
        .containsExactly(
            "first",
            "ERROR failed",
            "java.io.IOException: x\n\tat a.B.c(B.java:1)\nCaused by: y\n\tat d",
            "last");
  }

  @Property(tries = 200)
  void restartGoesOnBehindTheLastRecord(@ForAll long seed, @ForAll boolean joins)
      throws IOException {
    Random random = new Random(seed);
    Path file = Files.createTempFile("vdsl-lines", ".log");
    try {
      StringBuilder content = new StringBuilder();
      for (int i = 0; i < 20 + random.nextInt(30); i++) {
        content.append(random.nextInt(3) == 0 ? "\tat " : "line ").append(i);
        content.append(random.nextInt(4) == 0 ? "\r\n" : "\n");
      }
      Files.writeString(file, content);
      Multiline multiline = joins ? Multiline.JAVA : Multiline.NONE;
      List<String> whole = new ArrayList<>();
      drain(reader(file, Map.of(), multiline), whole, Integer.MAX_VALUE);

      List<String> inParts = new ArrayList<>();
      Map<String, SourcePosition> resume = Map.of();
      for (int part = 0; part < 6; part++) {
        LineReader reader = reader(file, resume, multiline);
        drain(reader, inParts, part == 5 ? Integer.MAX_VALUE : random.nextInt(8));
        SourcePosition position = reader.position().orElseThrow();
        resume = Map.of(position.source(), position);
      }
      assertThat(inParts).isEqualTo(whole);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void restartAfterEveryRecordLosesNoByte() throws IOException {
    Path file = write("one\r\ntwo\r\n\tat x\r\nthree\r\nunfinished");
    List<String> lines = new ArrayList<>();
    Map<String, SourcePosition> resume = Map.of();
    for (int part = 0; part < 6; part++) {
      LineReader reader = reader(file, resume, Multiline.JAVA);
      drain(reader, lines, 1);
      SourcePosition position = reader.position().orElseThrow();
      resume = Map.of(position.source(), position);
    }
    assertThat(lines).containsExactly("one", "two\n\tat x", "three", "unfinished");
  }

  @Test
  void followedFileThatWasEmptyAtFirstIsKnownFromItsSuccessor() throws IOException {
    Path file = write("");
    SourcePosition position;
    try (LineReader reader =
        new LineReader(
            FileInput.open(file, true, Map.of()), recorder(PLAIN), Multiline.NONE, this::now)) {
      drain(reader, new ArrayList<>(), Integer.MAX_VALUE);
      Files.writeString(file, "one\n", StandardOpenOption.APPEND);
      drain(reader, new ArrayList<>(), Integer.MAX_VALUE);
      position = reader.position().orElseThrow();
    }
    write("other file\n");
    List<String> lines = new ArrayList<>();
    Map<String, SourcePosition> resume = Map.of(position.source(), position);
    drain(reader(file, resume, Multiline.NONE), lines, Integer.MAX_VALUE);
    assertThat(lines).containsExactly("other file");
  }

  @Test
  void anotherFileOfTheSameNameIsReadFromItsBeginning() throws IOException {
    Path file = write("old one\nold two\n");
    LineReader reader = reader(file, Map.of(), Multiline.NONE);
    drain(reader, new ArrayList<>(), Integer.MAX_VALUE);
    SourcePosition position = reader.position().orElseThrow();
    Files.writeString(file, "new one, longer than the old one was\n");
    List<String> lines = new ArrayList<>();
    drain(
        reader(file, Map.of(position.source(), position), Multiline.NONE),
        lines,
        Integer.MAX_VALUE);
    assertThat(lines).containsExactly("new one, longer than the old one was");
  }

  @Test
  void followedFileGoesOnInItsSuccessor() throws IOException {
    Path file = write("one\npart");
    List<String> lines = new ArrayList<>();
    try (LineReader reader =
        new LineReader(
            FileInput.open(file, true, Map.of()), recorder(PLAIN), Multiline.NONE, this::now)) {
      drain(reader, lines, Integer.MAX_VALUE);
      assertThat(lines).containsExactly("one");
      Files.writeString(file, "ial\ntwo\n", StandardOpenOption.APPEND);
      drain(reader, lines, Integer.MAX_VALUE);
      assertThat(lines).containsExactly("one", "partial", "two");
      Files.move(file, directory.resolve("rotated"));
      write("three\n");
      drain(reader, lines, Integer.MAX_VALUE);
      assertThat(lines).containsExactly("one", "partial", "two", "three");
    }
  }

  @Test
  void positionIsOfTheOldFileUntilItsLastLineIsRecorded() throws IOException {
    Path file = write("first\nunterminated");
    try (LineReader reader =
        new LineReader(
            FileInput.open(file, true, Map.of()), recorder(PLAIN), Multiline.NONE, this::now)) {
      List<String> lines = new ArrayList<>();
      drain(reader, lines, 1);
      SourcePosition inOldFile = reader.position().orElseThrow();
      Files.move(file, directory.resolve("rotated"));
      write("a new file that is longer than the old one was\nnext\n");
      drain(reader, lines, 1);
      assertThat(lines).containsExactly("first", "unterminated");
      assertThat(reader.position().orElseThrow().fingerprint()).isEqualTo(inOldFile.fingerprint());
      drain(reader, lines, Integer.MAX_VALUE);
      assertThat(lines)
          .containsExactly(
              "first", "unterminated", "a new file that is longer than the old one was", "next");
      assertThat(reader.position().orElseThrow().fingerprint())
          .isNotEqualTo(inOldFile.fingerprint());
    }
  }

  private List<String> lines(String content) throws IOException {
    return lines(content, Multiline.NONE);
  }

  private List<String> lines(String content, Multiline multiline) throws IOException {
    List<String> lines = new ArrayList<>();
    drain(reader(write(content), Map.of(), multiline), lines, Integer.MAX_VALUE);
    return lines;
  }

  private Path write(String content) throws IOException {
    return Files.write(directory.resolve("file.log"), content.getBytes(StandardCharsets.UTF_8));
  }

  private LineReader reader(Path file, Map<String, SourcePosition> resume, Multiline multiline)
      throws IOException {
    return new LineReader(
        FileInput.open(file, false, resume), recorder(PLAIN), multiline, this::now);
  }

  private LineRecorder recorder(LineFormat format) {
    return new LineRecorder(format, "127.0.0.1", 1, this::now);
  }

  private long now() {
    return ++ticks;
  }

  private static BlockReader drainOne(LineReader reader) throws IOException {
    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(new ClockAnchor(BootId.NONE, 0, 0));
    reader.drainTo(block, Integer.MAX_VALUE);
    return new BlockReader(block.build());
  }

  private static void drain(LineReader reader, List<String> lines, int countMax)
      throws IOException {
    BlockBuilder block = new BlockBuilder(BlockBuilder.Compression.NONE);
    block.reset(new ClockAnchor(BootId.NONE, 0, 0));
    int left = countMax;
    int drained = reader.drainTo(block, left);
    while (drained > 0) {
      BlockReader records = new BlockReader(block.build());
      for (int i = 0; i < records.recordCount(); i++) {
        lines.add(records.text(i).toString());
      }
      left -= drained;
      drained = left > 0 ? reader.drainTo(block, left) : 0;
    }
  }
}
