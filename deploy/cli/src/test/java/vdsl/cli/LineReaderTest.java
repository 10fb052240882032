package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.agent.spool.SourcePosition;

class LineReaderTest {
  @TempDir private Path directory;
  private final Lines sink = new Lines();
  private LineInput input = new StandardInput(InputStream.nullInputStream());
  private long endOffset;
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
    drain(reader(file, Map.of(), Multiline.NONE), new ArrayList<>(), Integer.MAX_VALUE);
    assertThat(sink.records.get(0).text()).hasSize(LineBuffer.KEPT_BYTES_MAX);
    assertThat(sink.records.get(0).cutBytes()).isEqualTo((1 << 20) - LineBuffer.KEPT_BYTES_MAX);
    assertThat(sink.records.get(1)).isEqualTo(new Line("next", 0, (1 << 20) + 6));
  }

  @Test
  void nothingIsReadPastALineThatFindsNoRoom() throws IOException {
    LineReader reader = reader(write("one\ntwo\n"), Map.of(), Multiline.NONE);
    assertThat(reader.read(1)).isEqualTo(1);
    sink.isReady = false;
    assertThat(reader.read(10)).isZero();
    assertThat(reader.isBlocked()).isTrue();
    sink.isReady = true;
    assertThat(reader.read(10)).isEqualTo(1);
    sink.isReady = false;
    assertThat(reader.isEnded()).as("the last line may still wait").isFalse();
    sink.isReady = true;
    assertThat(reader.isEnded()).isTrue();
    assertThat(sink.records).extracting(Line::text).containsExactly("one", "two");
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
        SourcePosition position = position();
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
      SourcePosition position = position();
      resume = Map.of(position.source(), position);
    }
    assertThat(lines).containsExactly("one", "two\n\tat x", "three", "unfinished");
  }

  @Test
  void followedFileThatWasEmptyAtFirstIsKnownFromItsSuccessor() throws IOException {
    Path file = write("");
    SourcePosition position;
    try (LineReader reader = reader(FileInput.open(file, true, Map.of()), Multiline.NONE)) {
      drain(reader, new ArrayList<>(), Integer.MAX_VALUE);
      Files.writeString(file, "one\n", StandardOpenOption.APPEND);
      drain(reader, new ArrayList<>(), Integer.MAX_VALUE);
      position = position();
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
    SourcePosition position = position();
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
    try (LineReader reader = reader(FileInput.open(file, true, Map.of()), Multiline.NONE)) {
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
    try (LineReader reader = reader(FileInput.open(file, true, Map.of()), Multiline.NONE)) {
      List<String> lines = new ArrayList<>();
      drain(reader, lines, 1);
      SourcePosition inOldFile = position();
      Files.move(file, directory.resolve("rotated"));
      write("a new file that is longer than the old one was\nnext\n");
      drain(reader, lines, 1);
      assertThat(lines).containsExactly("first", "unterminated");
      assertThat(position().fingerprint()).isEqualTo(inOldFile.fingerprint());
      drain(reader, lines, Integer.MAX_VALUE);
      assertThat(lines)
          .containsExactly(
              "first", "unterminated", "a new file that is longer than the old one was", "next");
      assertThat(position().fingerprint()).isNotEqualTo(inOldFile.fingerprint());
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
    return reader(FileInput.open(file, false, resume), multiline);
  }

  private LineReader reader(LineInput opened, Multiline multiline) {
    input = opened;
    endOffset = opened.start();
    return new LineReader(opened, sink, multiline, this::now);
  }

  /** How far the input is recorded, as a restart would find it. */
  private SourcePosition position() {
    return new SourcePosition(input.source().orElseThrow(), endOffset, input.fingerprint());
  }

  private long now() {
    return ++ticks;
  }

  private void drain(LineReader reader, List<String> lines, int countMax) throws IOException {
    int before = sink.records.size();
    int made = reader.read(countMax);
    List<Line> added = sink.records.subList(before, sink.records.size());
    assertThat(added).hasSize(made);
    added.forEach(line -> lines.add(line.text()));
    if (!added.isEmpty()) {
      endOffset = added.get(added.size() - 1).endOffset();
    }
  }

  private record Line(String text, long cutBytes, long endOffset) {}

  /** Keeps what it is given. */
  private static final class Lines implements LineSink {
    final List<Line> records = new ArrayList<>();
    boolean isReady = true;

    @Override
    public boolean isReady() {
      return isReady;
    }

    @Override
    public void record(byte[] bytes, int offset, int length, long cutBytes, long endOffset) {
      String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
      records.add(new Line(text, cutBytes, endOffset));
    }
  }
}
